// The person's own meetings, to pick one to link.

import { AppError } from '../platform/errors.ts';
import type { MeetingsPage } from '../zoom/schemas.ts';
import type { ZoomApi } from '../zoom/zoom-api.ts';
import { ZoomError } from '../zoom/zoom-error.ts';
import type { ZoomAccess } from '../zoom-accounts/zoom-access.ts';
import type { PickableMeeting, PickableMeetings } from './api-types.ts';

/** Zoom's number for a page token that is made up, or older than its 15 minutes. */
const badPage = 300;

/** @throws {AppError} 409 `list_expired` when `page` no longer leads anywhere, or what keeps Zoom from being read. */
export async function listOwnMeetings(
  { zoomAccess }: { zoomAccess: ZoomAccess },
  input: { personId: string; when: 'upcoming' | 'past'; page?: string | undefined },
): Promise<PickableMeetings> {
  const page = await zoomAccess.as(input.personId, (zoom) => pageOf(zoom, input));
  return {
    meetings: page.meetings.map((meeting) => pickable(meeting, input.when)),
    nextPage: page.nextPage,
  };
}

async function pageOf(
  zoom: ZoomApi,
  { when, page }: { when: 'upcoming' | 'past'; page?: string | undefined },
): Promise<MeetingsPage> {
  try {
    return await zoom.listMeetings(when, page === undefined ? {} : { page });
  } catch (error) {
    if (page === undefined || !(error instanceof ZoomError) || error.code !== badPage) throw error;
    throw new AppError(
      'list_expired',
      409,
      'This list was open for too long. Open it again from the start.',
      {
        cause: error,
      },
    );
  }
}

function pickable(meeting: MeetingsPage['meetings'][number], when: 'upcoming' | 'past'): PickableMeeting {
  return {
    meetingId: meeting.id,
    topic: meeting.topic,
    kind: meeting.isPersonalRoom ? 'personal_room' : meeting.isRecurring ? 'recurring' : 'single',
    startTime: meeting.startTime?.toISOString() ?? null,
    durationMinutes: meeting.durationMinutes,
    occurrence: meeting.isRecurring ? occurrenceOf(meeting, when) : null,
  };
}

/** A coming date is known by its planned start, as Zoom's own occurrence ids are; a past one by its UUID. */
function occurrenceOf(meeting: MeetingsPage['meetings'][number], when: 'upcoming' | 'past'): string | null {
  if (when === 'past') return meeting.uuid;
  return meeting.startTime === null ? null : String(meeting.startTime.getTime());
}
