// Sizes, lengths and shares in the viewer's locale, which can be given for tests.

import { viewersPlace } from './place.ts';

const sizeUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];

/** `118.4 MB` for a number of bytes; steps of 1024 and one decimal from megabytes on, as Jira shows attachments. */
export function formatBytes(bytes: number, locale = viewersPlace.locale): string {
  let value = bytes;
  let step = 0;
  while (value >= 1024 && step < sizeUnits.length - 1) {
    value /= 1024;
    step += 1;
  }
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: sizeUnits[step],
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step > 1 ? 1 : 0,
  }).format(value);
}

/** `1 hr 5 min`, `12 min` or `40 sec` for a number of seconds. */
export function formatDuration(seconds: number, locale = viewersPlace.locale): string {
  const unit = (value: number, name: string) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return unit(whole, 'second');
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return unit(minutes, 'minute');
  const rest = minutes % 60;
  const hours = unit(Math.floor(minutes / 60), 'hour');
  return rest === 0 ? hours : `${hours} ${unit(rest, 'minute')}`;
}

/** `42%` for 0 to 100. */
export function formatPercent(percent: number, locale = viewersPlace.locale): string {
  return new Intl.NumberFormat(locale, { style: 'percent' }).format(percent / 100);
}
