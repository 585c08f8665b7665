// A year of three people's habits, on a clock that jumps, with a Zoom that kills the old pair at each refresh.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { refreshIdleGrants } from '../../src/zoom-accounts/refresh-idle-grants.ts';
import { auditTypesOf, newPerson, personIdOf } from '../support/connection-windows.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const hours = 365 * 24;

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());

async function connectedPerson(name: string) {
  const person = newPerson(app, name);
  const zoomUser = app.zoom.createUser({});
  await app.connectZoom(person, zoomUser);
  const personId = await personIdOf(app, person);
  const { grantId = '' } = (await app.deps.connections.find(personId)) ?? {};
  return { person, zoomUser, personId, grantId };
}

it('never loses a grant that is used every hour, every day or not at all', { timeout: 900_000 }, async () => {
  const [hourly, daily, idle] = [
    await connectedPerson('Priya Raman'),
    await connectedPerson('Jonas Weber'),
    await connectedPerson('Tom Okafor'),
  ];
  const use = ({ personId }: { personId: string }) =>
    app.deps.zoomAccess.as(personId, (zoom) => zoom.getMe());
  const refreshes = { count: 0 };
  app.zoom.on((event) => {
    if (event.type === 'token-requested' && event.grantType === 'refresh_token') refreshes.count += 1;
  });

  for (let hour = 1; hour <= hours; hour += 1) {
    app.clock.advance(3_600);
    await app.deps.grantTokens.get(hourly.grantId);
    if (hour % 24 !== 0) continue;
    await Promise.all([use(hourly), use(daily)]);
    await refreshIdleGrants(app.deps, app.clock.now(), new AbortController().signal);
  }

  for (const { person, zoomUser } of [hourly, daily, idle]) {
    const account = await app.api('GET', '/zoom-connection/account', person);
    expect(account).toMatchObject({ status: 200, body: { email: zoomUser.email } });
    expect(await auditTypesOf(app, person)).toEqual(['zoom_connected']);
  }
  // Once an hour, once a day, once in thirty days, and once more for the idle one's look at the end.
  expect(refreshes.count).toBe(hours + 365 + 12 + 1);
});

it('loses a grant after ninety days that nobody refreshes, and says so', async () => {
  const { person } = await connectedPerson('Mara Lindqvist');
  app.clock.advance(90 * 24 * 3_600 + 1);
  expect((await app.api('GET', '/zoom-connection/account', person)).status).toBe(409);
  expect((await app.api('GET', '/zoom-connection', person)).body.state).toBe('needs_reconnect');
});
