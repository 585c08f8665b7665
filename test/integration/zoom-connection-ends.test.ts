// How Zoom connections end: by the person, by another authorization, by the site; and what that means for the grant.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { revokeUnusedGrants } from '../../src/zoom-accounts/end-connection.ts';
import type { JiraSite } from '../simulators/jira/site.ts';
import type { ZoomUser } from '../simulators/zoom/state.ts';
import { auditTypesOf, newPerson, type Person, personIdOf } from '../support/connection-windows.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());
afterEach(() => app.zoom.faults.clear());

const viewOf = async (viewer: Person) => (await app.api('GET', '/zoom-connection', viewer)).body.state;
const accountOf = (viewer: Person) => app.api('GET', '/zoom-connection/account', viewer);
const disconnect = (viewer: Person) => app.api('DELETE', '/zoom-connection', viewer);
/** What a worker does after the answer. */
const workerComesRound = () => revokeUnusedGrants(app.deps, new AbortController().signal);
const revocationsOf = (user: ZoomUser) =>
  app.zoom.requests.filter(({ path, userId }) => path === '/oauth/revoke' && userId === user.id).length;
/** Whether anything is held that opens the Zoom user's account. */
const hasGrant = async (user: ZoomUser) =>
  (
    await app.deps.database.rows(
      `SELECT id FROM zoom_grants WHERE zoom_user_id = $1
         AND NOT (revoked_at IS NOT NULL AND access_token IS NULL AND refresh_token IS NULL AND api_url IS NULL)`,
      [user.id],
    )
  ).length > 0;

async function connectedPerson(zoomUser: ZoomUser, site?: JiraSite): Promise<Person> {
  const person = newPerson(app, 'Priya Raman', site);
  await app.connectZoom(person, zoomUser);
  return person;
}
async function otherSite(): Promise<JiraSite> {
  const site = await app.jira.addSite();
  await site.install(app.baseUrl);
  return site;
}

describe('Disconnect', () => {
  it('of the only person who uses the grant revokes it at Zoom and erases it here', async () => {
    const zoomUser = app.zoom.createUser({});
    const person = await connectedPerson(zoomUser);
    const answer = await disconnect(person);
    expect(answer).toMatchObject({ status: 200, body: { state: 'not_connected' } });
    expect(await viewOf(person)).toBe('not_connected');
    await workerComesRound();
    expect(revocationsOf(zoomUser)).toBe(1);
    expect(await hasGrant(zoomUser)).toBe(false);
    expect(await auditTypesOf(app, person)).toEqual(['zoom_connected', 'zoom_disconnected']);
    expect(await accountOf(person)).toMatchObject({
      status: 409,
      body: { error: { code: 'zoom_not_connected' } },
    });
  });

  it('of one of two who share a Zoom user leaves the other connected, and the last one revokes', async () => {
    const zoomUser = app.zoom.createUser({});
    const [first, second] = [await connectedPerson(zoomUser), await connectedPerson(zoomUser)];
    await disconnect(first);
    await workerComesRound();
    expect(revocationsOf(zoomUser)).toBe(0);
    expect(await accountOf(second)).toMatchObject({ status: 200 });
    await disconnect(second);
    await workerComesRound();
    expect(revocationsOf(zoomUser)).toBe(1);
    expect(await hasGrant(zoomUser)).toBe(false);
  });

  it('is answered before anything is asked of Zoom, the last one no later than any other', async () => {
    const [alone, shared] = [app.zoom.createUser({}), app.zoom.createUser({})];
    const [last, first] = [await connectedPerson(alone), await connectedPerson(shared)];
    await connectedPerson(shared, await otherSite());
    const before = app.zoom.requests.length;
    for (const person of [last, first]) expect((await disconnect(person)).status).toBe(200);
    expect(app.zoom.requests.length).toBe(before);
    // Either way a worker is told to look, so that even the database cannot tell the two apart.
    const jobs = await app.deps.database.rows(
      `SELECT count(*)::int AS waiting FROM pgboss.job WHERE name = 'unused-grant'
         AND data->>'grantId' IN (SELECT id::text FROM zoom_grants WHERE zoom_user_id IN ($1, $2))`,
      [alone.id, shared.id],
    );
    expect(jobs).toEqual([{ waiting: 2 }]);
  });

  it('is taken back by connecting again before the worker looked', async () => {
    const zoomUser = app.zoom.createUser({});
    const person = await connectedPerson(zoomUser);
    await disconnect(person);
    await app.connectZoom(person, zoomUser);
    await workerComesRound();
    expect(revocationsOf(zoomUser)).toBe(0);
    expect((await accountOf(person)).status).toBe(200);
  });

  it('is taken back by connecting again while Zoom revokes, so that the new grant stays', async () => {
    const zoomUser = app.zoom.createUser({});
    const person = await connectedPerson(zoomUser);
    await disconnect(person);
    const { promise: until, resolve: letGo } = Promise.withResolvers<void>();
    app.zoom.faults.arm({ on: 'revoke', kind: 'hold', until });
    const asked = app.zoom.waitFor('revoke-requested');
    const working = workerComesRound();
    await asked;
    await app.connectZoom(person, zoomUser);
    letGo();
    await working;
    expect((await accountOf(person)).status).toBe(200);
    expect(await viewOf(person)).toBe('connected');
  });

  it('of both at the same moment revokes once and leaves nothing', async () => {
    const zoomUser = app.zoom.createUser({});
    const [first, second] = [await connectedPerson(zoomUser), await connectedPerson(zoomUser)];
    const answers = await Promise.all([disconnect(first), disconnect(second)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    await workerComesRound();
    expect(revocationsOf(zoomUser)).toBe(1);
    expect(await hasGrant(zoomUser)).toBe(false);
  });

  it('long after the access token expired gets a fresh one to revoke with', async () => {
    const zoomUser = app.zoom.createUser({});
    const person = await connectedPerson(zoomUser);
    app.clock.advance(2 * 3_600);
    const ended = app.zoom.waitFor('grant-ended', ({ userId }) => userId === zoomUser.id);
    expect((await disconnect(person)).status).toBe(200);
    await workerComesRound();
    await ended;
    expect(await hasGrant(zoomUser)).toBe(false);
  });

  it('while Zoom is down ends the connection here all the same', async () => {
    const zoomUser = app.zoom.createUser({});
    const person = await connectedPerson(zoomUser);
    app.zoom.faults.arm({ on: 'revoke', kind: 'disconnect' });
    expect((await disconnect(person)).status).toBe(200);
    await workerComesRound();
    expect(await hasGrant(zoomUser)).toBe(false);
    expect(app.log()).toContain('could not be revoked');
  });

  it('leaves a note that it was revoked, until Zoom’s event about it can no longer come', async () => {
    const zoomUser = app.zoom.createUser({});
    await disconnect(await connectedPerson(zoomUser));
    const notes = () =>
      app.deps.database.rows('SELECT 1 FROM zoom_grants WHERE zoom_user_id = $1', [zoomUser.id]);
    await workerComesRound();
    await workerComesRound();
    expect([(await notes()).length, revocationsOf(zoomUser)]).toEqual([1, 1]);
    // So long Zoom sends an event again.
    app.clock.advance(85 * 60);
    await workerComesRound();
    expect((await notes()).length).toBe(1);
    app.clock.advance(35 * 60);
    await workerComesRound();
    expect([(await notes()).length, revocationsOf(zoomUser)]).toEqual([0, 1]);
  });

  it('that was interrupted after Zoom was told is revoked again, so that no token stays', async () => {
    const zoomUser = app.zoom.createUser({});
    await disconnect(await connectedPerson(zoomUser));
    await app.deps.database.rows('UPDATE zoom_grants SET revoked_at = $2 WHERE zoom_user_id = $1', [
      zoomUser.id,
      app.clock.now(),
    ]);
    await workerComesRound();
    expect([revocationsOf(zoomUser), await hasGrant(zoomUser)]).toEqual([1, false]);
  });

  it('pressed several times at once is one end, so that the audit log tells it once', async () => {
    const person = await connectedPerson(app.zoom.createUser({}));
    const answers = await Promise.all(Array.from({ length: 8 }, () => disconnect(person)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(await auditTypesOf(app, person)).toEqual(['zoom_connected', 'zoom_disconnected']);
  });

  it('of somebody who is not connected changes nothing', async () => {
    const person = newPerson(app, 'Tom Okafor');
    expect(await disconnect(person)).toMatchObject({ status: 200, body: { state: 'not_connected' } });
    expect(await auditTypesOf(app, person)).toEqual([]);
  });
});

describe('another authorization', () => {
  it('by the same Zoom user from a second site replaces the pair for both, and neither learns of the other', async () => {
    const zoomUser = app.zoom.createUser({});
    const here = await connectedPerson(zoomUser);
    const there = await connectedPerson(zoomUser, await otherSite());

    for (const person of [here, there])
      expect(await accountOf(person)).toMatchObject({ status: 200, body: { email: zoomUser.email } });
    const grants = await app.deps.database.rows<{ version: number }>(
      'SELECT version FROM zoom_grants WHERE zoom_user_id = $1',
      [zoomUser.id],
    );
    expect(grants).toEqual([{ version: 2 }]);
    expect(await auditTypesOf(app, here)).toEqual(['zoom_connected']);
    expect(await auditTypesOf(app, there)).toEqual(['zoom_connected']);
    for (const person of [here, there])
      expect((await app.api('GET', '/zoom-connection', person)).body).toEqual({
        state: 'connected',
        since: expect.any(String),
        endedBy: null,
        notWorking: [],
        hasCloudRecordings: true,
        sharedWith: [],
      });
  });

  it('by the same Zoom user on the same site is shown to both, and in the audit log of each', async () => {
    const zoomUser = app.zoom.createUser({});
    const [one, two] = [await connectedPerson(zoomUser), await connectedPerson(zoomUser)];
    expect(await auditTypesOf(app, one)).toEqual(['zoom_connected', 'zoom_authorization_renewed']);
    const sharedWith = async (person: Person) =>
      (await app.api('GET', '/zoom-connection', person)).body.sharedWith;
    expect([await sharedWith(one), await sharedWith(two)]).toEqual([[two.accountId], [one.accountId]]);
    await disconnect(two);
    expect([await sharedWith(one), await sharedWith(two)]).toEqual([[], []]);
  });

  it('does not wait for a refresh that another site began and that hangs', async () => {
    const zoomUser = app.zoom.createUser({});
    const here = await connectedPerson(zoomUser);
    app.clock.advance(3_600);
    const { promise: until, resolve: letGo } = Promise.withResolvers<void>();
    app.zoom.faults.arm({ on: 'token', kind: 'hold', until });
    const held = app.zoom.waitFor('token-requested');
    const refreshing = accountOf(here);
    await held;
    const there = await connectedPerson(zoomUser, await otherSite());
    expect((await accountOf(there)).status).toBe(200);
    letGo();
    // Zoom refuses what was refreshed, because of the new authorization; that one counts for both.
    expect((await refreshing).status).toBe(200);
    expect([await viewOf(here), await viewOf(there)]).toEqual(['connected', 'connected']);
    expect(await auditTypesOf(app, here)).toEqual(['zoom_connected']);
  });

  it('by the same person for another Zoom user replaces the connection and revokes the grant nobody uses', async () => {
    const [before, after] = [app.zoom.createUser({}), app.zoom.createUser({})];
    const person = await connectedPerson(before);
    await app.connectZoom(person, after);
    await workerComesRound();
    expect((await accountOf(person)).body.email).toBe(after.email);
    expect(revocationsOf(before)).toBe(1);
    expect(await hasGrant(before)).toBe(false);
    expect(await auditTypesOf(app, person)).toEqual([
      'zoom_connected',
      'zoom_disconnected',
      'zoom_connected',
    ]);
  });

  it('for another Zoom user keeps the old grant where somebody else still uses it', async () => {
    const [shared, own] = [app.zoom.createUser({}), app.zoom.createUser({})];
    const [leaving, staying] = [await connectedPerson(shared), await connectedPerson(shared)];
    await app.connectZoom(leaving, own);
    await workerComesRound();
    expect(revocationsOf(shared)).toBe(0);
    expect((await accountOf(staying)).body.email).toBe(shared.email);
  });

  it('revives a dead grant for everybody who uses it, which each site finds in its audit log', async () => {
    const zoomUser = app.zoom.createUser({});
    const [one, two] = [await connectedPerson(zoomUser), await connectedPerson(zoomUser, await otherSite())];
    app.zoom.endGrant(zoomUser);
    await accountOf(one);
    expect([await viewOf(one), await viewOf(two)]).toEqual(['needs_reconnect', 'needs_reconnect']);
    await app.connectZoom(one, zoomUser);
    expect([await viewOf(one), await viewOf(two)]).toEqual(['connected', 'connected']);
    expect((await accountOf(two)).status).toBe(200);
    expect(await auditTypesOf(app, two)).toEqual([
      'zoom_connected',
      'zoom_needs_reconnect',
      'zoom_authorization_renewed',
    ]);
  });
});

describe('a site that removes the app', () => {
  const siteRow = async (clientKey: string) => {
    const [row] = await app.deps.database.rows<{ state: string; shared_secret: string | null }>(
      'SELECT state, shared_secret FROM installations WHERE client_key = $1',
      [clientKey],
    );
    return row;
  };
  const connectionsAt = async (clientKey: string) =>
    app.deps.database.rows(
      `SELECT c.person_id FROM zoom_connections c JOIN persons p ON p.id = c.person_id
       JOIN installations i ON i.id = p.installation_id WHERE i.client_key = $1`,
      [clientKey],
    );

  it('loses its secret and its connections at once, and grants that nobody else uses are revoked', async () => {
    const site = await otherSite();
    const [own, shared] = [app.zoom.createUser({}), app.zoom.createUser({})];
    const [alone, sharing] = [await connectedPerson(own, site), await connectedPerson(shared, site)];
    const elsewhere = await connectedPerson(shared);
    const personIds = [await personIdOf(app, alone), await personIdOf(app, sharing)];

    expect((await site.uninstall()).status).toBe(204);

    expect(await siteRow(site.clientKey)).toEqual({ state: 'uninstalled', shared_secret: null });
    expect(await connectionsAt(site.clientKey)).toEqual([]);
    await workerComesRound();
    expect([revocationsOf(own), revocationsOf(shared)]).toEqual([1, 0]);
    expect((await accountOf(elsewhere)).status).toBe(200);
    expect((await app.api('GET', '/zoom-connection', alone)).status).toBe(401);
    for (const personId of personIds) {
      const ends = await app.deps.database.rows(
        `SELECT details FROM audit_events WHERE person_id = $1 AND type = 'zoom_disconnected'`,
        [personId],
      );
      expect(ends).toEqual([{ details: { reason: 'uninstalled' } }]);
    }
  });

  it('may say so again, which changes nothing', async () => {
    const site = await otherSite();
    const token = site.signLifecycleToken('/uninstalled');
    expect((await site.uninstall()).status).toBe(204);
    const count = () => app.deps.database.rows('SELECT count(*) FROM audit_events');
    const before = await count();
    const again = await site.postLifecycle('/uninstalled', site.lifecycleBody('uninstalled'), token);
    expect(again.status).toBe(204);
    expect(await count()).toEqual(before);
  });

  it('cannot say so for another site, so that the other keeps its connections', async () => {
    const [site, victim] = [await otherSite(), await otherSite()];
    const person = await connectedPerson(app.zoom.createUser({}), victim);
    const forged = await site.postLifecycle(
      '/uninstalled',
      victim.lifecycleBody('uninstalled'),
      site.signLifecycleToken('/uninstalled'),
    );
    expect(forged.status).toBe(401);
    expect((await siteRow(victim.clientKey))?.state).toBe('installed');
    expect(await viewOf(person)).toBe('connected');
  });

  it('is refused without a token and with one by the shared secret', async () => {
    const site = await otherSite();
    const body = site.lifecycleBody('uninstalled');
    for (const token of [null, site.signBoundToken('POST', '/uninstalled')])
      expect((await site.postLifecycle('/uninstalled', body, token)).status).toBe(401);
    expect((await siteRow(site.clientKey))?.state).toBe('installed');
  });

  it('and comes back starts without connections, and knows nobody of before', async () => {
    const site = await otherSite();
    const person = await connectedPerson(app.zoom.createUser({}), site);
    await site.uninstall();
    expect((await site.reinstall()).status).toBe(204);
    const view = async () => (await app.api('GET', '/zoom-connection', person)).body;
    expect(await view()).toMatchObject({ state: 'not_connected', endedBy: null, since: null });
    await app.connectZoom(person, app.zoom.createUser({}));
    expect(await view()).toMatchObject({ state: 'connected', endedBy: null });
    await disconnect(person);
    expect(await view()).toMatchObject({ state: 'not_connected', endedBy: null, since: null });
  });
});
