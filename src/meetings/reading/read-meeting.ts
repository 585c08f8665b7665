// What Zoom says of a linked meeting now, from memory where it was read a moment ago.

import type { ShortMemory } from '../../platform/short-memory.ts';
import type { Meeting } from '../../zoom/schemas.ts';
import type { ZoomApi } from '../../zoom/zoom-api.ts';
import type { ZoomAccess } from '../../zoom-accounts/zoom-access.ts';
import { type MeetingLink, plannedStart } from '../meeting-links-repository.ts';
import { inWordsFor, type LinkReader } from '../whose-eyes.ts';
import { findMeeting, listHeldInstances } from './held-meetings.ts';

export interface MeetingReading {
  /** Null: Zoom has no such meeting any more. */
  meeting: Meeting | null;
  /** When it was held; only of a link to a date that is known by its UUID. */
  held: { uuid: string; startTime: Date | null }[];
}

export type MeetingMemory = ShortMemory<MeetingReading>;

/** For as long as everybody may see what was read. */
export const meetingMemoryMs = 30_000;

/** @throws {AppError} as `readAs` does. */
export function readMeeting(
  { meetingMemory, zoomAccess }: { meetingMemory: MeetingMemory; zoomAccess: ZoomAccess },
  link: MeetingLink,
  reader: LinkReader,
): Promise<MeetingReading> {
  const key = `${link.id} ${link.changedAt.getTime()} ${reader.personId}`;
  const read = () => zoomAccess.as(reader.personId, (zoom) => readMeetingNow(zoom, link));
  return inWordsFor(reader, meetingMemory.get(key, read));
}

/** Past the memory, with the reader's own Zoom. Throws as `ZoomApi` does. */
export async function readMeetingNow(
  zoom: ZoomApi,
  link: Pick<MeetingLink, 'meetingId' | 'scope' | 'occurrence'>,
): Promise<MeetingReading> {
  const knownByUuid = link.scope === 'occurrence' && plannedStart(link) === null;
  return {
    meeting: await findMeeting(zoom, link.meetingId),
    held: knownByUuid ? await listHeldInstances(zoom, link.meetingId) : [],
  };
}
