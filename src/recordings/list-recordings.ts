// The recordings of a linked meeting, occurrence by occurrence, as far as the person may see them.

import { isNothingHeld, listHeldInstances } from '../meetings/held-meetings.ts';
import { isNear, type MeetingLink, plannedStart } from '../meetings/meeting-links-repository.ts';
import type { Viewer } from '../meetings/view-meeting.ts';
import { readAs, readerOf } from '../meetings/whose-eyes.ts';
import { AppError } from '../platform/errors.ts';
import type { Recording, RecordingFile } from '../zoom/schemas.ts';
import type { ZoomApi } from '../zoom/zoom-api.ts';
import { isNotFound } from '../zoom/zoom-error.ts';
import type { ZoomAccess } from '../zoom-accounts/zoom-access.ts';
import type { RecordingFileView, RecordingsView, RecordingView } from './api-types.ts';
import type { AttachmentSettings } from './attachment-settings.ts';
import { kindOf, recordingKey } from './recording-files.ts';
import type { SharesRepository } from './shares-repository.ts';
import { obstacleInWords, type ReasonCode } from './transfers/transfer-reasons.ts';

export interface ListRecordingsDeps {
  shares: SharesRepository;
  attachmentSettings: AttachmentSettings;
  zoomAccess: ZoomAccess;
}

/** Of a long series only the newest occurrences are read: each is a call to Zoom. */
const mostOccurrences = 10;

/** The host sees all; anybody else only what the host shared on this issue. */
export async function listRecordings(
  deps: ListRecordingsDeps,
  { link, viewer }: { link: MeetingLink; viewer: Viewer },
): Promise<RecordingsView> {
  const { shares, zoomAccess } = deps;
  const reader = readerOf(link, viewer);
  const shared = await shares.listOfLink(link.id);
  const recordings = await readAs(zoomAccess, reader, async (zoom) => {
    const uuids = reader.isHost ? await occurrencesOf(zoom, link) : shared.slice(0, mostOccurrences);
    const found = await Promise.all(uuids.map((uuid) => findRecording(zoom, uuid)));
    return found.filter((recording) => recording !== null).filter((recording) => belongsTo(recording, link));
  });
  const site = await siteLimits(deps, link.siteId);
  return {
    recordings: recordings
      .sort((one, other) => (other.startTime?.getTime() ?? 0) - (one.startTime?.getTime() ?? 0))
      .map((recording) => recordingView(recording, shared.includes(recording.uuid), site)),
    canShare: reader.isHost && link.scope !== 'personal_room',
    onlyShared: !reader.isHost,
  };
}

/** One recording that this person may see and attach. @throws {AppError} 403 `recording_not_shared`, 404. */
export async function getVisibleRecording(
  { shares, zoomAccess }: Pick<ListRecordingsDeps, 'shares' | 'zoomAccess'>,
  { link, viewer, meetingUuid }: { link: MeetingLink; viewer: Viewer; meetingUuid: string },
): Promise<{ recording: Recording; readAs: string }> {
  const reader = readerOf(link, viewer);
  if (!reader.isHost && !(await shares.isShared(link.id, meetingUuid)))
    throw new AppError(
      'recording_not_shared',
      403,
      'Only the host can open this recording until they share it on this issue.',
    );
  const recording = await readAs(zoomAccess, reader, (zoom) => findRecording(zoom, meetingUuid));
  if (recording === null || !belongsTo(recording, link))
    throw new AppError(
      'recording_not_found',
      404,
      'Zoom has no such recording of this meeting: it was deleted, or is still being processed.',
    );
  return { recording, readAs: reader.personId };
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

interface SiteLimits {
  enabled: boolean;
  uploadLimitBytes: number;
}

/** Null when Jira cannot be asked now: then the person may try, and the limit is checked again before attaching. */
async function siteLimits(
  { attachmentSettings }: Pick<ListRecordingsDeps, 'attachmentSettings'>,
  siteId: string,
): Promise<SiteLimits | null> {
  try {
    return await attachmentSettings.get(siteId);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

function recordingView(recording: Recording, shared: boolean, site: SiteLimits | null): RecordingView {
  return {
    meetingUuid: recording.uuid,
    startTime: recording.startTime?.toISOString() ?? null,
    durationMinutes: recording.durationMinutes,
    shared,
    files: recording.files.map((file) => fileView(recording.uuid, file, site)),
  };
}

function fileView(meetingUuid: string, file: RecordingFile, site: SiteLimits | null): RecordingFileView {
  const obstacle = obstacleTo(file, site);
  return {
    key: recordingKey(meetingUuid, file),
    kind: kindOf(file.fileType),
    recordingType: file.recordingType,
    extension: file.extension,
    sizeBytes: file.size,
    durationSeconds: secondsBetween(file.recordingStart, file.recordingEnd),
    startTime: file.recordingStart,
    unavailable: obstacle === null ? null : { code: obstacle, message: obstacleInWords(obstacle) },
  };
}

/** What keeps a file from being attached, known before anything is downloaded. */
export function obstacleTo(file: RecordingFile, site: SiteLimits | null): Obstacle | null {
  if (file.processing) return 'recording_processing';
  if (file.downloadUrl === null) return 'not_in_cloud';
  if (site !== null && !site.enabled) return 'attachments_disabled';
  if (site !== null && file.size !== null && file.size > site.uploadLimitBytes) return 'too_large';
  return null;
}

export type Obstacle = Extract<
  ReasonCode,
  'recording_processing' | 'not_in_cloud' | 'attachments_disabled' | 'too_large'
>;

function secondsBetween(start: string | null, end: string | null): number | null {
  const seconds = (Date.parse(end ?? '') - Date.parse(start ?? '')) / 1000;
  return Number.isFinite(seconds) && seconds >= 0 ? Math.round(seconds) : null;
}
