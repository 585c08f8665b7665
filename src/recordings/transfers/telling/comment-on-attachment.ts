// Where site policy wants it, a comment tells of an attached recording: posted once at most, as the person who attached it.

import { z } from 'zod';
import { JiraError } from '../../../jira/jira-error.ts';
import { AppError } from '../../../platform/errors.ts';
import type { QueueDefinition } from '../../../platform/jobs.ts';
import type { AdfNode } from '../../api-types.ts';
import type { RunTransferDeps } from '../running/transfer-deps.ts';
import type { EndedTransfersRepository } from './ended-transfers-repository.ts';

/** Comments that are due; the row decides. */
export const transferCommentsQueue: QueueDefinition = {
  name: 'transfer-comments',
  policy: 'coalescing',
  expireInSeconds: 120,
};

export interface CommentDeps
  extends Pick<
    RunTransferDeps,
    | 'clock'
    | 'auditLog'
    | 'database'
    | 'logger'
    | 'jobs'
    | 'jiraAccess'
    | 'persons'
    | 'transfers'
    | 'siteSettings'
  > {
  endedTransfers: EndedTransfersRepository;
}

const payload = z.object({ transferId: z.uuid(), siteId: z.uuid(), issueId: z.string().regex(/^\d+$/) });

/** What passes is tried again by the queue; after a certain refusal, or in doubt, it is left at that. */
export async function workOnTransferComments(deps: CommentDeps): Promise<void> {
  await deps.jobs.work(transferCommentsQueue, 2, async (data) => {
    const { transferId, siteId, issueId } = payload.parse(data);
    try {
      await commentOnAttachment(deps, { id: transferId, siteId, issueId });
    } catch (error) {
      if (!isFinal(error)) throw error;
      deps.logger.info('an attachment is not commented on', { transferId, error });
    }
  });
}

/** @throws {JiraError}, {@link AppError} when there is no comment, or none that is known of. */
export async function commentOnAttachment(
  deps: CommentDeps,
  where: { id: string; siteId: string; issueId: string },
): Promise<void> {
  const { clock, auditLog, database, logger, jiraAccess, persons, transfers, siteSettings, endedTransfers } =
    deps;
  const transfer = await transfers.find(where);
  if (transfer?.state !== 'succeeded' || transfer.attachmentId === null) return;
  const person = await persons.findPerson(transfer.requestedBy);
  if (person === null) return;
  const { jira } = await jiraAccess.actAs(transfer.siteId, person.accountId);
  const [rights, audience, attachment] = await Promise.all([
    jira.myIssuePermissions(transfer.issueId, ['ADD_COMMENTS']),
    jira.getIssueAudience(transfer.issueId),
    jira.findAttachment(transfer.attachmentId),
  ]);
  const { attachmentComment } = await siteSettings.getFor(transfer.siteId, audience.projectId);
  if (attachmentComment === 'off') return;
  if (!rights.has('ADD_COMMENTS') || attachment === null) {
    logger.info('an attachment is not commented on: it is gone, or its requester may not comment', {
      transferId: transfer.id,
    });
    return;
  }
  const internal = attachmentComment === 'internal' && audience.isServiceProject;
  if (!(await endedTransfers.claimComment(transfer.id, clock.now()))) return;
  try {
    await jira.addComment(transfer.issueId, commentOn(attachment.filename), { internal });
  } catch (error) {
    if (error instanceof JiraError && !error.perhapsDone) await endedTransfers.releaseComment(transfer.id);
    throw error;
  }
  await database.transaction((transaction) =>
    auditLog.record(
      transaction,
      { siteId: transfer.siteId, personId: transfer.requestedBy, issueId: transfer.issueId, at: clock.now() },
      { type: 'attachment_commented', transferId: transfer.id, internal },
    ),
  );
}

function commentOn(fileName: string): AdfNode {
  const content: AdfNode[] = [
    { type: 'text', text: 'Zoom recording attached: ' },
    { type: 'text', text: fileName, marks: [{ type: 'strong' }] },
  ];
  return { type: 'doc', version: 1, content: [{ type: 'paragraph', content }] };
}

/** A claimed comment whose fate is not known stays claimed, so trying again does nothing more. */
function isFinal(error: unknown): boolean {
  if (error instanceof AppError) return error.status < 500;
  if (!(error instanceof JiraError)) return false;
  return error.kind !== 'rate_limited' && error.kind !== 'unavailable' && error.kind !== 'unauthorized';
}
