// What people see of a linked meeting: our record of the tie, and its details read live from Zoom.

import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { type HostPolicy, parseAllowedUrl } from '../platform/outbound-hosts.ts';
import type { Meeting } from '../zoom/schemas.ts';
import type { Connection } from '../zoom-accounts/grants-repository.ts';
import type { ZoomAccess } from '../zoom-accounts/zoom-access.ts';
import type { MeetingDetails, MeetingLinkView } from './api-types.ts';
import type { MeetingLink } from './meeting-links-repository.ts';
import { isHost, readerOf } from './whose-eyes.ts';

export interface Viewer {
  personId: string;
  connection: Connection | null;
}

export function linkView(link: MeetingLink, viewer: Viewer): MeetingLinkView {
  const hostedByMe = isHost(link, viewer.connection);
  return {
    id: link.id,
    scope: link.scope,
    linkedAt: link.linkedAt.toISOString(),
    linkedByMe: link.linkedBy === viewer.personId,
    hostedByMe,
    readable: hostedByMe || link.linkerConnected,
  };
}

/** Topic, time, state and join link: what linking shares with everybody who sees the issue. */
export async function viewMeetingDetails(
  { clock, zoomAccess, zoomHosts }: { clock: Clock; zoomAccess: ZoomAccess; zoomHosts: HostPolicy },
  { link, viewer }: { link: MeetingLink; viewer: Viewer },
): Promise<MeetingDetails> {
  const reader = readerOf(link, viewer);
  const meeting = await zoomAccess.as(reader.personId, (zoom) => zoom.findMeeting(link.meetingId));
  if (meeting === null)
    throw new AppError('meeting_gone', 404, 'This meeting no longer exists at Zoom. It can be unlinked.');
  const time = timeOf(link, meeting, clock.now());
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

interface MeetingTime {
  startTime: Date | null;
  durationMinutes: number | null;
  state: 'upcoming' | 'ended' | 'open';
  /** Whether a meeting that is live now is the date that was linked. */
  current: boolean;
}

const nearMs = 6 * 3_600_000;

function timeOf(link: MeetingLink, meeting: Meeting, now: Date): MeetingTime {
  if (link.scope === 'personal_room' || (meeting.type === 3 && link.scope === 'series'))
    return { startTime: null, durationMinutes: null, state: 'open', current: true };
  const dates =
    meeting.occurrences.length > 0
      ? meeting.occurrences
      : [{ id: '', startTime: meeting.startTime, durationMinutes: meeting.durationMinutes }];
  const endsAt = ({
    startTime,
    durationMinutes,
  }: {
    startTime: Date | null;
    durationMinutes: number | null;
  }) => (startTime?.getTime() ?? 0) + (durationMinutes ?? 60) * 60_000;
  const date =
    link.scope === 'occurrence'
      ? dates.find(({ id }) => id === link.occurrence)
      : (dates.find((candidate) => endsAt(candidate) > now.getTime()) ?? dates.at(-1));
  // A past date is known by its UUID only; when it began is told by its recording, if there is one.
  if (date === undefined) return { startTime: null, durationMinutes: null, state: 'ended', current: false };
  return {
    startTime: date.startTime,
    durationMinutes: date.durationMinutes,
    state: meeting.hasEnded || endsAt(date) <= now.getTime() ? 'ended' : 'upcoming',
    current: Math.abs((date.startTime?.getTime() ?? now.getTime()) - now.getTime()) < nearMs,
  };
}
