// Takes transfers out of the line and runs them, so many at a time in this process.

import { setTimeout as sleep } from 'node:timers/promises';
import { listenForNotifications } from '../../../platform/database/notifications.ts';
import { withLogFields } from '../../../platform/logger.ts';
import { scheduleEvery } from '../../../platform/schedule.ts';
import { runTransfer } from '../running/run-transfer.ts';
import type { RunTransferDeps } from '../running/transfer-deps.ts';
import type { Transfer } from '../transfer.ts';
import { transfersChannel } from './transfer-line.ts';

/** Each holds two sockets and a few buffers. */
export const mostAtOnce = 16;
/** The last ones are for sites that have none running, so that their first does not wait behind others' many. */
export const keptForIdleSites = 2;
const lookEveryMs = 2_000;
/** Runs that are broken off get so long to hand their transfers back. */
const handingBackMs = 2_000;

export interface TransferWorkerDeps extends RunTransferDeps {
  databaseUrl: string;
}

/**
 * Notifications and runs that end wake it; what falls due, or what no notification told of, is found by looking every two
 * seconds. `stop` takes no more, lets runs in hand go on, and has them handed back in time to end within `graceMs`.
 */
export async function startTransferWorker(
  deps: TransferWorkerDeps,
): Promise<{ stop(graceMs: number): Promise<void> }> {
  const { databaseUrl, logger, transferJournal, transferLine } = deps;
  const runs = new Set<Promise<void>>();
  const handBack = new AbortController();
  let stopping = false;
  let filling: Promise<void> | null = null;
  let lookAgain = false;
  transferJournal.watchSlots(() => runs.size, mostAtOnce);

  const run = (transfer: Transfer): void => {
    const running = withLogFields({ transferId: transfer.id }, () =>
      runTransfer(deps, transfer, handBack.signal),
    )
      // Its lease runs out, and then it is taken again.
      .catch((error: unknown) =>
        logger.error('a run of a transfer broke off', { transferId: transfer.id, error }),
      )
      .finally(() => {
        runs.delete(running);
        wake();
      });
    runs.add(running);
  };
  const fill = async (): Promise<void> => {
    while (!stopping && runs.size < mostAtOnce) {
      const transfer = await transferLine.claimNext(runs.size >= mostAtOnce - keptForIdleSites);
      if (transfer === null) return;
      run(transfer);
    }
  };
  const wake = (): void => {
    lookAgain = filling !== null;
    if (stopping || lookAgain) return;
    filling = fill()
      .catch((error: unknown) => logger.error('transfers cannot be taken from the database', { error }))
      .finally(() => {
        filling = null;
        if (lookAgain) wake();
      });
  };

  const notifications = await listenForNotifications(
    databaseUrl,
    transfersChannel,
    { onMessage: wake, onConnected: wake, onLost: () => undefined },
    logger,
  );
  const looking = scheduleEvery(lookEveryMs, 'transfers', deps, async () => wake());
  return {
    async stop(graceMs) {
      stopping = true;
      const deadlines = new AbortController();
      const after = (ms: number) => sleep(Math.max(0, ms), undefined, { signal: deadlines.signal });
      const patience = after(graceMs - handingBackMs).then(() => {
        handBack.abort();
        return after(handingBackMs);
      });
      // What the database is asked meanwhile may have no answer.
      const ended = Promise.all([notifications.stop(), looking.stop(), filling]).then(() =>
        Promise.all(runs),
      );
      await Promise.race([ended, patience]);
      deadlines.abort();
    },
  };
}
