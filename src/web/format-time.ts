// Days and times in the viewer's locale and time zone; both can be given for tests.

import { type Place, viewersPlace } from './place.ts';

/** Day and time of an ISO 8601 start; with a length in minutes, as a range. */
export function formatWhen(
  startTime: string,
  durationMinutes: number | null,
  place: Place = viewersPlace,
): string {
  const { hour12 } = new Intl.DateTimeFormat(place.locale, { hour: 'numeric' }).resolvedOptions();
  const format = new Intl.DateTimeFormat(place.locale, {
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    // As in ranges: 08:30 where there are 24 hours, and 8:30 AM.
    hour: hour12 ? 'numeric' : '2-digit',
    minute: '2-digit',
    timeZone: place.timeZone,
  });
  const start = new Date(startTime);
  if (!durationMinutes) return format.format(start);
  return format.formatRange(start, new Date(start.getTime() + durationMinutes * 60_000));
}
