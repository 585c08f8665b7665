// What Zoom is told to schedule, start or change a meeting.

import { momentOf } from '../platform/local-time.ts';
import type { ZoomRecurrence } from './schemas.ts';

export interface NewMeeting {
  /** `instant` begins now; with a `recurrence`, `scheduled` becomes a series. */
  kind: 'instant' | 'scheduled';
  topic: string;
  agenda: string;
  /** Local to `timeZone`: `2026-11-24T10:00:00`. Null for an instant meeting. */
  startTime: string | null;
  /** IANA name. */
  timeZone: string | null;
  durationMinutes: number | null;
  /** At most ten characters; null leaves it to Zoom. */
  passcode: string | null;
  waitingRoom: boolean;
  /** Without effect where there is a waiting room. */
  joinBeforeHost: boolean;
  muteUponEntry: boolean;
  /** Whether Zoom begins to record in its cloud by itself. */
  cloudRecording: boolean;
  /** E-mail addresses of licensed users of the host's Zoom account. */
  alternativeHosts: string[];
  recurrence: ZoomRecurrence | null;
}

export interface MeetingTimes {
  /** Local to `timeZone`: `2026-11-24T10:00:00`. Zoom ignores what is past. */
  startTime: string;
  timeZone: string;
  durationMinutes: number;
  /** As read; Zoom wants it back when all of a series with fixed times moves. */
  recurrence?: ZoomRecurrence;
}

export function newMeetingBody(meeting: NewMeeting): Record<string, unknown> {
  const { startTime, timeZone, durationMinutes, passcode, recurrence } = meeting;
  const scheduled = recurrence === null ? 2 : 8;
  return {
    topic: meeting.topic,
    type: meeting.kind === 'instant' ? 1 : scheduled,
    ...(meeting.agenda === '' ? {} : { agenda: meeting.agenda }),
    ...(startTime === null ? {} : { start_time: startTime }),
    ...(timeZone === null ? {} : { timezone: timeZone }),
    ...(durationMinutes === null ? {} : { duration: durationMinutes }),
    ...(passcode === null ? {} : { password: passcode }),
    ...(recurrence === null ? {} : { recurrence }),
    settings: {
      waiting_room: meeting.waitingRoom,
      join_before_host: meeting.joinBeforeHost,
      mute_upon_entry: meeting.muteUponEntry,
      auto_recording: meeting.cloudRecording ? 'cloud' : 'none',
      ...(meeting.alternativeHosts.length === 0
        ? {}
        : { alternative_hosts: meeting.alternativeHosts.join(';') }),
    },
  };
}

export function meetingTimesBody(times: MeetingTimes, ofOneDate: boolean): Record<string, unknown> {
  // One date of a series takes no time zone of its own: its time goes in UTC.
  if (ofOneDate) {
    const moment = momentOf(times.startTime, times.timeZone).toISOString();
    return { start_time: `${moment.slice(0, 19)}Z`, duration: times.durationMinutes };
  }
  return {
    start_time: times.startTime,
    timezone: times.timeZone,
    duration: times.durationMinutes,
    ...(times.recurrence === undefined ? {} : { recurrence: times.recurrence }),
  };
}
