// Its host changes when a linked meeting takes place, or cancels it: at Zoom, for everybody. The link stays.

import type { AuditLog } from '../../audit-log/audit-log.ts';
import { secondsAfter } from '../../platform/clock.ts';
import { isUniqueViolation } from '../../platform/database/database.ts';
import { AppError } from '../../platform/errors.ts';
import { momentOf } from '../../platform/local-time.ts';
import type { ZoomApi } from '../../zoom/zoom-api.ts';
import { isNotFound } from '../../zoom/zoom-error.ts';
import type { ChangeTimeRequest, MeetingDetails } from '../api-types.ts';
import { type MeetingChangedDeps, meetingChanged, noteMeetingChange } from '../meeting-changed.ts';
import type { MeetingLink } from '../meeting-links-repository.ts';
import { findOccurrence } from '../reading/meeting-dates.ts';
import { type MeetingReading, readMeetingNow } from '../reading/read-meeting.ts';
import { detailsOf, type Viewer, type ViewMeetingDeps } from '../reading/view-meeting.ts';
import { isHost } from '../whose-eyes.ts';
import { recurrenceFrom } from './recurrence.ts';
import { refusalToChange, zoomErrorBehind } from './zoom-refusals.ts';

export type ChangeMeetingDeps = MeetingChangedDeps & ViewMeetingDeps & { auditLog: AuditLog };

interface ChangeInput {
  link: MeetingLink;
  viewer: Viewer;
}

/** @returns the meeting as read back. @throws {AppError} 403, 409 `not_changeable`, `time_not_taken`, 502 `change_unconfirmed`. */
export async function changeMeetingTime(
  deps: ChangeMeetingDeps,
  { link, viewer, time }: ChangeInput & { time: ChangeTimeRequest },
): Promise<MeetingDetails> {
  requireHost(link, viewer);
  const moment = momentOf(time.startTime, time.timeZone);
  if (secondsAfter(moment, 60) <= deps.clock.now())
    throw new AppError('start_in_past', 400, 'This time is past. Choose a later one.', {
      field: 'startTime',
    });
  const { meeting } = await readChangeable(deps, { link, viewer }, new Set(['upcoming']));
  const occurrence = link.scope === 'occurrence' ? findOccurrence(link, meeting) : null;
  if (link.scope === 'occurrence' && occurrence === null) throw notChangeable();
  const startTime = `${time.startTime}:00`;
  const recurrence =
    link.scope === 'series' && meeting.recurrence !== null
      ? { recurrence: recurrenceFrom(meeting.recurrence, startTime) }
      : {};
  await change(deps, { link, viewer }, (zoom) =>
    zoom.updateMeeting(meeting.id, { ...time, startTime, ...recurrence }, occurrence?.id),
  );

  const reading = await readNow(deps, { link, viewer }).catch(async (error: unknown) => {
    await meetingChanged(deps, link);
    throw unconfirmed(error);
  });
  const moved = movedTo(link, reading, { moment, durationMinutes: time.durationMinutes });
  if (moved === null) {
    await meetingChanged(deps, link);
    throw new AppError(
      'time_not_taken',
      409,
      'Zoom did not take this time, and gave no reason. Choose another one, or change it in Zoom.',
    );
  }
  try {
    await deps.database.transaction(async (transaction) => {
      if (moved.occurrence !== null && moved.occurrence !== link.occurrence)
        await deps.links.moveDate(link.id, moved.occurrence, transaction);
      await deps.auditLog.record(transaction, auditContext(deps, { link, viewer }), {
        type: 'meeting_time_changed',
        linkId: link.id,
        meetingId: link.meetingId,
      });
      await noteMeetingChange(deps, link, transaction);
    });
  } catch (error) {
    if (!isUniqueViolation(error, 'meeting_links_once')) throw error;
    throw new AppError(
      'already_linked',
      409,
      'The time was changed at Zoom. That date is linked to this issue twice now: unlink one of them.',
    );
  }
  return detailsOf(moved, reading, deps);
}

/** Gone already counts as done. @returns what it is now. @throws {AppError} 403, 409 `not_changeable`, 502 `change_unconfirmed`. */
export async function cancelMeeting(
  deps: ChangeMeetingDeps,
  { link, viewer }: ChangeInput,
): Promise<MeetingDetails> {
  requireHost(link, viewer);
  const reading = await readNow(deps, { link, viewer });
  const details = detailsOf(link, reading, deps);
  if (details.state === 'gone' || details.state === 'cancelled') return details;
  const { meeting } = changeable(link, reading, details, new Set(['upcoming', 'open']));
  const occurrence = link.scope === 'occurrence' ? findOccurrence(link, meeting) : null;
  if (link.scope === 'occurrence' && occurrence === null) throw notChangeable();
  await change(deps, { link, viewer }, (zoom) =>
    zoom.deleteMeeting(meeting.id, occurrence?.id).catch((error: unknown) => {
      // Somebody was faster, or Zoom was asked twice.
      if (!isNotFound(error)) throw error;
    }),
  );
  await deps.database.transaction(async (transaction) => {
    await deps.auditLog.record(transaction, auditContext(deps, { link, viewer }), {
      type: 'meeting_cancelled',
      linkId: link.id,
      meetingId: link.meetingId,
    });
    await noteMeetingChange(deps, link, transaction);
  });
  return { ...details, state: occurrence === null ? 'gone' : 'cancelled', joinUrl: null };
}

function requireHost(link: MeetingLink, viewer: Viewer): void {
  if (!isHost(link, viewer.connection))
    throw new AppError(
      'only_host_changes',
      403,
      'Only the host of the meeting can change or cancel it, with their own Zoom account connected.',
    );
}

type State = MeetingDetails['state'];
type Changeable = MeetingReading & { meeting: NonNullable<MeetingReading['meeting']> };

async function readChangeable(
  deps: ChangeMeetingDeps,
  input: ChangeInput,
  states: ReadonlySet<State>,
): Promise<Changeable> {
  const reading = await readNow(deps, input);
  return changeable(input.link, reading, detailsOf(input.link, reading, deps), states);
}

function changeable(
  link: MeetingLink,
  reading: MeetingReading,
  { state }: MeetingDetails,
  states: ReadonlySet<State>,
): Changeable {
  const { meeting } = reading;
  if (meeting === null || link.scope === 'personal_room' || !states.has(state)) throw notChangeable();
  // Linked as one date, it would be cancelled as a series.
  if (link.scope === 'single' && meeting.isRecurring) throw notChangeable();
  return { ...reading, meeting };
}

function notChangeable(): AppError {
  return new AppError(
    'not_changeable',
    409,
    'This cannot be changed here: the meeting has begun, is over or gone, has no fixed time, repeats by now although it did not when it was linked, or is a personal room.',
  );
}

/** Past the memory: what is decided on must be so now. */
function readNow({ zoomAccess }: ChangeMeetingDeps, { link, viewer }: ChangeInput): Promise<MeetingReading> {
  return zoomAccess.as(viewer.personId, (zoom) => readMeetingNow(zoom, link));
}

/** One call that changes something, which may be repeated. @throws {AppError} its refusal, or 502 where it may be done. */
async function change(
  deps: ChangeMeetingDeps,
  { link, viewer }: ChangeInput,
  work: (zoom: ZoomApi) => Promise<void>,
): Promise<void> {
  try {
    await deps.zoomAccess.as(viewer.personId, work);
  } catch (error) {
    if (zoomErrorBehind(error)?.kind !== 'unavailable') throw refusalToChange(error);
    await meetingChanged(deps, link);
    throw unconfirmed(error);
  }
}

function unconfirmed(cause: unknown): AppError {
  return new AppError(
    'change_unconfirmed',
    502,
    'Zoom did not answer, so it is not known whether this was done. Wait a moment and look at what is shown.',
    { cause },
  );
}

/** The link as it is to be when the date has its new time; null when Zoom has left it as it was. */
function movedTo(
  link: MeetingLink,
  { meeting }: MeetingReading,
  { moment, durationMinutes }: { moment: Date; durationMinutes: number },
): MeetingLink | null {
  const isMoved = (date: { startTime: Date | null; durationMinutes: number | null }) =>
    date.startTime?.getTime() === moment.getTime() && date.durationMinutes === durationMinutes;
  if (meeting === null) return null;
  const taken = meeting.occurrences.some(isMoved);
  // From here on a date is known by when it begins, whatever id Zoom gives it.
  if (link.scope === 'occurrence') return taken ? { ...link, occurrence: String(moment.getTime()) } : null;
  return taken || isMoved(meeting) ? link : null;
}

function auditContext({ clock }: ChangeMeetingDeps, { link, viewer }: ChangeInput) {
  return { siteId: link.siteId, personId: viewer.personId, issueId: link.issueId, at: clock.now() };
}
