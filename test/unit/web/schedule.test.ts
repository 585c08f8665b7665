// The form that schedules a meeting: what it begins with, what it asks for, and the dates that it promises.

import { expect, test } from 'vitest';
import type { Recurrence } from '../../../src/meetings/api-types.ts';
import {
  datesOf,
  momentOf,
  newForm,
  nextHalfHour,
  recurrenceOf,
  type ScheduleForm,
  scheduleRequestOf,
} from '../../../src/web/schedule.ts';

const now = new Date('2026-11-24T08:07:30Z');
const issue = { key: 'ABC-1', summary: 'Door does not close' };
const defaults = { durationMinutes: 45, waitingRoom: true, cloudRecording: false };
const form = (part: Partial<ScheduleForm> = {}): ScheduleForm => ({
  ...newForm(issue, 'https://example.atlassian.net', defaults, now, 'Europe/Berlin'),
  ...part,
});
const days = (startTime: string, recurrence: Recurrence) =>
  datesOf(startTime, recurrence).map((date) => date.toISOString().slice(0, 10));

test('it begins with the issue, the next half hour there, and the person’s defaults', () => {
  expect(scheduleRequestOf(form())).toEqual({
    topic: 'ABC-1 Door does not close',
    agenda: 'https://example.atlassian.net/browse/ABC-1',
    startTime: '2026-11-24T09:30',
    timeZone: 'Europe/Berlin',
    durationMinutes: 45,
    passcode: null,
    waitingRoom: true,
    cloudRecording: false,
    alternativeHosts: [],
    recurrence: null,
  });
});

test('without an answer from Jira the topic and the agenda are empty, and a long topic is cut where Zoom cuts it', () => {
  const unknown = newForm(null, 'https://example.atlassian.net', defaults, now, 'UTC');
  expect([unknown.topic, unknown.agenda]).toEqual(['', '']);
  const long = { key: 'ABC-1', summary: 'x'.repeat(255) };
  expect(newForm(long, '', defaults, now, 'UTC').topic).toHaveLength(200);
});

test('addresses are told apart by commas and spaces', () => {
  const { alternativeHosts } = scheduleRequestOf(form({ alternativeHosts: 'a@b.example, c@d.example' }));
  expect(alternativeHosts).toEqual(['a@b.example', 'c@d.example']);
});

test('the next half hour is that of the clock there, also where clocks are a quarter off', () => {
  expect(nextHalfHour(new Date('2026-11-24T08:30:00Z'), 'UTC')).toBe('2026-11-24T09:00');
  expect(nextHalfHour(new Date('2026-11-24T18:20:00Z'), 'Asia/Kathmandu')).toBe('2026-11-25T00:30');
});

test('a local time is found on both sides of a change of clocks', () => {
  for (const [local, moment] of [
    ['2026-10-24T12:00', '2026-10-24T10:00:00.000Z'],
    ['2026-10-25T12:00', '2026-10-25T11:00:00.000Z'],
    ['2026-10-25T01:30', '2026-10-24T23:30:00.000Z'],
    ['2026-03-29T03:30', '2026-03-29T01:30:00.000Z'],
  ] as const) {
    expect(momentOf(local, 'Europe/Berlin').toISOString()).toBe(moment);
  }
  expect(momentOf('', 'Europe/Berlin').getTime()).toBeNaN();
});

test('each week means the weekday it starts on, until others are chosen', () => {
  const weekly = form({ every: 'week', interval: '2' });
  const recurrence = { every: 'week', interval: 2, weekDays: [3], end: { count: 10 } };
  expect(recurrenceOf(weekly)).toEqual(recurrence);
  expect(recurrenceOf({ ...weekly, weekDays: [2, 4] })).toEqual({ ...recurrence, weekDays: [2, 4] });
});

test('each month means the day it starts on, or its weekday, where a fifth is the last', () => {
  const monthly = (startTime: string, way: ScheduleForm['monthly']) =>
    recurrenceOf(form({ startTime, every: 'month', monthly: way }))?.monthly;
  expect(monthly('2026-11-24T09:30', 'day')).toEqual({ day: 24 });
  expect(monthly('2026-11-24T09:30', 'week')).toEqual({ week: 4, weekDay: 3 });
  expect(monthly('2026-11-24T09:30', 'last')).toEqual({ week: -1, weekDay: 3 });
  expect(monthly('2026-11-30T09:30', 'week')).toEqual({ week: -1, weekDay: 2 });
});

test('a repetition whose fields are not complete is none yet', () => {
  for (const part of [{ interval: '' }, { count: '' }, { ends: 'date' }, { startTime: '' }] as const) {
    expect(recurrenceOf(form({ every: 'day', ...part }))).toBeNull();
  }
});

test('days come at their interval, as many as wanted or until a date, and never more than fifty', () => {
  const daily = (interval: number, end: Recurrence['end']) =>
    days('2026-11-24T09:30', { every: 'day', interval, end });
  expect(daily(3, { count: 3 })).toEqual(['2026-11-24', '2026-11-27', '2026-11-30']);
  expect(daily(1, { onDate: '2026-11-26' })).toEqual(['2026-11-24', '2026-11-25', '2026-11-26']);
  expect(daily(99, { count: 60 })).toHaveLength(50);
});

test('weeks begin on Sunday, and the start itself counts only on a chosen weekday', () => {
  expect(
    days('2026-11-24T09:30', { every: 'week', interval: 2, weekDays: [1, 4], end: { count: 4 } }),
  ).toEqual(['2026-11-25', '2026-12-06', '2026-12-09', '2026-12-20']);
});

test('months come on a day, on a weekday of a week, or on the last one', () => {
  const monthly = (which: NonNullable<Recurrence['monthly']>) =>
    days('2026-11-24T09:30', { every: 'month', interval: 1, monthly: which, end: { count: 3 } });
  expect(monthly({ day: 24 })).toEqual(['2026-11-24', '2026-12-24', '2027-01-24']);
  expect(monthly({ week: 4, weekDay: 3 })).toEqual(['2026-11-24', '2026-12-22', '2027-01-26']);
  expect(monthly({ week: -1, weekDay: 3 })).toEqual(['2026-11-24', '2026-12-29', '2027-01-26']);
});
