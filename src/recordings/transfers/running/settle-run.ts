// How a run of a transfer ends: succeeded, waiting for the next try, failed, or handed back. With its audit event.

import { announceIssueChanged } from '../../../meetings/issue-changed.ts';
import { secondsAfter } from '../../../platform/clock.ts';
import { transferCommentsQueue } from '../telling/comment-on-attachment.ts';
import type { Transfer } from '../transfer.ts';
import { isPassing, type ReasonCode, type TransferStop } from '../transfer-reasons.ts';
import type { RunTransferDeps } from './transfer-deps.ts';

type SettleDeps = Pick<
  RunTransferDeps,
  'clock' | 'auditLog' | 'database' | 'transfers' | 'transferLine' | 'jobs' | 'logger'
>;

const forTheOperator = new Set<ReasonCode>(['app_overloaded', 'internal', 'secret_unreadable']);
/** With pauses of 5, 10, 20, 40 and 80 seconds in between. */
const mostFailures = 6;
/** While Zoom or Jira is down or asks us to wait, or we are overloaded, the pauses go on to ten minutes: about three hours in all. */
const mostOutages = 24;
const longestBackOffSeconds = 600;
const outageCodes = new Set<ReasonCode>([
  'zoom_unavailable',
  'zoom_rate_limited',
  'jira_unavailable',
  'jira_rate_limited',
  'app_overloaded',
]);
const processingPauseSeconds = 120;
const processingPatienceSeconds = 24 * 3600;
/** Zoom's daily limit ends within a day. */
const longestPauseSeconds = 24 * 3600;

/** The attachment exists: the transfer has succeeded. */
export async function succeed(
  deps: SettleDeps & Pick<RunTransferDeps, 'siteSettings'>,
  transfer: Transfer,
  attachmentId: string,
): Promise<void> {
  const { clock, auditLog, database, transfers, jobs, siteSettings } = deps;
  const { attachmentComment } = await siteSettings.getFor(transfer.siteId, transfer.consent.projectId);
  await database.transaction(async (transaction) => {
    const now = clock.now();
    const done = await transfers.succeed(transfer, attachmentId, now, transaction);
    if (done === null) return;
    await auditLog.record(
      transaction,
      { siteId: done.siteId, personId: done.requestedBy, issueId: done.issueId, at: now },
      {
        type: 'attached',
        transferId: done.id,
        attachmentId,
        size: done.bytesTotal ?? 0,
        sha256: done.sha256 ?? '',
      },
    );
    await announceIssueChanged(jobs, done, transaction);
    if (attachmentComment !== 'off') {
      const { id: transferId, siteId, issueId } = done;
      await jobs.enqueue(
        transferCommentsQueue,
        { transferId, siteId, issueId },
        { key: transferId, transaction },
      );
    }
  });
}

/**
 * Ends a run without an attachment. `stop` null: nothing is wrong, the worker must end and hands the transfer back.
 * `inDoubt`: the file may be stored all the same, so the next run looks before it uploads.
 */
export async function settleRun(
  deps: SettleDeps,
  transfer: Transfer,
  { stop, inDoubt }: { stop: TransferStop | null; inDoubt: boolean },
): Promise<void> {
  const { clock, auditLog, database, transfers, transferLine, logger } = deps;
  const now = clock.now();
  const outcome = outcomeOf(transfer, stop, now);
  await database.transaction(async (transaction) => {
    const settled = await transfers.settle(transfer, { ...outcome, inDoubt, now }, transaction);
    if (settled === null) return;
    if (settled.state === 'failed')
      await auditLog.record(
        transaction,
        { siteId: settled.siteId, personId: settled.requestedBy, issueId: settled.issueId, at: now },
        { type: 'attach_failed', transferId: settled.id, code: settled.reasonCode ?? 'internal' },
      );
    // What waits is found when it is due.
    else if (outcome.state === 'queued') await transferLine.wakeWorkers(transaction);
  });
  const { state: transferState, ...rest } = outcome;
  const fields = { transferId: transfer.id, attempt: transfer.attempt, transferState, inDoubt, ...rest };
  if (stop !== null && forTheOperator.has(stop.code))
    logger.error('transfer stopped unexpectedly', { ...fields, error: stop });
}

interface Outcome {
  state: 'waiting' | 'failed' | 'queued';
  reasonCode: ReasonCode | null;
  failures: number;
  outages: number;
  runAfter: Date;
}

function outcomeOf(
  { failures, outages, createdAt }: Transfer,
  stop: TransferStop | null,
  now: Date,
): Outcome {
  const counts = { failures, outages };
  if (stop === null) return { state: 'queued', reasonCode: null, ...counts, runAfter: now };
  const { code, retryAfterSeconds = 0 } = stop;
  const failed: Outcome = { state: 'failed', reasonCode: code, ...counts, runAfter: now };
  const waiting = (seconds: number): Outcome => ({
    state: 'waiting',
    reasonCode: code,
    ...counts,
    runAfter: secondsAfter(now, Math.min(longestPauseSeconds, Math.max(seconds, retryAfterSeconds))),
  });
  if (!isPassing(code)) return failed;
  // These two end by themselves: with the day, and with the time in which Jira may store the file.
  if (code === 'upload_unclear') return waiting(0);
  if (code === 'recording_processing')
    return now > secondsAfter(createdAt, processingPatienceSeconds)
      ? failed
      : waiting(processingPauseSeconds);
  const [kind, most] = outageCodes.has(code)
    ? (['outages', mostOutages] as const)
    : (['failures', mostFailures] as const);
  if (counts[kind] + 1 >= most) return failed;
  const backOff = Math.min(longestBackOffSeconds, 5 * 2 ** counts[kind]);
  counts[kind] += 1;
  return waiting(backOff * (0.7 + 0.6 * Math.random()));
}
