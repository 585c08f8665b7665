// When a connection or a site ends, transfers that read through it end with it; nothing is attached any more.

import { afterEach, beforeEach, expect, it } from 'vitest';
import { type DemoSite, seedDemoSite } from '../simulators/jira/demo-site.ts';
import { attach, linkedRecording, transferWhen } from '../support/recorded-meeting.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
let demo: DemoSite;
let viewer: Viewer & { issueId: string };
let letZoomGoOn: () => void;

beforeEach(async () => {
  app = await startTestApp();
  demo = seedDemoSite(app.jira);
  viewer = { accountId: demo.engineer.accountId, issueId: demo.issues[0]?.id ?? '' };
});
afterEach(async () => {
  letZoomGoOn();
  await app.stop();
});

/** A transfer whose download stands still after its first bytes, which have reached Jira. */
async function stalledTransfer() {
  const recorded = await linkedRecording(app, viewer, [{ fileType: 'MP4', size: 3_000_000 }]);
  const { promise: until, resolve } = Promise.withResolvers<void>();
  letZoomGoOn = resolve;
  app.zoom.faults.arm({ on: 'download', kind: 'stall', at: 500_000, until });
  const stalled = Promise.all([
    app.zoom.waitFor('download-stalled'),
    app.jira.waitFor('upload-first-byte', ({ issueId }) => issueId === viewer.issueId),
  ]);
  const { body } = await attach(app, viewer, recorded, 0);
  await stalled;
  return { id: body.id as string, host: recorded.host };
}
const transferRow = async (id: string) => {
  const [row] = await app.deps.database.rows<{ state: string; reason_code: string }>(
    'SELECT state, reason_code FROM transfers WHERE id = $1',
    [id],
  );
  return row;
};
const failures = () =>
  app.deps.database.rows(`SELECT details FROM audit_events WHERE type = 'attach_failed'`);

it('a running transfer of a person who disconnects fails with zoom_not_connected', async () => {
  const { id } = await stalledTransfer();
  await transferWhen(app, viewer, id, ({ state }) => state === 'running');
  const closed = app.zoom.waitFor('download-closed');
  expect((await app.api('DELETE', '/zoom-connection', viewer)).status).toBe(200);
  expect(await transferRow(id)).toEqual({ state: 'failed', reason_code: 'zoom_not_connected' });
  expect(await failures()).toEqual([{ details: { transferId: id, code: 'zoom_not_connected' } }]);
  letZoomGoOn();
  await closed;
  expect(await transferRow(id)).toMatchObject({ state: 'failed' });
  expect(app.jira.site.attachments(viewer.issueId)).toEqual([]);
});

it('running transfers of a site that removes the app fail, and its grants are revoked', async () => {
  const { id, host } = await stalledTransfer();
  const revoked = app.zoom.waitFor('grant-ended', ({ userId }) => userId === host.id);
  expect((await app.jira.site.uninstall()).status).toBe(204);
  expect(await transferRow(id)).toEqual({ state: 'failed', reason_code: 'site_not_installed' });
  expect(await failures()).toEqual([{ details: { transferId: id, code: 'site_not_installed' } }]);
  // By a worker, who was told in the transaction of the end.
  await revoked;
  letZoomGoOn();
  expect(app.jira.site.attachments(viewer.issueId)).toEqual([]);
});

it('a site import retires the old row, and its connections and transfers end', async () => {
  const { id, host } = await stalledTransfer();
  const revoked = app.zoom.waitFor('grant-ended', ({ userId }) => userId === host.id);
  const before = app.jira.site.clientKey;
  expect((await app.jira.site.siteImport()).status).toBe(204);
  await revoked;
  expect(await transferRow(id)).toEqual({ state: 'failed', reason_code: 'site_not_installed' });
  expect(
    await app.deps.database.rows(
      'SELECT client_key, state, shared_secret IS NULL AS without_secret FROM installations ORDER BY installed_at',
    ),
  ).toEqual([
    { client_key: before, state: 'retired', without_secret: true },
    { client_key: app.jira.site.clientKey, state: 'installed', without_secret: false },
  ]);
  expect((await app.api('GET', '/zoom-connection', viewer)).body.state).toBe('not_connected');
  letZoomGoOn();
});
