// Zoom's OAuth endpoints: what is sent, and what each answer means for the code, the grant and the operator.

import { describe, expect, it } from 'vitest';
import { type HttpAnswer, type HttpRequest, NoAnswerError } from '../../../src/platform/http/http-client.ts';
import { createZoomOAuth, type ZoomOAuth, ZoomOAuthError } from '../../../src/zoom/zoom-oauth.ts';

const html = '<html>maintenance</html>';
const pair = {
  access_token: 'a',
  refresh_token: 'r',
  expires_in: 3599,
  scope: 'x',
  api_url: 'https://api.zoom.us',
};

function zoomAnswering(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): { zoom: ZoomOAuth; sent: HttpRequest[] } {
  const sent: HttpRequest[] = [];
  const answer: HttpAnswer = {
    status,
    headers,
    text: '',
    json: body === html ? undefined : body,
  };
  const zoom = createZoomOAuth({
    http: async (request) => {
      sent.push(request);
      if (body instanceof Error) throw body;
      return answer;
    },
    clock: { now: () => new Date(0) },
    logger: { error: () => undefined },
    baseUrl: 'https://zoom.us',
    clientId: 'id',
    clientSecret: 'secret',
    redirectUri: 'https://app.example/zoom/oauth/callback',
  });
  return { zoom, sent };
}
const kindOf = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => 'ok',
    (reason: unknown) => reason,
  );
  return error instanceof ZoomOAuthError ? error.kind : error;
};
const calls = {
  exchange: (zoom: ZoomOAuth) => zoom.exchangeCode({ code: 'c', codeVerifier: 'v' }),
  refresh: (zoom: ZoomOAuth) => zoom.refresh('r0'),
  revoke: (zoom: ZoomOAuth) => zoom.revoke('a0'),
};

it('the authorization URL carries the S256 challenge of the verifier', () => {
  const { zoom } = zoomAnswering(200, pair);
  // The pair of RFC 7636, appendix B.
  const codeVerifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
  const url = new URL(zoom.authorizationUrl({ state: 's&=', codeVerifier }));
  expect(`${url.origin}${url.pathname}`).toBe('https://zoom.us/oauth/authorize');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    response_type: 'code',
    client_id: 'id',
    redirect_uri: 'https://app.example/zoom/oauth/callback',
    state: 's&=',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  });
});

it.each([
  ['exchange', { grant_type: 'authorization_code', code: 'c', code_verifier: 'v' }],
  ['refresh', { grant_type: 'refresh_token', refresh_token: 'r0' }],
  ['revoke', { token: 'a0' }],
] as const)(
  '%s sends a form with the credentials of the app, and no secret in the URL',
  async (name, form) => {
    const { zoom, sent } = zoomAnswering(200, pair);
    await calls[name](zoom);
    const [request] = sent;
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toMatchObject(form);
    expect(request).toMatchObject({
      method: 'POST',
      url: name === 'revoke' ? 'https://zoom.us/oauth/revoke' : 'https://zoom.us/oauth/token',
      headers: {
        authorization: `Basic ${Buffer.from('id:secret').toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      deadlineMs: 10_000,
    });
  },
);

it('tokens come back as they are, with the lifetime that Zoom says', async () => {
  expect(await calls.refresh(zoomAnswering(200, pair).zoom)).toEqual({
    accessToken: 'a',
    refreshToken: 'r',
    expiresInSeconds: 3599,
    apiUrl: 'https://api.zoom.us',
    missingScopes: null,
  });
  expect(await calls.refresh(zoomAnswering(200, { ...pair, expires_in: '3600' }).zoom)).toMatchObject({
    expiresInSeconds: 3600,
  });
});

it.each([undefined, 0, 'soon', 1e300])(
  'tokens whose lifetime is %s are kept for an hour, because Zoom has rotated the pair and there is no other',
  async (lifetime) => {
    const { zoom } = zoomAnswering(200, { ...pair, expires_in: lifetime });
    expect(await calls.refresh(zoom)).toMatchObject({ refreshToken: 'r', expiresInSeconds: 3600 });
  },
);

describe('the answer', () => {
  it.each([
    [400, { reason: 'Invalid Token!', error: 'invalid_grant' }, 'grant_dead', 'code_refused', 'grant_dead'],
    [400, { reason: 'Invalid Token!', error: 'invalid_request' }, 'grant_dead', 'code_refused', 'grant_dead'],
    [401, { reason: 'Invalid Token!', error: 'invalid_grant' }, 'grant_dead', 'code_refused', 'grant_dead'],
    [400, { error: 'x', code: 4735 }, 'grant_dead', 'grant_dead', 'grant_dead'],
    [400, { error: 'x', errorCode: '4738' }, 'grant_dead', 'grant_dead', 'grant_dead'],
    [400, { error: 'x', code: 4741 }, 'grant_dead', 'grant_dead', 'grant_dead'],
    [
      400,
      { error: 'invalid_client', reason: 'Invalid client' },
      'client_refused',
      'client_refused',
      'client_refused',
    ],
    [
      401,
      { error: 'invalid_client', reason: 'Invalid client' },
      'client_refused',
      'client_refused',
      'client_refused',
    ],
    [400, { error: 'unsupported_grant_type', reason: 'x' }, 'unavailable', 'unavailable', 'grant_dead'],
    [400, html, 'unavailable', 'unavailable', 'grant_dead'],
    [429, { error: 'invalid_grant' }, 'unavailable', 'unavailable', 'unavailable'],
    [500, { error: 'invalid_grant', reason: 'Invalid Token!' }, 'unavailable', 'unavailable', 'unavailable'],
    [503, html, 'unavailable', 'unavailable', 'unavailable'],
    [302, html, 'unavailable', 'unavailable', 'unavailable'],
    [200, html, 'unavailable', 'unavailable', 'ok'],
    [200, { access_token: 'a' }, 'unavailable', 'unavailable', 'ok'],
  ])(
    '%i %o means %s for a refresh, %s for a code, %s for revoking',
    async (status, body, refresh, code, revoke) => {
      const { zoom } = zoomAnswering(status, body);
      expect(await kindOf(calls.refresh(zoom))).toBe(refresh);
      const exchanged = await kindOf(calls.exchange(zoom));
      // Of a code there is no grant yet; whatever Zoom says of one, the code did not work.
      expect(exchanged).toBe(code);
      expect(await kindOf(calls.revoke(zoom))).toBe(revoke);
    },
  );

  it.each(['timeout', 'network', 'too_large', 'host_not_allowed'] as const)(
    'that did not come because of %s says nothing about grant or code',
    async (kind) => {
      const { zoom } = zoomAnswering(0, new NoAnswerError(kind));
      for (const call of Object.values(calls)) expect(await kindOf(call(zoom))).toBe('unavailable');
    },
  );

  it('that is refused carries no text of Zoom', async () => {
    const { zoom } = zoomAnswering(400, {
      reason: 'Invalid authorization code MARK',
      error: 'invalid_request',
    });
    await expect(calls.exchange(zoom)).rejects.toThrow(/^Zoom OAuth: code_refused$/);
  });
});

it.each([
  ['seconds', '60', 60],
  ['a date', '1970-01-01T00:10:00Z', 600],
  ['nothing', undefined, undefined],
])('a 429 with Retry-After as %s tells how long to wait', async (_, retryAfter, seconds) => {
  const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  const { zoom } = zoomAnswering(429, {}, headers);
  await expect(calls.refresh(zoom)).rejects.toMatchObject({
    kind: 'unavailable',
    status: 429,
    retryAfterSeconds: seconds,
  });
});
