// How a run of a transfer ends: succeeded, waiting for the next try, failed, or handed back. With its audit event.

import { recordAuditEvent } from '../../../audit-log/audit-log.ts';
import { announceIssueChanged } from '../../../meetings/issue-changed.ts';
import { secondsAfter } from '../../../platform/clock.ts';
import { transferCommentsQueue } from '../telling/comment-on-attachment.ts';
import type { Transfer } from '../transfer.ts';
import { isPassing, type ReasonCode, type TransferStop } from '../transfer-reasons.ts';
import type { RunTransferDeps } from './transfer-deps.ts';

type SettleDeps = Pick<
  RunTransferDeps,
  'clock' | 'database' | 'transfers' | 'transferLine' | 'jobs' | 'logger'
>;

const forTheOperator = new Set<ReasonCode>(['app_overloaded', 'internal', 'secret_unreadable']);
/** With pauses of 5, 10, 20, 40 and 80 seconds in between. */
const mostFailures = 6;
/** While Zoom or Jira is down or asks us to wait, or we are overloaded, the pauses go on to ten minutes: about three hours in all. */
const mostFailuresInOutage = 24;
const longestBackOffSeconds = 600;
const outages: readonly ReasonCode[] = [
  'zoom_unavailable',
  'zoom_rate_limited',
  'jira_unavailable',
  'jira_rate_limited',
  'app_overloaded',
];
const processingPatienceSeconds = 24 * 3600;
/** Zoom's daily limit ends within a day. */
const longestPauseSeconds = 24 * 3600;

/** The attachment exists: the transfer has succeeded. */
export async function succeed(
  deps: SettleDeps & Pick<RunTransferDeps, 'siteSettings'>,
  transfer: Transfer,
  attachmentId: string,
): Promise<void> {
  const { clock, database, transfers, jobs, siteSettings } = deps;
  const { attachmentComment } = await siteSettings.get(transfer.siteId);
  await database.transaction(async (transaction) => {
    const now = clock.now();
    const done = await transfers.succeed(transfer, attachmentId, now, transaction);
    if (done === null) return;
    await recordAuditEvent(
      database,
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
  const { clock, database, transfers, transferLine, logger } = deps;
  const now = clock.now();
  const outcome = outcomeOf(transfer, stop, now);
  await database.transaction(async (transaction) => {
    const settled = await transfers.settle(transfer, { ...outcome, inDoubt, now }, transaction);
    if (settled === null) return;
    if (settled.state === 'failed')
      await recordAuditEvent(
        database,
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
  runAfter: Date;
}

function outcomeOf({ failures, createdAt }: Transfer, stop: TransferStop | null, now: Date): Outcome {
  if (stop === null) return { state: 'queued', reasonCode: null, failures, runAfter: now };
  const { code, retryAfterSeconds } = stop;
  if (!isPassing(code)) return { state: 'failed', reasonCode: code, failures, runAfter: now };
  const processing = code === 'recording_processing';
  const tooOften = processing
    ? now > secondsAfter(createdAt, processingPatienceSeconds)
    : failures + 1 >= (outages.includes(code) ? mostFailuresInOutage : mostFailures);
  if (tooOften) return { state: 'failed', reasonCode: code, failures, runAfter: now };
  const backOff = Math.min(longestBackOffSeconds, 5 * 2 ** failures);
  const pause = processing ? 120 : backOff * (0.7 + 0.6 * Math.random());
  return {
    state: 'waiting',
    reasonCode: code,
    failures: failures + (processing ? 0 : 1),
    runAfter: secondsAfter(now, Math.min(longestPauseSeconds, Math.max(pause, retryAfterSeconds ?? 0))),
  };
}
