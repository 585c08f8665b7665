// Transfers with everything around them: jobs that come twice, late or not at all, and processes that end.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { startBackgroundWork } from '../../src/background-work.ts';
import { compose } from '../../src/composition.ts';
import { secondsAfter } from '../../src/platform/clock.ts';
import { transfersQueue } from '../../src/recordings/transfers/line/transfers-queue.ts';
import { leaseSeconds } from '../../src/recordings/transfers/running/lease.ts';
import { seedDemoSite } from '../simulators/jira/demo-site.ts';
import {
  attach,
  attachAndWait,
  audienceOf,
  linkedRecording,
  settledTransfer,
  transferWhen,
} from '../support/recorded-meeting.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';
import { gate } from '../support/transfer-bench.ts';

let app: TestApp;
let viewer: Viewer;
const ending: (() => Promise<void>)[] = [];

beforeEach(async () => {
  app = await startTestApp({ background: false });
  const { engineer, issues } = seedDemoSite(app.jira);
  viewer = { accountId: engineer.accountId, issueId: issues[0]?.id };
});
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
  await app.stop();
});

/** Begins the background work of the app itself. */
async function work(): Promise<void> {
  const background = await startBackgroundWork(app.deps);
  ending.push(() => background.stop());
}

const attachments = () => app.jira.site.attachments(viewer.issueId ?? '');
const jobs = () =>
  app.deps.database.rows<{ state: string; data: { transferId: string } }>(
    'SELECT state, data FROM pgboss.job WHERE name = $1',
    [transfersQueue.name],
  );

test('a job is delivered twice, so that there is one run and one attachment', async () => {
  const recorded = await linkedRecording(app, viewer, [{ fileType: 'MP4' }]);
  const { body } = await attach(app, viewer, recorded, 0);
  for (const key of ['again', 'and again'])
    await app.deps.jobs.enqueue(transfersQueue, { transferId: body.id }, { key });

  await work();
  await settledTransfer(app, viewer, body.id);
  const [{ attempt } = { attempt: 0 }] = await app.deps.database.rows<{ attempt: number }>(
    'SELECT attempt FROM transfers',
  );

  expect([attempt, attachments().length]).toEqual([1, 1]);
});

test('a job is lost, so that the sweep finds the transfer and it runs', async () => {
  const recorded = await linkedRecording(app, viewer, [{ fileType: 'MP4' }]);
  const { body } = await attach(app, viewer, recorded, 0);
  await app.deps.database.rows('DELETE FROM pgboss.job');
  app.clock.advance(31);

  await work();

  expect(await settledTransfer(app, viewer, body.id)).toMatchObject({ state: 'succeeded' });
});

test('a worker was killed with its job, so that the sweep gives the transfer to another one', async () => {
  const recorded = await linkedRecording(app, viewer, [{ fileType: 'MP4' }]);
  const { body } = await attach(app, viewer, recorded, 0);
  const now = app.clock.now();
  await app.deps.transfers.claim(body.id, now, secondsAfter(now, leaseSeconds));
  await app.deps.database.rows('DELETE FROM pgboss.job');
  app.clock.advance(leaseSeconds + 1);

  await work();

  expect(await settledTransfer(app, viewer, body.id)).toMatchObject({ state: 'succeeded' });
  expect(attachments()).toHaveLength(1);
});

test('a transfer that waits for a quarter of an hour is cancelled and retried, so that it runs at once', async () => {
  const recorded = await linkedRecording(app, viewer, [{ fileType: 'MP4' }]);
  const { body } = await attach(app, viewer, recorded, 0);
  const headers = { 'retry-after': '900' };
  app.zoom.faults.arm({ on: 'api', path: '/meetings/', kind: 'answer', status: 503, body: {}, headers });
  await work();
  await transferWhen(app, viewer, body.id, ({ state }) => state === 'waiting');
  await app.api('POST', `/transfers/${body.id}/cancel`, viewer);

  const audience = audienceOf(app, viewer.issueId);
  await app.api('POST', `/transfers/${body.id}/retry`, viewer, { audience });

  const done = await transferWhen(app, viewer, body.id, ({ state }) => state === 'succeeded');
  expect(done.attachmentId).toBe(attachments()[0]?.id);
});

test('a passing fault is over when the job comes back, so that the transfer succeeds without anybody’s help', async () => {
  const recorded = await linkedRecording(app, viewer, [{ fileType: 'MP4' }]);
  const { body } = await attach(app, viewer, recorded, 0);
  app.zoom.faults.arm({ on: 'download', kind: 'truncate', at: 10_000 });
  await work();
  await transferWhen(app, viewer, body.id, ({ state }) => state === 'waiting');

  // Due in a moment by the app's clock; the queue's own job comes seconds later.
  app.clock.advance(60);

  await transferWhen(app, viewer, body.id, ({ state }) => state === 'succeeded');
  expect(attachments()).toHaveLength(1);
});

test('the process ends in the middle of an upload, so that the transfer is queued and another process finishes it', async () => {
  const recorded = await linkedRecording(app, viewer, [{ fileType: 'MP4', size: 32 * 1024 * 1024 }]);
  const held = gate();
  app.jira.faults.uploads.push({ kind: 'hold', atByte: 30_000, until: held.until });
  const reached = app.jira.waitFor('upload-held');
  const { body } = await attach(app, viewer, recorded, 0);
  await work();
  await reached;

  await app.deps.jobs.stop(2_000);
  held.open();

  expect(await settled(body.id)).toEqual({ state: 'queued', lease_until: null });
  expect((await jobs()).filter(({ state }) => state === 'created')).toHaveLength(1);
  expect(attachments()).toEqual([]);

  const { config, clock, logger } = app.deps;
  const other = await compose({
    config,
    databaseUrl: app.databaseUrl,
    encryptionKeys: config.encryptionKeys ?? [],
    clock,
    logger,
  });
  ending.push(() => other.close(2_000));
  const background = await startBackgroundWork(other);
  ending.push(() => background.stop());
  await transferWhen(app, viewer, body.id, ({ state }) => state === 'succeeded');
  expect(attachments()).toHaveLength(1);
});

async function settled(id: string) {
  const [row] = await app.deps.database.rows('SELECT state, lease_until FROM transfers WHERE id = $1', [id]);
  return row;
}

test('transfers fail in every way, so that neither rows, jobs nor logs hold anything that people wrote or may not see', async () => {
  Object.assign(app.deps, { sleep: async () => undefined });
  await work();
  const { site, faults } = app.jira;
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
    const issue = site.addIssue({ projectId: site.projects[0]?.id ?? '' });
    const here = { ...viewer, issueId: issue.id };
    const recorded = await linkedRecording(app, here, [{ fileType: 'MP4' }]);
    fault();
    await attachAndWait(app, here, recorded, 0);
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
  const payloads = (await jobs()).map(({ data }) => Object.keys(data));
  expect(new Set(payloads.flat())).toEqual(new Set(['transferId']));
});
