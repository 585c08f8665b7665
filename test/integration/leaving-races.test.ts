// Somebody leaves at the very moment at which something is being written in their name.

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { personIdOf } from '../support/connection-windows.ts';
import { siteIdOf, tablesNaming } from '../support/erasing.ts';
import { secondSite, sharedScene } from '../support/leaving.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { gate } from '../support/transfer-bench.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());

test('somebody is erased while their press of Attach is on its way, so that it is refused and nothing is written of them', async () => {
  const scene = await sharedScene(app);
  const [begun, held] = [gate(), gate()];
  const { host } = scene;
  const file = scene.recording.files[0];
  const { attachmentSettings } = app.deps;
  const read = attachmentSettings.get;
  vi.spyOn(attachmentSettings, 'get').mockImplementationOnce(async (siteId) => {
    begun.open();
    await held.until;
    return read(siteId);
  });
  const pressed = app.api('POST', '/transfers', host, {
    linkId: scene.linkId,
    meetingUuid: scene.recording.uuid,
    fileKey: file?.id,
    audience: {
      projectId: scene.site.issues.find(({ id }) => id === scene.issueId)?.projectId,
      securityLevelId: null,
    },
  });
  await begun.until;
  expect((await app.api('DELETE', '/me/data', host)).status).toBe(200);
  held.open();

  const { status, body } = await pressed;

  expect([status, body]).toMatchObject([409, { error: { code: 'person_erased' } }]);
  expect(await tablesNaming(app, [host.accountId])).toEqual([]);
  expect(await tablesNaming(app, [scene.hostZoom.id])).toEqual(['public.zoom_grants']);
});

test('a site removes the app while the end of a transfer is being written, so that both are written', async () => {
  const site = await secondSite(app);
  const scene = await sharedScene(app, { site });
  const { auditLog, database } = app.deps;
  const siteId = await siteIdOf(app, site);
  const personId = await personIdOf(app, scene.host);
  const [holding, goOn] = [gate(), gate()];
  const writing = database.transaction(async (transaction) => {
    // What uninstalling has to wait for, once it holds the site.
    await database.rows('SELECT 1 FROM zoom_connections FOR UPDATE', [], transaction);
    holding.open();
    await goOn.until;
    const context = { siteId, personId, issueId: scene.issueId, at: app.clock.now() };
    await auditLog.record(transaction, context, { type: 'zoom_needs_reconnect' });
  });
  await holding.until;
  const uninstalled = site.uninstall();
  await expect
    .poll(() => database.rows(`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'`))
    .toHaveLength(1);
  goOn.open();

  await writing;

  expect((await uninstalled).status).toBe(204);
});
