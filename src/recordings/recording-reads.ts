// Reads a linked meeting's recordings from Zoom. Those who look at the same link within half a minute cost one reading.

import { isNear, type MeetingLink, plannedStart } from '../meetings/meeting-links-repository.ts';
import { isNothingHeld, listHeldInstances } from '../meetings/reading/held-meetings.ts';
import { type LinkReader, readAs } from '../meetings/whose-eyes.ts';
import type { Clock } from '../platform/clock.ts';
import { createShortMemory } from '../platform/short-memory.ts';
import type { Recording } from '../zoom/schemas.ts';
import type { ZoomApi } from '../zoom/zoom-api.ts';
import { isNotFound } from '../zoom/zoom-error.ts';
import type { ZoomAccess } from '../zoom-accounts/zoom-access.ts';

/** What it gives is for the host's eyes: who may see which of it is settled by those who ask. Throws as `readAs`. */
export interface RecordingReads {
  /** Of the newest occurrences, and of these; in no particular order. Remembered for half a minute. */
  list(link: MeetingLink, reader: LinkReader, also: readonly string[]): Promise<Recording[]>;
  /** Null when the linked meeting has no such recording. Remembered for half a minute. */
  find(link: MeetingLink, reader: LinkReader, meetingUuid: string): Promise<Recording | null>;
  /** Asked of Zoom now, for what is decided by it. */
  findNow(link: MeetingLink, reader: LinkReader, meetingUuid: string): Promise<Recording | null>;
}

/** Of a long series only the newest occurrences are read: each is a call to Zoom. */
export const mostOccurrences = 10;

export function createRecordingReads({
  clock,
  zoomAccess,
}: {
  clock: Clock;
  zoomAccess: ZoomAccess;
}): RecordingReads {
  const memory = createShortMemory<Recording[]>({ clock, forMs: 30_000, most: 1_000 });
  const keyOf = (link: MeetingLink, reader: LinkReader, what: string) =>
    [link.id, link.changedAt.getTime(), reader.personId, what].join(' ');
  const read = (link: MeetingLink, reader: LinkReader, uuidsOf: (zoom: ZoomApi) => Promise<string[]>) =>
    readAs(zoomAccess, reader, async (zoom) => {
      const uuids = new Set(await uuidsOf(zoom));
      const found = await Promise.all([...uuids].map((uuid) => findRecording(zoom, uuid)));
      return found.flatMap((recording) =>
        recording !== null && belongsTo(recording, link) ? [recording] : [],
      );
    });
  const one = (link: MeetingLink, reader: LinkReader, meetingUuid: string) =>
    read(link, reader, async () => [meetingUuid]);
  return {
    list: (link, reader, also) =>
      memory.get(keyOf(link, reader, `all ${also.join(' ')}`), () =>
        read(link, reader, async (zoom) => [...(await occurrencesOf(zoom, link)), ...also]),
      ),
    async find(link, reader, meetingUuid) {
      const key = keyOf(link, reader, `one ${meetingUuid}`);
      return (await memory.get(key, () => one(link, reader, meetingUuid)))[0] ?? null;
    },
    findNow: async (link, reader, meetingUuid) => (await one(link, reader, meetingUuid))[0] ?? null,
  };
}

async function occurrencesOf(zoom: ZoomApi, link: MeetingLink): Promise<string[]> {
  const planned = plannedStart(link);
  if (link.scope === 'occurrence' && planned === null) return [link.occurrence ?? ''];
  const held = await heldInstances(zoom, link.meetingId);
  const wanted = planned === null ? held : held.filter(({ startTime }) => isNear(startTime, planned));
  return wanted.slice(0, mostOccurrences).map(({ uuid }) => uuid);
}

async function heldInstances(
  zoom: ZoomApi,
  meetingId: string,
): Promise<{ uuid: string; startTime: Date | null }[]> {
  const held = await listHeldInstances(zoom, meetingId);
  if (held.length > 0) return held;
  // Personal rooms and instant meetings have recordings without being listed as instances.
  try {
    return [await zoom.getLatestRecording(meetingId)];
  } catch (error) {
    if (!isNothingHeld(error)) throw error;
    return [];
  }
}

async function findRecording(zoom: ZoomApi, meetingUuid: string): Promise<Recording | null> {
  try {
    const recording = await zoom.getRecording(meetingUuid);
    // Zoom takes a meeting's number for its latest occurrence, which is never what was meant by a UUID.
    return recording.uuid === meetingUuid ? recording : null;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** Guards against a UUID of another meeting, or of another date than the one that was linked. */
function belongsTo(recording: Recording, link: MeetingLink): boolean {
  if (recording.meetingId !== link.meetingId || recording.hostId !== link.hostZoomUserId) return false;
  if (link.scope !== 'occurrence') return true;
  const planned = plannedStart(link);
  return planned === null ? recording.uuid === link.occurrence : isNear(recording.startTime, planned);
}
