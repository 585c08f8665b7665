// Faults that only a process of its own can have: a worker that is stopped and wakes up, one that is told to end in the
// middle of an upload, one that runs out of descriptors.

import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { seedDemoSite } from '../simulators/jira/demo-site.ts';
import { FastClock, fastTimeModule } from '../soak/fast-clock.ts';
import { appEnvironment } from '../support/app-client.ts';
import { type AppProcess, startAppProcess } from '../support/app-process.ts';
import { attach, type LinkedRecording, linkedRecording, transferWhen } from '../support/recorded-meeting.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';
import { gate } from '../support/transfer-bench.ts';

// Programs start in each test: on a busy machine that alone takes a while.
const testTimeout = 90_000;
vi.setConfig({ testTimeout });

const size = 16 * 1024 * 1024;
const clock = new FastClock();
let app: TestApp;
let env: Record<string, string>;
let viewer: Viewer;
let recorded: LinkedRecording;
beforeAll(async () => {
  const key = { ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}` };
  app = await startTestApp({ background: false, env: key, clock });
  const { baseUrl, jira, zoom, databaseUrl } = app;
  env = {
    ...appEnvironment({ baseUrl, jira, zoom }),
    ...key,
    ...clock.environment(),
    DATABASE_URL: databaseUrl,
  };
  const { engineer, issues } = seedDemoSite(jira);
  viewer = { accountId: engineer.accountId, issueId: issues[0]?.id };
  const files = [0, 8, 16, 24].map((more) => ({ fileType: 'MP4' as const, size: size + more }));
  recorded = await linkedRecording(app, viewer, files);
});
afterEach(() => {
  app.jira.faults.uploads = [];
});
afterAll(() => app.stop());

function startWorker(imports: string[] = [], descriptors?: number): AppProcess {
  const worker = startAppProcess('worker', env, [fastTimeModule, ...imports], descriptors);
  onTestFinished(async () => void (await worker.end('SIGKILL')));
  return worker;
}

/** Presses Attach for the file at `index`; what is attached of it is told by its sha-256. */
async function ask(index: number) {
  const file = recorded.recording.files[index];
  const asked = await attach(app, viewer, recorded, index);
  expect(asked.status).toBe(201);
  const id = asked.body.id as string;
  const succeeded = () => transferWhen(app, viewer, id, ({ state }) => state === 'succeeded');
  const attached = async (): Promise<number> => {
    const sha256 = await file?.sha256();
    return app.jira.site.attachments(viewer.issueId ?? '').filter((one) => one.sha256 === sha256).length;
  };
  return { id, succeeded, attached };
}

/** Jira stops reading the next upload, near its beginning unless told otherwise, until the gate opens. */
function holdUpload(atByte = 30_000) {
  const held = gate();
  app.jira.faults.uploads.push({ kind: 'hold', atByte, until: held.until });
  return { open: held.open, reached: app.jira.waitFor('upload-held', () => true, testTimeout) };
}

test('a worker is stopped in the middle of an upload, another takes over, and the first wakes up, so that one file is attached', async () => {
  const held = holdUpload();
  const asleep = startWorker();
  const { succeeded, attached } = await ask(0);
  await held.reached;
  process.kill(asleep.pid, 'SIGSTOP');

  const other = startWorker();
  await succeeded();
  expect(await attached()).toBe(1);

  process.kill(asleep.pid, 'SIGCONT');
  held.open();
  await asleep.says('left alone');
  expect(await Promise.all([asleep.end(), other.end()])).toEqual([0, 0]);
  expect(await attached()).toBe(1);
});

test('a worker that is told to end lets its upload finish, so that nothing is uploaded twice', async () => {
  // Its patience is less than a second of real time: there must not be much left to copy in it.
  const held = holdUpload(size - 1_000_000);
  const worker = startWorker();
  const { id, succeeded, attached } = await ask(1);
  await held.reached;
  const ended = worker.end('SIGTERM');
  held.open();

  expect(await ended).toBe(0);
  await succeeded();
  const rows = await app.deps.database.rows('SELECT attempt FROM transfers WHERE id = $1', [id]);
  expect([rows, await attached()]).toEqual([[{ attempt: 1 }], 1]);
});

test('a worker that is told to end hands back what outlasts its patience, so that another one attaches the file', async () => {
  const held = holdUpload();
  const worker = startWorker();
  const { id, succeeded, attached } = await ask(3);
  await held.reached;
  expect(await worker.end('SIGTERM')).toBe(0);
  expect(await attached()).toBe(0);

  const other = startWorker();
  await succeeded();
  held.open();
  const rows = await app.deps.database.rows('SELECT attempt FROM transfers WHERE id = $1', [id]);
  expect([rows, await attached()]).toEqual([[{ attempt: 2 }], 1]);
  expect(await other.end()).toBe(0);
});

/** With each SIGUSR2 it takes all the descriptors that are left, or gives them back. */
const hoarder = `
import { openSync, closeSync } from 'node:fs';
let taken = [];
process.on('SIGUSR2', () => {
  if (taken.length > 0) {
    for (const descriptor of taken.splice(0)) closeSync(descriptor);
    return;
  }
  try { for (;;) taken.push(openSync('/dev/null')); } catch (error) { console.log('all taken', error.code); }
});
console.log('hoarder ready');`;

test('a worker without a descriptor left lives on, so that the transfer goes on when there are some again', async () => {
  const worker = startWorker([`data:text/javascript,${encodeURIComponent(hoarder)}`], 512);
  await worker.says('"working"');
  process.kill(worker.pid, 'SIGUSR2');
  await worker.says('all taken EMFILE');

  const { succeeded, attached } = await ask(2);
  await worker.says('"code":"EMFILE"');
  expect(await attached()).toBe(0);
  process.kill(worker.pid, 'SIGUSR2');

  await succeeded();
  expect(await attached()).toBe(1);
  expect(await worker.end()).toBe(0);
});
