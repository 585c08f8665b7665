// The job queue: what a job may rely on, and that nothing of what people wrote gets into its tables.

import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/platform/database/database.ts';
import { type Jobs, type QueueDefinition, startJobs } from '../../src/platform/jobs.ts';
import { createLogger, type Logger } from '../../src/platform/logger.ts';
import { createTestDatabase } from '../support/test-database.ts';
import { gate } from '../support/transfer-bench.ts';

let testDatabase: Awaited<ReturnType<typeof createTestDatabase>>;
let database: Database;
let logger: Logger;
let logged = '';
const started: Jobs[] = [];
let queues = 0;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase(testDatabase.url, 4);
  const log = new Writable({
    write(line, _encoding, done) {
      logged += String(line);
      done();
    },
  });
  logger = createLogger('error', log);
});
afterAll(async () => {
  for (const jobs of started) await jobs.stop(1_000);
  await database.close();
  await testDatabase.drop();
});

/** A queue of the test's own. */
async function newQueue(): Promise<{ queue: QueueDefinition; jobs: Jobs }> {
  queues += 1;
  const queue: QueueDefinition = { name: `test-${queues}`, policy: 'coalescing', expireInSeconds: 60 };
  return { queue, jobs: await workerOf(queue) };
}

async function workerOf(queue: QueueDefinition): Promise<Jobs> {
  const jobs = await startJobs(testDatabase.url, [queue], logger);
  started.push(jobs);
  return jobs;
}

const jobsIn = (queue: QueueDefinition) =>
  database.rows<{ state: string; output: unknown }>('SELECT state, output FROM pgboss.job WHERE name = $1', [
    queue.name,
  ]);

test('a job asked for while one of the same key runs is kept, so that the newest wish is looked at', async () => {
  const { queue, jobs } = await newQueue();
  const first = { begun: gate(), end: gate() };
  const again = gate();
  let runs = 0;
  await jobs.work(queue, 2, async () => {
    runs += 1;
    if (runs > 1) {
      again.open();
      return;
    }
    first.begun.open();
    await first.end.until;
  });
  await jobs.enqueue(queue, { id: '1' }, { key: 'same' });
  await first.begun.until;
  await jobs.enqueue(queue, { id: '1' }, { key: 'same' });

  await again.until;
  first.end.open();
  expect(runs).toBe(2);
});

test('jobs of one key that wait are one, so that a sweep which comes by often does no harm', async () => {
  const { queue, jobs } = await newQueue();

  for (let time = 0; time < 3; time += 1) await jobs.enqueue(queue, { id: '1' }, { key: 'same' });
  await jobs.enqueue(queue, { id: '2' }, { key: 'other' });

  expect(await jobsIn(queue)).toHaveLength(2);
});

test('a transaction that is rolled back takes its job along, so that nobody works on what never was', async () => {
  const { queue, jobs } = await newQueue();

  await expect(
    database.transaction(async (transaction) => {
      await jobs.enqueue(queue, { id: '1' }, { transaction });
      throw new Error('rolled back');
    }),
  ).rejects.toThrow('rolled back');
  expect(await jobsIn(queue)).toEqual([]);

  await database.transaction((transaction) => jobs.enqueue(queue, { id: '1' }, { transaction }));
  expect(await jobsIn(queue)).toHaveLength(1);
});

test('what a failing handler throws is not stored, so that no foreign text gets into the database', async () => {
  const { queue, jobs } = await newQueue();
  const failed = gate();
  await jobs.work(queue, 1, async () => {
    failed.open();
    throw new Error('Quarterly numbers with Ana', { cause: 'https://zoom.us/rec/secret' });
  });
  await jobs.enqueue(queue, { id: '1' });
  await failed.until;
  await jobs.stop(5_000);

  const [job] = await jobsIn(queue);
  expect(job?.state).toBe('retry');
  expect(JSON.stringify(job)).not.toMatch(/Quarterly|zoom\.us/);
  expect(logged).toContain(queue.name);
  expect(logged).not.toMatch(/Quarterly|zoom\.us/);
});

test('a process that stops tells its handlers and waits for them, so that another process goes on', async () => {
  const { queue, jobs } = await newQueue();
  const begun = gate();
  const events: string[] = [];
  await jobs.work(queue, 1, async (_payload, signal) => {
    begun.open();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    for (let query = 0; query < 10; query += 1) await database.rows('SELECT 1');
    await jobs.enqueue(queue, { id: '1' }, { key: 'handed back' });
    events.push('handed back');
  });
  await jobs.enqueue(queue, { id: '1' });
  await begun.until;
  await jobs.stop(2_000);
  events.push('stopped');
  expect(events).toEqual(['handed back', 'stopped']);

  const other = gate();
  await (await workerOf(queue)).work(queue, 1, async () => other.open());
  await other.until;
});

test('a job for later is found soon after its time, so that a pause of seconds does not become a minute', async () => {
  const { queue, jobs } = await newQueue();
  const found = gate();
  await jobs.work(queue, 1, async () => found.open());

  await jobs.enqueue(queue, { id: '1' }, { startAfter: new Date(Date.now() + 1_000) });

  await found.until;
});

test('more jobs than places are all done, so that none waits for a chance to be noticed', async () => {
  const { queue, jobs } = await newQueue();
  const all = gate();
  let done = 0;
  for (let id = 0; id < 12; id += 1) await jobs.enqueue(queue, { id: String(id) }, { key: String(id) });

  await jobs.work(queue, 4, async () => {
    done += 1;
    if (done === 12) all.open();
  });

  await all.until;
});
