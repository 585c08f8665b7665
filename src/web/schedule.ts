// A meeting to be scheduled, as its form has it: how it begins, the request that it makes, and the dates on which it repeats.

import type { Recurrence, ScheduleRequest } from '../meetings/api-types.ts';
import type { MeetingDefaults } from '../settings/api-types.ts';
import { type MeetingIssue, topicOf } from './meeting-issue.ts';

export interface ScheduleForm {
  topic: string;
  agenda: string;
  /** Local to `timeZone`: `2026-11-24T10:00`; empty while it is incomplete. */
  startTime: string;
  timeZone: string;
  durationMinutes: string;
  passcode: string;
  waitingRoom: boolean;
  cloudRecording: boolean;
  /** E-mail addresses with commas in between. */
  alternativeHosts: string;
  every: 'never' | Recurrence['every'];
  interval: string;
  /** 1 is Sunday. Null: the weekday on which it starts. */
  weekDays: number[] | null;
  /** On the day of the month on which it starts, on that weekday of that week, or on the last such weekday. */
  monthly: 'day' | 'week' | 'last';
  ends: 'count' | 'date';
  count: string;
  /** `2026-12-24` */
  endDate: string;
}

const halfHour = 30 * 60_000;
const maxDates = 50;

/** A form that has not been touched yet. */
export function newForm(
  issue: MeetingIssue | null,
  siteUrl: string,
  defaults: Pick<MeetingDefaults, 'durationMinutes' | 'waitingRoom' | 'cloudRecording'>,
  now: Date,
  timeZone: string,
): ScheduleForm {
  const startTime = nextHalfHour(now, timeZone);
  return {
    topic: issue ? topicOf(issue) : '',
    agenda: issue && siteUrl ? `${siteUrl}/browse/${issue.key}` : '',
    startTime,
    timeZone,
    durationMinutes: String(defaults.durationMinutes),
    passcode: '',
    waitingRoom: defaults.waitingRoom,
    cloudRecording: defaults.cloudRecording,
    alternativeHosts: '',
    every: 'never',
    interval: '1',
    weekDays: null,
    monthly: 'day',
    ends: 'count',
    count: '10',
    endDate: '',
  };
}

/** What the form asks our server for. Its fields have to be complete. */
export function scheduleRequestOf(form: ScheduleForm): ScheduleRequest {
  const { topic, agenda, startTime, timeZone, waitingRoom, cloudRecording } = form;
  return {
    topic: topic.trim(),
    agenda: agenda.trim(),
    startTime,
    timeZone,
    durationMinutes: Number(form.durationMinutes),
    passcode: form.passcode.trim() || null,
    waitingRoom,
    cloudRecording,
    alternativeHosts: form.alternativeHosts.split(/[\s,]+/).filter(Boolean),
    recurrence: recurrenceOf(form),
  };
}

/** How the meeting repeats; null when it does not, or its fields do not say yet. */
export function recurrenceOf(form: ScheduleForm): Recurrence | null {
  const { every } = form;
  const start = clockFace(form.startTime);
  const interval = Number(form.interval);
  const end = form.ends === 'count' ? { count: Number(form.count) } : { onDate: form.endDate };
  if (every === 'never' || Number.isNaN(start.getTime()) || !interval || !(end.count ?? end.onDate))
    return null;
  const weekDay = start.getUTCDay() + 1;
  const day = start.getUTCDate();
  if (every === 'week') return { every, interval, weekDays: form.weekDays ?? [weekDay], end };
  if (every === 'day') return { every, interval, end };
  if (form.monthly === 'day') return { every, interval, monthly: { day }, end };
  const week = form.monthly === 'last' || day > 28 ? -1 : weekOf(day);
  return { every, interval, monthly: { week, weekDay }, end };
}

/** The dates on which it takes place, at most 50, in order: only their UTC fields mean anything. */
export function datesOf(startTime: string, { every, interval, weekDays, monthly, end }: Recurrence): Date[] {
  const start = clockFace(startTime.slice(0, 10));
  const last = 'onDate' in end ? clockFace(end.onDate).getTime() : Number.POSITIVE_INFINITY;
  const count = 'count' in end ? Math.min(end.count, maxDates) : maxDates;
  const month = (date: Date) => date.getUTCFullYear() * 12 + date.getUTCMonth();
  const turn = (date: Date, passed: number) => {
    if (every === 'month') return month(date) - month(start);
    return every === 'week' ? Math.floor((passed + start.getUTCDay()) / 7) : passed;
  };
  const fits = (date: Date) => {
    const day = date.getUTCDate();
    if (every === 'week') return weekDays?.includes(date.getUTCDay() + 1);
    if (every === 'day' || !monthly) return true;
    if ('day' in monthly) return day === monthly.day;
    const inItsWeek = monthly.week < 0 ? day + 7 > daysOfMonth(date) : weekOf(day) === monthly.week;
    return inItsWeek && date.getUTCDay() + 1 === monthly.weekDay;
  };
  const dates: Date[] = [];
  // Zoom's longest: fifty dates, ten months apart.
  for (let passed = 0; passed < maxDates * 310 && dates.length < count; passed += 1) {
    const date = new Date(start);
    date.setUTCDate(start.getUTCDate() + passed);
    if (date.getTime() > last) break;
    if (turn(date, passed) % interval === 0 && fits(date)) dates.push(date);
  }
  return dates;
}

/** The next time at which a clock of the time zone shows a full or half hour, as its clock shows it. */
export function nextHalfHour(now: Date, timeZone: string): string {
  const shown = clockFace(wallClock(now, timeZone)).getTime();
  return new Date((Math.floor(shown / halfHour) + 1) * halfHour).toISOString().slice(0, 16);
}

/** The moment at which a clock of the time zone shows this; Invalid Date while it is incomplete. */
export function momentOf(localTime: string, timeZone: string): Date {
  const wanted = clockFace(localTime).getTime();
  if (Number.isNaN(wanted)) return new Date(wanted);
  let moment = wanted;
  // The second time for what lies on the other side of a change of clocks.
  for (let tries = 0; tries < 2; tries += 1) {
    moment += wanted - clockFace(wallClock(new Date(moment), timeZone)).getTime();
  }
  return new Date(moment);
}

/** What a clock of the time zone shows: `2026-11-24T10:07`. Sweden writes it that way. */
export function wallClock(moment: Date, timeZone: string): string {
  return moment.toLocaleString('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' }).replace(' ', 'T');
}

/** Local time or day as a date whose UTC fields are those. */
export function clockFace(local: string): Date {
  return new Date(local.includes('T') ? `${local}Z` : local);
}

/** Which week of its month, counted from the first: 1 to 5. */
export function weekOf(day: number): number {
  return Math.ceil(day / 7);
}

function daysOfMonth(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}
