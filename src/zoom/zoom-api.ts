// Zoom's REST API as this product uses it: plain values out, validated, with one user's access token.
// https://developers.zoom.us/docs/api/

import type { z } from 'zod';
import type { Clock } from '../platform/clock.ts';
import {
  type HttpAnswer,
  type HttpClient,
  type HttpRequest,
  NoAnswerError,
} from '../platform/http/http-client.ts';
import { type HostPolicy, parseAllowedUrl } from '../platform/outbound-hosts.ts';
import { type MeetingTimes, meetingTimesBody, type NewMeeting, newMeetingBody } from './meeting-bodies.ts';
import { encodeMeetingUuid } from './meeting-uuid.ts';
import {
  instancesAnswer,
  invitationAnswer,
  type Meeting,
  type MeetingsPage,
  meetingAnswer,
  meetingsAnswer,
  pastMeetingAnswer,
  type Recording,
  recordingAnswer,
  startUrlAnswer,
  userAnswer,
  type ZoomUser,
} from './schemas.ts';
import { type MeetingSummary, summaryAnswer } from './summary-schema.ts';
import { isNotFound, type RateCategory, type ZoomCall, ZoomError, zoomErrorOf } from './zoom-error.ts';

/** Every function throws {@link ZoomError}. */
export interface ZoomApi {
  getMe(): Promise<ZoomUser>;
  /** The user's own meetings; at most 300 a page, 30 by default. `page` is Zoom's token, which lives 15 minutes. */
  listMeetings(
    when: 'upcoming' | 'past',
    options?: { page?: string; pageSize?: number },
  ): Promise<MeetingsPage>;
  /** Scheduled or past; null when Zoom has no such meeting for this user. */
  findMeeting(meetingId: string): Promise<Meeting | null>;
  /**
   * Never repeated by itself. An error with `unanswered` leaves open whether Zoom made it.
   * `startUrl` lets whoever has it in as the host: its host must be checked before it is given to the host alone.
   */
  createMeeting(meeting: NewMeeting): Promise<{ meeting: Meeting; startUrl: string }>;
  /** Of a series: of one date, or of all with the recurrence as read. Zoom may ignore it: read the meeting again. */
  updateMeeting(meetingId: string, times: MeetingTimes, occurrenceId?: string): Promise<void>;
  /** Cancels it, or one date of a series. Zoom tells nobody of it. */
  deleteMeeting(meetingId: string, occurrenceId?: string): Promise<void>;
  /** Zoom's own text in the host's language, with the passcode in it. */
  getInvitation(meetingId: string): Promise<string>;
  /** Of one occurrence. `not_found` also where there is none. */
  getSummary(meetingUuid: string): Promise<MeetingSummary>;
  /** Ended instances of a meeting id, in no particular order. */
  listPastInstances(meetingId: string): Promise<{ uuid: string; startTime: Date | null }[]>;
  /** One occurrence's recording, by its UUID: by meeting id Zoom only knows the latest. */
  getRecording(meetingUuid: string): Promise<Recording>;
  /** The newest recorded occurrence of a meeting id. */
  getLatestRecording(meetingId: string): Promise<Recording>;
}

/** What a token answer says of where and with what the API is to be called. */
export interface ApiAccess {
  accessToken: string;
  /** Zoom's regional address for this user; null when it named none. */
  apiUrl: string | null;
  /** Whose limits the calls count against; unknown while somebody connects. */
  zoomAccountId?: string;
  /** Until when Zoom takes no more calls of a category from this user's account: then none is made. */
  usedUp?: Partial<Record<RateCategory, Date>>;
}

/** `<api_url>/v2` where we may talk to that host, else the configured address, which serves all regions. */
export function apiBaseUrlOf(apiUrl: string | null, configured: string, hosts: HostPolicy): string {
  const regional = apiUrl === null ? null : parseAllowedUrl(apiUrl, hosts);
  return regional === null ? configured : `${regional.origin}/v2`;
}

/** Every call there is, with the scope it needs and the limit it counts against. */
export const calls = {
  me: { scope: 'user:read:user', category: 'light' },
  listMeetings: { scope: 'meeting:read:list_meetings', category: 'medium' },
  meeting: { scope: 'meeting:read:meeting', category: 'light' },
  pastMeeting: { scope: 'meeting:read:past_meeting', category: 'light' },
  instances: { scope: 'meeting:read:list_past_instances', category: 'medium' },
  createMeeting: { scope: 'meeting:write:meeting', category: 'light', dailyPerHost: true },
  updateMeeting: { scope: 'meeting:update:meeting', category: 'light', dailyPerHost: true },
  deleteMeeting: { scope: 'meeting:delete:meeting', category: 'light' },
  invitation: { scope: 'meeting:read:invitation', category: 'light' },
  summary: { scope: 'meeting:read:summary', category: 'light' },
  recording: { scope: 'cloud_recording:read:list_recording_files', category: 'light' },
} as const satisfies Record<string, ZoomCall>;

/** @param baseUrl e.g. `https://api.zoom.us/v2`. @param http must already carry the retry rule for GETs. */
export function createZoomApi(input: {
  http: HttpClient;
  clock: Clock;
  baseUrl: string;
  access: ApiAccess;
}): ZoomApi {
  const { http, clock, baseUrl, access } = input;
  const ask = async (
    call: ZoomCall,
    { method, path, body }: { method: HttpRequest['method']; path: string; body?: Record<string, unknown> },
  ): Promise<HttpAnswer> => {
    const now = clock.now().getTime();
    const until = access.usedUp?.[call.category]?.getTime() ?? 0;
    if (until > now)
      throw new ZoomError('rate_limited', { status: 429, retryAfterSeconds: (until - now) / 1000 });
    const answer = await http({
      method,
      url: `${baseUrl}${path}`,
      headers: {
        authorization: `Bearer ${access.accessToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      repeatable: method !== 'POST',
    }).catch((error: unknown) => {
      throw error instanceof NoAnswerError ? new ZoomError('unavailable', { cause: error }) : error;
    });
    if (answer.status < 200 || answer.status > 299) throw zoomErrorOf(answer, call, now);
    return answer;
  };
  const get = async <Schema extends z.ZodType>(
    call: ZoomCall,
    path: string,
    schema: Schema,
  ): Promise<z.infer<Schema>> => read(await ask(call, { method: 'GET', path }), schema);
  return {
    getMe: () => get(calls.me, '/users/me', userAnswer),
    listMeetings: (when, { page, pageSize = 30 } = {}) =>
      get(
        calls.listMeetings,
        `/users/me/meetings?${new URLSearchParams({
          type: when === 'upcoming' ? 'upcoming_meetings' : 'previous_meetings',
          page_size: String(pageSize),
          ...(page === undefined ? {} : { next_page_token: page }),
        })}`,
        meetingsAnswer,
      ),
    async findMeeting(meetingId) {
      const id = encodeURIComponent(meetingId);
      // Zoom forgets scheduled meetings some weeks after they were held, but knows them as past ones for a year.
      for (const [call, path, schema] of [
        [calls.meeting, `/meetings/${id}`, meetingAnswer],
        [calls.pastMeeting, `/past_meetings/${id}`, pastMeetingAnswer],
      ] as const) {
        try {
          return await get(call, path, schema);
        } catch (error) {
          if (!isNotFound(error)) throw error;
        }
      }
      return null;
    },
    async createMeeting(meeting) {
      try {
        const request = {
          method: 'POST',
          path: '/users/me/meetings',
          body: newMeetingBody(meeting),
        } as const;
        const answer = await ask(calls.createMeeting, request);
        return { meeting: read(answer, meetingAnswer), startUrl: read(answer, startUrlAnswer) };
      } catch (error) {
        if (!(error instanceof ZoomError) || error.kind !== 'unavailable') throw error;
        const status = error.status === undefined ? {} : { status: error.status };
        throw new ZoomError('unavailable', { ...status, unanswered: true, cause: error });
      }
    },
    async updateMeeting(meetingId, times, occurrenceId) {
      const body = meetingTimesBody(times, occurrenceId !== undefined);
      await ask(calls.updateMeeting, { method: 'PATCH', path: pathOf(meetingId, occurrenceId), body });
    },
    async deleteMeeting(meetingId, occurrenceId) {
      await ask(calls.deleteMeeting, { method: 'DELETE', path: pathOf(meetingId, occurrenceId) });
    },
    getInvitation: (meetingId) =>
      get(calls.invitation, `/meetings/${encodeURIComponent(meetingId)}/invitation`, invitationAnswer),
    async getSummary(meetingUuid) {
      const path = `/meetings/${encodeMeetingUuid(meetingUuid)}/meeting_summary`;
      const summary = await get(calls.summary, path, summaryAnswer);
      if (summary.content === '') throw new ZoomError('not_found');
      return summary;
    },
    listPastInstances: async (meetingId) =>
      (
        await get(
          calls.instances,
          `/past_meetings/${encodeURIComponent(meetingId)}/instances`,
          instancesAnswer,
        )
      ).meetings,
    getRecording: (meetingUuid) =>
      get(calls.recording, `/meetings/${encodeMeetingUuid(meetingUuid)}/recordings`, recordingAnswer),
    getLatestRecording: (meetingId) =>
      get(calls.recording, `/meetings/${encodeURIComponent(meetingId)}/recordings`, recordingAnswer),
  };
}

function read<Schema extends z.ZodType>({ status, json }: HttpAnswer, schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new ZoomError('unavailable', { status });
  return parsed.data;
}

function pathOf(meetingId: string, occurrenceId: string | undefined): string {
  const query = occurrenceId === undefined ? '' : `?${new URLSearchParams({ occurrence_id: occurrenceId })}`;
  return `/meetings/${encodeURIComponent(meetingId)}${query}`;
}
