// What people see of a linked meeting: our record of the tie, and its details read live from Zoom.

import type { Actor } from '../host/actor.ts';
import type { PersonsRepository } from '../installations/persons-repository.ts';
import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { type HostPolicy, parseAllowedUrl } from '../platform/outbound-hosts.ts';
import type { Meeting } from '../zoom/schemas.ts';
import type { Connection, ConnectionsRepository } from '../zoom-accounts/connections-repository.ts';
import type { ZoomAccess } from '../zoom-accounts/zoom-access.ts';
import type { MeetingDetails, MeetingLinkView } from './api-types.ts';
import { findMeeting, listHeldInstances } from './held-meetings.ts';
import { isNear, type MeetingLink, plannedStart } from './meeting-links-repository.ts';
import { isHost, readAs, readerOf } from './whose-eyes.ts';

export interface Viewer {
  personId: string;
  connection: Connection | null;
}

/** The person asking, with their own connection as it is now. */
export async function viewerOf(
  { persons, connections }: { persons: PersonsRepository; connections: ConnectionsRepository },
  { siteId, accountId }: Pick<Actor, 'siteId' | 'accountId'>,
): Promise<Viewer> {
  const personId = await persons.personIdOf(siteId, accountId);
  return { personId, connection: await connections.find(personId) };
}

export function linkView(link: MeetingLink, viewer: Viewer): MeetingLinkView {
  const hostedByMe = isHost(link, viewer.connection);
  return {
    id: link.id,
    scope: link.scope,
    linkedAt: link.linkedAt.toISOString(),
    linkedByMe: link.linkedBy === viewer.personId,
    hostedByMe,
    readable: hostedByMe || link.linker === 'connected',
    linker: link.linker,
  };
}

/** Topic, time, state and join link: what linking shares with everybody who sees the issue. */
export async function viewMeetingDetails(
  { clock, zoomAccess, zoomHosts }: { clock: Clock; zoomAccess: ZoomAccess; zoomHosts: HostPolicy },
  { link, viewer }: { link: MeetingLink; viewer: Viewer },
): Promise<MeetingDetails> {
  const reader = readerOf(link, viewer);
  const { meeting, held } = await readAs(zoomAccess, reader, async (zoom) => ({
    meeting: await findMeeting(zoom, link.meetingId),
    held:
      link.scope === 'occurrence' && plannedStart(link) === null
        ? await listHeldInstances(zoom, link.meetingId)
        : [],
  }));
  if (meeting === null)
    throw new AppError('meeting_gone', 404, 'This meeting no longer exists at Zoom. It can be unlinked.');
  const time = timeOf(link, meeting, held, clock.now());
  const state = meeting.isLive && time.current ? 'live' : time.state;
  const joinable = state !== 'ended' && parseAllowedUrl(meeting.joinUrl, zoomHosts) !== null;
  return {
    linkId: link.id,
    topic: meeting.topic,
    startTime: time.startTime?.toISOString() ?? null,
    durationMinutes: time.durationMinutes,
    state,
    joinUrl: joinable ? meeting.joinUrl : null,
  };
}

type HeldInstance = Awaited<ReturnType<typeof listHeldInstances>>[number];

interface MeetingTime {
  startTime: Date | null;
  durationMinutes: number | null;
  state: 'upcoming' | 'ended' | 'open';
  /** Whether a meeting that is live now is the date that was linked. */
  current: boolean;
}

function timeOf(link: MeetingLink, meeting: Meeting, held: HeldInstance[], now: Date): MeetingTime {
  if (link.scope === 'personal_room' || (meeting.type === 3 && link.scope === 'series'))
    return { startTime: null, durationMinutes: null, state: 'open', current: true };
  const date = link.scope === 'occurrence' ? linkedDate(link, meeting, held) : nextDate(meeting, now);
  return {
    startTime: date.startTime,
    durationMinutes: date.durationMinutes,
    state: date.isOver || meeting.hasEnded || endOf(date) <= now.getTime() ? 'ended' : 'upcoming',
    current: link.scope !== 'occurrence' || isNear(date.startTime, now.getTime()),
  };
}

interface MeetingDate {
  startTime: Date | null;
  durationMinutes: number | null;
  isOver?: boolean;
}

/** Zoom lists coming dates only. One that is missing is over or was cancelled; when a UUID was held, Zoom lists apart. */
function linkedDate(link: MeetingLink, meeting: Meeting, held: HeldInstance[]): MeetingDate {
  const planned = plannedStart(link);
  return (
    meeting.occurrences.find(({ id, isCancelled }) => id === link.occurrence && !isCancelled) ?? {
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
  const dates: MeetingDate[] = meeting.occurrences.filter(({ isCancelled }) => !isCancelled);
  return dates.find((date) => endOf(date) > now.getTime()) ?? dates.at(-1) ?? meeting;
}

function endOf({ startTime, durationMinutes }: MeetingDate): number {
  return (startTime?.getTime() ?? 0) + (durationMinutes ?? 60) * 60_000;
}
