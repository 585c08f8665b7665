// Transfers with everything around them: workers that are told twice, late or not at all, and processes that end.

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startBackgroundWork } from '../../src/background-work.ts';
import { compose } from '../../src/composition.ts';
import { secondsAfter } from '../../src/platform/clock.ts';
import { listenForNotifications } from '../../src/platform/database/notifications.ts';
import { transfersChannel } from '../../src/recordings/transfers/line/transfer-line.ts';
import { startTransferWorker } from '../../src/recordings/transfers/line/transfer-worker.ts';
import { leaseSeconds } from '../../src/recordings/transfers/running/lease.ts';
import { settleRun } from '../../src/recordings/transfers/running/settle-run.ts';
import type { RunTransferDeps } from '../../src/recordings/transfers/running/transfer-deps.ts';
import { seedDemoSite } from '../simulators/jira/demo-site.ts';
import {
  attach,
  audienceOf,
  linkedRecording,
  settledTransfer,
  transferWhen,
} from '../support/recorded-meeting.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';
import { gate } from '../support/transfer-bench.ts';

let app: TestApp;
let accountId: string;
let viewer: Viewer & { issueId: string };
const ending: (() => Promise<void>)[] = [];

beforeAll(async () => {
  app = await startTestApp({ background: false });
  accountId = seedDemoSite(app.jira).engineer.accountId;
});
beforeEach(() => {
  viewer = { accountId, issueId: newIssue() };
});
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
  app.zoom.faults.clear();
});
afterAll(() => app.stop());

const newIssue = () => app.jira.site.addIssue({ projectId: app.jira.site.projects[0]?.id ?? '' }).id;

/** A worker of this process, or of another one, alone. */
async function work(deps: Partial<RunTransferDeps> = {}) {
  const worker = await startTransferWorker({ ...app.deps, ...deps });
  ending.push(() => worker.stop(0));
  return worker;
}

/** The same app in another process, as far as the database can tell. */
async function otherProcess() {
  const { config, clock, logger } = app.deps;
  const encryptionKeys = config.encryptionKeys ?? [];
  const other = await compose({ config, databaseUrl: app.databaseUrl, encryptionKeys, clock, logger });
  ending.push(() => other.close(2_000));
  return other;
}

async function asked(size?: number): Promise<string> {
  const recorded = await linkedRecording(app, viewer, [
    { fileType: 'MP4', ...(size === undefined ? {} : { size }) },
  ]);
  const { body } = await attach(app, viewer, recorded, 0);
  return body.id;
}

/** One that Jira stops reading near its beginning until `goOn`. */
async function askedAndHeld() {
  const held = gate();
  app.jira.faults.uploads.push({ kind: 'hold', atByte: 30_000, until: held.until });
  const reached = app.jira.waitFor('upload-held');
  return { id: await asked(32 * 1024 * 1024), reached, goOn: held.open };
}

const attachments = () => app.jira.site.attachments(viewer.issueId);
async function row(id: string) {
  const [found] = await app.deps.database.rows<{ state: string; attempt: number }>(
    'SELECT state, attempt FROM transfers WHERE id = $1',
    [id],
  );
  return found;
}

test('workers are told of a transfer over and over, so that there is one run and one attachment', async () => {
  const other = await otherProcess();
  await Promise.all([work(), work(other)]);
  const id = await asked();
  for (let times = 0; times < 5; times += 1) await app.deps.transferLine.wakeWorkers();

  await settledTransfer(app, viewer, id);

  expect([(await row(id))?.attempt, attachments().length]).toEqual([1, 1]);
});

test('a transfer is asked for, asked for again and handed back, so that workers are told each time', async () => {
  let told = 0;
  const { databaseUrl, logger, transfers } = app.deps;
  const onMessage = () => {
    told += 1;
  };
  const handlers = { onMessage, onConnected: () => undefined, onLost: () => undefined };
  const listening = await listenForNotifications(databaseUrl, transfersChannel, handlers, logger);
  ending.push(() => listening.stop());
  const isTold = (times: number) => expect.poll(() => told).toBe(times);

  const id = await asked();
  await isTold(1);
  await app.api('POST', `/transfers/${id}/cancel`, viewer);
  await app.api('POST', `/transfers/${id}/retry`, viewer, { audience: audienceOf(app, viewer.issueId) });
  await isTold(2);
  const now = app.clock.now();
  const run = await transfers.claim(id, now, secondsAfter(now, leaseSeconds));
  if (run === null) throw new Error('the row was not to be had');
  await settleRun(app.deps, run, { stop: null, inDoubt: false });
  await isTold(3);

  await app.api('POST', `/transfers/${id}/cancel`, viewer);
});

test('a passing fault is over and nobody tells the workers, so that they find the transfer by looking', async () => {
  app.zoom.faults.arm({ on: 'download', kind: 'status', status: 503, retryAfter: '50' });
  await work();
  const id = await asked();
  await transferWhen(app, viewer, id, ({ state }) => state === 'waiting');

  app.clock.advance(60);

  await transferWhen(app, viewer, id, ({ state }) => state === 'succeeded');
  expect(attachments()).toHaveLength(1);
});

test('a worker was killed, so that another one takes its transfer when the lease has run out', async () => {
  const id = await asked();
  const now = app.clock.now();
  await app.deps.transfers.claim(id, now, secondsAfter(now, leaseSeconds));
  app.clock.advance(leaseSeconds + 1);

  await work();

  expect(await settledTransfer(app, viewer, id)).toMatchObject({ state: 'succeeded' });
  expect(attachments()).toHaveLength(1);
});

test('the database fails while a transfer is taken, so that the worker goes on with the next chance', async () => {
  const { transferLine } = app.deps;
  let fails = true;
  const failed = gate();
  await work({
    transferLine: {
      ...transferLine,
      async claimNext(onlyIdleSites) {
        if (!fails) return transferLine.claimNext(onlyIdleSites);
        failed.open();
        throw new Error('the database is away');
      },
    },
  });
  const id = await asked();
  await failed.until;

  fails = false;
  await transferLine.wakeWorkers();

  expect(await settledTransfer(app, viewer, id)).toMatchObject({ state: 'succeeded' });
});

test('the database says nothing while a transfer is taken, so that a process that ends does not wait for it', async () => {
  const asking = gate();
  const claimNext = () => {
    asking.open();
    return new Promise<null>(() => undefined);
  };
  const { transferLine } = app.deps;
  const worker = await startTransferWorker({ ...app.deps, transferLine: { ...transferLine, claimNext } });
  await asking.until;

  expect(await worker.stop(0)).toBeUndefined();
});

test('a transfer that waits for a quarter of an hour is cancelled and retried, so that it runs at once', async () => {
  app.zoom.faults.arm({ on: 'download', kind: 'status', status: 503, retryAfter: '900' });
  await work();
  const id = await asked();
  await transferWhen(app, viewer, id, ({ state }) => state === 'waiting');
  await app.api('POST', `/transfers/${id}/cancel`, viewer);

  const audience = audienceOf(app, viewer.issueId);
  const retried = await app.api('POST', `/transfers/${id}/retry`, viewer, { audience });

  expect(retried.body.state).toBe('queued');
  const done = await transferWhen(app, viewer, id, ({ state }) => state === 'succeeded');
  expect(done.attachmentId).toBe(attachments()[0]?.id);
});

test('a process ends, so that it takes no more transfers but finishes the one in hand', async () => {
  const worker = await work();
  const { id, reached, goOn } = await askedAndHeld();
  await reached;

  const stopped = worker.stop(60_000);
  const another = await asked();
  goOn();
  await stopped;

  expect([await row(id), await row(another)]).toMatchObject([
    { state: 'succeeded', attempt: 1 },
    { state: 'queued', attempt: 0 },
  ]);
  await app.api('POST', `/transfers/${another}/cancel`, viewer);
});

test('a process ends and an upload takes longer, so that it is handed back and another process finishes it', async () => {
  const worker = await work();
  const { id, reached, goOn } = await askedAndHeld();
  await reached;
  await work(await otherProcess());

  await worker.stop(2_000);
  goOn();

  await transferWhen(app, viewer, id, ({ state }) => state === 'succeeded');
  expect(await row(id)).toMatchObject({ attempt: 2 });
  expect(attachments()).toHaveLength(1);
});

test('the first look of a whole app finds what was asked for before it started, so that nothing is forgotten', async () => {
  const id = await asked();

  const background = await startBackgroundWork(await otherProcess());
  ending.push(() => background.stop(0));

  expect(await settledTransfer(app, viewer, id)).toMatchObject({ state: 'succeeded', ahead: null });
});

test('transfers fail in every way, so that neither rows, jobs nor logs hold anything that people wrote or may not see', async () => {
  await work({ sleep: async () => undefined });
  const { site, faults } = app.jira;
  app.zoom.faults.range = 'ignored';
  const spoil: (() => void)[] = [
    () => app.zoom.faults.arm({ on: 'download', kind: 'html-refusal', page: 'passcode' }),
    () => app.zoom.faults.arm({ on: 'download', kind: 'redirect', to: 'https://MARK-URL.example.com/x' }),
    () => app.zoom.faults.arm({ on: 'download', kind: 'truncate', at: 5 }),
    () => faults.uploads.push({ kind: 'reset', atByte: 5 }),
    () => faults.uploads.push({ kind: 'lose-answer' }),
    () =>
      faults.answers.push({ path: /attachments$/, times: 1, status: 413, body: { message: 'MARK-BODY' } }),
    () => undefined,
  ];
  for (const fault of spoil) {
    const here = { ...viewer, issueId: newIssue() };
    const recorded = await linkedRecording(app, here, [{ fileType: 'MP4' }]);
    fault();
    const { body } = await attach(app, here, recorded, 0);
    // Also in doubt it has said why.
    await transferWhen(app, here, body.id, ({ state, reason }) => state === 'succeeded' || reason !== null);
  }

  const tables = ['transfers', 'audit_events', 'pgboss.job', 'pgboss.warning'];
  const kept = await Promise.all(
    tables.map(async (table) => JSON.stringify(await app.deps.database.rows(`SELECT * FROM ${table}`))),
  );
  const files = site.state.attachments.map(({ filename }) => filename);
  expect(files.length).toBeGreaterThan(0);
  for (const text of [...kept, app.log()]) {
    expect(text).not.toMatch(/MARK-|https?:\/\/[^"\s]*\/rec|Signature=|\.mp4|Bearer (?!\[)/);
    for (const name of files) expect(text).not.toContain(name);
  }
});
