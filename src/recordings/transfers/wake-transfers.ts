// Zoom said that a recording is ready: transfers that wait for it go on now, not at their next look.

import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Jobs } from '../../platform/jobs.ts';
import { transfersQueue } from './transfers-queue.ts';
import type { TransfersRepository } from './transfers-repository.ts';

export interface WakeTransfersDeps {
  clock: Clock;
  database: Database;
  jobs: Jobs;
  transfers: TransfersRepository;
}

/** May be called again and for nothing: a transfer whose file is still not ready waits anew. */
export async function wakeTransfers(
  { clock, database, jobs, transfers }: WakeTransfersDeps,
  recording: { meetingUuid: string; hostZoomUserId: string },
): Promise<void> {
  await database.transaction(async (transaction) => {
    for (const { id } of await transfers.wake(recording, clock.now(), transaction))
      await jobs.enqueue(transfersQueue, { transferId: id }, { key: id, transaction });
  });
}
