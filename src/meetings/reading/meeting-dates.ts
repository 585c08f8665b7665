// When a linked meeting takes place, by what Zoom says of it: the one date that was linked, or the next of a series.

import type { Meeting } from '../../zoom/schemas.ts';
import type { MeetingDetails } from '../api-types.ts';
import { isNear, type MeetingLink, plannedStart } from '../meeting-links-repository.ts';
import type { MeetingReading } from './read-meeting.ts';

export type MeetingOccurrence = Meeting['occurrences'][number];

export interface MeetingTime {
  startTime: Date | null;
  durationMinutes: number | null;
  state: MeetingDetails['state'];
}

type LinkedPart = Pick<MeetingLink, 'scope' | 'occurrence'>;

/** Of the date that is linked, or of the next one of a series, else its last. */
export function timeOf(link: LinkedPart, { meeting, held }: MeetingReading, now: Date): MeetingTime {
  const planned = plannedStart(link);
  if (meeting === null)
    return { startTime: planned === null ? null : new Date(planned), durationMinutes: null, state: 'gone' };
  if (link.scope === 'personal_room' || (meeting.type === 3 && link.scope === 'series'))
    return { startTime: null, durationMinutes: null, state: meeting.isLive ? 'live' : 'open' };
  const date = link.scope === 'occurrence' ? linkedDate(link, meeting, held) : nextDate(meeting, now);
  return {
    startTime: date.startTime,
    durationMinutes: date.durationMinutes,
    state: stateOf(link, meeting, date, now),
  };
}

/** The coming dates of a series that will take place, soonest first. */
export function comingDates(meeting: Meeting | null, now: Date): MeetingOccurrence[] {
  return (meeting?.occurrences ?? []).filter((date) => !date.isCancelled && endOf(date) > now.getTime());
}

/**
 * The linked date among those that Zoom lists, which are coming ones. Zoom may keep its own id for a date that is moved,
 * so it is also known by when it begins.
 */
export function findOccurrence({ occurrence }: LinkedPart, meeting: Meeting): MeetingOccurrence | null {
  return (
    meeting.occurrences.find(({ id }) => id === occurrence) ??
    meeting.occurrences.find(({ startTime }) => String(startTime?.getTime()) === occurrence) ??
    null
  );
}

interface MeetingDate {
  startTime: Date | null;
  durationMinutes: number | null;
  isOver?: boolean;
  isCancelled?: boolean;
}

function stateOf(
  link: LinkedPart,
  meeting: Meeting,
  date: MeetingDate,
  now: Date,
): 'upcoming' | 'live' | 'ended' | 'cancelled' {
  if (date.isCancelled) return 'cancelled';
  if (meeting.isLive && (link.scope !== 'occurrence' || isNear(date.startTime, now.getTime()))) return 'live';
  if (date.isOver || meeting.hasEnded) return 'ended';
  // One that was to begin at once is there until Zoom calls it a past one.
  return meeting.type === 1 || endOf(date) > now.getTime() ? 'upcoming' : 'ended';
}

/** Zoom lists coming dates only: one that is missing is over. When a UUID was held, Zoom lists apart. */
function linkedDate(link: LinkedPart, meeting: Meeting, held: MeetingReading['held']): MeetingDate {
  const planned = plannedStart(link);
  return (
    findOccurrence(link, meeting) ?? {
      startTime:
        planned === null
          ? (held.find(({ uuid }) => uuid === link.occurrence)?.startTime ?? null)
          : new Date(planned),
      durationMinutes: meeting.durationMinutes,
      isOver: true,
    }
  );
}

function nextDate(meeting: Meeting, now: Date): MeetingDate {
  const dates = meeting.occurrences.filter(({ isCancelled }) => !isCancelled);
  return comingDates(meeting, now)[0] ?? dates.at(-1) ?? meeting.occurrences.at(-1) ?? meeting;
}

function endOf({ startTime, durationMinutes }: MeetingDate): number {
  return (startTime?.getTime() ?? 0) + (durationMinutes ?? 60) * 60_000;
}
