// Zoom's REST API as this product uses it: plain values out, validated, with one user's access token.
// https://developers.zoom.us/docs/api/

import type { z } from 'zod';
import type { Clock } from '../platform/clock.ts';
import { type HttpClient, NoAnswerError } from '../platform/http/http-client.ts';
import { type HostPolicy, parseAllowedUrl } from '../platform/outbound-hosts.ts';
import { encodeMeetingUuid } from './meeting-uuid.ts';
import {
  instancesAnswer,
  type Meeting,
  type MeetingsPage,
  meetingAnswer,
  meetingsAnswer,
  pastMeetingAnswer,
  type Recording,
  recordingAnswer,
  userAnswer,
  type ZoomUser,
} from './schemas.ts';
import { isNotFound, type RateCategory, type ZoomCall, ZoomError, zoomErrorOf } from './zoom-error.ts';

/** Every function throws {@link ZoomError}. */
export interface ZoomApi {
  getMe(): Promise<ZoomUser>;
  /** The user's own meetings, at most 30 a page; `page` is Zoom's token, which lives 15 minutes. */
  listMeetings(when: 'upcoming' | 'past', page?: string): Promise<MeetingsPage>;
  /** Scheduled or past; null when Zoom has no such meeting for this user. */
  findMeeting(meetingId: string): Promise<Meeting | null>;
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
  const get = async <Schema extends z.ZodType>(
    call: ZoomCall,
    path: string,
    schema: Schema,
  ): Promise<z.infer<Schema>> => {
    const now = clock.now().getTime();
    const until = access.usedUp?.[call.category]?.getTime() ?? 0;
    if (until > now)
      throw new ZoomError('rate_limited', { status: 429, retryAfterSeconds: (until - now) / 1000 });
    try {
      const answer = await http({
        method: 'GET',
        url: `${baseUrl}${path}`,
        headers: { authorization: `Bearer ${access.accessToken}` },
      });
      if (answer.status !== 200) throw zoomErrorOf(answer, call, now);
      const parsed = schema.safeParse(answer.json);
      if (!parsed.success) throw new ZoomError('unavailable', { status: answer.status });
      return parsed.data;
    } catch (error) {
      if (error instanceof NoAnswerError) throw new ZoomError('unavailable', { cause: error });
      throw error;
    }
  };
  return {
    getMe: () => get(calls.me, '/users/me', userAnswer),
    listMeetings: (when, page) =>
      get(
        calls.listMeetings,
        `/users/me/meetings?${new URLSearchParams({
          type: when === 'upcoming' ? 'upcoming_meetings' : 'previous_meetings',
          page_size: '30',
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
