// What people take along of a linked meeting: the invitation to paste somewhere, and a file for their calendar.

import { ICalCalendar } from 'ical-generator';
import { AppError } from '../../platform/errors.ts';
import type { Meeting } from '../../zoom/schemas.ts';
import type { MeetingDetails, MeetingInvitation } from '../api-types.ts';
import type { MeetingLink } from '../meeting-links-repository.ts';
import { readerOf } from '../whose-eyes.ts';
import { comingDates, findOccurrence } from './meeting-dates.ts';
import { readMeeting } from './read-meeting.ts';
import { detailsOf, type Viewer, type ViewMeetingDeps } from './view-meeting.ts';

interface Input {
  link: MeetingLink;
  viewer: Viewer;
}

/** Zoom's text carries the passcode and dial-in numbers: it is the host's to pass on. */
export async function getInvitation(
  { zoomAccess }: Pick<ViewMeetingDeps, 'zoomAccess'>,
  { link, viewer }: Input,
): Promise<MeetingInvitation> {
  const reader = readerOf(link, viewer);
  if (!reader.isHost) return { text: null };
  return { text: await zoomAccess.as(reader.personId, (zoom) => zoom.getInvitation(link.meetingId)) };
}

/** iCalendar (RFC 5545) with what linking shares. @throws {AppError} 409 `no_coming_dates`, or what keeps it from being read. */
export async function makeCalendar(deps: ViewMeetingDeps, { link, viewer }: Input): Promise<string> {
  const reading = await readMeeting(deps, link, readerOf(link, viewer));
  const details = detailsOf(link, reading, deps);
  const dates = datesOf(link, reading.meeting, details, deps.clock.now());
  if (dates.length === 0)
    throw new AppError(
      'no_coming_dates',
      409,
      'There is nothing to add to a calendar: this meeting has no date to come.',
    );
  const calendar = new ICalCalendar({ prodId: { company: 'zoom-meetings-for-jira', product: 'meetings' } });
  for (const { id, start, minutes } of dates)
    calendar.createEvent({
      id: `zoom-${id}@zoom-meetings-for-jira`,
      stamp: deps.clock.now(),
      start,
      end: new Date(start.getTime() + minutes * 60_000),
      summary: details.topic,
      ...(details.joinUrl === null ? {} : { url: details.joinUrl, location: details.joinUrl }),
    });
  return calendar.toString();
}

/** `id` stays the same when the date is added again, also after it was moved within its series. */
function datesOf(
  link: MeetingLink,
  meeting: Meeting | null,
  { state, startTime, durationMinutes }: MeetingDetails,
  now: Date,
): { id: string; start: Date; minutes: number }[] {
  if (state !== 'upcoming' && state !== 'live') return [];
  if (link.scope === 'series')
    return comingDates(meeting, now).flatMap(({ id, startTime: start, durationMinutes: minutes }) =>
      start === null ? [] : [{ id: `${link.meetingId}-${id}`, start, minutes: minutes ?? 60 }],
    );
  if (startTime === null) return [];
  const occurrence = meeting === null ? null : findOccurrence(link, meeting);
  const id = occurrence === null ? link.meetingId : `${link.meetingId}-${occurrence.id}`;
  return [{ id, start: new Date(startTime), minutes: durationMinutes ?? 60 }];
}
