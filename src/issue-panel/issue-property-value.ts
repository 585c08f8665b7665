// What the issue property says, worked out from what Zoom says of the linked meetings and what it said before.

import { z } from 'zod';
import type { MeetingLink } from '../meetings/meeting-links-repository.ts';
import { timeOf } from '../meetings/reading/meeting-dates.ts';
import type { MeetingReading } from '../meetings/reading/read-meeting.ts';

export interface IssuePropertyValue {
  issueId: string;
  linked: true;
  meetings: number;
  recordings: number;
  /** When the next meeting begins and the last one began, `2026-11-24T10:00Z`: Jira indexes no seconds. */
  next?: string;
  last?: string;
  state: 'live' | 'upcoming' | 'none';
  /** Of the meeting that is live, else of the next one; only where the site's policy allows it. */
  topic?: string;
}

/** What is known of the times of one or all of the issue's meetings, in epoch milliseconds. */
export interface KnownTimes {
  isLive: boolean;
  dates: { startsAt: number; endsAt: number; topic: string | null }[];
  liveTopic: string | null;
}

const longestTopic = 200;

/** @param heldAt when dates of a series were held: Zoom lists only coming ones with the meeting. */
export function timesOf(
  link: MeetingLink,
  reading: MeetingReading,
  heldAt: readonly Date[],
  now: Date,
): KnownTimes {
  const { startTime, durationMinutes, state } = timeOf(link, reading, now);
  const topic = reading.meeting?.topic ?? null;
  const planned =
    link.scope === 'series'
      ? (reading.meeting?.occurrences ?? []).filter(({ isCancelled }) => !isCancelled)
      : [];
  const shown = state === 'cancelled' || state === 'gone' ? [] : [{ startTime, durationMinutes }];
  // One that Zoom ended before its time does not come any more.
  const coming = (startsAt: number) => state !== 'ended' || startsAt <= now.getTime();
  return {
    isLive: state === 'live',
    liveTopic: state === 'live' ? topic : null,
    dates: [...shown, ...planned, ...heldAt.map((at) => ({ startTime: at, durationMinutes: 0 }))].flatMap(
      ({ startTime: start, durationMinutes: minutes }) => {
        const startsAt = start?.getTime() ?? Number.NaN;
        if (Number.isNaN(startsAt) || !coming(startsAt)) return [];
        return [{ startsAt, endsAt: startsAt + (minutes ?? 60) * 60_000, topic }];
      },
    ),
  };
}

/** The value, and when it will be another one by the clock alone; null when that is not known. */
export function propertyOf(
  counts: { issueId: string; meetings: number; recordings: number },
  times: readonly KnownTimes[],
  { now, withTopic }: { now: Date; withTopic: boolean },
): { value: IssuePropertyValue; changesAt: Date | null } {
  const at = now.getTime();
  const dates = times.flatMap((known) => known.dates);
  const next = dates.filter(({ startsAt }) => startsAt > at).sort((a, b) => a.startsAt - b.startsAt)[0];
  const last = Math.max(...dates.map(({ startsAt }) => startsAt).filter((startsAt) => startsAt <= at));
  const live = times.find(({ isLive }) => isLive);
  const topic = live === undefined ? next?.topic : live.liveTopic;
  const changes = Math.min(
    ...dates.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]).filter((change) => change > at),
  );
  return {
    value: {
      ...counts,
      linked: true,
      ...(next && { next: inMinutes(next.startsAt) }),
      ...(Number.isFinite(last) && { last: inMinutes(last) }),
      state: live ? 'live' : next ? 'upcoming' : 'none',
      ...(withTopic && topic && { topic: topic.slice(0, longestTopic) }),
    },
    changesAt: Number.isFinite(changes) ? new Date(changes) : null,
  };
}

const moment = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/)
  .transform((text) => Date.parse(text))
  .pipe(z.number())
  .optional()
  .catch(undefined);

const writtenBefore = z.object({
  issueId: z.string(),
  next: moment,
  last: moment,
  state: z.string().catch(''),
});

/**
 * What the property said before, for meetings that cannot be read now: what is not known is not "no". Whoever may edit
 * the issue can have written it, and a clone has that of another issue.
 * @param mayBeLive whether a meeting that was live may still be.
 */
export function timesBefore(property: unknown, issueId: string, mayBeLive: boolean): KnownTimes {
  const before = writtenBefore.safeParse(property);
  if (!before.success || before.data.issueId !== issueId)
    return { isLive: false, dates: [], liveTopic: null };
  const { next, last, state } = before.data;
  return {
    isLive: mayBeLive && state === 'live',
    liveTopic: null,
    dates: [next, last].flatMap((startsAt) =>
      startsAt === undefined ? [] : [{ startsAt, endsAt: startsAt, topic: null }],
    ),
  };
}

/** The badge beside the app's name in the right column. */
export function statusOf({ meetings, state }: Pick<IssuePropertyValue, 'meetings' | 'state'>): object {
  return state === 'live'
    ? { type: 'lozenge', value: { label: 'Live', type: 'success' } }
    : { type: 'badge', value: { label: String(meetings) } };
}

function inMinutes(moment: number): string {
  return `${new Date(moment).toISOString().slice(0, 16)}Z`;
}
