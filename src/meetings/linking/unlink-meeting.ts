// Removes the tie between a meeting and the issue, and puts it back while whoever removed it may still think better of
// it. The meeting, its recordings and attached files stay as they are.

import { z } from 'zod';
import type { IssueActor } from '../../host/actor.ts';
import { requireIssuePermission } from '../../host/rights.ts';
import { secondsAfter } from '../../platform/clock.ts';
import { isUniqueViolation } from '../../platform/database/database.ts';
import { DecryptionError, type Encryption } from '../../platform/encryption.ts';
import { AppError } from '../../platform/errors.ts';
import { requireAllowedProject } from '../allowed-project.ts';
import type { UnlinkedMeeting } from '../api-types.ts';
import { announceIssueChanged } from '../issue-changed.ts';
import type { MeetingLink } from '../meeting-links-repository.ts';
import { getLink, linkNotFound } from '../whose-eyes.ts';
import { alreadyLinked, type LinkMeetingDeps } from './link-meeting.ts';

export type UnlinkMeetingDeps = Pick<
  LinkMeetingDeps,
  'clock' | 'auditLog' | 'database' | 'jobs' | 'jiraAccess' | 'siteSettings' | 'persons' | 'links'
> & { encryption: Encryption };

/** Longer than the browser offers it. */
const undoSeconds = 60;

/** What is sealed: nobody else has it, so that nothing of it is kept here. */
const undoSchema = z.object({
  linkId: z.uuid(),
  linker: z.string(),
  kept: z.string(),
  /** The audit event of the unlinking. */
  eventId: z.string(),
  until: z.number(),
});

/** Whoever linked it may always unlink it, in any project; others need to be allowed to edit the issue. */
export async function unlinkMeeting(
  deps: UnlinkMeetingDeps,
  { actor, linkId }: { actor: IssueActor; linkId: string },
): Promise<UnlinkedMeeting> {
  const { clock, auditLog, database, encryption, jobs, jiraAccess, persons, links } = deps;
  const link = await getLink(links, { id: linkId, siteId: actor.siteId, issueId: actor.issueId });
  const personId = await persons.personIdOf(actor.siteId, actor.accountId);
  if (link.linkedBy !== personId)
    await requireIssuePermission(
      jiraAccess,
      actor,
      ['EDIT_ISSUES'],
      'to unlink a meeting that somebody else linked',
    );
  const now = clock.now();
  const { kept, unlinked } = await database.transaction(async (transaction) => {
    const taken = await links.takeAway(link.id, transaction);
    if (taken === null) throw linkNotFound();
    const recorded = await auditLog.record(
      transaction,
      { siteId: actor.siteId, personId, issueId: actor.issueId, at: now },
      { type: 'meeting_unlinked', linkId: link.id, meetingId: link.meetingId },
    );
    await announceIssueChanged(jobs, link, transaction);
    return { kept: taken, unlinked: recorded };
  });
  const undo: z.infer<typeof undoSchema> = {
    linkId: link.id,
    linker: link.linker,
    kept,
    eventId: unlinked.id,
    until: secondsAfter(now, undoSeconds).getTime(),
  };
  return { undo: encryption.encrypt(JSON.stringify(undo), undoPlace(actor, personId)) };
}

/**
 * Puts back the link, and what was shared of it, under the same id.
 * @throws {AppError} rights (403, 404), 403 `project_not_allowed`, 409 `undo_expired`, `already_linked`.
 */
export async function putLinkBack(
  deps: UnlinkMeetingDeps,
  { actor, undo }: { actor: IssueActor; undo: string },
): Promise<MeetingLink> {
  const { clock, auditLog, database, encryption, jobs, jiraAccess, persons, links } = deps;
  const personId = await persons.personIdOf(actor.siteId, actor.accountId);
  const sealed = openUndo(encryption, undo, undoPlace(actor, personId));
  const now = clock.now();
  if (sealed === null || sealed.until < now.getTime()) throw undoExpired();
  await requireIssuePermission(jiraAccess, actor, ['EDIT_ISSUES'], 'to link a meeting');
  await requireAllowedProject(deps, actor);
  const { siteId, issueId } = actor;
  try {
    return await database.transaction(async (transaction) => {
      await links.putBack(sealed.kept, transaction);
      const link = await links.find({ id: sealed.linkId, siteId, issueId }, transaction);
      // Whose connection ended meanwhile may have asked for the link to go.
      if (link === null || link.linker !== sealed.linker) throw undoExpired();
      // Undone before, or somebody has decided anew: then what was shared must not come back as it once was.
      const { eventId, linkId } = sealed;
      if (await auditLog.isOvertaken({ eventId, siteId, personId, issueId, linkId }, transaction))
        throw undoExpired();
      await auditLog.record(
        transaction,
        { siteId, personId, issueId, at: now },
        { type: 'meeting_linked', linkId: link.id, meetingId: link.meetingId },
      );
      await announceIssueChanged(jobs, link, transaction);
      return link;
    });
  } catch (error) {
    throw isUniqueViolation(error) ? alreadyLinked() : error;
  }
}

/** Opens only for the person it was made for, on the issue it was made on. */
function undoPlace({ siteId, issueId }: IssueActor, personId: string) {
  return { table: 'meeting_links', column: 'undo', id: `${siteId}/${issueId}/${personId}` };
}

function openUndo(
  encryption: Encryption,
  undo: string,
  place: ReturnType<typeof undoPlace>,
): z.infer<typeof undoSchema> | null {
  try {
    return undoSchema.safeParse(JSON.parse(encryption.decrypt(undo, place))).data ?? null;
  } catch (error) {
    if (error instanceof DecryptionError) return null;
    throw error;
  }
}

function undoExpired(): AppError {
  return new AppError(
    'undo_expired',
    409,
    'It is too late to undo this. Link the meeting again with Link meeting.',
  );
}
