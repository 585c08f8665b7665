// The refusals of the simulated Zoom that a test arms by name, and its regional API.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startZoomSimulator, type ZoomSimulator, type ZoomUser } from '../simulators/zoom/zoom-simulator.ts';
import { createOauthRequests } from '../support/zoom-oauth-requests.ts';

const redirectUri = 'http://127.0.0.1:3000/zoom/oauth/callback';
let zoom: ZoomSimulator;
let app: ReturnType<typeof createOauthRequests>;
let user: ZoomUser;

beforeEach(async () => {
  zoom = await startZoomSimulator({ redirectUris: [redirectUri] });
  app = createOauthRequests(zoom, redirectUri);
  user = zoom.createUser();
});

afterEach(() => zoom.stop());

it.each([
  ['invalid_grant', 400, { reason: 'Invalid Token!', error: 'invalid_grant' }],
  ['invalid_request', 400, { reason: 'Invalid Token!', error: 'invalid_request' }],
  ['status_401', 401, { reason: 'Invalid Token!', error: 'invalid_grant' }],
  [4735, 400, { errorCode: 4735 }],
  [4738, 400, { errorCode: 4738 }],
  [4741, 400, { errorCode: 4741 }],
] as const)('a dead grant is told in the shape %s, and is dead', async (shape, status, body) => {
  const pair = await app.connect(user);
  zoom.faults.arm({ on: 'token', kind: 'dead-grant', shape });
  expect(await app.refresh(pair.refresh_token)).toMatchObject({ status, body });
  expect((await app.me(pair.access_token)).status).toBe(401);
  expect((await app.refresh(pair.refresh_token)).body.error).toBe('invalid_grant');
});

it('too many token requests are refused until a time in either shape, which changes no grant', async () => {
  const pair = await app.connect(user);
  const resetAt = Date.parse('2026-11-23T00:00:00Z');
  zoom.faults.arm({ on: 'token', kind: 'per-second-limit', retryAfterSeconds: 7 });
  zoom.faults.arm({ on: 'token', kind: 'daily-limit', resetAt });
  const first = await app.refreshRaw(pair.refresh_token);
  expect([first.status, first.headers.get('retry-after')]).toEqual([429, '7']);
  const second = await app.refreshRaw(pair.refresh_token);
  expect([second.status, second.headers.get('retry-after')]).toEqual([429, '2026-11-23T00:00:00Z']);
  expect((await app.refresh(pair.refresh_token)).status).toBe(200);
});

it('the token endpoint answers in XML and HTML, which changes no grant', async () => {
  const pair = await app.connect(user);
  for (const format of ['xml', 'html'] as const) {
    zoom.faults.arm({ on: 'token', kind: 'not-json', format, status: 400 });
    const answer = await app.refreshRaw(pair.refresh_token);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, `text/${format}`]);
    expect(await answer.text()).toMatch(/^<[!?]/);
  }
  expect((await app.refresh(pair.refresh_token)).status).toBe(200);
});

it('a limit of the API names the category of the endpoint that was called', async () => {
  const { access_token: token } = await app.connect(user);
  zoom.faults.arm({ on: 'api', kind: 'daily-limit', resetAt: Date.parse('2026-11-23T00:00:00Z') }, 2);
  const headersOf = async (path: string) => {
    const answer = await fetch(zoom.apiBaseUrl + path, { headers: { authorization: `Bearer ${token}` } });
    return ['retry-after', 'x-ratelimit-category', 'x-ratelimit-limit'].map((name) =>
      answer.headers.get(name),
    );
  };
  expect(await headersOf('/users/me/recordings')).toEqual(['2026-11-23T00:00:00Z', 'Medium', '2000']);
  expect(await headersOf('/meetings/1')).toEqual(['2026-11-23T00:00:00Z', 'Light', '6000']);
});

it('the regional API answers like the other, and the log tells them apart', async () => {
  zoom.faults.apiUrl = zoom.regionalApiOrigin;
  const { access_token: token, api_url: apiUrl } = await app.connect(user);
  expect(apiUrl).toBe(zoom.regionalApiOrigin);
  expect((await app.me(token, apiUrl)).body.id).toBe(user.id);
  expect((await app.me(token)).body.id).toBe(user.id);
  const asked = zoom.requests.filter(({ path }) => path === '/users/me').map(({ host }) => host);
  expect(asked).toEqual(['regionalApi', 'api']);
});
