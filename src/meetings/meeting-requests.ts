// What may be asked of /api/meetings and /api/meeting-links: shapes, and what a form lets people enter.

import { z } from 'zod';
import type { MeetingDefaults } from '../settings/api-types.ts';
import type { Recurrence, ScheduleRequest, StartRequest } from './api-types.ts';

export const listQuery = z.strictObject({
  when: z.enum(['upcoming', 'past']),
  search: z.string().max(200).optional(),
  page: z.string().min(1).max(200).optional(),
});

const meetingId = z.string().regex(/^\d{9,12}$/, 'must be 9 to 12 digits');

export const linkBody = z
  .strictObject({
    meetingId: meetingId.optional(),
    /** Invitations with dial-in numbers of many countries are long. */
    pasted: z.string().max(20_000).optional(),
    scope: z.enum(['series', 'occurrence']).optional(),
    occurrence: z.string().min(1).max(100).optional(),
  })
  .refine(
    (body) => (body.meetingId === undefined) !== (body.pasted === undefined),
    'either meetingId or pasted is needed',
  );

export const linkPath = z.object({ linkId: z.uuid() });
export const undoBody = z.strictObject({ undo: z.string().min(1).max(400_000) });

const topic = z
  .string()
  .max(200)
  .refine((text) => text.trim() !== '', 'must not be empty');
const localTime = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, 'must be like 2026-11-24T10:00')
  .refine((local) => isReal(`${local}Z`, local), 'must be a time that there is');
const localDate = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/, 'must be like 2026-11-24')
  .refine((date) => isReal(`${date}T00:00Z`, date), 'must be a date that there is');
const timeZone = z.string().max(64).refine(isTimeZone, 'must be a time zone such as Europe/Berlin');
const durationMinutes = z.number().int().min(1).max(1440);
const weekDay = z.number().int().min(1).max(7);

/** Zoom's own limits. */
const longestInterval = { day: 99, week: 50, month: 10 };

const recurrence = z
  .strictObject({
    every: z.enum(['day', 'week', 'month']),
    interval: z.number().int().min(1),
    weekDays: z.array(weekDay).min(1).max(7).exactOptional(),
    monthly: z
      .union([
        z.strictObject({ day: z.number().int().min(1).max(31) }),
        z.strictObject({ week: z.union([z.literal(-1), z.number().int().min(1).max(4)]), weekDay }),
      ])
      .exactOptional(),
    end: z.union([
      z.strictObject({ count: z.number().int().min(1).max(50) }),
      z.strictObject({ onDate: localDate }),
    ]),
  })
  .refine(({ every, interval }) => interval <= longestInterval[every], 'the interval is too long')
  .refine(({ every, weekDays }) => (every === 'week') === (weekDays !== undefined), 'weeks need weekDays')
  .refine(({ every, monthly }) => (every === 'month') === (monthly !== undefined), 'months need monthly');

export const timeBody = z.strictObject({ startTime: localTime, timeZone, durationMinutes });

export const scheduleBody = timeBody
  .extend({
    topic,
    agenda: z.string().max(2000),
    passcode: z
      .string()
      .regex(/^[A-Za-z0-9@_*-]{1,10}$/, 'up to 10 letters, digits and @ - _ *')
      .nullable(),
    waitingRoom: z.boolean(),
    cloudRecording: z.boolean(),
    alternativeHosts: z.array(z.email().max(254)).max(10),
    recurrence: (recurrence satisfies z.ZodType<Recurrence>).nullable(),
  })
  .refine(
    ({ recurrence: repeats, startTime }) =>
      repeats === null || !('onDate' in repeats.end) || repeats.end.onDate >= startTime.slice(0, 10),
    { path: ['recurrence'], message: 'ends before it begins' },
  ) satisfies z.ZodType<ScheduleRequest>;

export const startBody = z.strictObject({ topic }) satisfies z.ZodType<StartRequest>;

export const defaultsBody = z.strictObject({
  durationMinutes: z.number().int().min(15).max(1440),
  waitingRoom: z.boolean(),
  cloudRecording: z.boolean(),
  joinBeforeHost: z.boolean(),
  muteUponEntry: z.boolean(),
}) satisfies z.ZodType<MeetingDefaults>;

/** Not the 31st of February, which would pass as a day of March. */
function isReal(utc: string, written: string): boolean {
  const moment = new Date(utc);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(written);
}

/** True for IANA names such as `Europe/Berlin` and `UTC`, not for offsets. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
