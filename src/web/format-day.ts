// Days, and since when something holds, in the viewer's locale and time zone.

import { type Place, viewersPlace } from './place.ts';

/** The day of an ISO 8601 time. */
export function formatDay(time: string, place: Place = viewersPlace): string {
  return new Intl.DateTimeFormat(place.locale, { dateStyle: 'medium', timeZone: place.timeZone }).format(
    new Date(time),
  );
}

/** The time of day for what began today, else the day. */
export function formatSince(time: string, now: Date, place: Place = viewersPlace): string {
  const day = formatDay(time, place);
  if (day !== formatDay(now.toISOString(), place)) return day;
  return new Intl.DateTimeFormat(place.locale, { timeStyle: 'short', timeZone: place.timeZone }).format(
    new Date(time),
  );
}
