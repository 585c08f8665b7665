// An attachment that the app made is gone from Jira, as whoever looked has found.

import type { AuditLog } from '../../audit-log/audit-log.ts';
import { announceIssueChanged } from '../../meetings/issue-changed.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Jobs } from '../../platform/jobs.ts';
import type { Transfer } from './transfer.ts';
import type { TransfersRepository } from './transfers-repository.ts';

export interface RecordRemovalDeps {
  clock: Clock;
  auditLog: AuditLog;
  database: Database;
  jobs: Jobs;
  transfers: Pick<TransfersRepository, 'markRemoved'>;
}

/** succeeded -> removed, with its audit event, for the first who tells. Then the file may be attached anew. */
export async function recordRemoval(
  { clock, auditLog, database, jobs, transfers }: RecordRemovalDeps,
  {
    id,
    siteId,
    issueId,
    attachmentId,
  }: Pick<Transfer, 'id' | 'siteId' | 'issueId'> & { attachmentId: string },
): Promise<void> {
  await database.transaction(async (transaction) => {
    const now = clock.now();
    if ((await transfers.markRemoved(id, now, transaction)) === null) return;
    await auditLog.record(
      transaction,
      { siteId, personId: null, issueId, at: now },
      { type: 'attachment_removed', transferId: id, attachmentId },
    );
    await announceIssueChanged(jobs, { siteId, issueId }, transaction);
  });
}
