// What the issue property says for meetings of all kinds, and of those that cannot be read now.

import { describe, expect, test } from 'vitest';
import { propertyOf, timesBefore, timesOf } from '../../../src/issue-panel/issue-property-value.ts';
import type { MeetingLink } from '../../../src/meetings/meeting-links-repository.ts';
import type { MeetingReading } from '../../../src/meetings/reading/read-meeting.ts';

const now = new Date('2026-11-23T10:00:00Z');
const at = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
const inMinutes = (hours: number) => `${at(hours).toISOString().slice(0, 16)}Z`;
const counts = { issueId: '10000', meetings: 1, recordings: 0 };

type Meeting = NonNullable<MeetingReading['meeting']>;

function reading(meeting: Partial<Meeting>): MeetingReading {
  const topic = 'Planning';
  return {
    held: [],
    meeting: {
      type: 2,
      topic,
      durationMinutes: 60,
      occurrences: [],
      isLive: false,
      hasEnded: false,
      ...meeting,
    } as Meeting,
  };
}

const link = (scope: MeetingLink['scope'] = 'single', occurrence: string | null = null) =>
  ({ id: 'a', scope, occurrence }) as MeetingLink;

const value = (...times: Parameters<typeof propertyOf>[1]) =>
  propertyOf(counts, times, { now, withTopic: false });

describe('one meeting', () => {
  test('that comes is the next, until it begins', () => {
    const { value: property, changesAt } = value(timesOf(link(), reading({ startTime: at(2) }), [], now));
    expect(property).toEqual({ ...counts, linked: true, next: inMinutes(2), state: 'upcoming' });
    expect(changesAt).toEqual(at(2));
  });

  test('that has begun by the clock is the last one, and is looked at again at its end', () => {
    const { value: property, changesAt } = value(timesOf(link(), reading({ startTime: at(-0.5) }), [], now));
    expect(property).toMatchObject({ last: inMinutes(-0.5), state: 'none' });
    expect(changesAt).toEqual(at(0.5));
  });

  test('that is live is live, whatever the clock says', () => {
    const live = reading({ startTime: at(-3), isLive: true });
    expect(value(timesOf(link(), live, [], now)).value).toMatchObject({ state: 'live' });
  });

  test('that Zoom ended before it was to begin is neither next nor last', () => {
    const ended = reading({ startTime: at(2), hasEnded: true });
    expect(value(timesOf(link(), ended, [], now)).value).toEqual({ ...counts, linked: true, state: 'none' });
  });

  test('that is gone from Zoom, and a room without a time, have no times', () => {
    const gone = timesOf(link(), { meeting: null, held: [] }, [], now);
    const room = timesOf(link('personal_room'), reading({ startTime: null }), [], now);
    expect(value(gone, room)).toEqual({ value: { ...counts, linked: true, state: 'none' }, changesAt: null });
  });
});

describe('a series', () => {
  const date = (hours: number, isCancelled = false) => ({
    id: String(at(hours).getTime()),
    startTime: at(hours),
    durationMinutes: 60,
    isCancelled,
  });

  test('has the next date that takes place, and the last that was held', () => {
    const series = reading({ type: 8, occurrences: [date(20, true), date(44)] as Meeting['occurrences'] });
    const { value: property } = value(timesOf(link('series'), series, [at(-30), at(-54)], now));
    expect(property).toMatchObject({ next: inMinutes(44), last: inMinutes(-30), state: 'upcoming' });
  });

  test('of which one cancelled date is linked has no times', () => {
    const series = reading({ type: 8, occurrences: [date(20, true), date(44)] as Meeting['occurrences'] });
    const occurrence = String(at(20).getTime());
    expect(value(timesOf(link('occurrence', occurrence), series, [], now)).value).not.toHaveProperty('next');
  });
});

test('of several meetings the soonest is next, and one that is live is what the issue is', () => {
  const times = [2, 30].map((hours) => timesOf(link(), reading({ startTime: at(hours) }), [], now));
  const live = timesOf(link(), reading({ startTime: at(-1), isLive: true, topic: 'Live' }), [], now);
  expect(value(...times).value).toMatchObject({ next: inMinutes(2), state: 'upcoming' });
  const { value: property } = propertyOf(counts, [...times, live], { now, withTopic: true });
  expect(property).toMatchObject({ next: inMinutes(2), last: inMinutes(-1), state: 'live', topic: 'Live' });
});

describe('what it said before, of meetings that cannot be read now,', () => {
  const before = { ...counts, linked: true, state: 'live', next: inMinutes(3), last: inMinutes(-9) };

  test('stays: what is not known is not a no', () => {
    expect(value(timesBefore(before, '10000', true)).value).toMatchObject(before);
    expect(value(timesBefore(before, '10000', false)).value).toMatchObject({ ...before, state: 'upcoming' });
  });

  test('becomes the last meeting when its time has come', () => {
    const past = { ...before, next: inMinutes(-1), state: 'upcoming' };
    expect(value(timesBefore(past, '10000', true)).value).toEqual({
      ...counts,
      linked: true,
      last: inMinutes(-1),
      state: 'none',
    });
  });

  test.each([
    ['of another issue, as a clone has it', { ...before, issueId: '10001' }],
    ['in other shapes', { ...before, next: '2026-11-24T10:00:00Z', last: 'yesterday', state: ['live'] }],
    ['beyond all time', { ...before, next: '2026-99-99T99:99Z', last: 5, state: 'none' }],
    ['that is no object', 'live'],
    ['that there is none', undefined],
  ])('is not believed where it is one %s', (_what, property) => {
    expect(value(timesBefore(property, '10000', true)).value).toEqual({
      ...counts,
      linked: true,
      state: 'none',
    });
  });
});
