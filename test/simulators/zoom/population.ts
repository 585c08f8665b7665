// The simulated Zoom's people and meetings, as tests and the demo make them.
import { randomBytes, randomInt } from 'node:crypto';
import { joinUrlOf } from './api-meetings.ts';
import { getUser, type ZoomContext, zoomTime } from './context.ts';
import { newMeetingUuid } from './meeting-uuids.ts';
import { occurrencesOf, weekdayOf } from './recurrences.ts';
import type {
  ZoomLanguage,
  ZoomMeetingInstance,
  ZoomMeetingRecord,
  ZoomMeetingType,
  ZoomRecurrence,
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
  /** False: may not host meetings at all. */
  mayHost?: boolean;
  /** Of the personal room's address, `/my/<name>`. */
  personalName?: string;
  /** Joins at the account's own host name: here `localhost` instead of `127.0.0.1`. */
  vanity?: boolean;
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
  /** Type 8: other than weekly. */
  recurrence?: ZoomRecurrence;
  timezone?: string;
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
export const newMeetingId = () => String(randomInt(80_000_000_000, 99_999_999_999));

/** Zoom's form of an ISO time or of milliseconds. */
export const toTime = (time: string | number) => zoomTime(typeof time === 'number' ? time : Date.parse(time));

/** The meeting that a test names. */
export function getMeeting({ state }: ZoomContext, meetingId: string): ZoomMeetingRecord {
  const meeting = state.meetings.find((candidate) => candidate.id === meetingId);
  if (!meeting) throw new Error(`no simulated meeting ${meetingId}`);
  return meeting;
}

/** Adds a meeting with what Zoom takes where nothing is said. Not saved yet. */
export function newMeetingRecord(
  context: ZoomContext,
  user: ZoomUser,
  own: Partial<ZoomMeetingRecord> & Pick<ZoomMeetingRecord, 'id' | 'topic' | 'type'>,
): ZoomMeetingRecord {
  const { marker } = context;
  const meeting: ZoomMeetingRecord = {
    uuid: newMeetingUuid(),
    hostId: user.id,
    agenda: '',
    startTime: null,
    durationMinutes: 60,
    timezone: user.timezone,
    passcode: `${marker}${randomInt(0, 9)}`.padStart(6, '482913'),
    joinKey: `${marker}${randomBytes(12).toString('base64url')}.1`,
    occurrences: [],
    recurrence: null,
    settings: {
      waitingRoom: false,
      joinBeforeHost: false,
      muteUponEntry: false,
      autoRecording: 'none',
      alternativeHosts: '',
    },
    creationSource: 'web_portal',
    usesPersonalRoom: false,
    createdAt: zoomTime(context.now()),
    deleted: false,
    ...own,
  };
  context.state.meetings.push(meeting);
  return meeting;
}

/** What makes people and meetings. */
export function createPopulation(context: ZoomContext) {
  const { state, marker } = context;
  const mark = (text: string) => (marker && !text.includes(marker) ? `${text} ${marker}` : text);
  const snapshot = (meeting: ZoomMeetingRecord): ZoomMeeting => ({
    ...structuredClone(meeting),
    joinUrl: joinUrlOf(context, meeting),
  });

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
      mayHost: options.mayHost ?? true,
      personalName: options.personalName ?? null,
      vanity: options.vanity ?? false,
    };
    state.users.push(user);
    const topic = `${user.displayName}'s Personal Meeting Room`;
    newMeetingRecord(context, user, { id: user.pmi, topic, type: 4 });
    context.save();
    return user;
  }

  function createMeeting(user: Pick<ZoomUser, 'id'>, options: NewMeeting = {}): ZoomMeeting {
    const type = options.type ?? 2;
    const durationMinutes = options.durationMinutes ?? 60;
    const startTime = type === 3 ? null : toTime(options.startTime ?? context.now() + dayMs);
    const first = startTime === null ? 0 : Date.parse(startTime);
    const host = getUser(context, user.id);
    const timezone = options.timezone ?? host.timezone;
    const weekly = {
      type: 2,
      repeat_interval: 1,
      weekly_days: String(weekdayOf(first, timezone)),
      end_times: options.occurrences ?? 4,
    } as const;
    const recurrence = type === 8 ? (options.recurrence ?? weekly) : null;
    const meeting = newMeetingRecord(context, host, {
      id: newMeetingId(),
      uuid: newMeetingUuid(options.uuidShape),
      topic: mark(options.topic ?? `Meeting ${state.meetings.length}`),
      agenda: options.agenda ? mark(options.agenda) : '',
      type,
      startTime,
      durationMinutes,
      timezone,
      recurrence,
      occurrences: recurrence ? occurrencesOf(recurrence, first, durationMinutes, timezone) : [],
      usesPersonalRoom: options.usesPersonalRoom ?? false,
    });
    context.save();
    return snapshot(meeting);
  }

  /** The room behind a person's PMI. */
  const personalRoom = (user: ZoomUser): ZoomMeeting => snapshot(getMeeting(context, user.pmi));

  /** All that a person made or had made, oldest first; not their room. */
  const meetingsOf = (user: Pick<ZoomUser, 'id'>): ZoomMeeting[] =>
    state.meetings.filter(({ hostId, type }) => hostId === user.id && type !== 4).map(snapshot);

  /** A time that a meeting was held before. */
  function addPastInstance(meeting: Pick<ZoomMeeting, 'id'>, options: NewInstance): ZoomMeetingInstance {
    const startTime = toTime(options.startTime);
    const minutes = options.durationMinutes ?? 42;
    const instance = {
      uuid: newMeetingUuid(options.uuidShape),
      meetingId: getMeeting(context, meeting.id).id,
      startTime,
      endTime: zoomTime(Date.parse(startTime) + minutes * 60_000),
    };
    state.instances.push(instance);
    context.save();
    return { ...instance };
  }

  return { createUser, createMeeting, meetingsOf, personalRoom, addPastInstance };
}
