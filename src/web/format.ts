// Sizes, lengths and times in the viewer's locale and time zone. Pure; locale and zone can be given for tests.

interface Place {
  locale?: string;
  timeZone?: string;
}

const sizeUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];

/** `118 MB` for a number of bytes; steps of 1024, as Jira shows attachments. */
export function formatBytes(bytes: number, place: Place = {}): string {
  let value = bytes;
  let step = 0;
  while (value >= 1024 && step < sizeUnits.length - 1) {
    value /= 1024;
    step += 1;
  }
  return new Intl.NumberFormat(place.locale, {
    style: 'unit',
    unit: sizeUnits[step],
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && step > 1 ? 1 : 0,
  }).format(value);
}

/** `1 hr 5 min`, `12 min` or `40 sec` for a number of seconds. */
export function formatDuration(seconds: number, place: Place = {}): string {
  const unit = (value: number, name: string) =>
    new Intl.NumberFormat(place.locale, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);
  if (seconds < 60) return unit(Math.max(0, Math.round(seconds)), 'second');
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return unit(minutes, 'minute');
  const rest = minutes % 60;
  const hours = unit(Math.floor(minutes / 60), 'hour');
  return rest === 0 ? hours : `${hours} ${unit(rest, 'minute')}`;
}

/** Day and time of an ISO 8601 start; with a length in minutes, as a range. */
export function formatWhen(startTime: string, durationMinutes: number | null, place: Place = {}): string {
  const format = new Intl.DateTimeFormat(place.locale, {
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone: place.timeZone,
  });
  const start = new Date(startTime);
  if (!durationMinutes) return format.format(start);
  return format.formatRange(start, new Date(start.getTime() + durationMinutes * 60_000));
}

/** The day of an ISO 8601 time. */
export function formatDay(time: string, place: Place = {}): string {
  return new Intl.DateTimeFormat(place.locale, { dateStyle: 'medium', timeZone: place.timeZone }).format(
    new Date(time),
  );
}

/** `42%` for 0 to 100. */
export function formatPercent(percent: number, place: Place = {}): string {
  return new Intl.NumberFormat(place.locale, { style: 'percent' }).format(percent / 100);
}
