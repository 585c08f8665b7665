// Takes transfers from the queue, and puts back those whose worker vanished.

import { z } from 'zod';
import { secondsAfter } from '../../../platform/clock.ts';
import { leaseSeconds } from '../running/lease.ts';
import { runTransfer } from '../running/run-transfer.ts';
import type { RunTransferDeps } from '../running/transfer-deps.ts';
import { transfersQueue } from './transfers-queue.ts';

const payload = z.object({ transferId: z.uuid() });
/** Each holds two sockets and a few buffers; four keep two cores busy. */
const atOnce = 4;
/** Due for this long without a run: its job was lost. */
const strandedAfterSeconds = 30;

export async function workOnTransfers(deps: RunTransferDeps): Promise<void> {
  await deps.jobs.work(transfersQueue, atOnce, async (data, stopping) => {
    const { clock, transfers } = deps;
    const now = clock.now();
    const transfer = await transfers.claim(
      payload.parse(data).transferId,
      now,
      secondsAfter(now, leaseSeconds),
    );
    if (transfer !== null) await runTransfer(deps, transfer, stopping);
  });
}

/** Scheduled every few seconds: together with the lease, a killed worker's transfer goes on within a minute. */
export async function requeueStrandedTransfers(
  { transfers, jobs, logger }: Pick<RunTransferDeps, 'transfers' | 'jobs' | 'logger'>,
  now: Date,
): Promise<void> {
  const stranded = await transfers.listStranded(now, secondsAfter(now, -strandedAfterSeconds));
  for (const transferId of stranded) await jobs.enqueue(transfersQueue, { transferId }, { key: transferId });
  if (stranded.length > 0) logger.info('stranded transfers queued anew', { count: stranded.length });
}
