// What the form that links a meeting sends, and what it still asks for.

import { expect, test } from 'vitest';
import type { PickableMeeting } from '../../../src/meetings/api-types.ts';
import { linkRequestOf, noChoice } from '../../../src/web/link-request.ts';

const meeting = (kind: PickableMeeting['kind'], occurrence: string | null): PickableMeeting => ({
  meetingId: '823',
  topic: 'Weekly sync',
  kind,
  startTime: null,
  durationMinutes: null,
  occurrence,
});

test('a single meeting and a personal room need no scope', () => {
  for (const kind of ['single', 'personal_room'] as const) {
    expect(linkRequestOf({ ...noChoice('upcoming'), picked: meeting(kind, null) })).toEqual({
      meetingId: '823',
    });
  }
});

test('what is missing is named', () => {
  expect(linkRequestOf(noChoice('past'))).toBe('meeting');
  expect(linkRequestOf({ ...noChoice('paste'), pasted: '  ' })).toBe('pasted');
});

test('a recurring meeting asks which, and never assumes', () => {
  const choice = { ...noChoice('upcoming'), picked: meeting('recurring', 'o1'), occurrence: 'o1' };
  expect(linkRequestOf(choice)).toBe('scope');
  expect(linkRequestOf({ ...choice, scope: 'series' })).toEqual({ meetingId: '823', scope: 'series' });
  expect(linkRequestOf({ ...choice, scope: 'occurrence' })).toEqual({
    meetingId: '823',
    scope: 'occurrence',
    occurrence: 'o1',
  });
});

test('a pasted meeting is sent as it is, then by its number once the dates are known', () => {
  const choice = { ...noChoice('paste'), pasted: ' 823 4567 ' };
  expect(linkRequestOf(choice)).toEqual({ pasted: '823 4567' });
  const dates = {
    meetingId: '8234567',
    occurrences: [{ occurrence: 'o2', startTime: '2026-11-24T09:00:00Z' }],
  };
  expect(linkRequestOf({ ...choice, dates })).toBe('scope');
  expect(linkRequestOf({ ...choice, dates, scope: 'occurrence', occurrence: 'o2' })).toEqual({
    meetingId: '8234567',
    scope: 'occurrence',
    occurrence: 'o2',
  });
});
