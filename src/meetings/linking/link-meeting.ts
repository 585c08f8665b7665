// Links one of the person's own Zoom meetings to the issue, or takes over its link from a linker whose Zoom connection
// does not work any more. Nothing changes at Zoom.

import type { AuditLog } from '../../audit-log/audit-log.ts';
import type { IssueActor } from '../../host/actor.ts';
import { requireIssuePermission } from '../../host/rights.ts';
import { type PersonsRepository, requirePresent } from '../../installations/persons-repository.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Database, isUniqueViolation, type Transaction } from '../../platform/database/database.ts';
import { AppError } from '../../platform/errors.ts';
import type { Jobs } from '../../platform/jobs.ts';
import type { HostPolicy } from '../../platform/outbound-hosts.ts';
import type { Meeting } from '../../zoom/schemas.ts';
import type { ZoomApi } from '../../zoom/zoom-api.ts';
import type { ConnectionsRepository } from '../../zoom-accounts/connections-repository.ts';
import type { ZoomAccess } from '../../zoom-accounts/zoom-access.ts';
import { type AllowedProjectDeps, requireAllowedProject } from '../allowed-project.ts';
import type { ScopeNeededBody } from '../api-types.ts';
import { announceIssueChanged } from '../issue-changed.ts';
import type {
  LinkScope,
  MeetingLink,
  MeetingLinksRepository,
  NewMeetingLink,
} from '../meeting-links-repository.ts';
import { findMeeting, listHeldInstances } from '../reading/held-meetings.ts';
import { findPastedMeeting, isSamePersonalLink, type PastedMeeting } from './pasted-meeting.ts';

export interface LinkMeetingDeps extends AllowedProjectDeps {
  clock: Clock;
  auditLog: AuditLog;
  database: Database;
  jobs: Jobs;
  persons: PersonsRepository;
  connections: ConnectionsRepository;
  links: MeetingLinksRepository;
  zoomAccess: ZoomAccess;
  zoomHosts: HostPolicy;
}

/** Exactly one of `meetingId` and `pasted` is there; see LinkMeetingRequest in api-types.ts. */
export interface LinkMeetingInput {
  meetingId?: string | undefined;
  pasted?: string | undefined;
  scope?: 'series' | 'occurrence' | undefined;
  occurrence?: string | undefined;
}

/** A recurring meeting, and the person did not say whether they mean one date or all: `choices` are the dates. */
export class ScopeNeeded extends AppError {
  readonly choices: ScopeNeededBody['choices'];

  constructor(choices: ScopeNeededBody['choices']) {
    super(
      'scope_needed',
      409,
      'This is a recurring meeting. Choose whether to link one date or the whole series.',
    );
    this.choices = choices;
  }

  override toBody(): ScopeNeededBody {
    return { error: { code: 'scope_needed', message: this.message }, choices: this.choices };
  }
}

type Occurrences = ScopeNeededBody['choices']['occurrences'];

/**
 * @throws {AppError} rights (403, 404), `project_not_allowed` (403), `meeting_not_understood` (400), `meeting_not_yours`, `personal_link_not_yours` (404),
 * {@link ScopeNeeded}, `already_linked` (409), or what keeps Zoom from being read.
 */
export async function linkMeeting(
  deps: LinkMeetingDeps,
  { actor, request }: { actor: IssueActor; request: LinkMeetingInput },
): Promise<MeetingLink> {
  const { clock, auditLog, database, jobs, jiraAccess, persons, connections, zoomAccess, zoomHosts } = deps;
  const { meetingId: picked } = request;
  const wanted =
    picked === undefined ? findPastedMeeting(request.pasted ?? '', zoomHosts) : { meetingId: picked };
  if (wanted === null)
    throw new AppError(
      'meeting_not_understood',
      400,
      'No meeting was found in this. Paste a Zoom link such as https://zoom.us/j/123456789, an invitation, or the meeting number.',
    );
  await requireIssuePermission(jiraAccess, actor, ['EDIT_ISSUES'], 'to link a meeting');
  await requireAllowedProject(deps, actor);
  const personId = await persons.personIdOf(actor.siteId, actor.accountId);
  const { meeting, occurrences } = await zoomAccess.as(personId, async (zoom) =>
    readMeeting(zoom, await numberOf(zoom, wanted)),
  );
  const connection = await connections.find(personId);
  if (meeting === null || connection === null || meeting.hostId !== connection.zoomUserId) throw notYours();
  const now = clock.now();
  const link = {
    siteId: actor.siteId,
    issueId: actor.issueId,
    meetingId: meeting.id,
    ...scopeOf(meeting, occurrences, request),
    hostZoomUserId: meeting.hostId,
    linkedBy: personId,
    linkedAt: now,
  };
  try {
    const id = await database.transaction(async (transaction) => {
      await requirePresent(persons, personId, transaction);
      const linkId = await addOrTakeOver(deps, link, transaction);
      await auditLog.record(
        transaction,
        { siteId: actor.siteId, personId, issueId: actor.issueId, at: now },
        { type: 'meeting_linked', linkId, meetingId: meeting.id },
      );
      await announceIssueChanged(jobs, link, transaction);
      return linkId;
    });
    return { ...link, id, linker: 'connected', linkerAccountId: actor.accountId, changedAt: now };
  } catch (error) {
    throw isUniqueViolation(error, 'meeting_links_once') ? alreadyLinked() : error;
  }
}

/** The link's id. @throws {AppError} `already_linked` by somebody with whose Zoom it can be read. */
async function addOrTakeOver(
  { auditLog, links }: Pick<LinkMeetingDeps, 'auditLog' | 'database' | 'links'>,
  link: NewMeetingLink,
  transaction: Transaction,
): Promise<string> {
  const same = await links.findSame(link, transaction);
  if (same === null) return links.add(link, transaction);
  if (same.linker === 'connected') throw alreadyLinked();
  if (same.hostZoomUserId === link.hostZoomUserId) {
    await links.handOver(same.id, link, transaction);
    return same.id;
  }
  // Zoom gave the meeting to another host, who has shared nothing yet: a link of its own.
  await links.remove(same.id, transaction);
  await auditLog.record(
    transaction,
    { siteId: link.siteId, personId: link.linkedBy, issueId: link.issueId, at: link.linkedAt },
    { type: 'meeting_unlinked', linkId: same.id, meetingId: same.meetingId },
  );
  return links.add(link, transaction);
}

export function alreadyLinked(): AppError {
  return new AppError('already_linked', 409, 'This meeting is linked to this issue already.');
}

/** @throws {AppError} 404 `personal_link_not_yours` */
async function numberOf(zoom: ZoomApi, wanted: PastedMeeting): Promise<string> {
  if ('meetingId' in wanted) return wanted.meetingId;
  const { personalMeetingId, personalMeetingUrl } = await zoom.getMe();
  const own = URL.canParse(personalMeetingUrl ?? '') ? new URL(personalMeetingUrl ?? '') : null;
  if (personalMeetingId !== null && own !== null && isSamePersonalLink(own, wanted.personalLink))
    return personalMeetingId;
  throw new AppError(
    'personal_link_not_yours',
    404,
    'This personal link is not that of your own Zoom account. Paste the meeting’s number, or ask its host to link it.',
  );
}

async function readMeeting(
  zoom: ZoomApi,
  meetingId: string,
): Promise<{ meeting: Meeting | null; occurrences: Occurrences }> {
  const meeting = await findMeeting(zoom, meetingId);
  if (meeting === null || meeting.isPersonalRoom || !meeting.isRecurring) return { meeting, occurrences: [] };
  const coming = meeting.occurrences.flatMap(({ startTime, isCancelled }) =>
    startTime === null || isCancelled
      ? []
      : [{ occurrence: String(startTime.getTime()), startTime: startTime.toISOString() }],
  );
  const past = (await listHeldInstances(zoom, meetingId)).flatMap(({ uuid, startTime }) =>
    startTime === null ? [] : [{ occurrence: uuid, startTime: startTime.toISOString() }],
  );
  return { meeting, occurrences: [...coming, ...past] };
}

function scopeOf(
  meeting: Meeting,
  occurrences: Occurrences,
  request: LinkMeetingInput,
): { scope: LinkScope; occurrence: string | null } {
  if (meeting.isPersonalRoom) return { scope: 'personal_room', occurrence: null };
  if (!meeting.isRecurring) return { scope: 'single', occurrence: null };
  if (request.scope === 'series') return { scope: 'series', occurrence: null };
  const chosen = occurrences.find(({ occurrence }) => occurrence === request.occurrence);
  if (request.scope === undefined || chosen === undefined)
    throw new ScopeNeeded({ meetingId: meeting.id, occurrences });
  return { scope: 'occurrence', occurrence: chosen.occurrence };
}

function notYours(): AppError {
  return new AppError(
    'meeting_not_yours',
    404,
    'Your Zoom account has no such meeting. Only meetings that you host can be linked; ask its host to link it.',
  );
}
