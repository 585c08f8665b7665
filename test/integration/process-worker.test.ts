// A web server without background work, and a worker beside it, as processes of their own on one database.

import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { seedDemoSite } from '../simulators/jira/demo-site.ts';
import { type JiraSimulator, startJiraSimulator } from '../simulators/jira/simulator.ts';
import { startZoomSimulator, type ZoomSimulator } from '../simulators/zoom/zoom-simulator.ts';
import { appEnvironment, createAppClient } from '../support/app-client.ts';
import { type AppProcess, findFreePort, startAppProcess } from '../support/app-process.ts';
import { attach, linkedRecording, type RunningApp, settledTransfer } from '../support/recorded-meeting.ts';
import { createTestDatabase } from '../support/test-database.ts';

// Three programs start in each test: on a busy machine that alone takes a while.
vi.setConfig({ testTimeout: 90_000 });

let app: RunningApp;
let jira: JiraSimulator;
let zoom: ZoomSimulator;
let env: Record<string, string>;
let server: AppProcess;
beforeEach(async () => {
  const database = await createTestDatabase();
  jira = await startJiraSimulator();
  zoom = await startZoomSimulator();
  const port = await findFreePort();
  const baseUrl = `http://localhost:${port}`;
  const surroundings = { baseUrl, jira, zoom };
  env = {
    ...appEnvironment(surroundings),
    DATABASE_URL: database.url,
    PORT: String(port),
    WORKER: 'off',
  };
  server = startAppProcess('main', env);
  onTestFinished(async () => {
    await server.end('SIGKILL');
    await Promise.all([jira.stop(), zoom.stop()]);
    await database.drop();
  });
  await server.says('"listening"');
  zoom.allowRedirectUri(`${baseUrl}/zoom/oauth/callback`);
  await jira.site.install(baseUrl);
  app = { clock: systemClock, jira, zoom, ...createAppClient(surroundings) };
});

function startWorker(): AppProcess {
  const worker = startAppProcess('worker', env);
  onTestFinished(async () => void (await worker.end('SIGKILL')));
  return worker;
}

test('what the web server only wrote down, the worker beside it does, so that the file arrives once', async () => {
  const { engineer, issues } = seedDemoSite(jira);
  const viewer = { accountId: engineer.accountId, issueId: issues[0]?.id };
  const recorded = await linkedRecording(app, viewer, [{ fileType: 'MP4', size: 5_000_000 }]);
  const asked = await attach(app, viewer, recorded, 0);
  expect(asked).toMatchObject({ status: 201, body: { state: 'queued' } });

  const worker = startWorker();
  const transfer = await settledTransfer(app, viewer, asked.body.id);

  expect(transfer).toMatchObject({ state: 'succeeded', bytesMoved: 5_000_000 });
  await worker.says('"working"');
  const { port } = JSON.parse(/.*"working".*/.exec(worker.output())?.[0] ?? '{}');
  const ask = (path: string) => fetch(`http://localhost:${port}${path}`);
  expect(await (await ask('/health/ready')).json()).toEqual({ status: 'ready' });
  expect(await (await ask('/metrics')).text()).toContain('zoom_for_jira_transfer_bytes_total 5000000\n');
  expect((await ask('/api/transfers')).status).toBe(404);
  const attachments = jira.site.attachments(viewer.issueId ?? '');
  expect(attachments.map(({ sha256 }) => sha256)).toEqual([await recorded.recording.files[0]?.sha256()]);
  expect(server.output()).not.toContain('transfer runs');
  expect(await Promise.all([worker.end(), server.end()])).toEqual([0, 0]);
});

test('two workers share what there is to do, so that each file arrives once', async () => {
  const { engineer, issues } = seedDemoSite(jira);
  const viewer = { accountId: engineer.accountId, issueId: issues[0]?.id };
  const files = Array.from({ length: 6 }, (_, index) => ({
    fileType: 'MP4' as const,
    size: 1_000_000 + index,
  }));
  const recorded = await linkedRecording(app, viewer, files);
  const workers = [startWorker(), startWorker()];

  const asked = await Promise.all(files.map((_, index) => attach(app, viewer, recorded, index)));
  const transfers = await Promise.all(asked.map(({ body }) => settledTransfer(app, viewer, body.id)));

  expect(transfers.map(({ state }) => state)).toEqual(files.map(() => 'succeeded'));
  const sizes = jira.site.attachments(viewer.issueId ?? '').map(({ size }) => size);
  expect(sizes.sort((a, b) => a - b)).toEqual(files.map(({ size }) => size));
  // One may have done it all while the other still starts, and would die of what it is told.
  await Promise.all(workers.map((worker) => worker.says('"working"')));
  expect(await Promise.all(workers.map((worker) => worker.end()))).toEqual([0, 0]);
});
