// Sizes, lengths and times as the pages show them.

import { expect, test } from 'vitest';
import { formatBytes, formatDuration, formatPercent } from '../../../src/web/format-amount.ts';
import { formatDay, formatSince } from '../../../src/web/format-day.ts';
import { formatWhen } from '../../../src/web/format-time.ts';

test('sizes go in steps of 1024, with a decimal only where it says something', () => {
  expect(formatBytes(812, 'en')).toBe('812 bytes');
  expect(formatBytes(48_123, 'en')).toBe('47 kB');
  expect(formatBytes(123_731_968, 'en')).toBe('118 MB');
  expect(formatBytes(1.34 * 1024 ** 3, 'en')).toBe('1.3 GB');
  expect(formatBytes(1.34 * 1024 ** 3, 'de')).toMatch(/^1,3\sGB$/);
  expect(formatBytes(5000 * 1024 ** 3, 'en')).toBe('5,000 GB');
});

test('lengths are short, and never 60 of a unit', () => {
  expect(formatDuration(40, 'en')).toBe('40 sec');
  expect(formatDuration(59.7, 'en')).toBe('1 min');
  expect(formatDuration(45 * 60, 'en')).toBe('45 min');
  expect(formatDuration(3599, 'en')).toBe('1 hr');
  expect(formatDuration(3900, 'en')).toBe('1 hr 5 min');
});

test('percent follows the locale', () => {
  expect(formatPercent(42, 'en')).toBe('42%');
});

test('times are in the viewer’s zone, as a range when the length is known', () => {
  const place = { locale: 'en-GB', timeZone: 'Europe/Berlin' };
  expect(formatWhen('2026-11-24T09:00:00Z', 45, place)).toMatch(/^Tue,? 24 Nov 2026, 10:00.10:45$/);
  expect(formatWhen('2026-11-24T23:30:00Z', null, place)).toContain('25 Nov 2026');
  expect(formatWhen('2026-11-24T07:30:00Z', null, place)).toMatch(/ 08:30$/);
  expect(formatWhen('2026-11-24T07:30:00Z', null, { ...place, locale: 'en-US' })).toMatch(/ 8:30\sAM$/);
  expect(formatDay('2026-11-24T23:30:00Z', place)).toBe('25 Nov 2026');
});

test('since when: the time of day for today in the viewer’s zone, else the day', () => {
  const place = { locale: 'en-GB', timeZone: 'Europe/Berlin' };
  const now = new Date('2026-11-24T09:00:00Z');
  expect(formatSince('2026-11-24T07:05:00Z', now, place)).toBe('08:05');
  expect(formatSince('2026-11-23T23:30:00Z', now, place)).toBe('00:30');
  expect(formatSince('2026-11-23T22:30:00Z', now, place)).toBe('23 Nov 2026');
});
