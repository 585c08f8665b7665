// Connecting Zoom with an adversary at the table: no link of the flow makes somebody else's approval theirs.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ZoomUser } from '../simulators/zoom/state.ts';
import {
  answerAtZoom,
  countTokenRequests,
  newPerson,
  type Person,
  reachConfirmation,
  startFlow,
  viewFlow,
} from '../support/connection-windows.ts';
import { FlowWindow, startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
let attacker: Person;
let victimAtZoom: ZoomUser;
let tokenRequests: () => number;

beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());
beforeEach(() => {
  attacker = newPerson(app, 'Mallory Attacker');
  victimAtZoom = app.zoom.createUser({});
  tokenRequests = countTokenRequests(app);
});

const connectionOf = async (viewer: Person) => (await app.api('GET', '/zoom-connection', viewer)).body.state;
const grantsOf = (user: ZoomUser) =>
  app.deps.database.rows('SELECT id FROM zoom_grants WHERE zoom_user_id = $1', [user.id]);
const revocationsOf = (user: ZoomUser) =>
  app.zoom.requests.filter(({ path, userId }) => path === '/oauth/revoke' && userId === user.id).length;
const flowRow = async (flowId: string) => {
  const [row] = await app.deps.database.rows<{ state: string; failure_code: string | null; code: string }>(
    'SELECT state, failure_code, code, code_verifier FROM oauth_flows WHERE id = $1',
    [flowId],
  );
  return row;
};

describe('a forwarded start link', () => {
  it('shows the victim whose Jira account would use their Zoom, and without Connect nothing is exchanged', async () => {
    const { flowId, startUrl } = await startFlow(app, attacker);
    const { html } = await reachConfirmation(app, startUrl, victimAtZoom);

    expect(html).toContain(attacker.displayName);
    expect(html).toContain(new URL(app.jira.site.baseUrl).host);
    expect(await viewFlow(app, attacker, flowId)).toEqual({ state: 'awaiting_confirmation', message: null });
    expect(tokenRequests()).toBe(0);
    expect(await connectionOf(attacker)).toBe('not_connected');
  });

  it('escapes the name that the attacker gave themselves in Jira', async () => {
    const named = newPerson(app, '<b onclick="x">You & "yours"</b>');
    const { startUrl } = await startFlow(app, named);
    const { html } = await reachConfirmation(app, startUrl, victimAtZoom);
    expect(html).toContain('&lt;b onclick=&quot;x&quot;&gt;You &amp; &quot;yours&quot;&lt;/b&gt;');
    expect(html).not.toContain('<b onclick');
  });

  it('works once, so that the second to open it is refused and bound to nothing', async () => {
    const { startUrl } = await startFlow(app, attacker);
    await answerAtZoom(app, startUrl, victimAtZoom);

    const second = new FlowWindow(app.baseUrl);
    const refused = await second.get(startUrl);

    expect(refused.status).toBe(410);
    expect(refused.headers.get('location')).toBeNull();
    expect(second.cookies.size).toBe(0);
  });

  it('opened by two at the same moment lets one of them through', async () => {
    const { startUrl } = await startFlow(app, attacker);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => new FlowWindow(app.baseUrl).get(startUrl)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([302, ...Array(7).fill(410)]);
  });
});

describe('a forwarded callback link', () => {
  it('is refused in a browser without the cookie and ends the flow, so that nothing can be connected', async () => {
    const { flowId, startUrl } = await startFlow(app, attacker);
    const { window, callbackUrl } = await answerAtZoom(app, startUrl, app.zoom.createUser({}));

    const refused = await new FlowWindow(app.baseUrl).get(callbackUrl);

    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('nothing was connected');
    expect(await flowRow(flowId)).toEqual({
      state: 'failed',
      failure_code: 'other_browser',
      code: null,
      code_verifier: null,
    });
    expect((await viewFlow(app, attacker, flowId)).state).toBe('failed');
    // The right browser comes too late.
    expect((await window.get(callbackUrl)).status).toBe(410);
    expect(tokenRequests()).toBe(0);
  });

  it('is refused with a cookie of the right name and another value', async () => {
    const { flowId, startUrl } = await startFlow(app, attacker);
    const { callbackUrl } = await answerAtZoom(app, startUrl, victimAtZoom);
    const other = new FlowWindow(app.baseUrl);
    other.cookies.set(`zoom-flow-${flowId}`, 'a'.repeat(43));
    expect((await other.get(callbackUrl)).status).toBe(403);
    expect((await flowRow(flowId))?.state).toBe('failed');
  });

  it("is refused with the cookie of the victim's own flow", async () => {
    const victim = newPerson(app, 'Vera Victim');
    const own = await startFlow(app, victim);
    const { window: victimsWindow } = await answerAtZoom(app, own.startUrl, victimAtZoom);
    const attackers = await startFlow(app, attacker);
    const { callbackUrl } = await answerAtZoom(app, attackers.startUrl, app.zoom.createUser({}));

    expect((await victimsWindow.get(callbackUrl)).status).toBe(403);
    expect(await viewFlow(app, victim, own.flowId)).toEqual({ state: 'pending', message: null });
    expect(tokenRequests()).toBe(0);
  });
});

describe('the panel of the attacker', () => {
  it('completes nothing by asking, however often', async () => {
    const { flowId, startUrl } = await startFlow(app, attacker);
    expect((await viewFlow(app, attacker, flowId)).state).toBe('pending');
    await reachConfirmation(app, startUrl, victimAtZoom);
    for (let asked = 0; asked < 5; asked += 1)
      expect((await viewFlow(app, attacker, flowId)).state).toBe('awaiting_confirmation');
    expect(tokenRequests()).toBe(0);
    expect(await connectionOf(attacker)).toBe('not_connected');
  });

  it("learns nothing of another person's flow, on the same site and on another", async () => {
    const victim = newPerson(app, 'Vera Victim');
    const { flowId } = await startFlow(app, victim);
    const elsewhere = await app.jira.addSite();
    await elsewhere.install(app.baseUrl);
    const namesake = { accountId: victim.accountId, site: elsewhere };
    for (const asker of [attacker, namesake]) {
      const asked = await app.api('GET', `/zoom-connection/flows/${flowId}`, asker);
      expect(asked).toMatchObject({ status: 404, body: { error: { code: 'flow_not_found' } } });
    }
  });
});

describe('the confirmation', () => {
  it('is neither shown nor answered in another browser, so that only who approved can connect', async () => {
    const { flowId, startUrl } = await startFlow(app, attacker);
    const { confirmUrl, html } = await reachConfirmation(app, startUrl, victimAtZoom);
    const attackers = new FlowWindow(app.baseUrl);

    expect((await attackers.get(confirmUrl)).status).toBe(410);
    expect((await attackers.submit(html, 'connect')).status).toBe(410);
    attackers.cookies.set(`zoom-flow-${flowId}`, 'b'.repeat(43));
    expect((await attackers.get(confirmUrl)).status).toBe(410);
    expect((await attackers.submit(html, 'connect')).status).toBe(410);

    expect(tokenRequests()).toBe(0);
    expect(await connectionOf(attacker)).toBe('not_connected');
  });

  it('needs the token of the page shown last, so that a forged or older form connects nothing', async () => {
    const { startUrl } = await startFlow(app, attacker);
    const { window, confirmUrl, html } = await reachConfirmation(app, startUrl, victimAtZoom);
    const forged = html.replace(/name="token" value="[^"]*"/, `name="token" value="${'c'.repeat(43)}"`);
    expect((await window.submit(forged, 'connect')).status).toBe(410);

    const newer = await (await window.get(confirmUrl)).text();
    expect((await window.submit(html, 'connect')).status).toBe(410);
    expect(tokenRequests()).toBe(0);
    expect((await window.submit(newer, 'connect')).status).toBe(200);
    expect(tokenRequests()).toBe(1);
  });

  it('pressed several times at once exchanges the code once', async () => {
    const { startUrl } = await startFlow(app, attacker);
    const { window, html } = await reachConfirmation(app, startUrl, victimAtZoom);
    const cookies = [...window.cookies];
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => {
        const same = new FlowWindow(app.baseUrl);
        for (const [name, value] of cookies) same.cookies.set(name, value);
        return same.submit(html, 'connect');
      }),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410, 410, 410, 410]);
    expect(tokenRequests()).toBe(1);
  });

  it('declined leaves the code unused and a connection that existed before usable', async () => {
    const person = newPerson(app, 'Olga Owner');
    await app.connectZoom(person, victimAtZoom);
    const before = tokenRequests();
    const { flowId, startUrl } = await startFlow(app, person);
    const { window, html } = await reachConfirmation(app, startUrl, victimAtZoom);

    const declined = await window.submit(html, 'decline');

    expect(declined.status).toBe(200);
    expect(await declined.text()).toContain('Nothing was connected');
    expect(await viewFlow(app, person, flowId)).toEqual({ state: 'declined', message: null });
    expect(await flowRow(flowId)).toMatchObject({ state: 'declined', code: null, code_verifier: null });
    expect(tokenRequests()).toBe(before);
    const account = await app.api('GET', '/zoom-connection/account', person);
    expect(account).toMatchObject({ status: 200, body: { displayName: victimAtZoom.displayName } });
    expect((await window.submit(html, 'connect')).status).toBe(410);
  });

  it('pressed after the site removed the app exchanges nothing', async () => {
    const site = await app.jira.addSite();
    await site.install(app.baseUrl);
    const { startUrl } = await startFlow(app, newPerson(app, 'Paula Late', site));
    const { window, html } = await reachConfirmation(app, startUrl, victimAtZoom);
    await site.uninstall();

    expect((await window.submit(html, 'connect')).status).toBe(410);
    expect(tokenRequests()).toBe(0);
  });

  it('pressed while the site removes the app connects nothing and leaves no grant at Zoom', async () => {
    const site = await app.jira.addSite();
    await site.install(app.baseUrl);
    const { startUrl } = await startFlow(app, newPerson(app, 'Paula Late', site));
    const { window, html } = await reachConfirmation(app, startUrl, victimAtZoom);
    const { promise: uninstalled, resolve: letZoomAnswer } = Promise.withResolvers<void>();
    app.zoom.faults.arm({ on: 'api', path: '/users/me', kind: 'hold', until: uninstalled });
    const exchanged = app.zoom.waitFor('tokens-issued');
    const pressed = window.submit(html, 'connect');
    await exchanged;
    await site.uninstall();
    letZoomAnswer();

    expect((await pressed).status).toBeGreaterThanOrEqual(400);
    expect(await grantsOf(victimAtZoom)).toEqual([]);
    expect(revocationsOf(victimAtZoom)).toBe(1);
  });

  it('that Zoom leaves half answered connects nothing and leaves no grant at Zoom', async () => {
    const { flowId, startUrl } = await startFlow(app, attacker);
    const { window, html } = await reachConfirmation(app, startUrl, victimAtZoom);
    app.zoom.faults.arm({ on: 'api', path: '/users/me', kind: 'answer', status: 500, body: 'down' });

    expect((await window.submit(html, 'connect')).status).toBe(503);
    expect((await viewFlow(app, attacker, flowId)).state).toBe('failed');
    expect(await grantsOf(victimAtZoom)).toEqual([]);
    expect(revocationsOf(victimAtZoom)).toBe(1);
  });
});

it('nobody begins more connections than a person could mean to, so that Zoom is not flooded in the app’s name', async () => {
  const start = () => app.api('POST', '/zoom-connection/flows', attacker, {});
  const begun = await Promise.all(Array.from({ length: 20 }, start));
  expect(new Set(begun.map(({ status }) => status))).toEqual(new Set([201]));
  const refused = await start();
  expect(refused).toMatchObject({ status: 429, body: { error: { code: 'too_many_flows' } } });
  expect(refused.headers.get('retry-after')).toBe('600');
  app.clock.advance(601);
  expect((await start()).status).toBe(201);
});
