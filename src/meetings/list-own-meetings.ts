// The person's own meetings, to pick one to link.

import type { MeetingsPage } from '../zoom/schemas.ts';
import type { ZoomAccess } from '../zoom-accounts/zoom-access.ts';
import type { PickableMeeting, PickableMeetings } from './api-types.ts';

export async function listOwnMeetings(
  { zoomAccess }: { zoomAccess: ZoomAccess },
  input: { personId: string; when: 'upcoming' | 'past'; page?: string | undefined },
): Promise<PickableMeetings> {
  const page = await zoomAccess.as(input.personId, (zoom) => zoom.listMeetings(input.when, input.page));
  return {
    meetings: page.meetings.map((meeting) => pickable(meeting, input.when)),
    nextPage: page.nextPage,
  };
}

function pickable(meeting: MeetingsPage['meetings'][number], when: 'upcoming' | 'past'): PickableMeeting {
  const recurring = meeting.type === 3 || meeting.type === 8;
  return {
    meetingId: meeting.id,
    topic: meeting.topic,
    kind: meeting.isPersonalRoom ? 'personal_room' : recurring ? 'recurring' : 'single',
    startTime: meeting.startTime?.toISOString() ?? null,
    durationMinutes: meeting.durationMinutes,
    occurrence: recurring ? occurrenceOf(meeting, when) : null,
  };
}

/** A coming date is known by its planned start, as Zoom's own occurrence ids are; a past one by its UUID. */
function occurrenceOf(meeting: MeetingsPage['meetings'][number], when: 'upcoming' | 'past'): string | null {
  if (when === 'past') return meeting.uuid;
  return meeting.startTime === null ? null : String(meeting.startTime.getTime());
}
