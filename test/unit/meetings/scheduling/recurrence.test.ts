// How a series repeats: the form's words in Zoom's, and the same pattern from another day on.

import { describe, expect, test } from 'vitest';
import type { Recurrence } from '../../../../src/meetings/api-types.ts';
import { recurrenceFrom, zoomRecurrenceOf } from '../../../../src/meetings/scheduling/recurrence.ts';

describe('what Zoom is told', () => {
  test.each<[string, Recurrence, object]>([
    [
      'every third day, five times',
      { every: 'day', interval: 3, end: { count: 5 } },
      { type: 1, repeat_interval: 3, end_times: 5 },
    ],
    [
      'Sundays and Wednesdays',
      { every: 'week', interval: 1, weekDays: [4, 1, 4], end: { count: 5 } },
      { type: 2, repeat_interval: 1, weekly_days: '1,4', end_times: 5 },
    ],
    [
      'the 31st of every other month',
      { every: 'month', interval: 2, monthly: { day: 31 }, end: { count: 5 } },
      { type: 3, repeat_interval: 2, monthly_day: 31, end_times: 5 },
    ],
    [
      'the last Friday, until a day is over where the person lives',
      { every: 'month', interval: 1, monthly: { week: -1, weekDay: 6 }, end: { onDate: '2026-12-01' } },
      {
        type: 3,
        repeat_interval: 1,
        monthly_week: -1,
        monthly_week_day: 6,
        end_date_time: '2026-12-02T04:59:59Z',
      },
    ],
  ])('%s', (_what, recurrence, expected) => {
    expect(zoomRecurrenceOf(recurrence, 'America/New_York')).toEqual(expected);
  });
});

describe('a series that is moved to Tuesday, 24 November 2026', () => {
  const start = '2026-11-24T10:00:00';
  test.each([
    ['daily goes on daily', { type: 1, repeat_interval: 1 }, {}],
    ['weekly goes on on Tuesdays', { type: 2, weekly_days: '5' }, { weekly_days: '3' }],
    ['on several days of the week keeps them', { type: 2, weekly_days: '2,4' }, {}],
    ['monthly on a day goes on on the 24th', { type: 3, monthly_day: 3 }, { monthly_day: 24 }],
    [
      'monthly on a weekday goes on on the fourth Tuesday',
      { type: 3, monthly_week: 1, monthly_week_day: 2 },
      { monthly_week: 4, monthly_week_day: 3 },
    ],
  ] as const)('%s', (_what, recurrence, changed) => {
    expect(recurrenceFrom({ ...recurrence, end_times: 3 }, start)).toEqual({
      ...recurrence,
      end_times: 3,
      ...changed,
    });
  });

  test('past the 28th it becomes the last such weekday, since not every month has a fifth', () => {
    expect(
      recurrenceFrom({ type: 3, monthly_week: 1, monthly_week_day: 2 }, '2026-11-30T10:00:00'),
    ).toMatchObject({ monthly_week: -1, monthly_week_day: 2 });
  });
});
