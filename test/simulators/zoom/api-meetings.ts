// Endpoints about meetings to come and meetings that were.

import { type ApiAnswer, type ApiCall, apiError } from './api-answers.ts';
import { page } from './api-paging.ts';
import type { ZoomContext } from './context.ts';
import { readMeetingName } from './meeting-uuids.ts';
import type { ZoomMeetingInstance, ZoomMeetingRecord } from './state.ts';

const dayMs = 24 * 60 * 60 * 1000;
const agendaInLists = 250;

/** Where to join, with the passcode's key in the address. */
export function joinUrlOf(context: ZoomContext, meeting: ZoomMeetingRecord): string {
  const host = context.state.users.find((user) => user.id === meeting.hostId);
  const { web } = context.origins;
  // A vanity name is another name of the same host.
  const origin = host?.vanity ? web.replace('127.0.0.1', 'localhost') : web;
  return `${origin}/j/${meeting.id}?pwd=${meeting.joinKey}`;
}

/** The meeting of an instance. */
export const meetingOf = (
  context: ZoomContext,
  instance: ZoomMeetingInstance,
): ZoomMeetingRecord | undefined =>
  context.state.meetings.find((meeting) => meeting.id === instance.meetingId);

export const noMeeting = (name: string) => apiError(404, 3001, `Meeting does not exist: ${name}.`);

/** Answers everything about meetings of a person who may not host any. */
export const mayNotHost = apiError(
  400,
  3161,
  'Your user account is not allowed meeting hosting and scheduling capabilities.',
);

const endOf = (start: string, minutes: number) => Date.parse(start) + minutes * 60_000;

export const runningInstance = (context: ZoomContext, meeting: ZoomMeetingRecord) =>
  context.state.instances.find((instance) => instance.meetingId === meeting.id && instance.endTime === null);

/** A scheduled meeting can be asked for until 30 days after its time, an instant one until it ends. */
function isExpired(context: ZoomContext, meeting: ZoomMeetingRecord): boolean {
  if (runningInstance(context, meeting)) return false;
  if (meeting.type === 1) return context.state.instances.some((held) => held.meetingId === meeting.id);
  if (meeting.type === 3 || meeting.type === 4) return false;
  const last = meeting.occurrences.at(-1)?.startTime ?? meeting.startTime;
  return last !== null && endOf(last, meeting.durationMinutes) + 30 * dayMs < context.now();
}

/** One row of a list. The passcode is not in it, the agenda is cut, and a personal room shows by its `pmi`. */
function listRow(
  context: ZoomContext,
  meeting: ZoomMeetingRecord,
  own: { uuid: string; startTime: string | null },
) {
  const host = context.state.users.find((user) => user.id === meeting.hostId);
  const inRoom = meeting.type === 4 || meeting.usesPersonalRoom;
  return {
    uuid: own.uuid,
    id: Number(meeting.id),
    host_id: meeting.hostId,
    topic: meeting.topic,
    type: meeting.type === 4 ? 2 : meeting.type,
    ...(own.startTime ? { start_time: own.startTime } : {}),
    duration: meeting.durationMinutes,
    timezone: meeting.timezone,
    ...(meeting.agenda ? { agenda: meeting.agenda.slice(0, agendaInLists) } : {}),
    created_at: meeting.createdAt,
    join_url: joinUrlOf(context, meeting),
    ...(inRoom ? { pmi: host?.pmi } : {}),
  };
}

type Row = ReturnType<typeof listRow>;

const byStart = (a: Row, b: Row) => (a.start_time ?? '9').localeCompare(b.start_time ?? '9');

/** The dates of a meeting that have not ended yet. */
function upcomingDates(context: ZoomContext, meeting: ZoomMeetingRecord): (string | null)[] {
  if (meeting.type === 3) return [null];
  if (meeting.type === 8) {
    return meeting.occurrences
      .filter(({ status, startTime, durationMinutes }) => {
        return status === 'available' && endOf(startTime, durationMinutes) > context.now();
      })
      .map(({ startTime }) => startTime);
  }
  const { startTime, durationMinutes } = meeting;
  const live = runningInstance(context, meeting) !== undefined;
  return startTime && (live || endOf(startTime, durationMinutes) > context.now()) ? [startTime] : [];
}

/** GET /users/me/meetings. Instant meetings and the personal room itself are in no list but `live` and past ones. */
export function listMeetings({ context, user, query }: ApiCall): ApiAnswer {
  const type = query.get('type') ?? 'scheduled';
  if (!user.mayHost) return mayNotHost;
  const mine = context.state.meetings.filter((meeting) => meeting.hostId === user.id && !meeting.deleted);
  const scheduled = mine.filter((meeting) => meeting.type !== 1 && meeting.type !== 4);
  const sixMonths = 183 * dayMs;
  let rows: Row[];
  if (type === 'scheduled') {
    rows = scheduled
      .filter((meeting) => !isExpired(context, meeting))
      .map((meeting) => listRow(context, meeting, meeting))
      .sort(byStart);
  } else if (type === 'live') {
    rows = mine
      .filter((meeting) => runningInstance(context, meeting))
      .map((meeting) => listRow(context, meeting, meeting))
      .sort(byStart);
  } else if (type === 'upcoming' || type === 'upcoming_meetings') {
    const horizon = context.now() + sixMonths;
    rows = scheduled
      .flatMap((meeting) =>
        upcomingDates(context, meeting)
          .filter((startTime) => startTime === null || Date.parse(startTime) <= horizon)
          .map((startTime) => listRow(context, meeting, { uuid: meeting.uuid, startTime })),
      )
      .sort(byStart);
  } else if (type === 'previous_meetings') {
    const oldest = context.now() - sixMonths;
    rows = context.state.instances
      .filter((instance) => instance.endTime !== null && Date.parse(instance.startTime) >= oldest)
      .flatMap((instance) => {
        const meeting = mine.find((candidate) => candidate.id === instance.meetingId && candidate.type !== 1);
        return meeting ? [listRow(context, meeting, instance)] : [];
      })
      .sort((a, b) => byStart(b, a));
  } else {
    return apiError(400, 300, 'Invalid type.');
  }
  const { from, to } = dateRange(query);
  const inRange = rows.filter((row) => {
    const day = row.start_time?.slice(0, 10);
    return !day || ((!from || day >= from) && (!to || day <= to));
  });
  const part = page(context, user.id, query, inRange);
  if ('refusal' in part) return part.refusal;
  return { status: 200, body: { ...part.fields, page_number: 1, meetings: part.rows } };
}

const dateRange = (query: URLSearchParams) => ({ from: query.get('from'), to: query.get('to') });

/** The host's own meeting of the path, or Zoom's refusal. */
export function findOwnMeeting({ context, user, parameter }: ApiCall): ZoomMeetingRecord | ApiAnswer {
  if (!user.mayHost) return mayNotHost;
  if (!/^\d+$/.test(parameter)) return apiError(400, 300, 'Invalid meeting id.');
  const meeting = context.state.meetings.find((candidate) => candidate.id === parameter);
  if (!meeting || meeting.hostId !== user.id || meeting.deleted || isExpired(context, meeting)) {
    return noMeeting(parameter);
  }
  return meeting;
}

/** With it whoever has it is let in as the host. */
export const startUrlOf = (context: ZoomContext, meeting: ZoomMeetingRecord): string =>
  `${context.origins.web}/s/${meeting.id}?zak=${startKeyOf(context, meeting)}`;

export const startKeyOf = (context: ZoomContext, meeting: ZoomMeetingRecord): string =>
  `${context.marker}${meeting.joinKey}`;

/** GET /meetings/{id}: the host's own only. */
export function getMeeting(call: ApiCall): ApiAnswer {
  const { context, user, query, parameter } = call;
  const meeting = findOwnMeeting(call);
  if ('status' in meeting) return meeting;
  const occurrenceId = query.get('occurrence_id');
  const occurrence = meeting.occurrences.find((candidate) => candidate.occurrenceId === occurrenceId);
  if (occurrenceId && !occurrence) return noMeeting(parameter);
  const all = query.get('show_previous_occurrences') === 'true';
  const { agenda, pmi, ...row } = listRow(context, meeting, {
    uuid: meeting.uuid,
    startTime: occurrence?.startTime ?? meeting.startTime,
  });
  return {
    status: 200,
    body: {
      ...row,
      type: meeting.type,
      host_email: user.email,
      agenda: meeting.agenda,
      ...(pmi ? { pmi } : {}),
      start_url: startUrlOf(context, meeting),
      password: meeting.passcode,
      status: runningInstance(context, meeting) ? 'started' : 'waiting',
      creation_source: meeting.creationSource,
      settings: {
        auto_recording: meeting.settings.autoRecording,
        waiting_room: meeting.settings.waitingRoom,
        join_before_host: meeting.settings.joinBeforeHost,
        mute_upon_entry: meeting.settings.muteUponEntry,
        alternative_hosts: meeting.settings.alternativeHosts,
        use_pmi: Boolean(pmi),
      },
      ...(meeting.type === 8
        ? {
            occurrences: meeting.occurrences
              .filter(
                ({ startTime, durationMinutes }) => all || endOf(startTime, durationMinutes) > context.now(),
              )
              .map(({ occurrenceId, startTime, durationMinutes, status }) => ({
                occurrence_id: occurrenceId,
                start_time: startTime,
                duration: durationMinutes,
                status,
              })),
            recurrence: meeting.recurrence,
          }
        : {}),
    },
  };
}

/** The ended instances of a meeting, newest first. */
export const endedInstances = (context: ZoomContext, meetingId: string): ZoomMeetingInstance[] =>
  context.state.instances
    .filter((instance) => instance.meetingId === meetingId && instance.endTime !== null)
    .sort((a, b) => b.startTime.localeCompare(a.startTime));

export const paidOnly = (accountId: string) =>
  apiError(400, 200, `Only available for paid account: ${accountId}.`);

/** GET /past_meetings/{id}/instances: up to 15 months back. */
export function listPastInstances({ context, user, query, parameter }: ApiCall): ApiAnswer {
  if (user.type === 1) return paidOnly(user.accountId);
  const meeting = context.state.meetings.find((candidate) => candidate.id === parameter);
  if (!meeting || meeting.hostId !== user.id) return noMeeting(parameter);
  const { from, to } = dateRange(query);
  const oldest = context.now() - 457 * dayMs;
  const meetings = endedInstances(context, meeting.id)
    .filter(({ startTime }) => {
      const day = startTime.slice(0, 10);
      return Date.parse(startTime) >= oldest && (!from || !to || (day >= from && day <= to));
    })
    .map(({ uuid, startTime }) => ({ uuid, start_time: startTime }));
  return { status: 200, body: { meetings } };
}

/** GET /past_meetings/{idOrUuid}: a number means the latest instance. */
export function getPastMeeting({ context, user, parameter }: ApiCall): ApiAnswer {
  if (user.type === 1) return paidOnly(user.accountId);
  const name = readMeetingName(parameter);
  const instance =
    'id' in name
      ? endedInstances(context, name.id)[0]
      : context.state.instances.find(
          (candidate) => candidate.uuid === name.uuid && candidate.endTime !== null,
        );
  const meeting = instance && meetingOf(context, instance);
  if (!instance?.endTime || meeting?.hostId !== user.id) {
    return noMeeting('id' in name ? name.id : name.uuid);
  }
  const minutes = Math.round((Date.parse(instance.endTime) - Date.parse(instance.startTime)) / 60_000);
  if (Date.parse(instance.startTime) < context.now() - 365 * dayMs) {
    return apiError(400, 12702, 'Cannot access a meeting a year ago.');
  }
  return {
    status: 200,
    body: {
      uuid: instance.uuid,
      id: Number(meeting.id),
      host_id: user.id,
      type: meeting.type,
      topic: meeting.topic,
      user_name: user.displayName,
      user_email: user.email,
      start_time: instance.startTime,
      end_time: instance.endTime,
      duration: minutes,
      total_minutes: minutes * 3,
      participants_count: 3,
      dept: '',
      source: 'Zoom',
      has_meeting_summary: context.state.summaries.some(({ uuid }) => uuid === instance.uuid),
    },
  };
}
