// The dates of a recurring meeting: by the host's clock on the wall, so that they stay at ten o'clock all year.
import { zoomTime } from './context.ts';
import type { ZoomOccurrence, ZoomRecurrence } from './state.ts';

const dayMs = 24 * 60 * 60 * 1000;
const mostDates = 50;
/** How far dates are looked for: ten years, which no fifty dates of Zoom's exceed by much. */
const mostDays = 3660;

/** Milliseconds that a time zone is ahead of UTC at a moment. Throws for a time zone that nobody knows. */
function aheadOfUtc(moment: number, timezone: string): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone: timezone, timeZoneName: 'longOffset' })
    .formatToParts(moment)
    .find(({ type }) => type === 'timeZoneName');
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d\d):(\d\d)/.exec(parts?.value ?? '') ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

export function isTimezone(timezone: string): boolean {
  try {
    return Number.isFinite(aheadOfUtc(0, timezone));
  } catch {
    return false;
  }
}

/** What a clock there shows, as the milliseconds at which a clock in UTC shows the same. */
const wallOf = (moment: number, timezone: string): number => moment + aheadOfUtc(moment, timezone);

/** 1 is Sunday. */
export const weekdayOf = (moment: number, timezone: string): number =>
  new Date(wallOf(moment, timezone)).getUTCDay() + 1;

/** The moment at which a clock there shows `wall`. In the hour that clocks skip or repeat it stays with the time of the day before. */
export function momentOfWall(wall: number, timezone: string): number {
  const [before, after] = [wall - dayMs, wall + dayMs].map((moment) => aheadOfUtc(moment, timezone));
  const fits = [before, after].find((ahead = 0) => aheadOfUtc(wall - ahead, timezone) === ahead);
  return wall - (fits ?? before ?? 0);
}

/** The dates that Zoom makes: at most 50, the first of them at or after `start` (milliseconds). */
export function occurrencesOf(
  recurrence: ZoomRecurrence,
  start: number,
  durationMinutes: number,
  timezone: string,
): ZoomOccurrence[] {
  const first = wallOf(start, timezone);
  const wanted = recurrence.end_times ? Math.min(recurrence.end_times, mostDates) : mostDates;
  const until = recurrence.end_date_time ? Date.parse(recurrence.end_date_time) : Number.POSITIVE_INFINITY;
  const moments: number[] = [];
  for (let day = 0; day < mostDays && moments.length < wanted; day += 1) {
    const wall = first + day * dayMs;
    const moment = momentOfWall(wall, timezone);
    if (moment > until) break;
    if (takesPlace(recurrence, first, wall)) moments.push(moment);
  }
  return moments.map((moment) => ({
    occurrenceId: String(moment),
    startTime: zoomTime(moment),
    durationMinutes,
    status: 'available' as const,
  }));
}

function takesPlace(recurrence: ZoomRecurrence, first: number, wall: number): boolean {
  const interval = recurrence.repeat_interval ?? 1;
  const [from, day] = [new Date(first), new Date(wall)];
  const weekday = day.getUTCDay() + 1;
  if (recurrence.type === 1) return Math.round((wall - first) / dayMs) % interval === 0;
  if (recurrence.type === 2) {
    const sundayOf = (date: Date) => Math.floor(date.getTime() / dayMs) - date.getUTCDay();
    const weeks = (sundayOf(day) - sundayOf(from)) / 7;
    return weeks % interval === 0 && (recurrence.weekly_days ?? '1').split(',').map(Number).includes(weekday);
  }
  const months = (day.getUTCFullYear() - from.getUTCFullYear()) * 12 + day.getUTCMonth() - from.getUTCMonth();
  if (months % interval !== 0) return false;
  if (recurrence.monthly_week === undefined) return day.getUTCDate() === (recurrence.monthly_day ?? 1);
  const isLast = new Date(wall + 7 * dayMs).getUTCMonth() !== day.getUTCMonth();
  const week = Math.ceil(day.getUTCDate() / 7);
  return (
    weekday === recurrence.monthly_week_day &&
    (recurrence.monthly_week === -1 ? isLast : week === recurrence.monthly_week)
  );
}
