// What Zoom's refusals mean. Never carries Zoom's own text: it is translated, and quotes ids and topics.

import { z } from 'zod';
import type { HttpAnswer } from '../platform/http/http-client.ts';
import { retryAfterSeconds } from '../platform/http/retries.ts';
import { needsAdministrator, scopesIn, type ZoomScope } from './scopes.ts';

export type ZoomErrorKind =
  /** The access token is no longer accepted: refresh once and repeat once. */
  | 'access_token_dead'
  /** The grant lacks a scope: the person must connect anew. */
  | 'scope_missing'
  /** Does not exist, or not yet, or not for this user: Zoom uses one answer for all three. */
  | 'not_found'
  /** Needs a paid Zoom plan. */
  | 'paid_only'
  /** Zoom forbids it to this user. */
  | 'forbidden'
  | 'rate_limited'
  /** No answer, or none that can be understood: nothing may be concluded. */
  | 'unavailable'
  /** Zoom understood the request and refused it. */
  | 'refused';

/** Zoom's own classes of calls, each with limits of its own. */
export type RateCategory = 'light' | 'medium' | 'heavy' | 'resource-intensive';

/** One call of the API: what it needs and what it counts against. */
export interface ZoomCall {
  scope: ZoomScope;
  category: RateCategory;
  /** Counts against what Zoom lets one host create and change in a day, too: 100, by whichever app. */
  dailyPerHost?: true;
}

export interface ZoomErrorDetails {
  status?: number;
  /** Zoom's own number, such as 3001. */
  code?: number;
  retryAfterSeconds?: number;
  /** Of `scope_missing`: which, at least one. */
  missingScopes?: ZoomScope[];
  /** Of `rate_limited`: the category whose daily limit is used up, for the whole Zoom account. */
  usedUpToday?: RateCategory;
  /** Of `rate_limited`: the host has created and changed as many meetings as Zoom allows in a day, until midnight UTC. */
  hostUsedUpToday?: boolean;
  /** Of `unavailable`: it was asked to make something, and may have done so. */
  unanswered?: boolean;
  /** Of `refused`: Zoom's names of the fields that it does not take, such as `settings.alternative_hosts`. */
  invalidFields?: string[];
  cause?: unknown;
}

export class ZoomError extends Error {
  override readonly name = 'ZoomError';
  readonly kind: ZoomErrorKind;
  readonly status: number | undefined;
  readonly code: number | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly missingScopes: ZoomScope[];
  readonly usedUpToday: RateCategory | undefined;
  readonly hostUsedUpToday: boolean;
  readonly unanswered: boolean;
  readonly invalidFields: string[];

  constructor(kind: ZoomErrorKind, details: ZoomErrorDetails = {}) {
    super(`Zoom: ${kind}`, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.status = details.status;
    this.code = details.code;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.missingScopes = details.missingScopes ?? [];
    this.usedUpToday = details.usedUpToday;
    this.hostUsedUpToday = details.hostUsedUpToday ?? false;
    this.unanswered = details.unanswered ?? false;
    this.invalidFields = details.invalidFields ?? [];
  }
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ZoomError && error.kind === 'not_found';
}

/** Of validation errors, beside the text: which field. A name and nothing else, so that it can be no text of a person's. */
const invalidField = z.object({ field: z.string().regex(/^[\w.[\]]{1,60}$/) });
const errorBody = z.object({
  code: z.number(),
  message: z.string().catch(''),
  errors: z
    .array(z.unknown())
    .catch([])
    .transform((errors) =>
      errors.flatMap((error) => {
        const parsed = invalidField.safeParse(error);
        return parsed.success ? [parsed.data.field] : [];
      }),
    ),
});

/**
 * Classifies an answer of the REST API that is not a success. Source: Zoom's API error tables and observed answers.
 * @param now epoch milliseconds, for a `Retry-After` that is a date.
 */
export function zoomErrorOf(answer: HttpAnswer, call: ZoomCall, now: number): ZoomError {
  const body = errorBody.safeParse(answer.json);
  const { code, message, errors } = body.success ? body.data : { code: undefined, message: '', errors: [] };
  const kind = kindOf(answer.status, code, message);
  const seconds = retryAfterSeconds(answer.headers['retry-after'], now);
  const named = scopesIn(message);
  return new ZoomError(kind, {
    status: answer.status,
    ...(code === undefined ? {} : { code }),
    ...(seconds === null ? {} : { retryAfterSeconds: seconds }),
    ...(kind === 'scope_missing' ? { missingScopes: named.length > 0 ? named : [call.scope] } : {}),
    ...(kind === 'rate_limited' && isDailyLimit(answer) ? usedUpBy(call) : {}),
    ...(kind === 'refused' ? { invalidFields: errors } : {}),
  });
}

/** Of a 429: `X-RateLimit-Type: Daily-limit`, or the words where the header is missing. */
export function isDailyLimit({ headers, json }: HttpAnswer): boolean {
  const said = headers['x-ratelimit-type'] ?? errorBody.safeParse(json).data?.message ?? '';
  return /daily/i.test(said);
}

/**
 * Zoom does not tell the host's limit from the account's. The host's is by far the lower one, and if it was the
 * account's, the next call that only reads will tell.
 */
function usedUpBy({ category, dailyPerHost }: ZoomCall): ZoomErrorDetails {
  return dailyPerHost ? { hostUsedUpToday: true } : { usedUpToday: category };
}

function kindOf(status: number, code: number | undefined, message: string): ZoomErrorKind {
  // Zoom gives this text with several statuses and codes; the text is what they have in common.
  if (message.includes('does not contain scopes'))
    return needsAdministrator(message) ? 'forbidden' : 'scope_missing';
  if (status === 429) return 'rate_limited';
  if (status >= 500 || code === undefined) return 'unavailable';
  if (status === 401 || code === 124) return 'access_token_dead';
  if (code === 3001 || code === 3301 || code === 3322 || code === 1001) return 'not_found';
  if (code === 300 && status === 404) return 'not_found'; // Says so of numbers that are no meeting.
  if (code === 200) return 'paid_only';
  if (status === 403) return 'forbidden';
  return 'refused';
}
