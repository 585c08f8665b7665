// What a connection's health is said to be, since when, and how it mends.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createZoomAccess } from '../../src/zoom-accounts/zoom-access.ts';
import type { ZoomUser } from '../simulators/zoom/state.ts';
import { auditTypesOf, newPerson, type Person, personIdOf } from '../support/connection-windows.ts';
import { endPauses } from '../support/pauses.ts';
import { newTeam } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const listRecordings = 'cloud_recording:read:list_recording_files';
const listMeetings = 'meeting:read:list_meetings';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());
afterEach(async () => {
  app.zoom.faults.clear();
  await endPauses(app);
});

const viewOf = async (viewer: Person) => (await app.api('GET', '/zoom-connection', viewer)).body;
const check = async (viewer: Person) => (await app.api('POST', '/zoom-connection/check', viewer, {})).body;
const accountOf = (viewer: Person) => app.api('GET', '/zoom-connection/account', viewer);
const meetingsOf = (viewer: Person) => app.api('GET', '/meetings?when=upcoming', viewer);
const callsTo = (path: string) => app.zoom.requests.filter((request) => request.path.startsWith(path)).length;

async function connectedPerson(zoomUser: ZoomUser = app.zoom.createUser({})): Promise<Person> {
  const person = newPerson(app, 'Priya Raman');
  await app.connectZoom(person, zoomUser);
  return person;
}

describe('a permission that is missing', () => {
  it('because the person refused it is known at once, to settings and panel, before any action fails', async () => {
    app.zoom.faults.withheldScopes = [listRecordings];
    const began = app.clock.now().getTime();
    const { host } = newTeam(app);
    await app.connectZoom(host, app.zoom.createUser({}));
    const { sharedWith, ...view } = (await app.api('GET', '/zoom-connection', host)).body;
    expect(view).toMatchObject({ state: 'missing_permission', notWorking: ['recordings'] });
    expect(Date.parse(view.since)).toBeGreaterThanOrEqual(began);
    expect((await app.api('GET', '/issue-panel', host)).body.connection).toEqual(view);
  });

  it('is in the audit log once, of everybody whom it stops, and not again for being refused again', async () => {
    const zoomUser = app.zoom.createUser({});
    const [person, colleague] = [await connectedPerson(zoomUser), newPerson(app, 'Jonas Weber')];
    app.zoom.faults.withheldScopes = [listRecordings];
    for (const _ of [1, 2]) await app.connectZoom(colleague, zoomUser);
    for (const one of [person, colleague])
      expect(
        (await auditTypesOf(app, one)).filter((type) => type === 'zoom_permission_missing'),
      ).toHaveLength(1);
  });

  it('keeps the time since when over another authorization that lacks it as well', async () => {
    app.zoom.faults.withheldScopes = [listRecordings];
    const zoomUser = app.zoom.createUser({});
    const person = await connectedPerson(zoomUser);
    const { since } = await viewOf(person);
    app.clock.advance(600);
    await app.connectZoom(person, zoomUser);
    expect(await viewOf(person)).toMatchObject({ state: 'missing_permission', since });
  });

  it.each([
    [400, 4711],
    [401, 4711],
    [403, 4711],
    [400, 4700],
    [400, 201],
  ] as const)(
    'later shows at the first call that needs it, whatever its status (%i) and code (%i) are',
    async (status, code) => {
      const zoomUser = app.zoom.createUser({});
      const [person, colleague] = [await connectedPerson(zoomUser), await connectedPerson(zoomUser)];
      app.zoom.faults.withheldScopes = [listMeetings];
      app.zoom.faults.missingScope = { status, code };
      for (const _ of [1, 2])
        expect(await meetingsOf(person)).toMatchObject({
          status: 409,
          body: { error: { code: 'zoom_permission_missing' } },
        });
      for (const one of [person, colleague]) {
        expect(await viewOf(one)).toMatchObject({
          state: 'missing_permission',
          notWorking: ['choosing_meetings'],
        });
        const told = (await auditTypesOf(app, one)).filter((type) => type === 'zoom_permission_missing');
        expect(told).toHaveLength(1);
      }
      expect((await accountOf(person)).status).toBe(200);
    },
  );

  it('is there again once the person connects anew and approves it', async () => {
    app.zoom.faults.withheldScopes = [listRecordings, listMeetings];
    const zoomUser = app.zoom.createUser({});
    const person = await connectedPerson(zoomUser);
    expect((await viewOf(person)).notWorking.sort()).toEqual(['choosing_meetings', 'recordings']);
    app.zoom.faults.withheldScopes = [];
    await app.connectZoom(person, zoomUser);
    expect(await viewOf(person)).toMatchObject({ state: 'connected', notWorking: [] });
  });

  it('stays missing over a refresh, which extends no grant', async () => {
    app.zoom.faults.withheldScopes = [listRecordings];
    const person = await connectedPerson();
    app.zoom.faults.withheldScopes = [];
    app.clock.advance(3_600);
    expect((await accountOf(person)).status).toBe(200);
    expect((await viewOf(person)).state).toBe('missing_permission');
  });

  it('that only slows things down is not worth a word', async () => {
    app.zoom.faults.withheldScopes = ['cloud_recording:read:recording'];
    expect((await viewOf(await connectedPerson())).state).toBe('connected');
  });

  it('to see which account it is stops connecting, with what to do about it', async () => {
    app.zoom.faults.withheldScopes = ['user:read:user'];
    const person = newPerson(app, 'Priya Raman');
    await expect(app.connectZoom(person, app.zoom.createUser({}))).rejects.toThrow(/permission/);
    expect((await viewOf(person)).state).toBe('not_connected');
  });
});

describe('a Zoom that does not answer', () => {
  it('is shown since the first call that failed, until one succeeds', async () => {
    const person = await connectedPerson();
    app.zoom.faults.arm({ on: 'api', kind: 'answer', status: 503, body: {} }, Number.POSITIVE_INFINITY);
    await accountOf(person);
    const first = await viewOf(person);
    expect(first).toMatchObject({ state: 'unreachable', notWorking: [] });
    app.clock.advance(600);
    expect(await check(person)).toEqual(first);
    app.zoom.faults.clear();
    expect((await check(person)).state).toBe('connected');
    expect((await viewOf(person)).state).toBe('connected');
  });

  it('is not what a refusal shows: Zoom has answered', async () => {
    const person = await connectedPerson();
    app.zoom.faults.arm({ on: 'api', kind: 'disconnect' }, 3);
    await accountOf(person);
    expect((await viewOf(person)).state).toBe('unreachable');
    const refusal = { status: 403, body: { code: 2306, message: 'No' } };
    app.zoom.faults.arm({ on: 'api', kind: 'answer', ...refusal });
    expect((await meetingsOf(person)).status).toBe(409);
    expect((await viewOf(person)).state).toBe('connected');
  });

  it('is still what is known after it refused even a new token, which says nothing', async () => {
    const person = await connectedPerson();
    app.zoom.faults.arm({ on: 'api', kind: 'disconnect' }, 3);
    await accountOf(person);
    const before = await viewOf(person);
    expect(before.state).toBe('unreachable');
    app.clock.advance(60);
    const refusal = { status: 401, body: { code: 124, message: 'Invalid access token.' } };
    app.zoom.faults.arm({ on: 'api', kind: 'answer', ...refusal }, 2);
    expect((await accountOf(person)).status).toBe(503);
    expect(await viewOf(person)).toEqual(before);
  });

  it('matters less than an authorization that ended', async () => {
    const zoomUser = app.zoom.createUser({});
    const person = await connectedPerson(zoomUser);
    app.zoom.faults.arm({ on: 'api', kind: 'disconnect' }, 3);
    await accountOf(person);
    app.zoom.endGrant(zoomUser);
    expect((await check(person)).state).toBe('needs_reconnect');
  });
});

it('health that cannot be written down is told in the log, so that the use itself does not fail for it', async () => {
  const person = await connectedPerson();
  app.zoom.faults.arm({ on: 'api', kind: 'disconnect' }, 3);
  await accountOf(person);
  const setUnreachable = () => Promise.reject(new Error('the database is full'));
  const zoomAccess = createZoomAccess({ ...app.deps, grants: { ...app.deps.grants, setUnreachable } });

  const use = zoomAccess.as(await personIdOf(app, person), async () => 'read');

  expect(await use).toBe('read');
  expect(app.log()).toContain('the health of a Zoom connection could not be written down');
});

it('checking without a connection says so, and asks nobody', async () => {
  const before = app.zoom.requests.length;
  expect(await check(newPerson(app, 'Tom Okafor'))).toMatchObject({ state: 'not_connected', since: null });
  expect(app.zoom.requests.length).toBe(before);
});

it('a person whose Zoom plan changes is told what the new one has, after the next look at the account', async () => {
  const zoomUser = app.zoom.createUser({ type: 1 });
  const person = await connectedPerson(zoomUser);
  expect((await viewOf(person)).hasCloudRecordings).toBe(false);
  zoomUser.type = 2;
  expect((await check(person)).hasCloudRecordings).toBe(true);
});

describe("Zoom's daily limit", () => {
  it('stops calls of its category until the reset, for everybody of the Zoom account, and no others', async () => {
    const [one, other] = [app.zoom.createUser({}), app.zoom.createUser({})];
    const [person, colleague] = [await connectedPerson(one), await connectedPerson(other)];
    const resetAt = app.clock.now().getTime() + 6 * 3_600_000;
    const fault = { on: 'api', path: '/users/me/meetings', kind: 'daily-limit', resetAt } as const;
    app.zoom.faults.arm(fault);
    const refused = await meetingsOf(person);
    expect(refused).toMatchObject({ status: 429, body: { error: { code: 'zoom_rate_limited' } } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(5.9 * 3_600);
    const calls = callsTo('/users/me/meetings');
    for (const viewer of [person, colleague]) expect((await meetingsOf(viewer)).status).toBe(429);
    expect(callsTo('/users/me/meetings')).toBe(calls);
    for (const viewer of [person, colleague]) expect((await accountOf(viewer)).status).toBe(200);
    await app.deps.grants.forgetUsedUp(app.clock.now());
    expect((await meetingsOf(colleague)).status).toBe(429);
    app.clock.advance(6 * 3_600);
    for (const viewer of [person, colleague]) expect((await meetingsOf(viewer)).status).toBe(200);
  });

  it('without a time ends at midnight UTC', async () => {
    const person = await connectedPerson();
    const body = { code: 429, message: 'You have reached the maximum daily rate limit for this API.' };
    app.zoom.faults.arm({ on: 'api', kind: 'answer', status: 429, body }, 3);
    expect((await meetingsOf(person)).status).toBe(429);
    const now = app.clock.now();
    const midnight = new Date(now).setUTCHours(24, 0, 0, 0);
    app.clock.advance((midnight - now.getTime()) / 1_000 - 30);
    expect((await meetingsOf(person)).status).toBe(429);
    app.clock.advance(30);
    expect((await meetingsOf(person)).status).toBe(200);
  });

  it('that Zoom says ends in three days is believed for one, so that nobody waits longer than a limit can last', async () => {
    const person = await connectedPerson();
    const resetAt = app.clock.now().getTime() + 3 * 24 * 3_600_000;
    app.zoom.faults.arm({ on: 'api', path: '/users/me/meetings', kind: 'daily-limit', resetAt });
    expect((await meetingsOf(person)).status).toBe(429);
    app.clock.advance(24 * 3_600);
    expect((await meetingsOf(person)).status).toBe(200);
  });

  it('each second is waited for, and stops nothing', async () => {
    const person = await connectedPerson();
    app.zoom.faults.arm({ on: 'api', kind: 'per-second-limit', retryAfterSeconds: 1 });
    expect((await meetingsOf(person)).status).toBe(200);
  });
});

describe("Zoom's regional address", () => {
  const hostsAsked = (from: number) => new Set(app.zoom.requests.slice(from).map(({ host }) => host));

  it('is where the calls go, from the first one and after a refresh', async () => {
    app.zoom.faults.apiUrl = app.zoom.regionalApiOrigin;
    const person = await connectedPerson();
    const before = app.zoom.requests.length;
    await accountOf(person);
    app.clock.advance(3_600);
    await accountOf(person);
    expect(hostsAsked(before)).toEqual(new Set(['regionalApi', 'oauth']));
    const [row] = await app.deps.database.rows<{ api_url: string }>(
      'SELECT api_url FROM zoom_grants WHERE api_url IS NOT NULL ORDER BY authorized_at DESC LIMIT 1',
    );
    expect(row?.api_url).toMatch(/^v1\./);
  });

  it.each([
    'https://api.zoom.us.evil.example',
    'https://zoom.example',
    'http://localhost:1',
    'https://user@api.zoom.us',
    'https://192.168.0.1',
    'not an address',
    'file:///etc/passwd',
  ])('%s never sees a token: the configured one serves all regions', async (apiUrl) => {
    app.zoom.faults.apiUrl = apiUrl;
    const before = app.zoom.requests.length;
    const person = await connectedPerson();
    expect((await accountOf(person)).status).toBe(200);
    expect(hostsAsked(before)).toEqual(new Set(['oauth', 'api']));
  });
});
