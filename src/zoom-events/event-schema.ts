// Zoom's events as they come in. Ids and times are kept, and nothing else: text of people must not get past here.

import { z } from 'zod';

export interface ZoomEvent {
  /** Zoom's name of it, e.g. `recording.completed`. */
  type: string;
  /** When it happened, by Zoom's clock. */
  at: Date;
  zoomAccountId: string | null;
  /** Whom it is about: the user named, or the meeting's host. */
  zoomUserId: string | null;
  /** Digits. */
  meetingId: string | null;
  meetingUuid: string | null;
  /** Of an event about files that were trashed, deleted or recovered: which; null where it does not say. */
  fileIds: string[] | null;
  /** What the person said of their data when they removed the app; null when not told. */
  retainData: boolean | null;
}

/** What is no short plain id is as good as absent. */
const id = z
  .string()
  .regex(/^[\w-]{1,64}$/)
  .nullable()
  .catch(null);
const meetingId = z
  .union([z.number().int().positive(), z.string()])
  .transform(String)
  .refine((digits) => /^\d{1,18}$/.test(digits))
  .nullable()
  .catch(null);
const meetingUuid = z
  .string()
  .regex(/^[\w+/=-]{10,100}$/)
  .nullable()
  .catch(null);
const files = z
  .array(z.object({ id }))
  .max(200)
  .transform((named) => named.flatMap((file) => file.id ?? []))
  .nullable()
  .catch(null);
const aboutFiles = /^recording\.(trashed|deleted|recovered)$/;
const flag = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')])
  .nullable()
  .catch(null);
/** Milliseconds up to the year 9999, which Postgres can hold too. */
const moment = z.number().int().min(0).max(253_402_300_799_999);
const isoTime = z
  .string()
  .transform((text) => Date.parse(text))
  .pipe(moment)
  .nullable()
  .catch(null);

/** @throws {z.ZodError} when it is no envelope of Zoom's. */
export const eventSchema = z
  .object({
    event: z.string().regex(/^[\w.]{1,80}$/),
    event_ts: moment.nullable().catch(null),
    payload: z.object({
      account_id: id,
      user_id: id,
      client_id: z.string().nullable().catch(null),
      deauthorization_time: isoTime,
      user_data_retention: flag,
      /** Of `endpoint.url_validation`. Without a colon, so that what we sign is never the text of an event. */
      plainToken: z
        .string()
        .regex(/^[\w.~+/=-]{1,200}$/)
        .nullable()
        .catch(null),
      object: z
        .object({
          id: meetingId,
          meeting_id: meetingId,
          uuid: meetingUuid,
          meeting_uuid: meetingUuid,
          host_id: id,
          meeting_host_id: id,
          recording_files: files,
        })
        .nullable()
        .catch(null),
    }),
  })
  .transform(({ event, event_ts, payload }, context) => {
    const happened = payload.deauthorization_time ?? event_ts;
    if (happened === null) {
      context.addIssue({ code: 'custom', message: 'has no time' });
      return z.NEVER;
    }
    const { object } = payload;
    return {
      clientId: payload.client_id,
      plainToken: payload.plainToken,
      event: {
        type: event,
        at: new Date(happened),
        zoomAccountId: payload.account_id,
        zoomUserId: payload.user_id ?? object?.host_id ?? object?.meeting_host_id ?? null,
        meetingId: object?.id ?? object?.meeting_id ?? null,
        meetingUuid: object?.uuid ?? object?.meeting_uuid ?? null,
        fileIds: aboutFiles.test(event) && object?.recording_files?.length ? object.recording_files : null,
        retainData: payload.user_data_retention,
      } satisfies ZoomEvent,
    };
  });
