// How a series repeats: what the form asks for, in Zoom's own words.

import { momentOf } from '../../platform/local-time.ts';
import type { ZoomRecurrence } from '../../zoom/schemas.ts';
import type { Recurrence } from '../api-types.ts';

const types = { day: 1, week: 2, month: 3 } as const;

/** @param timeZone an IANA name: an end by date is the end of that day there. */
export function zoomRecurrenceOf(recurrence: Recurrence, timeZone: string): ZoomRecurrence {
  const { every, interval, weekDays, monthly, end } = recurrence;
  return {
    type: types[every],
    repeat_interval: interval,
    ...(every === 'week' && weekDays !== undefined
      ? { weekly_days: [...new Set(weekDays)].sort().join(',') }
      : {}),
    ...(every === 'month' && monthly !== undefined ? monthlyOf(monthly) : {}),
    ...('count' in end
      ? { end_times: end.count }
      : { end_date_time: toSeconds(momentOf(`${end.onDate}T23:59:59`, timeZone)) }),
  };
}

function monthlyOf(monthly: NonNullable<Recurrence['monthly']>): Partial<ZoomRecurrence> {
  return 'day' in monthly
    ? { monthly_day: monthly.day }
    : { monthly_week: monthly.week, monthly_week_day: monthly.weekDay };
}

/**
 * The same pattern for a series that begins on another day (`2026-11-24T...`): Zoom would put the first date back on the
 * old day of the week or month. Several days of a week stay as they are.
 */
export function recurrenceFrom(recurrence: ZoomRecurrence, localStart: string): ZoomRecurrence {
  const date = new Date(`${localStart.slice(0, 10)}T00:00Z`);
  const weekDay = date.getUTCDay() + 1;
  const day = date.getUTCDate();
  if (recurrence.type === 2 && /^[1-7]$/.test(recurrence.weekly_days ?? ''))
    return { ...recurrence, weekly_days: String(weekDay) };
  if (recurrence.type === 3 && recurrence.monthly_week !== undefined)
    return { ...recurrence, monthly_week: day > 28 ? -1 : Math.ceil(day / 7), monthly_week_day: weekDay };
  if (recurrence.type === 3 && recurrence.monthly_day !== undefined)
    return { ...recurrence, monthly_day: day };
  return recurrence;
}

/** ISO 8601 as Zoom takes it. */
function toSeconds(moment: Date): string {
  return `${moment.toISOString().slice(0, 19)}Z`;
}
