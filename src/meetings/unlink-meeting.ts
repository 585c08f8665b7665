// Removes the tie between a meeting and the issue. The meeting, its recordings and attached files stay as they are.

import { recordAuditEvent } from '../audit-log/audit-log.ts';
import type { IssueActor } from '../host/actor.ts';
import { requireIssuePermission } from '../host/rights.ts';
import { announceIssueChanged } from './issue-changed.ts';
import type { LinkMeetingDeps } from './link-meeting.ts';
import { getLink } from './whose-eyes.ts';

/** Whoever linked it may always unlink it; others need to be allowed to edit the issue. */
export async function unlinkMeeting(
  deps: Pick<LinkMeetingDeps, 'clock' | 'database' | 'jobs' | 'jiraAccess' | 'persons' | 'links'>,
  { actor, linkId }: { actor: IssueActor; linkId: string },
): Promise<void> {
  const { clock, database, jobs, jiraAccess, persons, links } = deps;
  const link = await getLink(links, { id: linkId, siteId: actor.siteId, issueId: actor.issueId });
  const personId = await persons.personIdOf(actor.siteId, actor.accountId);
  if (link.linkedBy !== personId)
    await requireIssuePermission(
      jiraAccess,
      actor,
      ['EDIT_ISSUES'],
      'to unlink a meeting that somebody else linked',
    );
  await database.transaction(async (transaction) => {
    if (!(await links.remove(link.id, transaction))) return;
    await recordAuditEvent(
      database,
      transaction,
      { siteId: actor.siteId, personId, issueId: actor.issueId, at: clock.now() },
      { type: 'meeting_unlinked', linkId: link.id, meetingId: link.meetingId },
    );
    await announceIssueChanged(jobs, link, transaction);
  });
}
