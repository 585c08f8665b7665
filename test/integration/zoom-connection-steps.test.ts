// The steps of connecting Zoom: each works once, in its order, in its time, and its pages keep their guard up.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ZoomUser } from '../simulators/zoom/state.ts';
import {
  answerAtZoom,
  countTokenRequests,
  locationOf,
  newPerson,
  type Person,
  reachConfirmation,
  startFlow,
  viewFlow,
} from '../support/connection-windows.ts';
import { FlowWindow, startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
let person: Person;
let zoomUser: ZoomUser;
let tokenRequests: () => number;

beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());
beforeEach(() => {
  person = newPerson(app, 'Priya Raman');
  zoomUser = app.zoom.createUser({});
  tokenRequests = countTokenRequests(app);
});

const secretsOf = async (flowId: string) => {
  const [row] = await app.deps.database.rows<{ code: string | null; code_verifier: string | null }>(
    'SELECT state, code, code_verifier, confirm_token_hash FROM oauth_flows WHERE id = $1',
    [flowId],
  );
  return row;
};
const expire = () => app.deps.flows.expire(app.clock.now());

describe('the whole way', () => {
  it('ends connected, tells the panel so, and leaves no secret of the flow behind', async () => {
    const { flowId, startUrl } = await startFlow(app, person);
    expect(await viewFlow(app, person, flowId)).toEqual({ state: 'pending', message: null });
    const { window, html } = await reachConfirmation(app, startUrl, zoomUser);
    const connected = await window.submit(html, 'connect');

    expect(connected.status).toBe(200);
    expect(window.cookies.size).toBe(0);
    expect(await viewFlow(app, person, flowId)).toEqual({ state: 'connected', message: null });
    expect(await secretsOf(flowId)).toEqual({
      state: 'connected',
      code: null,
      code_verifier: null,
      confirm_token_hash: null,
    });
    const view = await app.api('GET', '/zoom-connection', person);
    expect(view.body).toEqual({
      state: 'connected',
      since: expect.any(String),
      endedBy: null,
      notWorking: [],
      hasCloudRecordings: true,
      sharedWith: [],
    });
    const account = await app.api('GET', '/zoom-connection/account', person);
    expect(account.body).toEqual({
      displayName: zoomUser.displayName,
      email: zoomUser.email,
      plan: 'licensed',
    });
  });

  it('asks Zoom with state and an S256 challenge, and Zoom gets the verifier only when the code is exchanged', async () => {
    const { startUrl } = await startFlow(app, person);
    const toZoom = await new FlowWindow(app.baseUrl).get(startUrl);
    const query = new URL(locationOf(toZoom)).searchParams;
    expect(query.get('code_challenge_method')).toBe('S256');
    expect(query.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    expect(query.get('state')).toMatch(/^[\w-]{43}$/);
    expect(query.get('redirect_uri')).toBe(`${app.baseUrl}/zoom/oauth/callback`);
    expect(query.get('response_type')).toBe('code');
  });

  it('runs in two windows of one person side by side', async () => {
    const [one, two] = [await startFlow(app, person), await startFlow(app, person)];
    const first = await reachConfirmation(app, one.startUrl, zoomUser);
    const second = await reachConfirmation(app, two.startUrl, zoomUser);
    expect((await first.window.submit(first.html, 'connect')).status).toBe(200);
    expect((await second.window.submit(second.html, 'connect')).status).toBe(200);
    expect((await app.api('GET', '/zoom-connection/account', person)).status).toBe(200);
  });
});

describe('each secret works once', () => {
  it('the state, so that a replayed callback changes nothing', async () => {
    const { flowId, startUrl } = await startFlow(app, person);
    const { window, callbackUrl, html } = await reachConfirmation(app, startUrl, zoomUser);
    expect((await window.get(callbackUrl)).status).toBe(410);
    expect((await new FlowWindow(app.baseUrl).get(callbackUrl)).status).toBe(410);
    expect((await viewFlow(app, person, flowId)).state).toBe('awaiting_confirmation');
    expect((await window.submit(html, 'connect')).status).toBe(200);
    expect((await window.get(callbackUrl)).status).toBe(410);
    expect(tokenRequests()).toBe(1);
  });

  it('the form, so that pressing Connect again exchanges nothing', async () => {
    const { startUrl } = await startFlow(app, person);
    const { window, html } = await reachConfirmation(app, startUrl, zoomUser);
    const cookies = [...window.cookies];
    expect((await window.submit(html, 'connect')).status).toBe(200);
    for (const [name, value] of cookies) window.cookies.set(name, value);
    expect((await window.submit(html, 'connect')).status).toBe(410);
    expect(tokenRequests()).toBe(1);
  });

  it('a start link of nobody is refused like a used one', async () => {
    const made = await new FlowWindow(app.baseUrl).get(`/zoom/oauth/start?token=${'x'.repeat(43)}`);
    expect(made.status).toBe(410);
  });

  it('a code that Zoom refuses fails the flow with a reason, and connects nothing', async () => {
    const { flowId, startUrl } = await startFlow(app, person);
    const { window, callbackUrl } = await answerAtZoom(app, startUrl, zoomUser);
    const forged = new URL(callbackUrl);
    forged.searchParams.set('code', 'made-up');
    const confirmUrl = locationOf(await window.get(forged.href));
    const html = await (await window.get(confirmUrl)).text();
    expect((await window.submit(html, 'connect')).status).toBe(409);
    expect(await viewFlow(app, person, flowId)).toEqual({
      state: 'failed',
      code: 'zoom_code_refused',
      message: expect.stringContaining('start again'),
    });
  });
});

describe('time', () => {
  it('ends a start link after ten minutes', async () => {
    const { flowId, startUrl } = await startFlow(app, person);
    app.clock.advance(540);
    expect((await viewFlow(app, person, flowId)).state).toBe('pending');
    app.clock.advance(61);
    expect((await viewFlow(app, person, flowId)).state).toBe('expired');
    expect((await new FlowWindow(app.baseUrl).get(startUrl)).status).toBe(410);
  });

  it('ends a flow that stayed at Zoom for ten minutes, and its verifier is forgotten', async () => {
    const { flowId, startUrl } = await startFlow(app, person);
    const { window, callbackUrl } = await answerAtZoom(app, startUrl, zoomUser);
    await expire();
    expect((await secretsOf(flowId))?.code_verifier).not.toBeNull();
    app.clock.advance(601);
    expect((await window.get(callbackUrl)).status).toBe(410);
    await expire();
    expect(await secretsOf(flowId)).toMatchObject({ state: 'failed', code: null, code_verifier: null });
  });

  it('forgets an unconfirmed code before its five minutes are over, so that Connect comes too late', async () => {
    const { flowId, startUrl } = await startFlow(app, person);
    const { window, html, confirmUrl } = await reachConfirmation(app, startUrl, zoomUser);
    app.clock.advance(240);
    await expire();
    expect(await secretsOf(flowId)).toMatchObject({ state: 'authorized', code: expect.any(String) });
    app.clock.advance(55);
    expect((await window.get(confirmUrl)).status).toBe(410);
    expect((await window.submit(html, 'connect')).status).toBe(410);
    await expire();
    expect(await secretsOf(flowId)).toEqual({
      state: 'failed',
      code: null,
      code_verifier: null,
      confirm_token_hash: null,
    });
    expect(await viewFlow(app, person, flowId)).toEqual({ state: 'expired', message: null });
    expect(tokenRequests()).toBe(0);
  });

  it('removes a flow altogether an hour after it ended', async () => {
    const { flowId } = await startFlow(app, person);
    app.clock.advance(601);
    await expire();
    expect(await secretsOf(flowId)).toBeDefined();
    app.clock.advance(3_600);
    await expire();
    expect(await secretsOf(flowId)).toBeUndefined();
    expect((await app.api('GET', `/zoom-connection/flows/${flowId}`, person)).status).toBe(404);
  });
});

describe('what comes back from Zoom', () => {
  it("without state, from Zoom's own Add button, gets a page that says where to start, and no exchange", async () => {
    const add = app.zoom.marketplaceAddUrl(`${app.baseUrl}/zoom/oauth/callback`);
    const back = await app.zoom.authorize(zoomUser, add);
    expect(new URL(back).searchParams.get('code')).not.toBeNull();
    const page = await new FlowWindow(app.baseUrl).get(back);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('start from Jira');
    expect(tokenRequests()).toBe(0);
  });

  it.each([[true], [false]])('declined gets a friendly page, also with state kept: %s', async (withState) => {
    const { flowId, startUrl } = await startFlow(app, person);
    const { window, callbackUrl } = await answerAtZoom(app, startUrl, zoomUser, { decline: true });
    const url = new URL(callbackUrl);
    expect(url.searchParams.get('error')).toBe('access_denied');
    if (!withState) url.searchParams.delete('state');
    const page = await window.get(url.href);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Nothing was connected');
    expect((await viewFlow(app, person, flowId)).state).toBe(withState ? 'declined' : 'pending');
    expect(tokenRequests()).toBe(0);
  });

  it.each([[true], [false]])('with any other error is Zoom’s refusal, state kept: %s', async (withState) => {
    const { flowId, startUrl } = await startFlow(app, person);
    const { window, callbackUrl } = await answerAtZoom(app, startUrl, zoomUser, { decline: true });
    const url = new URL(callbackUrl);
    url.searchParams.set('error', 'unauthorized_client');
    if (!withState) url.searchParams.delete('state');
    const page = await window.get(url.href);
    const html = await page.text();
    expect(page.status).toBe(403);
    expect(html).toContain('Zoom refused');
    expect(html).not.toContain('You declined');
    const { state, message } = await viewFlow(app, person, flowId);
    expect(state).toBe(withState ? 'failed' : 'pending');
    if (withState) expect(message).toContain('Zoom refused');
    expect(tokenRequests()).toBe(0);
  });

  it('with a foreign state is refused', async () => {
    const page = await new FlowWindow(app.baseUrl).get('/zoom/oauth/callback?state=made-up&code=made-up');
    expect(page.status).toBe(410);
    expect(tokenRequests()).toBe(0);
  });

  it.each(['state=a&state=b&code=c', `state=a&code=${'c'.repeat(2001)}`, 'state[x]=1&code=c'])(
    'in a wrong shape is refused as a page (%#)',
    async (query) => {
      const page = await new FlowWindow(app.baseUrl).get(`/zoom/oauth/callback?${query}`);
      expect(page.status).toBe(400);
      expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    },
  );
});

describe('the pages', () => {
  it('say so when Jira no longer knows the person at the confirmation', async () => {
    const gone = newPerson(app, 'Gone');
    const { startUrl } = await startFlow(app, gone);
    const { window, callbackUrl } = await answerAtZoom(app, startUrl, zoomUser);
    const confirmUrl = locationOf(await window.get(callbackUrl));
    const { users } = app.jira.site.state;
    users.splice(
      users.findIndex(({ accountId }) => accountId === gone.accountId),
      1,
    );
    const page = await window.get(confirmUrl);
    expect(page.status).toBe(404);
    expect(await page.text()).toContain('Jira does not know this person any more');
  });

  it('are never framed, cached, or able to run anything of a stranger', async () => {
    const { startUrl } = await startFlow(app, person);
    const { window, page, html } = await reachConfirmation(app, startUrl, zoomUser);
    const refusal = await new FlowWindow(app.baseUrl).get('/zoom/oauth/callback?state=x&code=y');
    const done = await window.submit(html, 'decline');
    for (const { headers } of [page, refusal, done]) {
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("form-action 'self'");
      expect(policy).not.toContain('unsafe-inline');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
    for (const text of [html, await refusal.text(), await done.text()]) {
      expect(text).not.toMatch(/<script(?![^>]*\ssrc="\/)/);
      expect(text).not.toMatch(/\son\w+=|<style|\sstyle=|javascript:/);
    }
  });

  it('leave the address that carries the code before anything is shown, and no redirect is cached', async () => {
    const { startUrl } = await startFlow(app, person);
    const window = new FlowWindow(app.baseUrl);
    const toZoom = await window.get(startUrl);
    const toConfirm = await window.get(await app.zoom.authorize(zoomUser, locationOf(toZoom)));
    expect(toConfirm.status).toBe(303);
    expect(locationOf(toConfirm)).toMatch(/^\/zoom\/oauth\/confirm\?flow=[\w-]{36}$/);
    for (const { headers } of [toZoom, toConfirm]) {
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
  });

  it('bind the browser by a cookie that scripts and other sites cannot use', async () => {
    const { flowId, startUrl } = await startFlow(app, person);
    const [cookie = ''] = (await new FlowWindow(app.baseUrl).get(startUrl)).headers.getSetCookie();
    const [pair, ...flags] = cookie.split('; ');
    expect(pair).toMatch(new RegExp(`^zoom-flow-${flowId}=[\\w-]{43}$`));
    expect(flags).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Lax', 'Path=/', 'Max-Age=600']));
  });

  it.each([
    ['POST', '/zoom/oauth/start', 'GET'],
    ['POST', '/zoom/oauth/callback', 'GET'],
    ['DELETE', '/zoom/oauth/confirm', 'GET, POST'],
    ['PUT', '/zoom/oauth/confirm', 'GET, POST'],
  ])('refuse %s %s with 405', async (method, path, allow) => {
    const answer = await fetch(`${app.baseUrl}${path}`, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allow);
  });

  it.each([
    ['/zoom-connection/flows', 'GET', 'POST'],
    ['/zoom-connection/account', 'POST', 'GET'],
    ['/zoom-connection/flows/b3ef0ea6-6a1f-4f9b-9d40-000000000000', 'DELETE', 'GET'],
    ['/zoom-connection', 'PUT', 'GET, DELETE'],
  ])('of the API refuse %s by %s with 405', async (path, method, allow) => {
    const answer = await app.api(method, path, person, method === 'GET' ? undefined : {});
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allow);
  });

  it('are told apart from bad requests: no body, a long one, a wrong flow', async () => {
    const post = (body: string, type = 'application/x-www-form-urlencoded') =>
      fetch(`${app.baseUrl}/zoom/oauth/confirm`, { method: 'POST', body, headers: { 'content-type': type } });
    expect((await post('')).status).toBe(400);
    expect((await post('{}', 'application/json')).status).toBe(400);
    expect((await post(`flow=${'x'.repeat(5000)}`)).status).toBe(413);
    expect((await app.api('GET', '/zoom-connection/flows/not-a-uuid', person)).status).toBe(400);
  });
});
