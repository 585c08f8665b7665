// A year of three people's habits, on a clock that jumps, with a Zoom that kills the old pair at each refresh.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { refreshIdleGrants } from '../../src/zoom-accounts/refresh-idle-grants.ts';
import { auditTypesOf, newPerson, personIdOf } from '../support/connection-windows.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const days = 365;

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

it('never loses a grant that is used every hour, every day or not at all', { timeout: 300_000 }, async () => {
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

  const uses = { hourly: 0 };
  for (let day = 1; day <= days; day += 1) {
    // Every hour for a week of each thirty days, else once a day: each refresh is like the one before.
    const hours = day % 30 < 7 ? 24 : 1;
    for (let hour = 0; hour < hours; hour += 1) {
      app.clock.advance((24 / hours) * 3_600);
      await app.deps.grantTokens.get(hourly.grantId);
      uses.hourly += 1;
    }
    await Promise.all([use(hourly), use(daily)]);
    await refreshIdleGrants(app.deps, app.clock.now(), new AbortController().signal);
  }

  for (const { person, zoomUser } of [hourly, daily, idle]) {
    const account = await app.api('GET', '/zoom-connection/account', person);
    expect(account).toMatchObject({ status: 200, body: { email: zoomUser.email } });
    expect(await auditTypesOf(app, person)).toEqual(['zoom_connected']);
  }
  // At each use of the first, once a day, once in thirty days, and once more for the idle one's look at the end.
  expect(uses.hourly).toBeGreaterThan(2_000);
  expect(refreshes.count).toBe(uses.hourly + days + 12 + 1);
});

it('loses a grant after ninety days that nobody refreshes, and says so', async () => {
  const { person } = await connectedPerson('Mara Lindqvist');
  app.clock.advance(90 * 24 * 3_600 + 1);
  expect((await app.api('GET', '/zoom-connection/account', person)).status).toBe(409);
  expect((await app.api('GET', '/zoom-connection', person)).body.state).toBe('needs_reconnect');
});
