// How far away a time is, in the viewer's locale, and by the days of their time zone.

import { type Place, viewersPlace } from './place.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** `in 2 hours`, `5 minutes ago`, `now`, `tomorrow`, `last week`, of an ISO 8601 time. */
export function formatRelative(time: string, now: number, place: Place = viewersPlace): string {
  const format = new Intl.RelativeTimeFormat(place.locale, { numeric: 'auto' });
  const minutes = Math.round((Date.parse(time) - now) / minuteMs);
  if (minutes === 0) return format.format(0, 'second');
  if (Math.abs(minutes) < 60) return format.format(minutes, 'minute');
  const days = dayOf(Date.parse(time), place) - dayOf(now, place);
  const hours = Math.round(minutes / 60);
  if (days === 0 || Math.abs(hours) < 6) return format.format(hours, 'hour');
  if (Math.abs(days) < 7) return format.format(days, 'day');
  if (Math.abs(days) < 30) return format.format(Math.trunc(days / 7), 'week');
  if (Math.abs(days) < 365) return format.format(Math.trunc(days / 30), 'month');
  return format.format(Math.trunc(days / 365), 'year');
}

/** The number of the calendar day in this time zone. */
function dayOf(time: number, { timeZone }: Place): number {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone, calendar: 'gregory' }).format(time);
  return Date.parse(day) / dayMs;
}
