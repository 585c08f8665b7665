// `npm run demo` as a newcomer uses it: one address, no account, and what was made is there again at the next start.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { PickableMeetings } from '../../src/meetings/api-types.ts';
import { eraseEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.ts';
import { findClusterFolder } from '../../src/platform/database/embedded-postgres-cluster.ts';
import { findPostmaster } from '../../src/platform/database/embedded-postgres-process.ts';
import { FlowWindow } from '../support/app-client.ts';
import { type AppProcess, findFreePort, startAppProcess } from '../support/app-process.ts';

// The demo starts twice, with a Postgres each time: on a busy machine that alone takes a while.
vi.setConfig({ testTimeout: 90_000 });

test('the demo starts, ends on Ctrl-C with nothing left behind, and goes on where it stopped, until the app is removed at Zoom', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'demo-test-'));
  const port = await findFreePort(25);
  onTestFinished(async () => expect(await eraseEmbeddedPostgres(folder)).toBe(true));

  const first = await startDemo(folder, port);
  await connectZoom(first);
  const { body: past } = await first.api('GET', '/meetings?when=past');
  const { meetingId, topic } =
    (past as PickableMeetings).meetings.find(({ kind }) => kind === 'single') ?? {};
  const linked = await first.api('POST', '/meeting-links', { pasted: `https://zoom.us/j/${meetingId}` });
  expect(linked.status).toBe(201);
  const details = await first.api('GET', `/meeting-links/${linked.body.id}/details`);
  expect(details).toMatchObject({ status: 200, body: { topic } });
  expect(await first.demo.end('SIGINT')).toBe(0);
  expect(findPostmaster(join(findClusterFolder(folder) ?? '', 'data'))).toBeNull();

  const second = await startDemo(folder, port);
  const panel = await second.api('GET', '/issue-panel');
  expect(panel.body).toMatchObject({ connection: { state: 'connected' }, links: [{ id: linked.body.id }] });
  const again = await second.api('GET', `/meeting-links/${linked.body.id}/details`);
  expect(again.body).toEqual(details.body);
  await removeAtZoom(second);
  const state = async () => (await second.api('GET', '/issue-panel')).body.connection.state;
  await expect.poll(state, { timeout: 30_000 }).toBe('not_connected');
  expect(await second.demo.end('SIGINT')).toBe(0);
});

interface Demo {
  demo: AppProcess;
  appBaseUrl: string;
  api(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: ReturnType<typeof JSON.parse> }>;
}

/** Starts it, opens the address that it prints, and looks at the issue there. */
async function startDemo(folder: string, port: number): Promise<Demo> {
  const demo = startAppProcess('demo', {
    DEMO_PORT: String(port),
    DEMO_FOLDER: folder,
    // What a developer's shell may hold; the demo must not care.
    DATABASE_URL: 'postgres://somebody@localhost:1/their-own',
    WORKER: 'off',
  });
  onTestFinished(async () => void (await demo.end('SIGKILL')));
  await demo.says('Ctrl-C stops everything');
  expect(demo.output()).toContain('Jira and Zoom are SIMULATED here');

  const address = /Open {3}(\S+)/.exec(demo.output())?.[1] ?? '';
  const page = await fetch(address);
  expect(page.status).toBe(200);
  const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const ofPage = async (path: string): Promise<ReturnType<typeof JSON.parse>> =>
    (await fetch(new URL(`/host-page/${path}`, address), { headers: { cookie } })).json();
  const issue = await ofPage(`issue/${address.split('/').at(-1)}`);
  const { token } = await ofPage(`context-token?issueId=${issue.id}`);

  const appBaseUrl = `http://localhost:${port}`;
  return {
    demo,
    appBaseUrl,
    async api(method, path, body) {
      const answer = await fetch(`${appBaseUrl}/api${path}`, {
        method,
        headers: { authorization: `JWT ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: answer.status, body: await answer.json() };
    },
  };
}

/** Presses Connect Zoom, Allow as the person whom Zoom's page proposes, and Connect. */
async function connectZoom({ api, appBaseUrl }: Demo): Promise<void> {
  const { body: flow } = await api('POST', '/zoom-connection/flows', {});
  const window = new FlowWindow(appBaseUrl);
  const consent = new URL((await window.get(flow.startUrl)).headers.get('location') ?? '');
  const [, person = ''] =
    /name="user_id" value="([^"]*)" checked/.exec(await (await fetch(consent)).text()) ?? [];
  const allowed = await fetch(new URL(consent.pathname, consent), {
    method: 'POST',
    body: new URLSearchParams([...consent.searchParams, ['user_id', person], ['answer', 'allow']]),
    redirect: 'manual',
  });
  const toConfirm = await window.get(allowed.headers.get('location') ?? '');
  const confirm = await window.get(toConfirm.headers.get('location') ?? '');
  expect((await window.submit(await confirm.text(), 'connect')).status).toBe(200);
}

/** Presses Remove beside the one person on Zoom's page of apps. */
async function removeAtZoom({ demo }: Demo): Promise<void> {
  const page = /open (\S+\/apps)/.exec(demo.output())?.[1] ?? '';
  const [, person = ''] = /name="user_id" value="([^"]*)"/.exec(await (await fetch(page)).text()) ?? [];
  const removed = await fetch(`${page}/remove`, {
    method: 'POST',
    body: new URLSearchParams({ user_id: person }),
  });
  expect(removed.url).toBe(page);
}
