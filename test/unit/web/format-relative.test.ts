// How far away a time is, in words.

import { expect, test } from 'vitest';
import { formatRelative } from '../../../src/web/format-relative.ts';

const now = Date.parse('2026-11-24T23:30:00Z');

test.each([
  ['2026-11-24T23:30:20Z', 'now'],
  ['2026-11-24T23:35:00Z', 'in 5 minutes'],
  ['2026-11-24T22:45:00Z', '45 minutes ago'],
  ['2026-11-24T20:30:00Z', '3 hours ago'],
  ['2026-11-25T14:30:00Z', 'in 15 hours'],
  ['2026-11-24T09:00:00Z', 'yesterday'],
  ['2026-11-26T09:00:00Z', 'tomorrow'],
  ['2026-11-23T09:00:00Z', '2 days ago'],
  ['2026-12-01T09:00:00Z', 'in 6 days'],
  ['2026-12-03T09:00:00Z', 'next week'],
  ['2026-11-03T09:00:00Z', '3 weeks ago'],
  ['2027-02-01T09:00:00Z', 'in 2 months'],
  ['2024-11-01T09:00:00Z', '2 years ago'],
])('half an hour after midnight, %s is %s', (time, words) => {
  expect(formatRelative(time, now, { locale: 'en', timeZone: 'Europe/Berlin' })).toBe(words);
});

test('days are those of the time zone, words those of the language', () => {
  const time = '2026-11-25T09:00:00Z';
  expect(formatRelative(time, now, { locale: 'en', timeZone: 'Europe/Berlin' })).toBe('in 10 hours');
  expect(formatRelative(time, now, { locale: 'en', timeZone: 'UTC' })).toBe('tomorrow');
  expect(formatRelative(time, now, { locale: 'de', timeZone: 'UTC' })).toBe('morgen');
});
