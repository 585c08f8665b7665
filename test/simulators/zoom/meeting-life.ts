// What happens to meetings at the simulated Zoom itself, without the app: held, changed, cancelled, brought back.
import { changeMeeting, changeOccurrence } from './api-scheduling.ts';
import { type ZoomContext, zoomTime } from './context.ts';
import { newMeetingUuid } from './meeting-uuids.ts';
import { getMeeting, type NewInstance, toTime, type ZoomMeeting } from './population.ts';
import type { ZoomMeetingInstance } from './state.ts';

/** A host's own change in Zoom, of all or of one date. */
export interface OwnChange {
  topic?: string;
  /** ISO 8601 or milliseconds. */
  startTime?: string | number;
  durationMinutes?: number;
  occurrenceId?: string;
  /** Makes a scheduled meeting a series that begins at `startTime`. */
  recurrence?: NonNullable<ZoomMeeting['recurrence']>;
}

type Named = Pick<ZoomMeeting, 'id'>;

/** Each of these makes Zoom send its event, once the app's address is set. */
export function createMeetingLife(context: ZoomContext) {
  const { state } = context;

  /** Starts a meeting now: a new instance with a new UUID. */
  function startMeeting(meeting: Named, shape?: NewInstance['uuidShape']): ZoomMeetingInstance {
    const record = getMeeting(context, meeting.id);
    record.uuid = newMeetingUuid(shape);
    const { id: meetingId, uuid } = record;
    const instance = { uuid, meetingId, startTime: zoomTime(context.now()), endTime: null };
    state.instances.push(instance);
    context.save();
    context.emit({ type: 'meeting-changed', event: 'meeting.started', meetingId, instance: { ...instance } });
    return { ...instance };
  }

  /** Ends the running instance now. */
  function endMeeting({ id: meetingId }: Named): ZoomMeetingInstance {
    const instance = state.instances.find(
      (candidate) => candidate.meetingId === meetingId && candidate.endTime === null,
    );
    if (!instance) throw new Error(`simulated meeting ${meetingId} does not run`);
    instance.endTime = zoomTime(context.now());
    getMeeting(context, meetingId).uuid = newMeetingUuid();
    context.save();
    context.emit({ type: 'meeting-changed', event: 'meeting.ended', meetingId, instance: { ...instance } });
    return { ...instance };
  }

  function updateMeeting({ id: meetingId }: Named, { occurrenceId, ...change }: OwnChange): void {
    const meeting = getMeeting(context, meetingId);
    const { startTime: time, ...rest } = change;
    const changes = { ...rest, ...(time === undefined ? {} : { startTime: toTime(time) }) };
    const occurrence = meeting.occurrences.find((candidate) => candidate.occurrenceId === occurrenceId);
    if (occurrence) changeOccurrence(context, meeting, occurrence, changes);
    else if (occurrenceId) throw new Error(`simulated meeting ${meetingId} has no date ${occurrenceId}`);
    else {
      if (change.recurrence) meeting.type = 8;
      const { recurrence } = { ...meeting, ...change };
      changeMeeting(meeting, { ...changes, ...(recurrence && { recurrence }), settings: {} });
    }
    announce('meeting.updated', meetingId, occurrenceId);
  }

  /** Cancelled, as a whole or on one date. Its recordings stay. */
  function deleteMeeting({ id: meetingId }: Named, occurrenceId?: string): void {
    const meeting = getMeeting(context, meetingId);
    const occurrence = meeting.occurrences.find((candidate) => candidate.occurrenceId === occurrenceId);
    if (occurrence) occurrence.status = 'deleted';
    else meeting.deleted = true;
    announce('meeting.deleted', meetingId, occurrenceId);
  }

  /** The host takes a cancelled meeting back, which Zoom allows for seven days. */
  function recoverMeeting({ id: meetingId }: Named): void {
    getMeeting(context, meetingId).deleted = false;
    announce('meeting.recovered', meetingId);
  }

  function announce(event: string, meetingId: string, occurrenceId?: string): void {
    context.save();
    context.emit({ type: 'meeting-changed', event, meetingId, ...(occurrenceId && { occurrenceId }) });
  }

  return { startMeeting, endMeeting, updateMeeting, deleteMeeting, recoverMeeting };
}
