// The query that the filters of the audit log make.

import { expect, test } from 'vitest';
import { auditQuery, isFiltered, noFilter } from '../../../src/web/audit-filter.ts';

test('days are from midnight to midnight where the viewer is, on days on which clocks change too', () => {
  const query = (day: string, timeZone: string) =>
    Object.fromEntries(auditQuery({ ...noFilter, from: day, to: day }, timeZone));
  expect(query('2026-11-24', 'Europe/Berlin')).toEqual({
    from: '2026-11-23T23:00:00.000Z',
    to: '2026-11-24T23:00:00.000Z',
  });
  expect(query('2026-03-29', 'Europe/Berlin')).toEqual({
    from: '2026-03-28T23:00:00.000Z',
    to: '2026-03-29T22:00:00.000Z',
  });
  expect(query('2026-11-01', 'America/New_York')).toEqual({
    from: '2026-11-01T04:00:00.000Z',
    to: '2026-11-02T05:00:00.000Z',
  });
  expect(query('2026-12-31', 'Asia/Kathmandu').to).toBe('2026-12-31T18:15:00.000Z');
});

test('only what was chosen is asked for', () => {
  expect(String(auditQuery(noFilter, 'UTC'))).toBe('');
  expect(isFiltered(noFilter)).toBe(false);
  const chosen = {
    ...noFilter,
    person: { accountId: 'a:b', name: 'Ada' },
    type: 'attached',
    outcome: 'done',
  } as const;
  expect(Object.fromEntries(auditQuery(chosen, 'UTC'))).toEqual({
    person: 'a:b',
    type: 'attached',
    outcome: 'done',
  });
  expect(isFiltered(chosen)).toBe(true);
});
