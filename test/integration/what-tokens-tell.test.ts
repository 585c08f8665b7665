// What a new pair of tokens, or its refusal, says of the connection: of the grant, its permissions and the person's plan.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { secondsAfter } from '../../src/platform/clock.ts';
import { refreshIdleGrants } from '../../src/zoom-accounts/refresh-idle-grants.ts';
import type { JiraSite } from '../simulators/jira/site.ts';
import type { ZoomUser } from '../simulators/zoom/state.ts';
import { auditTypesOf, newPerson, type Person } from '../support/connection-windows.ts';
import { secondSite } from '../support/leaving.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const [listMeetings, listRecordings] = [
  'meeting:read:list_meetings',
  'cloud_recording:read:list_recording_files',
];

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterEach(() => app.zoom.faults.clear());
afterAll(() => app.stop());

async function connectedPerson(zoomUser: ZoomUser = app.zoom.createUser(), site?: JiraSite): Promise<Person> {
  const person = newPerson(app, 'Priya Raman', site);
  await app.connectZoom(person, zoomUser);
  return person;
}
const viewOf = async (viewer: Person) => (await app.api('GET', '/zoom-connection', viewer)).body;
const accountOf = (viewer: Person) => app.api('GET', '/zoom-connection/account', viewer);
const meetingsOf = (viewer: Person) => app.api('GET', '/meetings?when=upcoming', viewer);
const tokenRequestsOf = ({ id }: ZoomUser) =>
  app.zoom.requests.filter(({ path, userId }) => path === '/oauth/token' && userId === id).length;
const timesTold = async (viewer: Person, type: string) =>
  (await auditTypesOf(app, viewer)).filter((told) => told === type).length;

describe('A refresh', () => {
  test('that finds the grant dead, or a permission missing, tells each site of its own people only', async () => {
    const zoomUser = app.zoom.createUser();
    const site = await secondSite(app);
    const [here, there] = [await connectedPerson(zoomUser), await connectedPerson(zoomUser, site)];
    app.zoom.faults.withheldScopes = [listMeetings];
    await meetingsOf(here);
    app.zoom.endGrant(zoomUser);
    app.clock.advance(3_600);

    expect((await accountOf(here)).status).toBe(409);

    const found = ['zoom_permission_missing', 'zoom_needs_reconnect'];
    for (const viewer of [here, there])
      expect(await auditTypesOf(app, viewer)).toEqual(['zoom_connected', ...found]);
  });

  test('that finds the grant dead is believed at once, so that the token’s last minutes are not used', async () => {
    const person = await connectedPerson();
    app.clock.advance(3_600 - 200);
    const body = { reason: 'Invalid Token!', error: 'invalid_grant' };
    app.zoom.faults.arm({ on: 'token', kind: 'answer', status: 400, body });

    expect(await accountOf(person)).toMatchObject({
      status: 409,
      body: { error: { code: 'zoom_needs_reconnect' } },
    });
  });

  test('whose new token Zoom refuses is made once more, so that the call succeeds', async () => {
    const zoomUser = app.zoom.createUser();
    const person = await connectedPerson(zoomUser);
    app.clock.advance(3_600);
    const refused = { status: 401, body: { code: 124, message: 'Invalid access token.' } };
    app.zoom.faults.arm({ on: 'api', path: '/users/me', kind: 'answer', ...refused });
    const before = tokenRequestsOf(zoomUser);

    expect((await accountOf(person)).status).toBe(200);

    expect(tokenRequestsOf(zoomUser) - before).toBe(2);
  });

  test('shows a permission that the app asks for since an update, so that everybody on the grant is told once', async () => {
    const zoomUser = app.zoom.createUser();
    app.zoom.faults.withheldScopes = [listRecordings];
    const [person, colleague] = [await connectedPerson(zoomUser), await connectedPerson(zoomUser)];
    // As a version of the app that did not need it yet has written it.
    await app.deps.database.rows(
      `UPDATE zoom_grants SET missing_scopes = '{}', missing_since = NULL WHERE zoom_user_id = $1`,
      [zoomUser.id],
    );
    expect((await viewOf(person)).state).toBe('connected');
    const told = () =>
      Promise.all([person, colleague].map((viewer) => timesTold(viewer, 'zoom_permission_missing')));
    const before = await told();
    app.clock.advance(3_600);

    for (const viewer of [person, colleague]) expect((await accountOf(viewer)).status).toBe(200);

    for (const viewer of [person, colleague])
      expect(await viewOf(viewer)).toMatchObject({ state: 'missing_permission', notWorking: ['recordings'] });
    expect(await told()).toEqual(before.map((times) => times + 1));
  });

  test('after which a permission is still missing tells nothing new, so that it is missing since the same time', async () => {
    const person = await connectedPerson();
    app.zoom.faults.withheldScopes = [listMeetings];
    await meetingsOf(person);
    const before = await viewOf(person);
    expect(before.state).toBe('missing_permission');
    app.clock.advance(3_600);

    expect((await accountOf(person)).status).toBe(200);

    expect(await viewOf(person)).toEqual(before);
    expect(await timesTold(person, 'zoom_permission_missing')).toBe(1);
  });
});

test('A second permission found missing is added, so that both are named since the first was missed', async () => {
  const person = await connectedPerson();
  app.zoom.faults.withheldScopes = [listMeetings];
  await meetingsOf(person);
  const { since } = await viewOf(person);
  app.clock.advance(600);
  app.zoom.faults.withheldScopes = ['user:read:user'];

  await accountOf(person);

  const view = await viewOf(person);
  expect(view.notWorking.toSorted()).toEqual(['account', 'choosing_meetings']);
  expect(view.since).toBe(since);
});

describe('Connecting again', () => {
  test('is an answer of Zoom, so that it is not called unreachable any more', async () => {
    const zoomUser = app.zoom.createUser();
    const person = await connectedPerson(zoomUser);
    app.zoom.faults.arm({ on: 'api', kind: 'disconnect' }, 3);
    await accountOf(person);
    expect((await viewOf(person)).state).toBe('unreachable');

    await app.connectZoom(person, zoomUser);

    expect((await viewOf(person)).state).toBe('connected');
  });

  test('to approve what was missing is told to people of another site too, because they see that it works again', async () => {
    const zoomUser = app.zoom.createUser();
    app.zoom.faults.withheldScopes = [listMeetings];
    const [here, there] = [
      await connectedPerson(zoomUser),
      await connectedPerson(zoomUser, await secondSite(app)),
    ];
    expect((await viewOf(there)).state).toBe('missing_permission');
    app.zoom.faults.withheldScopes = [];

    await app.connectZoom(here, zoomUser);

    expect((await viewOf(there)).state).toBe('connected');
    expect(await timesTold(there, 'zoom_authorization_renewed')).toBe(1);
  });

  test('without approving what was missing changes nothing of it, so that nobody is told anew', async () => {
    const zoomUser = app.zoom.createUser();
    app.zoom.faults.withheldScopes = [listMeetings];
    const person = await connectedPerson(zoomUser);
    const { state, since } = await viewOf(person);
    expect(state).toBe('missing_permission');
    app.clock.advance(600);

    await app.connectZoom(person, zoomUser);

    expect(await viewOf(person)).toMatchObject({ state, since });
    expect(await timesTold(person, 'zoom_permission_missing')).toBe(1);
  });

  test('brings tokens that are renewed when Zoom refuses them, although it had just refused those of before', async () => {
    const zoomUser = app.zoom.createUser();
    const person = await connectedPerson(zoomUser);
    const refused = { status: 401, body: { code: 124, message: 'Invalid access token.' } };
    app.zoom.faults.arm({ on: 'api', path: '/users/me', kind: 'answer', ...refused }, 2);
    expect((await accountOf(person)).status).toBe(503);
    await app.connectZoom(person, zoomUser);
    app.zoom.faults.arm({ on: 'api', path: '/users/me', kind: 'answer', ...refused });

    expect((await accountOf(person)).status).toBe(200);
  });

  test('with a Zoom plan that changed since shows at once what the new one has', async () => {
    const zoomUser = app.zoom.createUser({ type: 1 });
    const person = await connectedPerson(zoomUser);
    zoomUser.type = 2;

    await app.connectZoom(person, zoomUser);

    expect((await viewOf(person)).hasCloudRecordings).toBe(true);
  });
});

describe('The round of idle grants', () => {
  const grantOf = async ({ id }: ZoomUser): Promise<string> => {
    const rows = await app.deps.database.rows<{ id: string }>(
      'SELECT id FROM zoom_grants WHERE zoom_user_id = $1',
      [id],
    );
    return rows[0]?.id ?? '';
  };
  /** The grants that a round would refresh. */
  const due = async (): Promise<string[]> => {
    const asked: string[] = [];
    const renew = async (grantId: string) => {
      asked.push(grantId);
      return { accessToken: '', apiUrl: null, version: 0 };
    };
    await refreshIdleGrants(
      { ...app.deps, grantTokens: { renew } },
      app.clock.now(),
      new AbortController().signal,
    );
    return asked;
  };

  test('leaves dead grants alone, so that they take nobody’s place in it', async () => {
    const [alive, ended] = [app.zoom.createUser(), app.zoom.createUser()];
    await connectedPerson(alive);
    const leaver = await connectedPerson(ended);
    app.zoom.endGrant(ended);
    await accountOf(leaver);
    expect((await viewOf(leaver)).state).toBe('needs_reconnect');
    app.clock.advance(31 * 24 * 3_600);

    const asked = await due();

    expect(asked).toContain(await grantOf(alive));
    expect(asked).not.toContain(await grantOf(ended));
  });

  test('leaves those of another client id alone, so that they take nobody’s place and stop no round', async () => {
    const user = app.zoom.createUser();
    await connectedPerson(user);
    const grantId = await grantOf(user);
    await app.deps.database.rows(`UPDATE zoom_grants SET client_id = 'the-one-before' WHERE id = $1`, [
      grantId,
    ]);
    app.clock.advance(31 * 24 * 3_600);

    expect(await due()).not.toContain(grantId);
  });

  test('takes in those of which no refresh is known, and not those refreshed of late, so that none lapses', async () => {
    const users = [app.zoom.createUser(), app.zoom.createUser(), app.zoom.createUser()];
    for (const user of users) await connectedPerson(user);
    const [unknown = '', idle = '', busy = ''] = await Promise.all(users.map(grantOf));
    const now = app.clock.now();
    for (const [id, refreshedAt] of [
      [unknown, null],
      [idle, secondsAfter(now, -31 * 24 * 3_600)],
      [busy, secondsAfter(now, -29 * 24 * 3_600)],
    ])
      await app.deps.database.rows('UPDATE zoom_grants SET refreshed_at = $2 WHERE id = $1', [
        id,
        refreshedAt,
      ]);

    const asked = await due();

    expect(asked).toEqual(expect.arrayContaining([unknown, idle]));
    expect(asked).not.toContain(busy);
  });
});
