// The app is removed at Zoom: everything on that authorization ends, on every site, unless the event is an old one.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { deauthorizeZoomUser } from '../../src/privacy/deauthorize-zoom-user.ts';
import { revokeUnusedGrants } from '../../src/zoom-accounts/end-connection.ts';
import { personIdOf } from '../support/connection-windows.ts';
import {
  asked,
  auditOf,
  connectionOf,
  hasGrant,
  linkSeenBy,
  newcomer,
  type Scene,
  secondSite,
  seenBy,
  sharedScene,
} from '../support/leaving.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterEach(() => app.zoom.faults.clear());
afterAll(() => app.stop());

const deauthorized = ({ hostZoom }: Scene, at = app.clock.now()) =>
  deauthorizeZoomUser(app.deps, { zoomUserId: hostZoom.id, at, retainData: null });
/** Beyond doubt after whatever was authorized so far. */
const later = () => app.clock.advance(601);
const accountOf = ({ host }: Scene) => app.api('GET', '/zoom-connection/account', host);

describe('Clearly after the authorization', () => {
  test('it is believed, so that Zoom is not asked, and all connections end with the grant and its tokens', async () => {
    const scene = await sharedScene(app);
    const second = newcomer(scene);
    await app.connectZoom(second, scene.hostZoom);
    later();
    const before = app.zoom.requests.length;

    await deauthorized(scene);

    expect(app.zoom.requests.slice(before)).toEqual([]);
    expect(await connectionOf(app, scene.host)).toBe('not_connected');
    expect(await connectionOf(app, second)).toBe('not_connected');
    expect(await hasGrant(app, scene.hostZoom)).toBe(false);
  });

  test('each site gets an audit event for its own people only, so that none learns of another', async () => {
    const [here, there] = [await secondSite(app), await secondSite(app)];
    const scene = await sharedScene(app, { site: here });
    const other = await sharedScene(app, { site: there, hostZoom: scene.hostZoom });
    later();

    await deauthorized(scene);

    for (const { site, host } of [scene, other]) {
      const ends = (await auditOf(app, site)).filter(({ type }) => type === 'zoom_disconnected');
      const personId = await personIdOf(app, { ...host, site });
      expect(ends).toEqual([{ type: 'zoom_disconnected', personId, details: { reason: 'deauthorized' } }]);
      expect(await connectionOf(app, host)).toBe('not_connected');
    }
  });

  test('transfers that read with it fail, each with its reason for whoever looks, and an audit event', async () => {
    const scene = await sharedScene(app, { site: await secondSite(app) });
    const own = await asked(app, scene.host, scene, 0);
    const others = await asked(app, scene.colleague, scene, 1);
    later();

    await deauthorized(scene);

    expect(await seenBy(app, scene.host, own)).toMatchObject({
      state: 'failed',
      canRetry: true,
      reason: {
        code: 'zoom_deauthorized',
        message: expect.stringContaining('Press Connect Zoom, then Retry'),
      },
    });
    const toColleague = await seenBy(app, scene.colleague, own);
    expect(toColleague?.reason?.message).toBe(
      'The person who asked for this is no longer connected to Zoom.',
    );
    for (const viewer of [scene.host, scene.colleague])
      expect(await seenBy(app, viewer, others)).toMatchObject({
        state: 'failed',
        reason: { code: 'linker_not_connected', message: expect.stringContaining('They can connect again') },
      });
    const failures = (await auditOf(app, scene.site)).filter(({ type }) => type === 'attach_failed');
    expect(failures.map(({ details }) => details)).toEqual(
      expect.arrayContaining([
        { transferId: own, code: 'zoom_deauthorized' },
        { transferId: others, code: 'linker_not_connected' },
      ]),
    );
    expect(failures).toHaveLength(2);
  });

  test.each([null, true])(
    'links stay and say so when Zoom’s user_data_retention is %s',
    async (retainData) => {
      const scene = await sharedScene(app);
      later();

      const at = app.clock.now();
      await deauthorizeZoomUser(app.deps, { zoomUserId: scene.hostZoom.id, at, retainData });

      expect(await linkSeenBy(app, scene.colleague, scene.linkId)).toMatchObject({
        readable: false,
        linker: 'not_connected',
      });
      const { body } = await app.api('GET', `/meeting-links/${scene.linkId}/details`, scene.colleague);
      expect(body.error.code).toBe('linker_not_connected');
    },
  );

  test('the connections of other Zoom users stay as they are', async () => {
    const [leaving, staying] = [await sharedScene(app), await sharedScene(app)];
    later();

    await deauthorized(leaving);

    expect((await accountOf(staying)).status).toBe(200);
  });

  test('a second delivery changes nothing', async () => {
    const scene = await sharedScene(app, { site: await secondSite(app) });
    later();
    await deauthorized(scene);
    const before = await auditOf(app, scene.site);

    await deauthorized(scene);

    expect(await auditOf(app, scene.site)).toEqual(before);
  });

  test('a person who connects again while it is handled is not cut off: the event is judged anew', async () => {
    const scene = await sharedScene(app);
    later();
    const { grants } = app.deps;
    const findGrantOf: typeof grants.findGrantOf = async (clientId, zoomUserId, lock) => {
      const found = await grants.findGrantOf(clientId, zoomUserId, lock);
      if (lock === undefined) await app.connectZoom(scene.host, scene.hostZoom);
      return found;
    };
    const event = { zoomUserId: scene.hostZoom.id, at: app.clock.now(), retainData: false };

    const first = deauthorizeZoomUser({ ...app.deps, grants: { ...grants, findGrantOf } }, event);

    await expect(first).rejects.toThrow('again');
    expect(await connectionOf(app, scene.host)).toBe('connected');
    await deauthorizeZoomUser(app.deps, event);
    expect((await accountOf(scene)).status).toBe(200);
    expect(await linkSeenBy(app, scene.host, scene.linkId)).toMatchObject({ readable: true });
  });
});

describe('Our own revocation that comes back as such an event', () => {
  test('erases nothing although Zoom wants nothing kept, whether it comes before or after the revocation’s answer', async () => {
    const scene = await sharedScene(app);
    await app.api('DELETE', '/zoom-connection', scene.host);
    app.clock.advance(601);
    const echo = () => ({ zoomUserId: scene.hostZoom.id, at: app.clock.now(), retainData: false });
    const { promise: until, resolve } = Promise.withResolvers<void>();
    app.zoom.faults.arm({ on: 'revoke', kind: 'hold', until });
    const asking = app.zoom.waitFor('revoke-requested');
    const revoking = revokeUnusedGrants(app.deps, new AbortController().signal);
    await asking;

    await deauthorizeZoomUser(app.deps, echo());
    resolve();
    await revoking;
    await deauthorizeZoomUser(app.deps, echo());

    expect(await linkSeenBy(app, scene.host, scene.linkId)).toBeDefined();
    app.clock.advance(2 * 3_600);
    await revokeUnusedGrants(app.deps, new AbortController().signal);
    await deauthorizeZoomUser(app.deps, echo());
    expect(await linkSeenBy(app, scene.host, scene.linkId)).toBeUndefined();
  });

  test('while Zoom’s clock is four minutes ahead of ours is found out too, so that the person stays connected', async () => {
    const scene = await sharedScene(app);
    const byZoomsClock = new Date(app.clock.now().getTime() + 240_000);

    await deauthorized(scene, byZoomsClock);

    expect((await accountOf(scene)).status).toBe(200);
  });

  test('finds nothing when the person has not connected again', async () => {
    const scene = await sharedScene(app, { site: await secondSite(app) });
    await app.api('DELETE', '/zoom-connection', scene.host);
    await app.deps.database.rows('DELETE FROM zoom_grants WHERE zoom_user_id = $1', [scene.hostZoom.id]);
    const before = await auditOf(app, scene.site);

    await deauthorized(scene);

    expect(await auditOf(app, scene.site)).toEqual(before);
    expect(await linkSeenBy(app, scene.host, scene.linkId)).toBeDefined();
  });

  test('after the person connected again is found out by asking Zoom, so that they stay connected', async () => {
    const scene = await sharedScene(app);
    const transfer = await asked(app, scene.host, scene);
    const revokedAt = app.clock.now();
    app.clock.advance(20);
    await app.connectZoom(scene.host, scene.hostZoom);

    await deauthorized(scene, revokedAt);

    expect(await connectionOf(app, scene.host)).toBe('connected');
    expect((await accountOf(scene)).status).toBe(200);
    expect((await seenBy(app, scene.host, transfer))?.state).toBe('queued');
    expect(app.log()).toContain('earlier authorization');
  });

  test('erases nothing when it is found to be old, although Zoom wants nothing kept', async () => {
    const scene = await sharedScene(app);

    const at = app.clock.now();
    await deauthorizeZoomUser(app.deps, { zoomUserId: scene.hostZoom.id, at, retainData: false });

    expect(await linkSeenBy(app, scene.host, scene.linkId)).toMatchObject({ readable: true });
  });

  test('while the person connects again for the second time leaves the newest authorization alone', async () => {
    const scene = await sharedScene(app);
    const { promise: until, resolve } = Promise.withResolvers<void>();
    app.zoom.faults.arm({ on: 'token', kind: 'hold', until });
    const asking = app.zoom.waitFor('token-requested');
    const handled = deauthorized(scene);
    await asking;
    await app.connectZoom(scene.host, scene.hostZoom);
    resolve();

    await handled;

    expect((await accountOf(scene)).status).toBe(200);
  });
});

describe('Within ten minutes of the authorization', () => {
  test('Zoom is asked, and when it refuses the tokens everything ends as deauthorized', async () => {
    const scene = await sharedScene(app, { site: await secondSite(app) });
    app.zoom.endGrant(scene.hostZoom);

    await deauthorized(scene);

    expect(await hasGrant(app, scene.hostZoom)).toBe(false);
    expect(await connectionOf(app, scene.host)).toBe('not_connected');
    expect((await auditOf(app, scene.site)).at(-1)).toMatchObject({
      type: 'zoom_disconnected',
      details: { reason: 'deauthorized' },
    });
  });

  test('a grant that was found dead before ends too, so that nobody is told to reconnect what they removed', async () => {
    const scene = await sharedScene(app);
    app.zoom.endGrant(scene.hostZoom);
    await accountOf(scene);
    expect(await connectionOf(app, scene.host)).toBe('needs_reconnect');

    await deauthorized(scene);

    expect(await connectionOf(app, scene.host)).toBe('not_connected');
  });

  test('nothing changes while Zoom cannot say, and the event is to be handled again', async () => {
    const scene = await sharedScene(app);
    app.zoom.endGrant(scene.hostZoom);
    app.zoom.faults.arm({ on: 'token', kind: 'answer', status: 503, body: {} });

    await expect(deauthorized(scene)).rejects.toMatchObject({ kind: 'unavailable' });

    expect(await hasGrant(app, scene.hostZoom)).toBe(true);
    expect(await linkSeenBy(app, scene.colleague, scene.linkId)).toMatchObject({ linker: 'connected' });
    app.zoom.faults.clear();
    await deauthorized(scene);
    expect(await hasGrant(app, scene.hostZoom)).toBe(false);
  });
});

test('Somebody at Zoom whom nobody here ever connected changes nothing', async () => {
  const stranger = app.zoom.createUser();
  const input = { zoomUserId: stranger.id, at: app.clock.now(), retainData: false };
  await expect(deauthorizeZoomUser(app.deps, input)).resolves.toBeUndefined();
});
