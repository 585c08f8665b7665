// The simulated Zoom's people and meetings, as tests and the demo make them.
import { randomBytes, randomInt } from 'node:crypto';
import { joinUrlOf } from './api-meetings.ts';
import { getUser, type ZoomContext, zoomTime } from './context.ts';
import { newMeetingUuid } from './meeting-uuids.ts';
import type {
  ZoomLanguage,
  ZoomMeetingInstance,
  ZoomMeetingRecord,
  ZoomMeetingType,
  ZoomUser,
} from './state.ts';

/** A meeting as tests see it: a snapshot, with the address to join. */
export type ZoomMeeting = ZoomMeetingRecord & { joinUrl: string };

export interface NewUser {
  /** 1 Basic, 2 Licensed (default). */
  type?: 1 | 2;
  firstName?: string;
  lastName?: string;
  timezone?: string;
  /** Of translated error texts. */
  language?: ZoomLanguage;
}

export interface NewMeeting {
  topic?: string;
  agenda?: string;
  /** 1 instant, 2 scheduled (default), 3 recurring without fixed time, 8 recurring with fixed times. */
  type?: Exclude<ZoomMeetingType, 4>;
  /** ISO 8601 or milliseconds; tomorrow by default. For type 8 of its first date. */
  startTime?: string | number;
  durationMinutes?: number;
  /** Type 8: how many weekly dates; 4 by default. */
  occurrences?: number;
  usesPersonalRoom?: boolean;
  uuidShape?: 'any' | 'leading-slash' | 'double-slash';
}

export interface NewInstance {
  /** ISO 8601 or milliseconds. */
  startTime: string | number;
  durationMinutes?: number;
  uuidShape?: 'any' | 'leading-slash' | 'double-slash';
}

const dayMs = 24 * 60 * 60 * 1000;

/** A number of 11 digits, so above 2^31. */
const newMeetingId = () => String(randomInt(80_000_000_000, 99_999_999_999));

/** Zoom's form of an ISO time or of milliseconds. */
export const toTime = (time: string | number) => zoomTime(typeof time === 'number' ? time : Date.parse(time));

/** What makes and changes people and meetings. */
export function createPopulation(context: ZoomContext) {
  const { state, marker } = context;
  const mark = (text: string) => (marker && !text.includes(marker) ? `${text} ${marker}` : text);
  const snapshot = (meeting: ZoomMeetingRecord): ZoomMeeting => ({
    ...meeting,
    joinUrl: joinUrlOf(context, meeting),
  });

  function getMeeting(meetingId: string): ZoomMeetingRecord {
    const meeting = state.meetings.find((candidate) => candidate.id === meetingId);
    if (!meeting) throw new Error(`no simulated meeting ${meetingId}`);
    return meeting;
  }

  function addMeeting(
    user: ZoomUser,
    own: Partial<ZoomMeetingRecord> & Pick<ZoomMeetingRecord, 'id' | 'topic' | 'type'>,
  ): ZoomMeetingRecord {
    const secret = randomBytes(12).toString('base64url');
    const meeting: ZoomMeetingRecord = {
      uuid: newMeetingUuid(),
      hostId: user.id,
      agenda: '',
      startTime: null,
      durationMinutes: 60,
      timezone: user.timezone,
      passcode: `${marker}${randomInt(0, 9)}`.padStart(6, '482913'),
      joinKey: `${marker}${secret}.1`,
      occurrences: [],
      usesPersonalRoom: false,
      createdAt: zoomTime(context.now()),
      deleted: false,
      ...own,
    };
    state.meetings.push(meeting);
    context.save();
    return meeting;
  }

  function createUser(options: NewUser = {}): ZoomUser {
    const number = state.users.length + 1;
    const firstName = options.firstName ?? `Person${number}`;
    const lastName = mark(options.lastName ?? 'Zoomer');
    const user: ZoomUser = {
      id: randomBytes(16).toString('base64url'),
      accountId: state.accountId,
      email: `${firstName.toLowerCase()}.${marker}${marker && '.'}${number}@example.com`,
      firstName,
      lastName,
      displayName: `${firstName} ${lastName}`,
      type: options.type ?? 2,
      pmi: String(randomInt(2_200_000_000, 9_999_999_999)),
      timezone: options.timezone ?? 'Europe/Berlin',
      language: options.language ?? 'en-US',
      createdAt: zoomTime(context.now()),
    };
    state.users.push(user);
    addMeeting(user, { id: user.pmi, topic: `${user.displayName}'s Personal Meeting Room`, type: 4 });
    return user;
  }

  function createMeeting(user: Pick<ZoomUser, 'id'>, options: NewMeeting = {}): ZoomMeeting {
    const type = options.type ?? 2;
    const durationMinutes = options.durationMinutes ?? 60;
    const startTime = type === 3 ? null : toTime(options.startTime ?? context.now() + dayMs);
    const first = startTime === null ? 0 : Date.parse(startTime);
    const occurrences = Array.from({ length: type === 8 ? (options.occurrences ?? 4) : 0 }, (_, week) => ({
      occurrenceId: String(first + week * 7 * dayMs),
      startTime: zoomTime(first + week * 7 * dayMs),
      durationMinutes,
      status: 'available' as const,
    }));
    return snapshot(
      addMeeting(getUser(context, user.id), {
        id: newMeetingId(),
        uuid: newMeetingUuid(options.uuidShape),
        topic: mark(options.topic ?? `Meeting ${state.meetings.length}`),
        agenda: options.agenda ? mark(options.agenda) : '',
        type,
        startTime,
        durationMinutes,
        occurrences,
        usesPersonalRoom: options.usesPersonalRoom ?? false,
      }),
    );
  }

  /** The room behind a person's PMI. */
  const personalRoom = (user: ZoomUser): ZoomMeeting => snapshot(getMeeting(user.pmi));

  /** Starts a meeting now: a new instance with a new UUID. */
  function startMeeting(
    meeting: Pick<ZoomMeeting, 'id'>,
    shape?: NewInstance['uuidShape'],
  ): ZoomMeetingInstance {
    const record = getMeeting(meeting.id);
    record.uuid = newMeetingUuid(shape);
    const instance = {
      uuid: record.uuid,
      meetingId: record.id,
      startTime: zoomTime(context.now()),
      endTime: null,
    };
    state.instances.push(instance);
    context.save();
    return { ...instance };
  }

  /** Ends the running instance now. */
  function endMeeting(meeting: Pick<ZoomMeeting, 'id'>): ZoomMeetingInstance {
    const instance = state.instances.find(
      (candidate) => candidate.meetingId === meeting.id && candidate.endTime === null,
    );
    if (!instance) throw new Error(`simulated meeting ${meeting.id} does not run`);
    instance.endTime = zoomTime(context.now());
    getMeeting(meeting.id).uuid = newMeetingUuid();
    context.save();
    return { ...instance };
  }

  /** A time that a meeting was held before. */
  function addPastInstance(meeting: Pick<ZoomMeeting, 'id'>, options: NewInstance): ZoomMeetingInstance {
    const startTime = toTime(options.startTime);
    const minutes = options.durationMinutes ?? 42;
    const instance = {
      uuid: newMeetingUuid(options.uuidShape),
      meetingId: getMeeting(meeting.id).id,
      startTime,
      endTime: zoomTime(Date.parse(startTime) + minutes * 60_000),
    };
    state.instances.push(instance);
    context.save();
    return { ...instance };
  }

  /** The meeting is gone; its recordings stay. */
  function deleteMeeting(meeting: Pick<ZoomMeeting, 'id'>): void {
    getMeeting(meeting.id).deleted = true;
    context.save();
  }

  return {
    createUser,
    createMeeting,
    personalRoom,
    startMeeting,
    endMeeting,
    addPastInstance,
    deleteMeeting,
  };
}
