// Zoom's REST API as this product uses it: plain values out, validated, with one user's access token.
// https://developers.zoom.us/docs/api/

import type { z } from 'zod';
import { type HttpClient, NoAnswerError } from '../platform/http/http-client.ts';
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
import { isNotFound, ZoomError, zoomErrorOf } from './zoom-error.ts';

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

/** @param baseUrl e.g. `https://api.zoom.us/v2`. @param http must already carry the retry rule for GETs. */
export function createZoomApi(input: { http: HttpClient; baseUrl: string; accessToken: string }): ZoomApi {
  const get = async <Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.infer<Schema>> => {
    try {
      const answer = await input.http({
        method: 'GET',
        url: `${input.baseUrl}${path}`,
        headers: { authorization: `Bearer ${input.accessToken}` },
      });
      if (answer.status !== 200) throw zoomErrorOf(answer);
      const parsed = schema.safeParse(answer.json);
      if (!parsed.success) throw new ZoomError('unavailable', { status: answer.status });
      return parsed.data;
    } catch (error) {
      if (error instanceof NoAnswerError) throw new ZoomError('unavailable', { cause: error });
      throw error;
    }
  };
  return {
    getMe: () => get('/users/me', userAnswer),
    listMeetings: (when, page) =>
      get(
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
      for (const [path, schema] of [
        [`/meetings/${id}`, meetingAnswer],
        [`/past_meetings/${id}`, pastMeetingAnswer],
      ] as const) {
        try {
          return await get(path, schema);
        } catch (error) {
          if (!isNotFound(error)) throw error;
        }
      }
      return null;
    },
    listPastInstances: async (meetingId) =>
      (await get(`/past_meetings/${encodeURIComponent(meetingId)}/instances`, instancesAnswer)).meetings,
    getRecording: (meetingUuid) =>
      get(`/meetings/${encodeMeetingUuid(meetingUuid)}/recordings`, recordingAnswer),
    getLatestRecording: (meetingId) =>
      get(`/meetings/${encodeURIComponent(meetingId)}/recordings`, recordingAnswer),
  };
}
