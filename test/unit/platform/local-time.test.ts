// What a clock on the wall shows, and the moment that it is: also on the days when clocks are changed.

import { expect, it } from 'vitest';
import { dayAfter, daysUpTo, momentOf } from '../../../src/platform/local-time.ts';

it.each([
  ['2026-11-24T10:00', 'Europe/Berlin', '2026-11-24T09:00:00.000Z', 'in winter'],
  ['2026-07-24T10:00:30', 'Europe/Berlin', '2026-07-24T08:00:30.000Z', 'in summer'],
  ['2026-11-24T10:00', 'America/St_Johns', '2026-11-24T13:30:00.000Z', 'half an hour off'],
  ['2026-11-24T10:00', 'Pacific/Kiritimati', '2026-11-23T20:00:00.000Z', 'at the other end of the day'],
  ['2026-11-24T10:00', 'UTC', '2026-11-24T10:00:00.000Z', 'in UTC'],
  ['2026-03-29T01:59', 'Europe/Berlin', '2026-03-29T00:59:00.000Z', 'just before clocks go forward'],
  ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z', 'skipped, so half past three'],
  ['2026-03-29T03:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z', 'just after clocks went forward'],
  ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z', 'twice, so the first'],
  ['2026-10-25T03:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z', 'just after clocks went back'],
  ['2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30:00.000Z', 'twice west of Greenwich'],
  ['2026-03-08T02:30', 'America/New_York', '2026-03-08T07:30:00.000Z', 'skipped west of Greenwich'],
])('%s in %s is %s: %s', (localTime, timeZone, moment) => {
  expect(momentOf(localTime, timeZone).toISOString()).toBe(moment);
});

it('refuses a time zone that nobody knows', () => {
  expect(() => momentOf('2026-11-24T10:00', 'Mars/Olympus')).toThrow(RangeError);
});

it('days go back from the one that it is there, and begin at its midnight, also when clocks change', () => {
  const days = daysUpTo(new Date('2026-10-26T23:30:00Z'), 3, 'Europe/Berlin');
  expect(days.map(({ day, begins }) => [day, begins.toISOString()])).toEqual([
    ['2026-10-25', '2026-10-24T22:00:00.000Z'],
    ['2026-10-26', '2026-10-25T23:00:00.000Z'],
    ['2026-10-27', '2026-10-26T23:00:00.000Z'],
  ]);
  expect(dayAfter('2026-12-31')).toBe('2027-01-01');
});
