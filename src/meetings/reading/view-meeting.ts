// What people see of a linked meeting: our record of the tie, and its details read live from Zoom.

import type { Actor } from '../../host/actor.ts';
import type { PersonsRepository } from '../../installations/persons-repository.ts';
import type { Clock } from '../../platform/clock.ts';
import { type HostPolicy, parseAllowedUrl } from '../../platform/outbound-hosts.ts';
import type { Connection, ConnectionsRepository } from '../../zoom-accounts/connections-repository.ts';
import type { ZoomAccess } from '../../zoom-accounts/zoom-access.ts';
import type { MeetingDetails, MeetingLinkView } from '../api-types.ts';
import type { MeetingLink } from '../meeting-links-repository.ts';
import { isHost, readerOf } from '../whose-eyes.ts';
import { timeOf } from './meeting-dates.ts';
import { type MeetingMemory, type MeetingReading, readMeeting } from './read-meeting.ts';

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
    hostAccountId: link.linkerAccountId,
    changedAt: link.changedAt.toISOString(),
  };
}

export interface ViewMeetingDeps {
  clock: Clock;
  meetingMemory: MeetingMemory;
  zoomAccess: ZoomAccess;
  zoomHosts: HostPolicy;
}

/** Topic, time, state and join link: what linking shares with everybody who sees the issue. */
export async function viewMeetingDetails(
  deps: ViewMeetingDeps,
  { link, viewer }: { link: MeetingLink; viewer: Viewer },
): Promise<MeetingDetails> {
  const reading = await readMeeting(deps, link, readerOf(link, viewer));
  return detailsOf(link, reading, deps);
}

export function detailsOf(
  link: MeetingLink,
  reading: MeetingReading,
  { clock, zoomHosts }: Pick<ViewMeetingDeps, 'clock' | 'zoomHosts'>,
): MeetingDetails {
  const { startTime, durationMinutes, state } = timeOf(link, reading, clock.now());
  const joinUrl = reading.meeting?.joinUrl ?? '';
  const joinable = state === 'upcoming' || state === 'live' || state === 'open';
  return {
    linkId: link.id,
    topic: reading.meeting?.topic ?? '',
    startTime: startTime?.toISOString() ?? null,
    durationMinutes,
    state,
    recurring: link.scope === 'series' || link.scope === 'occurrence',
    joinUrl: joinable && parseAllowedUrl(joinUrl, zoomHosts) !== null ? joinUrl : null,
  };
}
