// The simulated Zoom's authorization: what it refuses, and how grants live and die.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startZoomSimulator, type ZoomSimulator, type ZoomUser } from '../simulators/zoom/zoom-simulator.ts';
import { createOauthRequests } from '../support/zoom-oauth-requests.ts';

const redirectUri = 'http://127.0.0.1:3000/zoom/oauth/callback';
let zoom: ZoomSimulator;
let app: ReturnType<typeof createOauthRequests>;
let user: ZoomUser;
let now: number;

beforeEach(async () => {
  now = Date.parse('2026-11-22T10:00:00Z');
  zoom = await startZoomSimulator({ redirectUris: [redirectUri], clock: () => now });
  app = createOauthRequests(zoom, redirectUri);
  user = zoom.createUser();
});

afterEach(() => zoom.stop());

describe('authorize', () => {
  it('refuses a redirect address that is not exactly on the list', async () => {
    const response = await fetch(app.authorizeUrl({ redirect_uri: `${redirectUri}/` }));
    expect(await response.json()).toEqual({
      status: false,
      errorCode: 4700,
      errorMessage: `Invalid redirect: ${redirectUri}/`,
      result: null,
    });
  });

  it('brings back a decline with the state, and the Marketplace answer without one', async () => {
    const declined = new URL(await zoom.authorize(user, app.authorizeUrl(), { decline: true }));
    expect(Object.fromEntries(declined.searchParams)).toEqual({
      error: 'access_denied',
      state: 'some-state',
    });
    const added = new URL(await zoom.authorize(user, zoom.marketplaceAddUrl(redirectUri)));
    expect([...added.searchParams.keys()]).toEqual(['code']);
  });
});

describe('codes', () => {
  it('works once, within five minutes, with its verifier and redirect address', async () => {
    const code = await app.codeOf(user);
    expect((await app.exchange(code)).status).toBe(200);
    expect((await app.exchange(code)).body.error).toBe('invalid_request');

    const late = await app.codeOf(user);
    now += 5 * 60_000;
    expect((await app.exchange(late)).status).toBe(400);

    const wrongVerifier = await app.codeOf(user);
    expect((await app.exchange(wrongVerifier, { code_verifier: 'other' })).status).toBe(400);
    const wrongRedirect = await app.codeOf(user);
    expect((await app.exchange(wrongRedirect, { redirect_uri: 'http://127.0.0.1/' })).status).toBe(400);
  });

  it('knows the app by Basic credentials only', async () => {
    expect(await app.refresh('x', 'wrong')).toEqual({
      status: 400,
      body: { reason: 'Invalid client_id or client_secret', error: 'invalid_client' },
    });
  });
});

describe('grants', () => {
  it('kills the old pair at once on a refresh, or not in grace mode', async () => {
    const first = await app.connect(user);
    const second = (await app.refresh(first.refresh_token)).body;
    expect(await app.refresh(first.refresh_token)).toEqual({
      status: 400,
      body: { reason: 'Invalid Token!', error: 'invalid_grant' },
    });
    expect((await app.me(first.access_token)).body).toEqual({ code: 124, message: 'Invalid access token.' });
    zoom.faults.rotation = 'grace';
    expect((await app.refresh(second.refresh_token)).status).toBe(200);
    expect((await app.refresh(second.refresh_token)).status).toBe(200);
    expect((await app.me(second.access_token)).status).toBe(200);
  });

  it('lets the last authorization of a person win', async () => {
    const first = await app.connect(user);
    const second = await app.connect(user);
    expect((await app.me(first.access_token)).status).toBe(401);
    expect((await app.refresh(first.refresh_token)).body.error).toBe('invalid_grant');
    expect((await app.me(second.access_token)).status).toBe(200);
  });

  it('loses the answer after the rotation when asked to', async () => {
    const first = await app.connect(user);
    zoom.faults.arm({ on: 'token', kind: 'lost-after-rotation' });
    await expect(app.refresh(first.refresh_token)).rejects.toThrow();
    expect((await app.refresh(first.refresh_token)).body.error).toBe('invalid_grant');
  });

  it('expires access tokens, and names a missing scope', async () => {
    const { access_token: token } = await app.connect(user);
    zoom.faults.withheldScopes = ['user:read:user'];
    expect((await app.me(token)).body).toEqual({
      code: 4711,
      message: 'Invalid access token, does not contain scopes:[user:read:user].',
    });
    now += 3_600_000;
    expect(await app.me(token)).toEqual({
      status: 401,
      body: { code: 124, message: 'Access token is expired.' },
    });
    const inQuery = await fetch(`${zoom.apiBaseUrl}/users/me?access_token=${token}`);
    expect(await inQuery.json()).toMatchObject({ code: 124 });
  });

  it('dies on revocation, for which an expired or dead token will not do', async () => {
    const first = await app.connect(user);
    const refused = { status: 400, body: { reason: 'Invalid Token!', error: 'invalid_request' } };
    now += 3_600_000;
    expect(await app.revoke(first.access_token)).toEqual(refused);
    const { body: second } = await app.refresh(first.refresh_token);
    expect(await app.revoke(second.refresh_token)).toEqual(refused);
    expect(await app.revoke(second.access_token)).toEqual({ status: 200, body: { status: 'success' } });
    expect((await app.refresh(second.refresh_token)).status).toBe(400);
    expect(await app.revoke(second.access_token)).toEqual(refused);
  });
});

describe('scopes', () => {
  const own = () => startZoomSimulator({ redirectUris: [redirectUri], scopes: ['user:read:user'] });

  it('are those that the app was given at the start', async () => {
    const other = await own();
    const { scope } = await createOauthRequests(other, redirectUri).connect(other.createUser());
    expect(scope).toBe('user:read:user');
    await other.stop();
  });

  it('that a person withheld stay out of the grant until the next authorization', async () => {
    zoom.faults.withheldScopes = ['meeting:read:summary', 'user:read:user'];
    const first = await app.connect(user);
    zoom.faults.clear();
    const { body: refreshed } = await app.refresh(first.refresh_token);
    for (const { scope = '' } of [first, refreshed]) {
      expect(scope.split(' ')).toContain('meeting:read:meeting');
      expect(scope.split(' ')).not.toContain('meeting:read:summary');
    }
    expect((await app.me(refreshed.access_token)).body.code).toBe(4711);
    const again = await app.connect(user);
    expect(again.scope?.split(' ')).toContain('meeting:read:summary');
    expect((await app.me(again.access_token)).status).toBe(200);
  });

  it('that are withheld later show at the call alone, with the status and code that was set', async () => {
    const first = await app.connect(user);
    zoom.faults.withheldScopes = ['user:read:user'];
    zoom.faults.missingScope = { status: 401, code: 4700 };
    expect(await app.me(first.access_token)).toEqual({
      status: 401,
      body: { code: 4700, message: 'Invalid access token, does not contain scopes:[user:read:user].' },
    });
    const { body: refreshed } = await app.refresh(first.refresh_token);
    expect(refreshed.scope?.split(' ')).toContain('user:read:user');
    zoom.faults.clear();
    expect((await app.me(refreshed.access_token)).status).toBe(200);
  });
});
