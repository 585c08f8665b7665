// A Zoom user who removes the app and wants nothing kept: what names them goes, what was attached stays.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deauthorizeZoomUser } from '../../src/privacy/deauthorize-zoom-user.ts';
import { uninstallSite } from '../../src/privacy/end-site.ts';
import { dumpDatabase } from '../support/database-dump.ts';
import {
  asked,
  auditOf,
  connectionOf,
  hasGrant,
  linkSeenBy,
  type Scene,
  secondSite,
  seenBy,
  sharedScene,
} from '../support/leaving.ts';
import { settledTransfer } from '../support/recorded-meeting.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

const propertyKey = 'zoom-meetings-for-jira.meetings';

/** An app that works on jobs, for what is attached; one that does not, for transfers that stand still. */
let app: TestApp;
let still: TestApp;
beforeAll(async () => {
  [app, still] = await Promise.all([startTestApp(), startTestApp({ background: false })]);
});
afterAll(() => Promise.all([app.stop(), still.stop()]));

function erase(at: TestApp, { hostZoom }: Scene): Promise<void> {
  at.clock.advance(601);
  const input = { zoomUserId: hostZoom.id, at: at.clock.now(), retainData: false };
  return deauthorizeZoomUser(at.deps, input);
}

async function attached(viewer: Viewer, scene: Scene): Promise<string> {
  const { id, state } = await settledTransfer(app, viewer, await asked(app, viewer, scene));
  expect(state).toBe('succeeded');
  return id;
}
const rowOf = async ({ deps }: TestApp, id: string) =>
  (await deps.database.rows<Record<string, unknown>>('SELECT * FROM transfers WHERE id = $1', [id]))[0];
const shownPanel = async (viewer: Viewer) => (await app.api('GET', '/issue-panel', viewer)).body;

describe('Links to meetings that they host', () => {
  test('go from the issues with what was shared of them, on every site, so that nobody reads them any more', async () => {
    const [here, there] = [await secondSite(still), await secondSite(still)];
    const scene = await sharedScene(still, { site: here });
    const other = await sharedScene(still, { site: there, hostZoom: scene.hostZoom });

    await erase(still, scene);

    for (const { host, linkId, site } of [scene, other]) {
      expect(await linkSeenBy(still, host, linkId)).toBeUndefined();
      const shares = 'SELECT 1 FROM recording_shares WHERE link_id = $1';
      expect(await still.deps.database.rows(shares, [linkId])).toEqual([]);
      const erased = (await auditOf(still, site)).filter(({ type }) => type === 'zoom_data_erased');
      expect(erased).toEqual([{ type: 'zoom_data_erased', personId: null, details: { links: 1 } }]);
    }
  });

  test('go although the person had disconnected here before', async () => {
    const scene = await sharedScene(still);
    await still.api('DELETE', '/zoom-connection', scene.host);
    await still.deps.database.rows('DELETE FROM zoom_grants WHERE zoom_user_id = $1', [scene.hostZoom.id]);

    await erase(still, scene);

    expect(await linkSeenBy(still, scene.host, scene.linkId)).toBeUndefined();
  });

  test('leave the links of other hosts alone, and a site that they never used hears nothing', async () => {
    const scene = await sharedScene(still);
    const untouched = await sharedScene(still, { site: await secondSite(still) });
    const before = await auditOf(still, untouched.site);

    await erase(still, scene);

    expect(await linkSeenBy(still, untouched.host, untouched.linkId)).toMatchObject({ readable: true });
    expect(await auditOf(still, untouched.site)).toEqual(before);
  });

  test('are taken out of the issue’s property, so that the empty panel hides', async () => {
    const scene = await sharedScene(app);
    const property = () => app.jira.site.issueProperty(scene.issueId, propertyKey);
    const isHidden = () => (property() as { linked?: boolean } | undefined)?.linked === false;
    const hidden = app.jira.waitFor(
      'property-changed',
      ({ issueId }) => issueId === scene.issueId && isHidden(),
    );

    await erase(app, scene);
    await hidden;

    expect(property()).toEqual({ issueId: scene.issueId, linked: false });
  });
});

describe('Transfers of their recordings', () => {
  test('that succeeded keep issue, attachment, size and hash, and the attachment stays in Jira', async () => {
    const scene = await sharedScene(app);
    const id = await attached(scene.colleague, scene);
    const before = await rowOf(app, id);

    await erase(app, scene);

    expect(await rowOf(app, id)).toEqual({
      ...before,
      link_id: null,
      host_zoom_user_id: '',
      meeting_id: '0',
      meeting_uuid: '',
      recording_key: id,
    });
    expect(before).toMatchObject({ attachment_id: expect.any(String), sha256: expect.any(String) });
    expect(app.jira.site.attachments(scene.issueId)).toHaveLength(1);
    expect((await shownPanel(scene.colleague)).transfers).toMatchObject([{ id, state: 'succeeded' }]);
  });

  test('that succeeded twice on one issue both lose Zoom’s ids, so that nothing collides', async () => {
    const scene = await sharedScene(app);
    const first = await asked(app, scene.host, scene, 0);
    const second = await asked(app, scene.host, scene, 1);
    for (const id of [first, second]) await settledTransfer(app, scene.host, id);

    await erase(app, scene);

    for (const id of [first, second]) expect(await rowOf(app, id)).toMatchObject({ recording_key: id });
  });

  test('that failed or were cancelled before are deleted', async () => {
    const scene = await sharedScene(still);
    const cancelled = await asked(still, scene.host, scene);
    expect((await still.api('POST', `/transfers/${cancelled}/cancel`, scene.host)).status).toBe(200);

    await erase(still, scene);

    expect(await rowOf(still, cancelled)).toBeUndefined();
  });

  test('that are stopped by it tell their requester why, without Zoom’s ids', async () => {
    const scene = await sharedScene(still);
    const id = await asked(still, scene.colleague, scene);

    await erase(still, scene);

    expect(await seenBy(still, scene.colleague, id)).toMatchObject({
      state: 'failed',
      canRetry: false,
      reason: { code: 'linker_not_connected' },
    });
    expect(await rowOf(still, id)).toMatchObject({ host_zoom_user_id: '', meeting_uuid: '' });
  });
});

test('After it nothing holds an id of the Zoom user, and only the audit log those of meeting and recording', async () => {
  const scene = await sharedScene(app);
  await attached(scene.host, scene);

  await erase(app, scene);

  const { hostZoom, meeting, recording } = scene;
  for (const [table, rows] of await dumpDatabase(app.databaseUrl)) {
    expect(rows).not.toContain(hostZoom.id);
    for (const id of [meeting.id, recording.uuid, recording.files[0]?.id ?? ''])
      if (table !== 'public.audit_events') expect(rows).not.toContain(id);
  }
});

test('A site that removes the app at the same moment waits for it, so that neither is given up for the other', async () => {
  const scene = await sharedScene(still, { site: await secondSite(still) });
  await asked(still, scene.host, scene);
  still.clock.advance(601);
  const { database, transfers } = still.deps;
  const isHeldUp = async () =>
    (
      await database.rows(
        'SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0',
      )
    ).length > 0;
  let uninstalled: Promise<void> | undefined;
  const eraseHost: typeof transfers.eraseHost = async (zoomUserId, transaction) => {
    const sites = await transfers.eraseHost(zoomUserId, transaction);
    uninstalled = uninstallSite(still.deps, scene.site.clientKey);
    await expect.poll(isHeldUp).toBe(true);
    return sites;
  };
  const event = { zoomUserId: scene.hostZoom.id, at: still.clock.now(), retainData: false };

  const ended = deauthorizeZoomUser({ ...still.deps, transfers: { ...transfers, eraseHost } }, event);

  await expect(ended).resolves.toBeUndefined();
  await expect(uninstalled).resolves.toBeUndefined();
});

test('A removal at Zoom stops a download under way, so that nothing is attached, and the panel says why', async () => {
  const scene = await sharedScene(app);
  app.clock.advance(601);
  const { promise: until, resolve } = Promise.withResolvers<void>();
  app.zoom.faults.arm({ on: 'download', kind: 'stall', at: 500_000, until });
  const stalled = app.zoom.waitFor('download-stalled');
  const id = await asked(app, scene.host, scene);
  await stalled;
  const cutOff = app.zoom.waitFor('download-closed');

  const delivery = await app.zoom.deauthorize(scene.hostZoom, `${app.baseUrl}/zoom/webhooks`);

  expect(delivery.status).toBe(204);
  await cutOff;
  resolve();
  expect(await seenBy(app, scene.host, id)).toMatchObject({
    state: 'failed',
    reason: { code: 'zoom_deauthorized' },
  });
  expect(app.jira.site.attachments(scene.issueId)).toEqual([]);
  expect(await connectionOf(app, scene.host)).toBe('not_connected');
  expect(await hasGrant(app, scene.hostZoom)).toBe(false);
});
