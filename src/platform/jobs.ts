// The job queue: pg-boss on the same Postgres. Payloads carry ids only; a job may come twice or not at all.

import { PgBoss } from 'pg-boss';
import type { Transaction } from './database/database.ts';
import { type Logger, withLogFields } from './logger.ts';

export interface QueueDefinition {
  name: string;
  /** `coalescing`: at most one waiting job per key, one that waits for its time included; running ones do not count. */
  policy: 'standard' | 'coalescing';
  /** The longest a handler may take before its job counts as lost. */
  expireInSeconds: number;
}

export interface Jobs {
  /** Puts a job in. With `transaction` it exists only if that commits. */
  enqueue(
    queue: QueueDefinition,
    payload: Record<string, string>,
    options?: { transaction?: Transaction; key?: string; startAfter?: Date },
  ): Promise<void>;
  /** Runs `handler` for each job of the queue, `concurrency` at a time; `signal` aborts when the process must stop. */
  work(
    queue: QueueDefinition,
    concurrency: number,
    handler: (payload: unknown, signal: AbortSignal) => Promise<void>,
  ): Promise<void>;
  /** Stops taking jobs and waits for those in hand, at most `graceMs`; then they are left to come again. */
  stop(graceMs: number): Promise<void>;
}

/** Opens the queue. Its schema must exist (see migrations.ts); the queues given are made where missing. */
export async function startJobs(
  databaseUrl: string,
  queues: readonly QueueDefinition[],
  logger: Logger,
): Promise<Jobs> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    application_name: 'jobs',
    max: 4,
    migrate: false,
    useListenNotify: true,
    persistWarnings: false,
  });
  boss.on('error', (error) => logger.error('job queue', { error }));
  await boss.start();
  for (const queue of queues)
    await boss.createQueue(queue.name, {
      policy: queue.policy === 'coalescing' ? 'short' : 'standard',
      // With the pauses below, hours: an outage of Jira or Zoom must not lose what is to be done after it.
      retryLimit: 30,
      retryDelay: 5,
      retryBackoff: true,
      retryDelayMax: 600,
      expireInSeconds: queue.expireInSeconds,
      heartbeatSeconds: 30,
      deleteAfterSeconds: 3600,
      notify: true,
    });
  const stopping = new AbortController();
  return {
    async enqueue(queue, payload, { transaction, key, startAfter } = {}) {
      await boss.send(queue.name, payload, {
        ...(key === undefined ? {} : { singletonKey: key }),
        ...(startAfter === undefined ? {} : { startAfter }),
        ...(transaction === undefined ? {} : { db: onConnectionOf(transaction) }),
      });
    },
    async work(queue, concurrency, handler) {
      await boss.work(
        queue.name,
        // Jobs for later and those behind a full house are found by polling: its default is half a minute.
        {
          localConcurrency: concurrency,
          batchSize: 1,
          pollingIntervalSeconds: 2,
          notifyPollingIntervalSeconds: 2,
        },
        async (jobs) => {
          for (const job of jobs)
            try {
              await withLogFields({ jobId: job.id }, () =>
                handler(job.data, AbortSignal.any([job.signal, stopping.signal])),
              );
            } catch (error) {
              logger.error('a job failed', { queue: queue.name, error });
              // pg-boss stores what is thrown: foreign messages do not belong into the database.
              throw new Error('failed');
            }
        },
      );
    },
    async stop(graceMs) {
      const draining = boss.stop({ graceful: true, timeout: graceMs });
      const force = setTimeout(() => stopping.abort(), Math.max(0, graceMs - 2_000));
      await draining;
      clearTimeout(force);
    },
  };
}

/**
 * pg-boss asks for `{ executeSql }`; the Sequelize transaction's own client supplies it. `connection` is missing
 * from Sequelize's public types; a test covers that a rolled-back transaction leaves no job.
 */
function onConnectionOf(transaction: Transaction) {
  const { connection } = transaction as unknown as {
    connection: { query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> };
  };
  return { executeSql: (text: string, values?: unknown[]) => connection.query(text, values) };
}
