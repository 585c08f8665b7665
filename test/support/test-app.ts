// The whole app on a database of its own, between a simulated Jira and a simulated Zoom: what most integration tests use.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import { createApp } from '../../src/app.ts';
import { startBackgroundWork } from '../../src/background-work.ts';
import { compose, type Deps } from '../../src/composition.ts';
import { readConfig } from '../../src/platform/config.ts';
import { zoomScopes } from '../../src/zoom/scopes.ts';
import { type JiraSimulator, startJiraSimulator } from '../simulators/jira/simulator.ts';
import { startZoomSimulator, type ZoomSimulator } from '../simulators/zoom/zoom-simulator.ts';
import { type AppClient, appEnvironment, createAppClient } from './app-client.ts';
import { recordingLogger } from './recording-logger.ts';
import { TestClock } from './test-clock.ts';
import { createTestDatabase } from './test-database.ts';

export { type ApiAnswer, FlowWindow, type Viewer } from './app-client.ts';

export interface TestApp extends AppClient {
  baseUrl: string;
  clock: TestClock;
  deps: Deps;
  express: Express;
  jira: JiraSimulator;
  zoom: ZoomSimulator;
  databaseUrl: string;
  /** Everything logged so far, at the finest level. */
  log(): string;
  stop(): Promise<void>;
}

export interface TestAppOptions {
  /** Whether transfers and other jobs are worked on; default true. */
  background?: boolean;
  /** Keep what is attached, so that the page can play it; default false. */
  keepAttachmentBytes?: boolean;
  /** Of the app's own environment, over the test's. */
  env?: Record<string, string>;
  clock?: TestClock;
  /** Migrated and empty; one of the test run's own without. */
  database?: { url: string; drop(): Promise<void> };
}

/** Both simulators, the app installed on the first site, nobody connected. Call `stop` when done. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const { background = true, keepAttachmentBytes = false, env = {} } = options;
  const { clock = new TestClock() } = options;
  const time = () => clock.now().getTime();
  const [jira, zoom, testDatabase] = await Promise.all([
    startJiraSimulator({ clock: time, keepAttachmentBytes }),
    // What the app asks for, and nothing more.
    startZoomSimulator({ clock: time, scopes: Object.keys(zoomScopes), marksRefusals: true }),
    options.database ?? createTestDatabase(),
  ]);
  // The address must be known before the app is built, so a shell listens first.
  const shell = express();
  const server = createServer(shell);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://localhost:${(server.address() as AddressInfo).port}`;
  zoom.allowRedirectUri(`${baseUrl}/zoom/oauth/callback`);
  const config = readConfig({ ...appEnvironment({ baseUrl, jira, zoom }), ...env });
  const { logger, lines } = recordingLogger();
  const deps = await compose({
    config,
    databaseUrl: testDatabase.url,
    encryptionKeys: config.encryptionKeys ?? [],
    clock,
    logger,
  });
  const app = await createApp(deps);
  shell.use(app);
  const work = background ? await startBackgroundWork(deps) : null;
  const installed = await jira.site.install(baseUrl);
  if (installed.status !== 204)
    throw new Error(`The test site could not install the app: ${installed.status}`);

  return {
    baseUrl,
    clock,
    deps,
    express: app,
    jira,
    zoom,
    databaseUrl: testDatabase.url,
    log: lines,
    ...createAppClient({ baseUrl, jira, zoom }),
    async stop() {
      await work?.stop(2_000);
      await closed(server);
      await deps.close(2_000);
      await Promise.all([jira.stop(), zoom.stop()]);
      await testDatabase.drop();
    },
  };
}

async function closed(server: Server): Promise<void> {
  const done = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await done;
}
