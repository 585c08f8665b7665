// Makes a meeting at Zoom as the person asking, and links it to the issue. A meeting is made at most once.

import type { AuditEvent, AuditLog } from '../../audit-log/audit-log.ts';
import type { IssueActor } from '../../host/actor.ts';
import { requireIssuePermission } from '../../host/rights.ts';
import { type PersonsRepository, requirePresent } from '../../installations/persons-repository.ts';
import { type Clock, secondsAfter } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/database.ts';
import { AppError } from '../../platform/errors.ts';
import type { Jobs } from '../../platform/jobs.ts';
import { momentOf } from '../../platform/local-time.ts';
import { type HostPolicy, parseAllowedUrl } from '../../platform/outbound-hosts.ts';
import type { MeetingDefaults } from '../../settings/api-types.ts';
import type { UserSettings } from '../../settings/user-settings.ts';
import type { NewMeeting } from '../../zoom/meeting-bodies.ts';
import type { Meeting, MeetingsPage } from '../../zoom/schemas.ts';
import type { ZoomAccess } from '../../zoom-accounts/zoom-access.ts';
import { type AllowedProjectDeps, requireAllowedProject } from '../allowed-project.ts';
import type { ScheduleRequest } from '../api-types.ts';
import { announceIssueChanged } from '../issue-changed.ts';
import type { MeetingLink, MeetingLinksRepository } from '../meeting-links-repository.ts';
import { zoomRecurrenceOf } from './recurrence.ts';
import { refusalToChange, zoomErrorBehind } from './zoom-refusals.ts';

export interface MakeMeetingDeps extends AllowedProjectDeps {
  clock: Clock;
  auditLog: AuditLog;
  database: Database;
  jobs: Jobs;
  persons: PersonsRepository;
  links: MeetingLinksRepository;
  userSettings: UserSettings;
  zoomAccess: ZoomAccess;
  zoomHosts: HostPolicy;
}

/**
 * @throws {AppError} rights (403, 404), 403 `project_not_allowed`, 400 `start_in_past`, 502 `meeting_maybe_scheduled` when Zoom leaves open whether
 * it made the meeting, 500 `scheduled_not_linked`, Zoom's refusals as of {@link refusalToChange}.
 */
export async function scheduleMeeting(
  deps: MakeMeetingDeps,
  { actor, request }: { actor: IssueActor; request: ScheduleRequest },
): Promise<MeetingLink> {
  const { clock, jiraAccess, userSettings } = deps;
  const { timeZone, recurrence } = request;
  const startTime = momentOf(request.startTime, timeZone);
  // Whole minutes: the one that has begun still counts.
  if (secondsAfter(startTime, 60) <= clock.now())
    throw new AppError('start_in_past', 400, 'This time is past. Choose a later one.', {
      field: 'startTime',
    });
  await requireIssuePermission(jiraAccess, actor, ['EDIT_ISSUES'], 'to schedule a meeting for it');
  await requireAllowedProject(deps, actor);
  const personId = await deps.persons.personIdOf(actor.siteId, actor.accountId);
  const { joinBeforeHost, muteUponEntry } = await userSettings.get(personId);
  const began = clock.now();
  const meeting: NewMeeting = {
    ...request,
    kind: 'scheduled',
    startTime: `${request.startTime}:00`,
    joinBeforeHost,
    muteUponEntry,
    recurrence: recurrence === null ? null : zoomRecurrenceOf(recurrence, timeZone),
  };
  const made = await make(deps, personId, meeting).catch(async (error: unknown) => {
    if (!zoomErrorBehind(error)?.unanswered) throw refusalToChange(error);
    const found = await findMade(deps, personId, { meeting, startTime, began }).catch(() => null);
    if (found === null) throw maybeScheduled(error);
    return { meeting: found };
  });
  return linkMade(deps, { actor, personId, meeting: made.meeting, type: 'meeting_scheduled' });
}

/**
 * A meeting that begins now. `startUrl` lets whoever has it in as the host: for the person asking alone.
 * @throws {AppError} as {@link scheduleMeeting}, and 502 `start_link_refused` when it leads away from Zoom's own hosts.
 */
export async function startMeeting(
  deps: MakeMeetingDeps,
  { actor, topic }: { actor: IssueActor; topic: string },
): Promise<{ link: MeetingLink; startUrl: string }> {
  await requireIssuePermission(deps.jiraAccess, actor, ['EDIT_ISSUES'], 'to start a meeting for it');
  await requireAllowedProject(deps, actor);
  const personId = await deps.persons.personIdOf(actor.siteId, actor.accountId);
  const defaults = await deps.userSettings.get(personId);
  const { meeting, startUrl } = await make(deps, personId, instant(topic, defaults)).catch(
    (error: unknown) => {
      throw zoomErrorBehind(error)?.unanswered ? maybeStarted(error) : refusalToChange(error);
    },
  );
  const link = await linkMade(deps, { actor, personId, meeting, type: 'meeting_started' });
  if (parseAllowedUrl(startUrl, deps.zoomHosts) === null)
    throw new AppError(
      'start_link_refused',
      502,
      'The meeting is linked, but Zoom named an address outside its own hosts to start it, which is not opened. Press Join instead.',
    );
  return { link, startUrl };
}

function instant(topic: string, defaults: MeetingDefaults): NewMeeting {
  return {
    ...defaults,
    kind: 'instant',
    topic,
    agenda: '',
    startTime: null,
    timeZone: null,
    durationMinutes: null,
    passcode: null,
    alternativeHosts: [],
    recurrence: null,
  };
}

/** One call that changes something, and nothing else: it is repeated when Zoom did not take the token. */
function make({ zoomAccess }: MakeMeetingDeps, personId: string, meeting: NewMeeting) {
  return zoomAccess.as(personId, (zoom) => zoom.createMeeting(meeting));
}

/** How much Zoom's clock may be behind ours. */
const skewSeconds = 60;

/** Zoom was asked to make it and did not answer: is it there? Null when not. */
async function findMade(
  { zoomAccess }: MakeMeetingDeps,
  personId: string,
  wanted: { meeting: NewMeeting; startTime: Date; began: Date },
): Promise<Meeting | null> {
  const { meeting, startTime, began } = wanted;
  const isIt = (listed: MeetingsPage['meetings'][number]): boolean =>
    listed.topic === meeting.topic &&
    listed.createdAt !== null &&
    listed.createdAt >= secondsAfter(began, -skewSeconds) &&
    listed.isRecurring === (meeting.recurrence !== null) &&
    // The first date of a series may be later than its start.
    (listed.isRecurring || listed.startTime?.getTime() === startTime.getTime());
  return zoomAccess.as(personId, async (zoom) => {
    const { meetings } = await zoom.listMeetings('upcoming', { pageSize: 300 });
    const found = meetings.find(isIt);
    return found === undefined ? null : zoom.findMeeting(found.id);
  });
}

function maybeScheduled(cause: unknown): AppError {
  return new AppError(
    'meeting_maybe_scheduled',
    502,
    'Zoom did not answer, so it is not known whether the meeting was made. Look for it with Link meeting before you try again.',
    { cause },
  );
}

/** Zoom lists no such meeting, so it cannot be looked for; nor does it matter, while nobody is in it. */
function maybeStarted(cause: unknown): AppError {
  return new AppError(
    'meeting_maybe_started',
    502,
    'Zoom did not answer, so no meeting was started. Please try again.',
    { cause },
  );
}

async function linkMade(
  { clock, auditLog, database, jobs, links, persons }: MakeMeetingDeps,
  made: {
    actor: IssueActor;
    personId: string;
    meeting: Meeting;
    type: Extract<AuditEvent['type'], 'meeting_scheduled' | 'meeting_started'>;
  },
): Promise<MeetingLink> {
  const { actor, personId, meeting, type } = made;
  const now = clock.now();
  const link = {
    siteId: actor.siteId,
    issueId: actor.issueId,
    meetingId: meeting.id,
    scope: meeting.isRecurring ? ('series' as const) : ('single' as const),
    occurrence: null,
    hostZoomUserId: meeting.hostId,
    linkedBy: personId,
    linkedAt: now,
  };
  try {
    const id = await database.transaction(async (transaction) => {
      await requirePresent(persons, personId, transaction);
      const linkId = await links.add(link, transaction);
      const context = { siteId: actor.siteId, personId, issueId: actor.issueId, at: now };
      await auditLog.record(transaction, context, { type, meetingId: meeting.id });
      await auditLog.record(transaction, context, {
        type: 'meeting_linked',
        linkId,
        meetingId: meeting.id,
      });
      await announceIssueChanged(jobs, link, transaction);
      return linkId;
    });
    return { ...link, id, linker: 'connected', linkerAccountId: actor.accountId, changedAt: now };
  } catch (error) {
    throw new AppError(
      'scheduled_not_linked',
      500,
      'The meeting was made at Zoom, but could not be linked to this issue. Link it with Link meeting.',
      { cause: error },
    );
  }
}
