// Endpoints about cloud recordings: the monthly list, and one instance's files.

import { type ApiAnswer, type ApiCall, apiError } from './api-answers.ts';
import { endedInstances, meetingOf } from './api-meetings.ts';
import { page } from './api-paging.ts';
import type { ZoomContext } from './context.ts';
import { readMeetingName } from './meeting-uuids.ts';
import type { ZoomLanguage, ZoomMeetingInstance, ZoomRecording, ZoomRecordingFile } from './state.ts';
import { issueRecordingToken } from './tokens.ts';

const texts: Record<ZoomLanguage, { absent: string; processing: string }> = {
  'en-US': {
    absent: 'There is no recording for this meeting.',
    processing: 'The recording of this meeting is still being processed.',
  },
  'de-DE': {
    absent: 'Für dieses Meeting gibt es keine Aufzeichnung.',
    processing: 'Die Aufzeichnung dieses Meetings wird noch verarbeitet.',
  },
  'es-ES': {
    absent: 'Esta grabación no existe.',
    processing: 'La grabación de esta reunión aún se está procesando.',
  },
};

/** One file as the API shows it. Captions and timelines lack most fields, on-premises files have a path, not an address. */
export function fileBody(context: ZoomContext, file: ZoomRecordingFile, downloadPath = 'download') {
  const key = `${context.marker}${file.downloadKey}`;
  const bare = file.fileType === 'CC' || file.fileType === 'TIMELINE';
  const done = file.status === 'completed';
  return {
    meeting_id: file.uuid,
    recording_start: file.recordingStart,
    recording_end: file.recordingEnd,
    file_type: file.fileType,
    file_extension: file.extension,
    ...(bare
      ? {}
      : {
          id: file.id,
          status: file.status,
          recording_type: file.recordingType,
          ...(done ? { file_size: file.size, play_url: `${context.origins.web}/rec/play/${key}` } : {}),
        }),
    ...(file.onPremises
      ? { file_path: `/9090876528/${context.marker}recordings/${file.id}.${file.extension.toLowerCase()}` }
      : done
        ? { download_url: `${context.origins.web}/rec/${downloadPath}/${key}` }
        : {}),
  };
}

/** A recording as the API shows it, without the extras that one asks for. */
export function recordingBody(context: ZoomContext, instance: ZoomMeetingInstance, recording: ZoomRecording) {
  const meeting = meetingOf(context, instance);
  const host = context.state.users.find((user) => user.id === meeting?.hostId);
  if (!meeting || !host) throw new Error(`recording ${recording.uuid} without a meeting`);
  const end = instance.endTime ?? instance.startTime;
  return {
    uuid: instance.uuid,
    id: Number(meeting.id),
    account_id: host.accountId,
    host_id: host.id,
    topic: meeting.topic,
    type: String(meeting.type),
    start_time: instance.startTime,
    timezone: meeting.timezone,
    duration: Math.round((Date.parse(end) - Date.parse(instance.startTime)) / 60_000),
    total_size: recording.files.reduce((sum, file) => sum + file.size, 0),
    recording_count: recording.files.length,
    share_url: `${context.origins.web}/rec/share/${context.marker}${recording.shareKey}`,
    auto_delete: recording.autoDeleteOn !== null,
    ...(recording.autoDeleteOn ? { auto_delete_date: recording.autoDeleteOn } : {}),
    recording_play_passcode: `${context.marker}${recording.shareKey}`,
    recording_files: recording.files.map((file) => fileBody(context, file)),
  };
}

const isReady = (recording: ZoomRecording) => recording.files.some((file) => file.status === 'completed');

const dayMs = 24 * 60 * 60 * 1000;
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** GET /users/me/recordings: at most one month, silently cut at its old end. */
export function listRecordings({ context, user, query }: ApiCall): ApiAnswer {
  if (user.type === 1) return apiError(400, 200, `Only available for paid account: ${user.accountId}.`);
  const today = dayOf(context.now());
  const to = query.get('to') ?? today;
  const asked = query.get('from') ?? today;
  if (!/^\d{4}-\d\d-\d\d$/.test(to) || !/^\d{4}-\d\d-\d\d$/.test(asked)) {
    return apiError(400, 300, 'Invalid date format.');
  }
  const monthBefore = dayOf(Date.parse(to) - 30 * dayMs);
  const [, from = to] = [asked, monthBefore].sort();
  const meetings = context.state.recordings
    .flatMap((recording) => {
      const instance = context.state.instances.find((candidate) => candidate.uuid === recording.uuid);
      const day = instance?.startTime.slice(0, 10) ?? '';
      const wanted = isReady(recording) && day >= from && day <= to;
      return instance && wanted && meetingOf(context, instance)?.hostId === user.id
        ? [recordingBody(context, instance, recording)]
        : [];
    })
    .filter(({ id }) => !query.has('meeting_id') || String(id) === query.get('meeting_id'))
    .sort((a, b) => b.start_time.localeCompare(a.start_time));
  const part = page(context, user.id, query, meetings);
  if ('refusal' in part) return part.refusal;
  return { status: 200, body: { from, to, ...part.fields, meetings: part.rows } };
}

/** GET /meetings/{idOrUuid}/recordings: a number means the latest instance, recorded or not. */
export function getRecordings({ context, user, query, parameter }: ApiCall): ApiAnswer {
  const name = readMeetingName(parameter);
  const instance =
    'id' in name
      ? endedInstances(context, name.id)[0]
      : context.state.instances.find((candidate) => candidate.uuid === name.uuid);
  if (!instance || meetingOf(context, instance)?.hostId !== user.id) {
    return apiError(404, 3001, `Meeting does not exist: ${'id' in name ? name.id : name.uuid}.`);
  }
  const recording = context.state.recordings.find((candidate) => candidate.uuid === instance.uuid);
  if (!recording || !isReady(recording)) {
    const { absent, processing } = texts[user.language];
    return apiError(404, 3301, recording ? processing : absent);
  }
  const body = {
    ...recordingBody(context, instance, recording),
    password: recording.passcode,
    participant_audio_files: [],
  };
  const included = (query.get('include_fields') ?? '').split(',');
  if (!included.includes('download_access_token')) return { status: 200, body };
  const ttl = Number(query.get('ttl') ?? 7 * 24 * 60 * 60);
  if (!Number.isInteger(ttl) || ttl < 0 || ttl > 604_800) {
    return apiError(400, 300, 'The ttl must be between 0 and 604800.');
  }
  const token = issueRecordingToken(context, 'download', user, instance.uuid, ttl);
  return { status: 200, body: { ...body, download_access_token: token } };
}
