// What Zoom takes in a body that makes or changes a meeting, and how it refuses the rest: field by field.
import type { ApiAnswer, ApiCall } from './api-answers.ts';
import { zoomTime } from './context.ts';
import { isTimezone, momentOfWall } from './recurrences.ts';
import type { ZoomMeetingRecord, ZoomRecurrence } from './state.ts';

/** What a body asks for. `startTime` is in UTC, and absent when it is past, which Zoom ignores. */
export type MeetingChanges = Partial<
  Pick<ZoomMeetingRecord, 'topic' | 'agenda' | 'startTime' | 'durationMinutes' | 'timezone' | 'passcode'>
> & {
  type?: 1 | 2 | 3 | 8;
  recurrence?: ZoomRecurrence;
  settings: Partial<ZoomMeetingRecord['settings']>;
};

interface FieldError {
  field: string;
  message: string;
}

const notJson: ApiAnswer = {
  status: 400,
  body: { code: 300, message: 'Request Body should be a valid JSON object.' },
};

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads a body. `timezone`: where a time without one is meant. Unknown fields are ignored, as Zoom does. */
export function readMeetingBody(
  { context, user, body }: ApiCall,
  { timezone, making }: { timezone: string; making: boolean },
): { refusal: ApiAnswer } | { changes: MeetingChanges } {
  if (!isObject(body)) return { refusal: notJson };
  const settings = body.settings ?? {};
  // Arrays of strings where Zoom wants objects are no JSON object to it either.
  const invitees = isObject(settings) ? (settings.meeting_invitees ?? []) : [];
  if (!isObject(settings) || !Array.isArray(invitees) || !invitees.every(isObject)) {
    return { refusal: notJson };
  }
  const errors: FieldError[] = [];
  const check = (from: Json, name: string, prefix: string, isValid: (value: unknown) => boolean) => {
    const value = from[name];
    if (value === undefined) return undefined;
    if (!isValid(value))
      errors.push({ field: `${prefix}${name}`, message: `Invalid field: ${prefix}${name}.` });
    return value;
  };
  const top = <Value>(name: string, isValid: (value: unknown) => boolean) =>
    check(body, name, '', isValid) as Value | undefined;
  const setting = <Value>(name: string, isValid: (value: unknown) => boolean) =>
    check(settings, name, 'settings.', isValid) as Value | undefined;

  const type = top<1 | 2 | 3 | 8>('type', oneOf(1, 2, 3, 8, 10));
  const zone = top<string>('timezone', (value) => typeof value === 'string' && isTimezone(value));
  const startTime = top<string>('start_time', isStartTime);
  const recurrence = readRecurrence(body.recurrence, errors);
  if (making && (type === 8) !== (recurrence !== undefined)) {
    errors.push({
      field: 'recurrence',
      message: 'Only for recurring meetings with fixed times, and needed there.',
    });
  }
  const alternativeHosts = setting<string>('alternative_hosts', isText(10_000));
  if (alternativeHosts && !areLicensed(alternativeHosts.split(';'), { context, user })) {
    errors.push({
      field: 'settings.alternative_hosts',
      message: `Cannot assign as an alternative host: ${alternativeHosts}.`,
    });
  }
  const recording = setting<string>('auto_recording', making ? oneOf('local', 'cloud', 'none') : isText(100));
  const read = {
    topic: top<string>('topic', isText(200)),
    agenda: top<string>('agenda', isText(2000)),
    durationMinutes: top<number>('duration', isWhole(1, 1440)),
    passcode: top<string>('password', (value) => typeof value === 'string' && /^[!-~]{0,10}$/.test(value)),
    type,
    timezone: zone,
    recurrence,
  };
  const readSettings = {
    waitingRoom: setting<boolean>('waiting_room', isFlag),
    joinBeforeHost: setting<boolean>('join_before_host', isFlag),
    muteUponEntry: setting<boolean>('mute_upon_entry', isFlag),
    // Nobody is told when it is not one of them, nor a Basic user that there is no cloud for them.
    autoRecording:
      recording && (recording === 'local' || (recording === 'cloud' && user.type === 2) ? recording : 'none'),
    alternativeHosts,
  };
  if (errors.length > 0) {
    return { refusal: { status: 400, body: { code: 300, message: 'Validation Failed.', errors } } };
  }
  const start = startTime === undefined ? 0 : momentOf(startTime, zone ?? timezone);
  return {
    changes: {
      ...withoutUndefined(read),
      ...(start > context.now() ? { startTime: zoomTime(start) } : {}),
      settings: withoutUndefined(readSettings),
    } as MeetingChanges,
  };
}

const withoutUndefined = (from: Json): Json =>
  Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined));

const oneOf =
  (...values: unknown[]) =>
  (value: unknown) =>
    values.includes(value);
const isFlag = (value: unknown) => typeof value === 'boolean';
const isText = (longest: number) => (value: unknown) => typeof value === 'string' && value.length <= longest;
const isWhole = (least: number, most: number) => (value: unknown) =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most;

/** In UTC with a Z, or local without; no offsets and no fractions of seconds. */
const isStartTime = (value: unknown) =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?$/.test(value) &&
  !Number.isNaN(Date.parse(value));

const momentOf = (time: string, timezone: string) =>
  time.endsWith('Z') ? Date.parse(time) : momentOfWall(Date.parse(`${time}Z`), timezone);

const mostIntervals = { 1: 99, 2: 50, 3: 10 };

function readRecurrence(value: unknown, errors: FieldError[]): ZoomRecurrence | undefined {
  if (value === undefined) return undefined;
  const given: Json = isObject(value) ? value : {};
  const type = given.type as 1 | 2 | 3;
  const fields: Record<string, (value: unknown) => boolean> = {
    type: oneOf(1, 2, 3),
    repeat_interval: isWhole(1, mostIntervals[type] ?? 99),
    weekly_days: (days) => typeof days === 'string' && /^[1-7](,[1-7])*$/.test(days),
    monthly_day: isWhole(1, 31),
    monthly_week: oneOf(-1, 1, 2, 3, 4),
    monthly_week_day: isWhole(1, 7),
    end_times: isWhole(0, 60),
    end_date_time: (end) => isStartTime(end) && String(end).endsWith('Z'),
  };
  const wrong = Object.keys(fields).filter((name) => {
    const needed =
      name === 'type' ||
      (name === 'weekly_days' && type === 2) ||
      (name === 'monthly_week' && given.monthly_week_day !== undefined) ||
      (name === 'monthly_week_day' && given.monthly_week !== undefined);
    return given[name] === undefined ? needed : !fields[name]?.(given[name]);
  });
  if (given.end_times !== undefined && given.end_date_time !== undefined) wrong.push('end_times');
  for (const name of wrong) {
    errors.push({ field: `recurrence.${name}`, message: `Invalid field: recurrence.${name}.` });
  }
  const known = Object.entries(given).filter(([name]) => Object.hasOwn(fields, name));
  return { repeat_interval: 1, ...Object.fromEntries(known) } as ZoomRecurrence;
}

/** Others of the same account, licensed, by e-mail address or id; and only a licensed host may have any. */
function areLicensed(names: string[], { context, user }: Pick<ApiCall, 'context' | 'user'>): boolean {
  const others = context.state.users.filter(
    ({ accountId, type }) => accountId === user.accountId && type === 2,
  );
  return (
    user.type === 2 &&
    names
      .map((name) => name.trim().toLowerCase())
      .every((name) => others.some(({ email, id }) => [email, id].some((own) => own.toLowerCase() === name)))
  );
}
