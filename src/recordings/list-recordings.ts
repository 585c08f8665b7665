// The recordings of a linked meeting, occurrence by occurrence, as far as the person may see them.

import type { MeetingLink } from '../meetings/meeting-links-repository.ts';
import type { Viewer } from '../meetings/reading/view-meeting.ts';
import { type LinkReader, readerOf } from '../meetings/whose-eyes.ts';
import { AppError } from '../platform/errors.ts';
import type { SitePolicy } from '../settings/api-types.ts';
import type { SiteSettings } from '../settings/site-settings.ts';
import type { Recording, RecordingFile } from '../zoom/schemas.ts';
import type { RecordingFileView, RecordingsView, RecordingView } from './api-types.ts';
import type { AttachmentSettings, SiteLimits } from './attachment-settings.ts';
import { forbiddenBy } from './forbidden-by-policy.ts';
import { kindOf, recordingKey } from './recording-files.ts';
import { mostOccurrences, type RecordingReads } from './recording-reads.ts';
import type { RequestsRepository } from './sharing/requests-repository.ts';
import type { SharesRepository } from './sharing/shares-repository.ts';
import { obstacleInWords, type ReasonCode } from './transfers/transfer-reasons.ts';

export interface ListRecordingsDeps {
  shares: SharesRepository;
  requests: RequestsRepository;
  attachmentSettings: AttachmentSettings;
  siteSettings: SiteSettings;
  recordingReads: RecordingReads;
}

/**
 * @param projectId of the issue as far as it is known: what is forbidden there is said beforehand, and refused in any case.
 *
 * The host sees all. Anybody else sees what the host shared on this issue, and of all others only that they exist.
 */
export async function listRecordings(
  deps: ListRecordingsDeps,
  { link, viewer, projectId }: { link: MeetingLink; viewer: Viewer; projectId: string | null },
): Promise<RecordingsView> {
  const { shares, requests, recordingReads, siteSettings } = deps;
  const reader = readerOf(link, viewer);
  const [shared, asked, site, policy] = await Promise.all([
    shares.listOfLink(link.id),
    requests.listOfLink(link.id),
    siteLimits(deps, link.siteId),
    projectId === null ? siteSettings.get(link.siteId) : siteSettings.getFor(link.siteId, projectId),
  ]);
  // In a personal room other people's meetings happen: that there was one is nobody else's business.
  const toldOf = reader.isHost || link.scope !== 'personal_room';
  const recordings = toldOf ? await recordingReads.list(link, reader, shared.slice(0, mostOccurrences)) : [];
  const newestFirst = recordings.toSorted(
    (one, other) => (other.startTime?.getTime() ?? 0) - (one.startTime?.getTime() ?? 0),
  );
  const isOpen = ({ uuid }: Recording) => reader.isHost || shared.includes(uuid);
  return {
    recordings: newestFirst.filter(isOpen).map((recording) => ({
      ...recordingView(recording, { site, policy, projectId }),
      shared: shared.includes(recording.uuid),
      askedBy: reader.isHost
        ? asked.filter(({ meetingUuid }) => meetingUuid === recording.uuid).map(({ accountId }) => accountId)
        : [],
    })),
    closed: newestFirst
      .filter((recording) => !isOpen(recording))
      .map((recording) => ({
        ...occurrenceView(recording),
        askedByMe: asked.some(
          ({ meetingUuid, personId }) => meetingUuid === recording.uuid && personId === viewer.personId,
        ),
      })),
    uploadLimitBytes: largestFile(site, policy),
    canShare: reader.isHost && link.scope !== 'personal_room',
    onlyShared: !reader.isHost,
  };
}

/**
 * One recording that this person may see and attach.
 * @param when `remembered`: as read within the last half minute, for what is only shown.
 * @throws {AppError} 403 `recording_not_shared`, 404.
 */
export async function getVisibleRecording(
  { shares, recordingReads }: Pick<ListRecordingsDeps, 'shares' | 'recordingReads'>,
  { link, viewer, meetingUuid }: { link: MeetingLink; viewer: Viewer; meetingUuid: string },
  when: 'now' | 'remembered' = 'now',
): Promise<{ recording: Recording; reader: LinkReader }> {
  const reader = readerOf(link, viewer);
  if (!reader.isHost && !(await shares.isShared(link.id, meetingUuid)))
    throw new AppError(
      'recording_not_shared',
      403,
      'Only the host can open this recording until they share it on this issue.',
    );
  const find = when === 'now' ? recordingReads.findNow : recordingReads.find;
  const recording = await find(link, reader, meetingUuid);
  if (recording === null) throw recordingNotFound();
  return { recording, reader };
}

export function recordingNotFound(): AppError {
  return new AppError(
    'recording_not_found',
    404,
    'Zoom has no such recording of this meeting: it was deleted, or is still being processed.',
  );
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

function largestFile(site: SiteLimits | null, { sizeCeilingBytes }: SitePolicy): number | null {
  const most = Number.POSITIVE_INFINITY;
  const largest = Math.min(site?.uploadLimitBytes ?? most, sizeCeilingBytes ?? most);
  return largest === most ? null : largest;
}

function recordingView(recording: Recording, rules: AttachRules): Omit<RecordingView, 'shared' | 'askedBy'> {
  return {
    ...occurrenceView(recording),
    deletedOn: recording.autoDeleteOn,
    files: recording.files.map((file) => fileView(recording.uuid, file, rules)),
  };
}

function occurrenceView({ uuid, startTime, durationMinutes }: Recording) {
  return { meetingUuid: uuid, startTime: startTime?.toISOString() ?? null, durationMinutes };
}

function fileView(meetingUuid: string, file: RecordingFile, rules: AttachRules): RecordingFileView {
  const obstacle = obstacleTo(file, rules);
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

/** By which it is told whether a file may be attached. */
export interface AttachRules {
  /** Null when not known. */
  site: SiteLimits | null;
  /** Of the project. */
  policy: SitePolicy;
  /** Null when not known. */
  projectId: string | null;
}

/** What keeps a file from being attached, known before anything is downloaded. */
export function obstacleTo(file: RecordingFile, { site, policy, projectId }: AttachRules): Obstacle | null {
  if (file.processing) return 'recording_processing';
  if (file.downloadUrl === null) return 'not_in_cloud';
  const forbidden = forbiddenBy(policy, { ...file, projectId });
  if (forbidden !== null) return forbidden;
  if (site !== null && !site.enabled) return 'attachments_disabled';
  if (site !== null && file.size !== null && file.size > site.uploadLimitBytes) return 'too_large';
  return null;
}

export type Obstacle = Extract<ReasonCode, NonNullable<RecordingFileView['unavailable']>['code']>;

function secondsBetween(start: string | null, end: string | null): number | null {
  const seconds = (Date.parse(end ?? '') - Date.parse(start ?? '')) / 1000;
  return Number.isFinite(seconds) && seconds >= 0 ? Math.round(seconds) : null;
}
