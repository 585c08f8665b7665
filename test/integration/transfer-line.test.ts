// Which transfer is next: rows in the table, a clock moved by hand, and nobody who runs anything.

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { secondsAfter } from '../../src/platform/clock.ts';
import { type Database, openDatabase } from '../../src/platform/database/database.ts';
import { createTransferLine, mostOfSite } from '../../src/recordings/transfers/line/transfer-line.ts';
import { leaseSeconds } from '../../src/recordings/transfers/running/lease.ts';
import type { Transfer } from '../../src/recordings/transfers/transfer.ts';
import { createTransfersRepository } from '../../src/recordings/transfers/transfers-repository.ts';
import { createTestDatabase } from '../support/test-database.ts';

/** Stands still unless moved. */
let time = Date.now();
const clock = {
  now: () => new Date(time),
  advance(seconds: number) {
    time += seconds * 1000;
  },
};
let testDatabase: Awaited<ReturnType<typeof createTestDatabase>>;
let database: Database;
let other: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  [database, other] = [openDatabase(testDatabase.url, 10), openDatabase(testDatabase.url, 10)];
});
beforeEach(async () => {
  await database.rows('DELETE FROM transfers');
  await database.rows('DELETE FROM pauses');
});
afterAll(async () => {
  await Promise.all([database.close(), other.close()]);
  await testDatabase.drop();
});

const lineOf = (pool: Database, itsClock: { now(): Date } = clock) =>
  createTransferLine({
    clock: itsClock,
    database: pool,
    transfers: createTransfersRepository(pool),
    transferJournal: { takenOver: () => undefined },
  });
const next = (onlyIdleSites = false) => lineOf(database).claimNext(onlyIdleSites);
const secondsAgo = (seconds: number) => secondsAfter(clock.now(), -seconds);

async function newSite(): Promise<string> {
  const id = randomUUID();
  await database.rows(
    `INSERT INTO installations (id, client_key, base_url, state, installed_at, updated_at)
     VALUES ($1, $2, $2, 'uninstalled', $3, $3)`,
    [id, `site-${id}`, clock.now()],
  );
  return id;
}

let files = 0;
/** Queued transfers of the site, each a millisecond after the other, in the order of their issues where given. */
async function queue(
  site: string,
  { count = 1, issue = null as number | null, waitedSeconds = 60 } = {},
): Promise<string[]> {
  files += count;
  const rows = await database.rows<{ id: string }>(
    `INSERT INTO transfers (id, installation_id, issue_id, meeting_id, meeting_uuid, recording_key, file_type,
       requested_by, read_as, consent_project_id, host_zoom_user_id, state, attempt, failures, run_after, bytes_moved,
       created_at, updated_at)
     SELECT gen_random_uuid(), $1, coalesce($2, $6 + n), 1, 'uuid==', 'file ' || ($6 + n), 'MP4', $5, $5, 1, 'host',
       'queued', 0, 0, at, 0, at, at
     FROM (SELECT n, $4::timestamptz + n * interval '1 millisecond' AS at FROM generate_series(1, $3::int) n) new
     RETURNING id`,
    [site, issue, count, secondsAgo(waitedSeconds), randomUUID(), files - count],
  );
  return rows.map(({ id }) => id);
}
const pause = (scope: string, seconds: number) =>
  database.rows('INSERT INTO pauses (scope, until) VALUES ($1, $2)', [
    scope,
    secondsAfter(clock.now(), seconds),
  ]);
/** All that may run now, in their order. */
async function takeAll(onlyIdleSites = false): Promise<Transfer[]> {
  const taken: Transfer[] = [];
  for (let times = 0; times < 200; times += 1) {
    const transfer = await next(onlyIdleSites);
    if (transfer === null) return taken;
    taken.push(transfer);
  }
  throw new Error('there is no end of it');
}
const idsOf = (transfers: readonly Transfer[]) => transfers.map(({ id }) => id);
const end = (transfer: Transfer) =>
  database.rows(`UPDATE transfers SET state = 'succeeded', lease_until = NULL WHERE id = $1`, [transfer.id]);

describe('Between sites', () => {
  test('a thousand files of one site wait, so that the one file of another site is among the first two', async () => {
    const [greedy, modest] = [await newSite(), await newSite()];
    await queue(greedy, { count: 1_000, waitedSeconds: 3_600 });
    const [only] = await queue(modest, { waitedSeconds: 0.5 });

    const first = [await next(), await next()];

    expect(first.map((transfer) => transfer?.id)).toContain(only);
  });

  test('the site with the fewest running ones comes first, then the one that has waited longest', async () => {
    const [early, middle, late] = [await newSite(), await newSite(), await newSite()];
    await queue(late, { count: 2, waitedSeconds: 10 });
    await queue(early, { count: 2, waitedSeconds: 30 });
    await queue(middle, { count: 1, waitedSeconds: 20 });

    const order = (await takeAll()).map(({ siteId }) => siteId);

    expect(order).toEqual([early, middle, late, early, late]);
  });

  test('files of one site are taken in the order in which they are due', async () => {
    const site = await newSite();
    const later = await queue(site, { count: 3, waitedSeconds: 10 });
    const earlier = await queue(site, { count: 3, waitedSeconds: 20 });

    expect(idsOf(await takeAll())).toEqual([...earlier, ...later]);
  });

  test('one that is not due yet is not taken, so that its site’s others are not held up either', async () => {
    const site = await newSite();
    await queue(site, { waitedSeconds: -5 });
    const due = await queue(site, { waitedSeconds: 0.1 });
    expect(idsOf(await takeAll())).toEqual(due);

    clock.advance(6);

    expect(await takeAll()).toHaveLength(1);
  });
});

describe('A site', () => {
  test('has eight running in all processes, so that its ninth waits until one of them ends', async () => {
    const site = await newSite();
    await queue(site, { count: 12 });
    const running = await takeAll();
    expect(running).toHaveLength(mostOfSite);

    await end(running[0] as Transfer);

    expect(await takeAll()).toHaveLength(1);
  });

  test('is never overshot by processes that choose at the same moment, so that each has others', async () => {
    const [site, second] = [await newSite(), await newSite()];
    await queue(site, { count: 30 });
    await queue(second, { count: 3 });

    const claims = await Promise.all(
      [database, other].flatMap((pool) => Array.from({ length: 9 }, () => lineOf(pool).claimNext(false))),
    );

    const taken = claims.filter((transfer) => transfer !== null);
    expect(taken.filter(({ siteId }) => siteId === site)).toHaveLength(mostOfSite);
    expect(taken.filter(({ siteId }) => siteId === second)).toHaveLength(3);
    expect(new Set(idsOf(taken)).size).toBe(taken.length);
  });

  test('that has one running leaves a process’s last places to others, so that a newcomer starts at once', async () => {
    const [greedy, newcomer] = [await newSite(), await newSite()];
    await queue(greedy, { count: 3 });
    await next();
    expect(await next(true)).toBeNull();

    const newOnes = await queue(newcomer, { count: 2, waitedSeconds: 0.1 });

    expect(idsOf(await takeAll(true))).toEqual(newOnes.slice(0, 1));
  });

  test('is not counted with what only waits for its next look past the fence', async () => {
    const site = await newSite();
    await queue(site, { count: mostOfSite + 1 });
    await takeAll();
    await database.rows(
      `UPDATE transfers SET state = 'finishing', run_after = $1, lease_until = $1 WHERE state = 'running'`,
      [secondsAfter(clock.now(), 300)],
    );

    expect(await takeAll()).toHaveLength(1);
  });

  test('is asked by Jira to wait, so that its transfers start when that is over and all others meanwhile', async () => {
    const [paused, free] = [await newSite(), await newSite()];
    const waiting = await queue(paused, { waitedSeconds: 100 });
    const others = await queue(free);
    await pause(`jira/${paused}`, 30);
    await pause('zoom', 30);
    expect(idsOf(await takeAll())).toEqual(others);

    clock.advance(31);

    // Those taken half a minute ago are still running.
    expect(idsOf(await takeAll())).toEqual(waiting);
  });

  test('waits while Jira asks the whole app to, so that nothing is taken', async () => {
    await queue(await newSite());
    await pause('jira', 30);
    expect(await next()).toBeNull();

    clock.advance(31);

    expect(await next()).not.toBeNull();
  });
});

describe('An issue', () => {
  /** Takes one and ends it at once, until nothing may be taken. */
  async function drain(): Promise<number> {
    for (let taken = 0; taken < 200; taken += 1) {
      const transfer = await next();
      if (transfer === null) return taken;
      await end(transfer);
    }
    throw new Error('there is no end of it');
  }

  test('gets ten uploads in two seconds, so that another issue of the site goes first and it goes on then', async () => {
    const site = await newSite();
    await queue(site, { count: 25, issue: 7 });
    expect(await drain()).toBe(10);
    const others = await queue(site, { issue: 8, waitedSeconds: 0.1 });

    expect(idsOf(await takeAll())).toEqual(others);
    clock.advance(2.1);
    expect(await drain()).toBe(10);
  });

  test('gets sixty uploads in thirty seconds, so that the rest waits for the half minute to pass', async () => {
    const site = await newSite();
    await queue(site, { count: 80, issue: 7 });
    let taken = 0;
    for (let round = 0; round < 8; round += 1, clock.advance(2.1)) taken += await drain();
    expect(taken).toBe(60);

    clock.advance(15);

    expect(await drain()).toBeGreaterThan(0);
  });

  test('of the same number on another site is another issue, so that its uploads do not wait for each other’s', async () => {
    const [site, neighbour] = [await newSite(), await newSite()];
    await queue(site, { count: 11, issue: 7 });
    await drain();
    await queue(neighbour, { count: 1, issue: 7 });

    expect(await drain()).toBe(1);
  });

  test('is asked by Jira to wait, so that only its own transfers do, and a lost lease does not bring them back', async () => {
    const site = await newSite();
    const [running] = await queue(site, { issue: 7, waitedSeconds: 100 });
    await next();
    await queue(site, { issue: 7 });
    const others = await queue(site, { issue: 8, waitedSeconds: 0.1 });
    clock.advance(leaseSeconds + 1);
    await pause(`jira/${site}/7`, 30);
    expect(idsOf(await takeAll())).toEqual(others);

    clock.advance(31);

    expect(idsOf(await takeAll())[0]).toBe(running);
  });
});

describe('A transfer', () => {
  test('whose worker was killed is taken again when the lease has run out, before what came later', async () => {
    const site = await newSite();
    const [killed] = await queue(site, { waitedSeconds: 100 });
    await next();
    const [later] = await queue(site);
    clock.advance(leaseSeconds + 1);

    const taken = await takeAll();

    expect(idsOf(taken)).toEqual([killed, later]);
    expect(taken[0]).toMatchObject({ state: 'running', attempt: 2 });
  });

  test('that crossed the fence comes back finishing, so that its attachment is looked for', async () => {
    await queue(await newSite());
    const transfer = (await next()) as Transfer;
    const now = clock.now();
    const leaseUntil = secondsAfter(now, leaseSeconds);
    const transfers = createTransfersRepository(database);
    await transfers.fence(transfer, { size: 1, sha256: 'ab', now, leaseUntil });
    expect(await next()).toBeNull();
    clock.advance(leaseSeconds + 1);

    expect(await next()).toMatchObject({ id: transfer.id, state: 'finishing', attempt: 2 });
  });

  test('that somebody changes at this moment is left out, so that nobody waits for them', async () => {
    const [site, neighbour] = [await newSite(), await newSite()];
    const [locked] = await queue(site, { waitedSeconds: 100 });
    const [free] = await queue(neighbour);
    await other.transaction(async (transaction) => {
      await other.rows('SELECT id FROM transfers WHERE id = $1 FOR UPDATE', [locked], transaction);

      expect((await next())?.id).toBe(free);
    });
  });

  test('is not taken from a process whose clock is half a minute behind, so that skew alone takes nothing away', async () => {
    await queue(await newSite());
    const behind = lineOf(other, { now: () => secondsAgo(30) });
    expect(await behind.claimNext(false)).not.toBeNull();

    expect(await next()).toBeNull();
  });
});

describe('The place in line', () => {
  test('counts what is due before it on its site, not what runs, waits for later or is another site’s', async () => {
    const [site, neighbour] = [await newSite(), await newSite()];
    await queue(neighbour, { count: 3, waitedSeconds: 300 });
    const [running] = await queue(site, { issue: 7, waitedSeconds: 200 });
    await next(true);
    await next(true);
    await queue(site, { count: 4, issue: 8, waitedSeconds: 100 });
    await queue(site, { issue: 7, waitedSeconds: -60 });
    const [first, second] = await queue(site, { count: 2, issue: 7, waitedSeconds: 50 });

    const ahead = await lineOf(database).listAhead(site, '7');

    expect([ahead.get(first ?? ''), ahead.get(second ?? ''), ahead.has(running ?? ''), ahead.size]).toEqual([
      4,
      5,
      false,
      2,
    ]);
  });

  test('is counted up to a thousand, so that a longer line takes no longer to count', async () => {
    const site = await newSite();
    await queue(site, { count: 1_500 });
    const [last] = await queue(site, { issue: 7, waitedSeconds: 1 });

    expect(await lineOf(database).listAhead(site, '7')).toEqual(new Map([[last, 1_000]]));
  });
});
