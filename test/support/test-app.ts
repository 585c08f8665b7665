// The whole app on a database of its own, between a simulated Jira and a simulated Zoom: what most integration tests use.

import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import express from 'express';
import { createApp } from '../../src/app.ts';
import { startBackgroundWork } from '../../src/background-work.ts';
import { compose, type Deps } from '../../src/composition.ts';
import { readConfig } from '../../src/platform/config.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { type JiraSimulator, startJiraSimulator } from '../simulators/jira/simulator.ts';
import type { JiraSite } from '../simulators/jira/site.ts';
import type { ZoomUser } from '../simulators/zoom/state.ts';
import { startZoomSimulator, type ZoomSimulator } from '../simulators/zoom/zoom-simulator.ts';
import { createTestDatabase } from './test-database.ts';

/** The real time, moved by hand; shared by the app and both simulators. */
export class TestClock {
  #offsetMs = 0;
  now(): Date {
    return new Date(Date.now() + this.#offsetMs);
  }
  advance(seconds: number): void {
    this.#offsetMs += seconds * 1000;
  }
}

export interface ApiAnswer {
  status: number;
  headers: Headers;
  body: ReturnType<typeof JSON.parse>;
}

export type Viewer = { accountId: string; issueId?: string | undefined; site?: JiraSite };

export interface TestApp {
  baseUrl: string;
  clock: TestClock;
  deps: Deps;
  jira: JiraSimulator;
  zoom: ZoomSimulator;
  databaseUrl: string;
  /** Everything logged so far, at the finest level. */
  log(): string;
  /** Calls /api/... as a person who looks at an issue. */
  api(method: string, path: string, viewer: Viewer, body?: unknown): Promise<ApiAnswer>;
  /** Takes a person through the whole connection flow, as their browser would. */
  connectZoom(viewer: Viewer, zoomUser: ZoomUser): Promise<void>;
  stop(): Promise<void>;
}

export interface TestAppOptions {
  /** Whether transfers and other jobs are worked on; default true. */
  background?: boolean;
  /** Of the app's own environment, over the test's. */
  env?: Record<string, string>;
}

/** Both simulators, the app installed on the first site, nobody connected. Call `stop` when done. */
export async function startTestApp({ background = true, env = {} }: TestAppOptions = {}): Promise<TestApp> {
  const clock = new TestClock();
  const time = () => clock.now().getTime();
  const [jira, zoom, testDatabase] = await Promise.all([
    startJiraSimulator({ clock: time }),
    startZoomSimulator({ clock: time }),
    createTestDatabase(),
  ]);
  // The address must be known before the app is built, so a shell listens first.
  const shell = express();
  const server = createServer(shell);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://localhost:${(server.address() as AddressInfo).port}`;
  zoom.allowRedirectUri(`${baseUrl}/zoom/oauth/callback`);
  const config = readConfig({
    NODE_ENV: 'test',
    APP_BASE_URL: baseUrl,
    ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
    ZOOM_CLIENT_ID: zoom.clientId,
    ZOOM_CLIENT_SECRET: zoom.clientSecret,
    ZOOM_OAUTH_BASE_URL: zoom.oauthBaseUrl,
    ZOOM_API_BASE_URL: zoom.apiBaseUrl,
    ZOOM_ALLOWED_HOSTS: '127.0.0.1',
    CONNECT_KEYS_CDN_URL: jira.keysUrl,
    ATLASSIAN_AUTHORIZATION_SERVER_URL: jira.authorizationServerUrl,
    CONNECT_HOST_SCRIPT_URL: jira.hostScriptUrl,
    JIRA_ALLOWED_HOSTS: '127.0.0.1',
    ALLOW_INSECURE_LOOPBACK: 'true',
    ...env,
  });
  let lines = '';
  const logger = createLogger(
    'debug',
    new Writable({
      write(chunk, _encoding, done) {
        lines += String(chunk);
        done();
      },
    }),
  );
  const deps = await compose({
    config,
    databaseUrl: testDatabase.url,
    encryptionKeys: config.encryptionKeys ?? [],
    clock,
    logger,
  });
  shell.use(await createApp(deps));
  const work = background ? await startBackgroundWork(deps) : null;
  const installed = await jira.site.install(baseUrl);
  if (installed.status !== 204)
    throw new Error(`The test site could not install the app: ${installed.status}`);

  const api: TestApp['api'] = async (method, path, viewer, body) => {
    const { site = jira.site, accountId, issueId } = viewer;
    const token = site.contextToken({ accountId, ...(issueId === undefined ? {} : { issueId }) });
    const answer = await fetch(`${baseUrl}/api${path}`, {
      method,
      headers: {
        authorization: `JWT ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) };
  };

  return {
    baseUrl,
    clock,
    deps,
    jira,
    zoom,
    databaseUrl: testDatabase.url,
    log: () => lines,
    api,
    async connectZoom(viewer, zoomUser) {
      const { body: flow } = await api('POST', '/zoom-connection/flows', viewer, {});
      const window = new FlowWindow(baseUrl);
      const toZoom = await window.get(flow.startUrl);
      const back = await zoom.authorize(zoomUser, toZoom.headers.get('location') ?? '');
      const toConfirm = await window.get(back);
      const page = await window.get(toConfirm.headers.get('location') ?? '');
      const done = await window.submit(await page.text(), 'connect');
      if (done.status !== 200) throw new Error(`Zoom was not connected: ${done.status} ${await done.text()}`);
    },
    async stop() {
      await work?.stop();
      await closed(server);
      await deps.close(2_000);
      await Promise.all([jira.stop(), zoom.stop()]);
      await testDatabase.drop();
    },
  };
}

/** The window in which Zoom is connected: keeps its cookies, follows nothing by itself. */
export class FlowWindow {
  readonly #baseUrl: string;
  readonly cookies = new Map<string, string>();

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl;
  }

  get(url: string): Promise<Response> {
    return this.#send(url, { method: 'GET' });
  }

  /** Presses a button of the confirmation page. */
  submit(html: string, decision: 'connect' | 'decline'): Promise<Response> {
    const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
    return this.#send('/zoom/oauth/confirm', {
      method: 'POST',
      body: new URLSearchParams({ flow: field('flow'), token: field('token'), decision }),
    });
  }

  async #send(url: string, init: RequestInit): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(new URL(url, this.#baseUrl), {
      ...init,
      headers: cookie === '' ? {} : { cookie },
      redirect: 'manual',
    });
    for (const set of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';')[0] ?? '').split('=', 2);
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }
}

async function closed(server: Server): Promise<void> {
  const done = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await done;
}
