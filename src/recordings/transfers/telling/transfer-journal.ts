// What transfers go through, told to whoever runs the app: a log line for each change of one's state, and metrics of all.

import type { Clock } from '../../../platform/clock.ts';
import type { Transaction } from '../../../platform/database/database.ts';
import type { Logger } from '../../../platform/logger.ts';
import type { Metrics } from '../../../platform/metrics.ts';
import type { Transfer } from '../transfer.ts';
import { isPassing, reasonCodes } from '../transfer-reasons.ts';
import type { TransfersRepository } from '../transfers-repository.ts';

export interface TransferJournal {
  /** The same repository; its changes of state are told when they are committed. */
  watch(transfers: TransfersRepository): TransfersRepository;
  /** For a run's copy: wants to be told how many bytes of it were passed on to Jira so far. */
  copying(transfer: Transfer): (moved: number) => void;
  /** The download was cut and goes on at this byte. */
  resumed(transfer: Transfer, atByte: number): void;
  /** The run found that the row is no longer its own: cancelled, or taken over. */
  lost(transfer: Transfer): void;
  /** A run had stopped renewing its lease, as of a process that was killed: this one goes on with its transfer. */
  takenOver(transferId: string, transaction: Transaction): void;
  /** How many of this process's slots for runs are taken. */
  watchSlots(taken: () => number, most: number): void;
}

const secondsBuckets = [1, 2, 5, 10, 30, 60, 300, 900, 3_600, 14_400, 86_400];

export function createTransferJournal({
  clock,
  logger,
  metrics,
}: {
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
}): TransferJournal {
  const measured = createTransferMetrics(metrics);
  /** What runs of this process claimed, and when: by the object that they got. */
  const begun = new WeakMap<object, { transfer: Transfer; at: number }>();

  const secondsSinceAsked = ({ createdAt }: Transfer): number =>
    Math.max(0, clock.now().getTime() - createdAt.getTime()) / 1000;

  /** @param run what was claimed, where this is about a run of this process. */
  const tell = (
    message: string,
    transfer: Transfer,
    run?: object,
    fields: Record<string, unknown> = {},
  ): void => {
    const began = run === undefined ? undefined : begun.get(run)?.at;
    logger.info(message, {
      transferId: transfer.id,
      attempt: transfer.attempt,
      transferState: transfer.state,
      ...(transfer.reasonCode === null ? {} : { reasonCode: transfer.reasonCode }),
      bytes: transfer.bytesMoved,
      sinceAskedMs: Math.round(secondsSinceAsked(transfer) * 1000),
      ...(began === undefined ? {} : { runMs: Math.round(performance.now() - began) }),
      ...fields,
    });
  };

  const settled = (transfer: Transfer): void => {
    const { state, reasonCode } = transfer;
    measured.settled.inc({ state, code: reasonCode ?? 'none' });
    measured.settledAfter.observe({ state }, secondsSinceAsked(transfer));
  };

  return {
    watch: (transfers) => ({
      ...transfers,
      async add(transfer, now, transaction) {
        const added = await transfers.add(transfer, now, transaction);
        afterCommit(transaction, () => {
          measured.asked.inc({ how: 'asked' });
          tell('transfer asked for', added, undefined, { bytesTotal: added.bytesTotal });
        });
        return added;
      },
      async claim(id, now, leaseUntil, transaction) {
        const claimed = await transfers.claim(id, now, leaseUntil, transaction);
        if (claimed === null) return null;
        begun.set(claimed, { transfer: claimed, at: performance.now() });
        afterCommit(transaction, () => tell('transfer runs', claimed));
        return claimed;
      },
      async fence(run, file) {
        const fenced = await transfers.fence(run, file);
        const transfer = begun.get(run)?.transfer;
        if (fenced && transfer !== undefined)
          tell(
            'transfer is complete but for its end',
            { ...transfer, state: 'finishing', bytesMoved: file.size },
            run,
          );
        return fenced;
      },
      async succeed(run, attachmentId, now, transaction) {
        const done = await transfers.succeed(run, attachmentId, now, transaction);
        if (done !== null)
          afterCommit(transaction, () => {
            measured.runsEnded.inc({ outcome: 'succeeded', code: 'none' });
            settled(done);
            tell('transfer succeeded', done, run);
          });
        return done;
      },
      async adopt(id, attachmentId, now, transaction) {
        const done = await transfers.adopt(id, attachmentId, now, transaction);
        if (done !== null)
          afterCommit(transaction, () => {
            settled(done);
            tell('transfer succeeded', done);
          });
        return done;
      },
      async settle(run, outcome, transaction) {
        const ended = await transfers.settle(run, outcome, transaction);
        if (ended !== null)
          afterCommit(transaction, () => {
            const { state, reasonCode, runAfter, inDoubt } = outcome;
            const handedBack = state === 'queued';
            measured.runsEnded.inc({
              outcome: handedBack ? 'handed_back' : state,
              code: reasonCode ?? 'none',
            });
            if (state === 'failed') settled(ended);
            const message = handedBack
              ? 'transfer handed back'
              : state === 'failed'
                ? 'transfer failed'
                : 'transfer waits';
            tell(message, ended, run, { inDoubt, ...(state === 'waiting' ? { runAfter } : {}) });
          });
        return ended;
      },
      async cancel(id, now, transaction) {
        const cancelled = await transfers.cancel(id, now, transaction);
        if (cancelled !== null)
          afterCommit(transaction, () => {
            settled(cancelled);
            tell('transfer cancelled', cancelled);
          });
        return cancelled;
      },
      async requeue(id, consent, readAs, now, transaction) {
        const asked = await transfers.requeue(id, consent, readAs, now, transaction);
        if (asked !== null)
          afterCommit(transaction, () => {
            measured.asked.inc({ how: 'retried' });
            tell('transfer retried', asked);
          });
        return asked;
      },
      async markRemoved(id, now, transaction) {
        const removed = await transfers.markRemoved(id, now, transaction);
        if (removed !== null) afterCommit(transaction, () => tell('transfer removed', removed));
        return removed;
      },
      async failAll(where, reason, now, transaction) {
        const failed = await transfers.failAll(where, reason, now, transaction);
        afterCommit(transaction, () => {
          for (const transfer of failed) {
            settled(transfer);
            tell('transfer failed', transfer);
          }
        });
        return failed;
      },
    }),
    copying(transfer) {
      let before = 0;
      return (moved) => {
        if (before === 0) {
          // Later runs would tell of the pauses before them.
          if (transfer.attempt === 1) measured.firstByteAfter.observe(secondsSinceAsked(transfer));
          tell('transfer reaches Jira', transfer, transfer);
        }
        measured.bytes.inc(moved - before);
        before = moved;
      };
    },
    resumed(transfer, atByte) {
      measured.resumes.inc();
      tell('transfer resumes a cut download', transfer, transfer, { bytes: atByte });
    },
    lost(transfer) {
      measured.runsEnded.inc({ outcome: 'lost', code: 'none' });
      tell('transfer left alone: it is no longer this run’s', transfer, transfer);
    },
    takenOver(transferId, transaction) {
      afterCommit(transaction, () => {
        measured.takenOver.inc();
        logger.warn('transfer taken over: its run had lost its lease', { transferId });
      });
    },
    watchSlots(taken, most) {
      measured.slotsMost.set(most);
      metrics.beforeScrape(() => measured.slots.set(taken()));
    },
  };
}

/** What is rolled back did not happen. */
function afterCommit(transaction: Transaction | undefined, work: () => void): void {
  if (transaction === undefined) work();
  else transaction.afterCommit(work);
}

function createTransferMetrics(metrics: Metrics) {
  const asked = metrics.counter('transfers_asked_total', 'Transfers asked for, and asked for again.', [
    'how',
  ]);
  const runsEnded = metrics.counter(
    'transfer_runs_ended_total',
    'Runs of transfers that ended in this process, by outcome and reason’s code.',
    ['outcome', 'code'],
  );
  const settled = metrics.counter(
    'transfers_settled_total',
    'Transfers that succeeded, failed or were cancelled, by reason’s code.',
    ['state', 'code'],
  );
  // Prometheus sees a rise only of what it has seen before.
  for (const how of ['asked', 'retried']) asked.inc({ how }, 0);
  for (const outcome of ['succeeded', 'handed_back', 'lost']) runsEnded.inc({ outcome, code: 'none' }, 0);
  for (const state of ['succeeded', 'cancelled']) settled.inc({ state, code: 'none' }, 0);
  for (const code of reasonCodes) {
    runsEnded.inc({ outcome: 'failed', code }, 0);
    if (isPassing(code)) runsEnded.inc({ outcome: 'waiting', code }, 0);
    settled.inc({ state: 'failed', code }, 0);
  }
  return {
    asked,
    runsEnded,
    settled,
    settledAfter: metrics.histogram(
      'transfer_duration_seconds',
      'From when a transfer was first asked for until it was settled, by state.',
      secondsBuckets,
      ['state'],
    ),
    firstByteAfter: metrics.histogram(
      'transfer_first_byte_seconds',
      'From when a transfer was asked for until its first byte went to Jira, of first runs.',
      [0.1, 0.25, 0.5, ...secondsBuckets],
    ),
    bytes: metrics.counter('transfer_bytes_total', 'Bytes passed on from Zoom to Jira.'),
    resumes: metrics.counter(
      'transfer_resumes_total',
      'Downloads that were cut and went on where they were.',
    ),
    takenOver: metrics.counter(
      'transfers_taken_over_total',
      'Transfers whose run had lost its lease, as of a process that was killed, and that another one goes on with.',
    ),
    slots: metrics.gauge('transfer_slots_used', 'Runs of transfers in hand in this process.'),
    slotsMost: metrics.gauge('transfer_slots', 'Runs of transfers that this process has at once at most.'),
  };
}
