// Endpoints that make, change and cancel meetings, and the invitation to one.
import { type ApiAnswer, type ApiCall, apiError } from './api-answers.ts';
import { findOwnMeeting, getMeeting, joinUrlOf, mayNotHost, noMeeting } from './api-meetings.ts';
import { type ZoomContext, zoomTime } from './context.ts';
import { type MeetingChanges, readMeetingBody } from './meeting-bodies.ts';
import { newMeetingId, newMeetingRecord } from './population.ts';
import { hostLimitAnswer } from './rate-limits.ts';
import { occurrencesOf } from './recurrences.ts';
import type { ZoomMeetingRecord, ZoomOccurrence, ZoomUser } from './state.ts';

const mostChangesADay = 100;

/** Counts one creation or change; Zoom's refusal when it is one too many for today. */
function countChange({ context, user }: ApiCall): ApiAnswer | null {
  const day = zoomTime(context.now()).slice(0, 10);
  const known = context.state.changes[user.id];
  const count = (known?.day === day ? known.count : 0) + 1;
  if (count > mostChangesADay) return hostLimitAnswer(context.now());
  context.state.changes[user.id] = { day, count };
  return null;
}

/** POST /users/me/meetings */
export function createMeeting(call: ApiCall): ApiAnswer {
  const { context, user } = call;
  if (!user.mayHost) return mayNotHost;
  const refusal = countChange(call);
  if (refusal) return refusal;
  const read = readMeetingBody(call, { timezone: user.timezone, making: true });
  if ('refusal' in read) return read.refusal;
  const { type = 2, settings, recurrence, ...own } = read.changes;
  const now = context.now();
  const startTime = type === 2 || type === 8 ? (own.startTime ?? zoomTime(now)) : null;
  const { durationMinutes = 60, timezone = user.timezone } = own;
  const occurrences =
    recurrence && startTime
      ? occurrencesOf(recurrence, Date.parse(startTime), durationMinutes, timezone)
      : [];
  const meeting = newMeetingRecord(context, user, {
    topic: 'My Meeting',
    ...own,
    id: newMeetingId(),
    type,
    // Of a series: of its first date, which may be later than was asked.
    startTime: occurrences[0]?.startTime ?? startTime,
    occurrences,
    recurrence: recurrence ?? null,
    creationSource: 'open_api',
  });
  applySettings(meeting, settings);
  context.save();
  context.emit({ type: 'meeting-changed', event: 'meeting.created', meetingId: meeting.id });
  const made = getMeeting({ ...call, parameter: meeting.id, query: new URLSearchParams() });
  return { status: 201, body: made.body };
}

function applySettings(meeting: ZoomMeetingRecord, settings: MeetingChanges['settings']): void {
  Object.assign(meeting.settings, settings);
  if (meeting.settings.waitingRoom) meeting.settings.joinBeforeHost = false;
}

/** PATCH /meetings/{id}, or of one date with `occurrence_id`. What Zoom ignores changes nothing, and is still a 204. */
export function updateMeeting(call: ApiCall): ApiAnswer {
  const { context, query } = call;
  const meeting = findOwnMeeting(call);
  if ('status' in meeting) return meeting;
  const refusal = countChange(call);
  if (refusal) return refusal;
  const read = readMeetingBody(call, { timezone: meeting.timezone, making: false });
  if ('refusal' in read) return read.refusal;
  const occurrenceId = query.get('occurrence_id');
  if (occurrenceId === null) changeMeeting(meeting, read.changes);
  else {
    const occurrence = meeting.occurrences.find((candidate) => candidate.occurrenceId === occurrenceId);
    if (occurrence?.status !== 'available') return noSuchOccurrence;
    // A time zone in the body does not count here, so that local times are in the meeting's own.
    const { timezone: _, ...body } = call.body as Record<string, unknown>;
    const own = readMeetingBody({ ...call, body }, { timezone: meeting.timezone, making: false });
    if ('changes' in own) changeOccurrence(context, meeting, occurrence, own.changes);
  }
  context.save();
  context.emit({
    type: 'meeting-changed',
    event: 'meeting.updated',
    meetingId: meeting.id,
    ...(occurrenceId === null ? {} : { occurrenceId }),
  });
  return { status: 204 };
}

const noSuchOccurrence = apiError(400, 300, 'Invalid parameter: occurrence_id.');

/** Changes all of a meeting. A series moves only when its recurrence is sent along. */
export function changeMeeting(meeting: ZoomMeetingRecord, changes: MeetingChanges): void {
  const { type: _, settings, recurrence, startTime, durationMinutes, timezone, ...texts } = changes;
  Object.assign(meeting, texts);
  applySettings(meeting, settings);
  if (durationMinutes !== undefined) {
    meeting.durationMinutes = durationMinutes;
    for (const occurrence of meeting.occurrences) occurrence.durationMinutes = durationMinutes;
  }
  if (meeting.type === 2) Object.assign(meeting, startTime && { startTime }, timezone && { timezone });
  if (meeting.type !== 8 || !recurrence || !startTime) return;
  meeting.timezone = timezone ?? meeting.timezone;
  meeting.recurrence = recurrence;
  meeting.occurrences = occurrencesOf(
    recurrence,
    Date.parse(startTime),
    meeting.durationMinutes,
    meeting.timezone,
  );
  meeting.startTime = meeting.occurrences[0]?.startTime ?? startTime;
}

/** Changes one date: of the rest, only the agenda can differ by date at Zoom, and is not kept here. */
export function changeOccurrence(
  context: ZoomContext,
  meeting: ZoomMeetingRecord,
  occurrence: ZoomOccurrence,
  { startTime, durationMinutes }: Pick<MeetingChanges, 'startTime' | 'durationMinutes'>,
): void {
  if (durationMinutes !== undefined) occurrence.durationMinutes = durationMinutes;
  if (!startTime) return;
  occurrence.startTime = startTime;
  if (context.faults.occurrenceIds === 'follow-time') occurrence.occurrenceId = String(Date.parse(startTime));
  meeting.occurrences.sort((a, b) => a.startTime.localeCompare(b.startTime));
}

/** DELETE /meetings/{id}, or of one date with `occurrence_id`. */
export function deleteMeeting(call: ApiCall): ApiAnswer {
  const { context, query, parameter } = call;
  const meeting = findOwnMeeting(call);
  if ('status' in meeting) return meeting;
  if (meeting.type === 4) return apiError(400, 3018, 'Not allowed to delete PMI.');
  const occurrenceId = query.get('occurrence_id');
  const occurrence = meeting.occurrences.find((candidate) => candidate.occurrenceId === occurrenceId);
  if (occurrenceId !== null && !occurrence) return noSuchOccurrence;
  if (occurrence?.status === 'deleted') return noMeeting(parameter);
  if (occurrence) occurrence.status = 'deleted';
  else meeting.deleted = true;
  context.save();
  context.emit({
    type: 'meeting-changed',
    event: 'meeting.deleted',
    meetingId: meeting.id,
    ...(occurrenceId === null ? {} : { occurrenceId }),
  });
  return { status: 204 };
}

/** GET /meetings/{id}/invitation: with the passcode in it. */
export function getInvitation(call: ApiCall): ApiAnswer {
  const { context, user } = call;
  const meeting = findOwnMeeting(call);
  if ('status' in meeting) return meeting;
  const invitation = [
    `${user.displayName} is inviting you to a ${meeting.startTime ? 'scheduled ' : ''}Zoom meeting.`,
    '',
    `Topic: ${meeting.topic}`,
    ...(meeting.startTime ? [`Time: ${inWords(meeting.startTime, user, meeting.timezone)}`] : []),
    '',
    'Join Zoom Meeting',
    joinUrlOf(context, meeting),
    '',
    `Meeting ID: ${meeting.id.replace(/^(\d+)(\d{4})(\d{4})$/, '$1 $2 $3')}`,
    `Passcode: ${meeting.passcode}`,
    '',
  ].join('\r\n');
  return { status: 200, body: { invitation, sip_links: [] } };
}

function inWords(startTime: string, { language }: ZoomUser, timezone: string): string {
  const format = { dateStyle: 'medium', timeStyle: 'short', timeZone: timezone } as const;
  return `${new Intl.DateTimeFormat(language, format).format(Date.parse(startTime))} ${timezone.replace('/', ', ')}`;
}
