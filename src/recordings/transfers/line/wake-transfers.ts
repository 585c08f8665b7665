// Zoom said that a recording is ready: transfers that wait for it go on now, not at their next look.

import type { Clock } from '../../../platform/clock.ts';
import type { Jobs } from '../../../platform/jobs.ts';
import type { TransfersRepository } from '../transfers-repository.ts';
import { transfersQueue } from './transfers-queue.ts';

export interface WakeTransfersDeps {
  clock: Clock;
  jobs: Jobs;
  transfers: TransfersRepository;
}

/**
 * May be called again and for nothing: a transfer whose file is still not ready waits anew. One that is due and whose
 * job is missing is found by the sweep of stranded transfers.
 */
export async function wakeTransfers(
  { clock, jobs, transfers }: WakeTransfersDeps,
  recording: { meetingUuid: string; hostZoomUserId: string },
): Promise<void> {
  for (const { id } of await transfers.wake(recording, clock.now()))
    await jobs.enqueue(transfersQueue, { transferId: id }, { key: id });
}
