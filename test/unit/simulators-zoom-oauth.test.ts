// The simulated Zoom's authorization: what it refuses, and how grants live and die.
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startZoomSimulator, type ZoomSimulator, type ZoomUser } from '../simulators/zoom/zoom-simulator.ts';

const redirectUri = 'http://127.0.0.1:3000/zoom/oauth/callback';
const verifier = 'a-verifier-of-at-least-forty-three-characters-0';
let zoom: ZoomSimulator;
let user: ZoomUser;
let now: number;

beforeEach(async () => {
  now = Date.parse('2026-11-22T10:00:00Z');
  zoom = await startZoomSimulator({ redirectUris: [redirectUri], clock: () => now });
  user = zoom.createUser();
});

afterEach(() => zoom.stop());

function authorizeUrl(overrides: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: zoom.clientId,
    redirect_uri: redirectUri,
    state: 'some-state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...overrides,
  });
  return `${zoom.oauthBaseUrl}/oauth/authorize?${query}`;
}

async function postToken(form: Record<string, string>, secret = zoom.clientSecret) {
  const response = await fetch(`${zoom.oauthBaseUrl}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${zoom.clientId}:${secret}`).toString('base64')}` },
    body: new URLSearchParams(form),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

const codeFrom = (location: string) => new URL(location).searchParams.get('code') ?? '';

const exchange = (code: string, overrides: Record<string, string> = {}) =>
  postToken({
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    ...overrides,
  });

const refresh = (token = '') => postToken({ grant_type: 'refresh_token', refresh_token: token });

async function connect() {
  const answer = await exchange(codeFrom(await zoom.authorize(user, authorizeUrl())));
  expect(answer.status).toBe(200);
  return answer.body;
}

const me = async (token = '') => {
  const response = await fetch(`${zoom.apiBaseUrl}/users/me`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

describe('authorize', () => {
  it('refuses a redirect address that is not exactly on the list', async () => {
    const response = await fetch(authorizeUrl({ redirect_uri: `${redirectUri}/` }));
    expect(await response.json()).toEqual({
      status: false,
      errorCode: 4700,
      errorMessage: `Invalid redirect: ${redirectUri}/`,
      result: null,
    });
  });

  it('brings back a decline with the state, and the Marketplace answer without one', async () => {
    const declined = new URL(await zoom.authorize(user, authorizeUrl(), { decline: true }));
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
    const code = codeFrom(await zoom.authorize(user, authorizeUrl()));
    expect((await exchange(code)).status).toBe(200);
    expect((await exchange(code)).body.error).toBe('invalid_request');

    const late = codeFrom(await zoom.authorize(user, authorizeUrl()));
    now += 5 * 60_000;
    expect((await exchange(late)).status).toBe(400);

    const wrongVerifier = codeFrom(await zoom.authorize(user, authorizeUrl()));
    expect((await exchange(wrongVerifier, { code_verifier: 'other' })).status).toBe(400);
    const wrongRedirect = codeFrom(await zoom.authorize(user, authorizeUrl()));
    expect((await exchange(wrongRedirect, { redirect_uri: 'http://127.0.0.1/' })).status).toBe(400);
  });

  it('knows the app by Basic credentials only', async () => {
    expect(await postToken({ grant_type: 'refresh_token', refresh_token: 'x' }, 'wrong')).toEqual({
      status: 400,
      body: { reason: 'Invalid client_id or client_secret', error: 'invalid_client' },
    });
  });
});

describe('grants', () => {
  it('kills the old pair at once on a refresh, or not in grace mode', async () => {
    const first = await connect();
    const second = (await refresh(first.refresh_token)).body;
    expect(await refresh(first.refresh_token)).toEqual({
      status: 400,
      body: { reason: 'Invalid Token!', error: 'invalid_grant' },
    });
    expect((await me(first.access_token)).body).toEqual({ code: 124, message: 'Invalid access token.' });
    zoom.faults.rotation = 'grace';
    expect((await refresh(second.refresh_token)).status).toBe(200);
    expect((await refresh(second.refresh_token)).status).toBe(200);
    expect((await me(second.access_token)).status).toBe(200);
  });

  it('lets the last authorization of a person win', async () => {
    const first = await connect();
    const second = await connect();
    expect((await me(first.access_token)).status).toBe(401);
    expect((await refresh(first.refresh_token)).body.error).toBe('invalid_grant');
    expect((await me(second.access_token)).status).toBe(200);
  });

  it('loses the answer after the rotation when asked to', async () => {
    const first = await connect();
    zoom.faults.arm({ on: 'token', kind: 'lost-after-rotation' });
    await expect(refresh(first.refresh_token)).rejects.toThrow();
    expect((await refresh(first.refresh_token)).body.error).toBe('invalid_grant');
  });

  it('expires access tokens, and names a missing scope', async () => {
    const { access_token: token } = await connect();
    zoom.faults.withheldScopes = ['user:read:user'];
    expect((await me(token)).body).toEqual({
      code: 4711,
      message: 'Invalid access token, does not contain scopes:[user:read:user].',
    });
    now += 3_600_000;
    expect(await me(token)).toEqual({
      status: 401,
      body: { code: 124, message: 'Access token is expired.' },
    });
    const inQuery = await fetch(`${zoom.apiBaseUrl}/users/me?access_token=${token}`);
    expect(await inQuery.json()).toMatchObject({ code: 124 });
  });

  it('dies on revocation', async () => {
    const pair = await connect();
    const response = await fetch(`${zoom.oauthBaseUrl}/oauth/revoke`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${zoom.clientId}:${zoom.clientSecret}`).toString('base64')}`,
      },
      body: new URLSearchParams({ token: pair.access_token ?? '' }),
    });
    expect(await response.json()).toEqual({ status: 'success' });
    expect((await refresh(pair.refresh_token)).status).toBe(400);
  });
});
