// What the simulated Zoom's events say, in their shapes: of recordings, and of meetings.
import { joinUrlOf, meetingOf } from './api-meetings.ts';
import { fileBody, recordingBody } from './api-recordings.ts';
import { getUser, type ZoomContext } from './context.ts';
import { getMeeting } from './population.ts';
import type { ZoomMeetingInstance, ZoomMeetingRecord } from './state.ts';
import { issueRecordingToken } from './tokens.ts';

export interface EventToSend {
  event: string;
  payload: Record<string, unknown>;
  /** At the top level of recording events. */
  download_token?: string;
}

const webhookTokenSeconds = 24 * 60 * 60;

/** A `recording.*` event about a recording as it is now, with its token where Zoom sends one. */
export function recordingEvent(
  context: ZoomContext,
  event: string,
  uuid: string,
  fileIds?: string[],
): EventToSend {
  const { state } = context;
  const recording = state.recordings.find((candidate) => candidate.uuid === uuid);
  const instance = state.instances.find((candidate) => candidate.uuid === uuid);
  const meeting = instance && meetingOf(context, instance);
  if (!recording || !instance || !meeting) throw new Error(`no simulated recording ${uuid}`);
  const host = getUser(context, meeting.hostId);
  const body = recordingBody(context, instance, recording);
  const object = {
    ...body,
    type: meeting.type,
    host_email: host.email,
    password: recording.passcode,
    on_prem: false,
    recording_files: recording.files
      .filter((file) => !fileIds || fileIds.includes(file.id))
      .map((file) => fileBody(context, file, 'webhook_download')),
  };
  return {
    event,
    payload: { account_id: host.accountId, object },
    ...(event === 'recording.deleted'
      ? {}
      : { download_token: issueRecordingToken(context, 'webhook', host, uuid, webhookTokenSeconds) }),
  };
}

export interface MeetingEventDetails {
  /** Of `meeting.started` and `meeting.ended`. */
  instance?: Pick<ZoomMeetingInstance, 'uuid' | 'startTime' | 'endTime'>;
  /** Of the others: when it is about one date of a series. */
  occurrenceId?: string;
}

/** A `meeting.*` event about a meeting as it is now. */
export function meetingEvent(
  context: ZoomContext,
  event: string,
  meetingId: string,
  { instance, occurrenceId }: MeetingEventDetails,
): EventToSend {
  const meeting = getMeeting(context, meetingId);
  const host = getUser(context, meeting.hostId);
  const operator = { operator: host.email, operator_id: host.id };
  const account = { account_id: host.accountId };
  const occurrences = occurrencesBody(meeting, occurrenceId);
  if (event === 'meeting.updated') {
    // What changed, and nothing else: not even the host.
    const id = Number(meeting.id);
    const object = {
      id,
      topic: meeting.topic,
      ...(meeting.startTime ? { start_time: meeting.startTime } : {}),
      duration: meeting.durationMinutes,
      ...occurrences,
    };
    const scope = occurrenceId ? { scope: 'single' } : meeting.type === 8 ? { scope: 'all' } : {};
    const payload = { ...account, ...operator, ...scope, object, old_object: { id, topic: meeting.topic } };
    return { event, payload: { ...payload, time_stamp: context.now() } };
  }
  const held = event === 'meeting.started' || event === 'meeting.ended';
  const object = {
    uuid: instance?.uuid ?? meeting.uuid,
    // A text in these two, a number in all others.
    id: held ? meeting.id : Number(meeting.id),
    host_id: host.id,
    topic: meeting.topic,
    type: meeting.type,
    start_time: instance?.startTime ?? meeting.startTime,
    duration: meeting.durationMinutes,
    timezone: meeting.timezone,
    ...(held
      ? { host_email: host.email }
      : { join_url: joinUrlOf(context, meeting), password: meeting.passcode, ...occurrences }),
    ...(instance?.endTime ? { end_time: instance.endTime } : {}),
  };
  const operation = occurrenceId ? 'single' : 'all';
  return { event, payload: { ...account, ...(held ? {} : { ...operator, operation }), object } };
}

function occurrencesBody(meeting: ZoomMeetingRecord, occurrenceId: string | undefined) {
  const named = meeting.occurrences.filter(
    (occurrence) => occurrenceId === undefined || occurrence.occurrenceId === occurrenceId,
  );
  if (named.length === 0) return {};
  return {
    occurrences: named.map(({ occurrenceId: occurrence_id, startTime: start_time }) => ({
      occurrence_id,
      start_time,
    })),
  };
}
