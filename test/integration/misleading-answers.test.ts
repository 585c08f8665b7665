// What must not be concluded: from answers that came too late, from a Zoom that contradicts itself, and from a
// configuration that somebody got wrong.

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { compose } from '../../src/composition.ts';
import { ZoomError } from '../../src/zoom/zoom-error.ts';
import { refreshIdleGrants } from '../../src/zoom-accounts/refresh-idle-grants.ts';
import type { ZoomUser } from '../simulators/zoom/state.ts';
import { auditTypesOf, newPerson, type Person, personIdOf } from '../support/connection-windows.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterEach(() => app.zoom.faults.clear());
afterAll(() => app.stop());

async function connected(): Promise<{ person: Person; zoomUser: ZoomUser }> {
  const [person, zoomUser] = [newPerson(app, 'Priya Raman'), app.zoom.createUser()];
  await app.connectZoom(person, zoomUser);
  return { person, zoomUser };
}
const check = (viewer: Person) => app.api('POST', '/zoom-connection/check', viewer);
const stateOf = async (viewer: Person) => (await app.api('GET', '/zoom-connection', viewer)).body.state;
const refreshesOf = ({ id }: ZoomUser) =>
  app.zoom.requests.filter(({ path, userId }) => path === '/oauth/token' && userId === id).length - 1;

test('A permission found missing with the tokens of before is not held against the ones that the person just approved', async () => {
  const { person, zoomUser } = await connected();
  const { promise: asked, resolve: begun } = Promise.withResolvers<void>();
  const { promise: answer, resolve: letAnswer } = Promise.withResolvers<void>();
  const use = app.deps.zoomAccess.as(await personIdOf(app, person), async () => {
    begun();
    await answer;
    throw new ZoomError('scope_missing', { missingScopes: ['user:read:user'] });
  });
  await asked;
  await app.connectZoom(person, zoomUser);
  letAnswer();

  await expect(use).rejects.toMatchObject({ code: 'zoom_permission_missing' });

  expect(await stateOf(person)).toBe('connected');
  expect(await auditTypesOf(app, person)).not.toContain('zoom_permission_missing');
});

test('A new token that Zoom refuses is not renewed with each press, so that nobody uses up the limit of all', async () => {
  const { person, zoomUser } = await connected();
  const refused = { status: 401, body: { code: 124, message: 'Invalid access token.' } } as const;
  app.zoom.faults.arm({ on: 'api', path: '/users/me', kind: 'answer', ...refused }, Number.POSITIVE_INFINITY);

  for (let press = 0; press < 5; press += 1) expect((await check(person)).status).toBe(200);
  expect(refreshesOf(zoomUser)).toBe(1);

  app.clock.advance(61);
  await check(person);
  expect(refreshesOf(zoomUser)).toBe(2);
  app.zoom.faults.clear();
  expect((await app.api('GET', '/zoom-connection/account', person)).status).toBe(200);
});

test('Checking says that the stored tokens cannot be opened, not that all is well', async () => {
  const { person, zoomUser } = await connected();
  await app.deps.database.rows(
    `UPDATE zoom_grants SET access_token = 'v1.gone.AAAA' WHERE zoom_user_id = $1`,
    [zoomUser.id],
  );

  expect(await check(person)).toMatchObject({ status: 503, body: { error: { code: 'secret_unreadable' } } });
});

test('Another client id than that of the grants loses nobody theirs, so that putting the right one back mends it', async () => {
  const { person } = await connected();
  const { config, logger } = app.deps;
  const mistaken = await compose({
    config: { ...config, zoom: { ...config.zoom, clientId: 'that-of-another-app' } },
    databaseUrl: app.databaseUrl,
    encryptionKeys: config.encryptionKeys ?? [],
    clock: app.clock,
    logger,
  });
  // RFC 6749, 5.2: a refresh token that was issued to another client.
  const body = { error: 'invalid_grant', reason: 'Invalid Token!' };
  app.zoom.faults.arm({ on: 'token', kind: 'answer', status: 400, body }, Number.POSITIVE_INFINITY);
  const before = app.zoom.requests.length;
  try {
    app.clock.advance(31 * 24 * 3_600);
    const use = mistaken.zoomAccess.as(await personIdOf(app, person), (zoom) => zoom.getMe());
    await expect(use).rejects.toMatchObject({ code: 'zoom_unavailable' });
    await refreshIdleGrants(mistaken, app.clock.now(), new AbortController().signal);
    expect(app.zoom.requests.length).toBe(before);
    expect(app.log()).toContain('another client id');
  } finally {
    await mistaken.close(0);
  }
  app.zoom.faults.clear();

  expect((await app.api('GET', '/zoom-connection/account', person)).status).toBe(200);
  expect(await stateOf(person)).toBe('connected');
});
