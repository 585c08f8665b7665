// What Google's validation server says of a hit of the Measurement Protocol with `ENFORCE_RECOMMENDATIONS`.
// https://developers.google.com/analytics/devguides/collection/protocol/ga4/validating-events

import { z } from 'zod';

const reservedEvents = new Set([
  ...[
    'ad_activeview',
    'ad_click',
    'ad_exposure',
    'ad_impression',
    'ad_query',
    'ad_reward',
    'adunit_exposure',
  ],
  ...['app_clear_data', 'app_exception', 'app_install', 'app_remove', 'app_store_refund', 'app_update'],
  ...['app_upgrade', 'error', 'first_open', 'first_visit', 'in_app_purchase', 'os_update', 'session_start'],
  ...['user_engagement', 'notification_dismiss', 'notification_foreground', 'notification_open'],
]);
const name = z
  .string()
  .max(40)
  .regex(/^[A-Za-z][A-Za-z0-9_]*$/)
  .refine((value) => !/^(firebase_|ga_|google_|gtag\.)/.test(value), 'has a reserved prefix');
/** Longer than others may be, as reports show them whole. */
const longTexts: Record<string, number> = { page_location: 1000, page_referrer: 420, page_title: 300 };

const params = z
  .record(name, z.union([z.string(), z.number(), z.array(z.unknown())]))
  .superRefine((values, context) => {
    const fault = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    if (Object.keys(values).length > 25) fault('', 'are more than 25');
    for (const [field, value] of Object.entries(values))
      if (String(value).length > (longTexts[field] ?? 100)) fault(field, 'is too long');
    if (values.session_id !== undefined && !/^\d+$/.test(String(values.session_id)))
      fault('session_id', 'is no number');
    const { engagement_time_msec: engagement, page_location: location } = values;
    if (engagement !== undefined && !(Number(engagement) > 0))
      fault('engagement_time_msec', 'is not positive');
    if (location !== undefined && !URL.canParse(String(location))) fault('page_location', 'is no URL');
  });

const consent = z.enum(['GRANTED', 'DENIED']).optional();

/** Fields that are not in the protocol's reference are refused, as Google's parser does. */
const body = z.strictObject({
  client_id: z.string().regex(/^\d{1,10}\.\d{1,10}$/, 'is not of the form of gtag.js'),
  user_id: z.string().min(1).max(256).optional(),
  timestamp_micros: z.number().int().optional(),
  user_properties: z.record(z.string().max(24), z.object({ value: z.unknown() })).optional(),
  user_data: z.object({}).optional(),
  consent: z.strictObject({ ad_user_data: consent, ad_personalization: consent }).optional(),
  non_personalized_ads: z.boolean().optional(),
  user_location: z.object({}).optional(),
  ip_override: z.string().optional(),
  device: z.object({}).optional(),
  validation_behavior: z.enum(['RELAXED', 'ENFORCE_RECOMMENDATIONS']).optional(),
  events: z
    .array(
      z.strictObject({
        name: name.refine((value) => !reservedEvents.has(value), 'is reserved'),
        params: params.optional(),
      }),
    )
    .min(1)
    .max(25),
});

const mostBytes = 130_000;

export interface ValidationMessage {
  fieldPath: string;
  description: string;
  validationCode: 'VALUE_INVALID' | 'EXCEEDED_MAX_ENTITIES';
}

/** Empty when nothing is wrong with the body of a hit. */
export function validationMessages(text: string): ValidationMessage[] {
  if (Buffer.byteLength(text) >= mostBytes)
    return [{ fieldPath: '', description: 'is too long', validationCode: 'EXCEEDED_MAX_ENTITIES' }];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [{ fieldPath: '', description: 'is no JSON', validationCode: 'VALUE_INVALID' }];
  }
  const parsed = body.safeParse(value);
  if (parsed.success) return [];
  return parsed.error.issues.map(({ path, message }) => ({
    fieldPath: path.join('.'),
    description: message,
    validationCode: 'VALUE_INVALID',
  }));
}
