// What the app holds on the asking person, as a file: all of it, and nothing of anybody else.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { heldSections } from '../../src/privacy/held-rows.ts';
import { personIdOf } from '../support/connection-windows.ts';
import { uuidColumns } from '../support/erasing.ts';
import { asked, auditOf, newcomer, sharedScene } from '../support/leaving.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());

const exported = (viewer: Viewer) => app.api('GET', '/me/export', viewer);

/** Ids that are of no person, and lead to none but by another column of their row. */
const notPersons = [
  'audit_chains.id',
  'audit_chains.installation_id',
  'audit_events.installation_id',
  'erasure_issues.erasure_id',
  'erasures.installation_id',
  'installations.id',
  'meeting_links.installation_id',
  'persons.installation_id',
  'project_settings.installation_id',
  'site_settings.installation_id',
  'transfers.installation_id',
  'unwritable_projects.installation_id',
];
/** Zoom's and Jira's ids of people are texts. */
const foreignIds = [
  'meeting_links.host_zoom_user_id',
  'persons.account_id',
  'transfers.host_zoom_user_id',
  'webhook_deliveries.zoom_account_id',
  'webhook_deliveries.zoom_user_id',
  'zoom_grants.zoom_account_id',
  'zoom_grants.zoom_user_id',
  // How many calls a company's Zoom account has left today: of nobody in particular.
  'zoom_limits.zoom_account_id',
];

test('every column of the schema that can name a person is looked at', async () => {
  const looked = heldSections.flatMap(({ columns }) => columns);
  const uuids = await uuidColumns(app);
  expect(uuids.filter((column) => !looked.includes(column) && !notPersons.includes(column))).toEqual([]);
  const named = await app.deps.database.rows<{ name: string }>(
    `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name ~ '(account_id|user_id)$' ORDER BY 1`,
  );
  expect(named.map(({ name }) => name)).toEqual(foreignIds);
  expect(foreignIds.filter((column) => !looked.includes(column))).toEqual(['zoom_limits.zoom_account_id']);
  const known = [...uuids, ...foreignIds];
  expect([...looked, ...notPersons].filter((column) => !known.includes(column))).toEqual([]);
});

test('somebody gets everything that names them, in words, and no secret', async () => {
  const scene = await sharedScene(app);
  const { host, colleague, hostZoom, linkId, recording } = scene;
  const defaults = { durationMinutes: 45, waitingRoom: true, cloudRecording: false };
  await app.api('PUT', '/meeting-defaults', host, {
    ...defaults,
    joinBeforeHost: false,
    muteUponEntry: true,
  });
  await app.api('PUT', '/analytics-choice', host, { allowed: false });
  const [own, others] = [await asked(app, host, scene, 0), await asked(app, colleague, scene, 1)];
  const personId = await personIdOf(app, host);
  await app.deps.database.rows(
    `INSERT INTO recording_requests (link_id, meeting_uuid, asked_by, asked_at) VALUES ($1, 'held', $2, $3)`,
    [linkId, personId, app.clock.now()],
  );
  await app.deps.database.rows(
    `INSERT INTO webhook_deliveries (body_hash, event, event_at, zoom_user_id, received_at, state, failures, run_after)
     VALUES ('a', 'meeting.started', $1, $2, $1, 'received', 0, $1)`,
    [app.clock.now(), hostZoom.id],
  );

  const { status, headers, body } = await exported(host);

  expect([status, headers.get('content-type'), headers.get('content-disposition')]).toEqual([
    200,
    'application/json; charset=utf-8',
    'attachment; filename="zoom-meetings-data.json"',
  ]);
  expect(body.person).toMatchObject([{ jiraAccountId: host.accountId, randomId: personId }]);
  expect(body.zoomConnection).toMatchObject([{ zoomUserId: hostZoom.id, encryptedTokensAreHeld: true }]);
  expect(body.attemptsToConnectZoom).toMatchObject([{ state: 'connected' }]);
  expect(body.defaultsOfNewMeetings).toMatchObject([defaults]);
  expect(body.pageViewsMayNotBeCounted).toEqual([{ refused: true }]);
  expect(body.linkedMeetings).toMatchObject([{ id: linkId, linkedByYou: true, hostZoomUserId: hostZoom.id }]);
  expect(body.sharedRecordings).toMatchObject([{ linkId, occurrenceId: recording.uuid }]);
  expect(body.recordingsAskedFor).toMatchObject([{ linkId, occurrenceId: 'held' }]);
  const files = body.attachedFiles as { id: string }[];
  expect(files.find(({ id }) => id === own)).toMatchObject({ askedForByYou: true, readWithYourZoom: true });
  expect(files.find(({ id }) => id === others)).toMatchObject({
    askedForByYou: false,
    readWithYourZoom: true,
  });
  expect(body.eventsFromZoom).toMatchObject([{ event: 'meeting.started' }]);
  expect(body.auditLog.map(({ type }: { type: string }) => type)).toEqual([
    'zoom_connected',
    'meeting_linked',
    'recording_shared',
    'attach_requested',
    'data_exported',
  ]);
  expect((await auditOf(app, scene.site)).at(-1)).toEqual({ type: 'data_exported', personId, details: {} });
  for (const [name, rows] of Object.entries(body))
    if (name !== 'erasureOfTheSiteAskedFor') expect([name, rows]).not.toEqual([name, []]);

  const [{ access_token: token = '' } = {}] = await app.deps.database.rows<{ access_token: string }>(
    'SELECT access_token FROM zoom_grants WHERE zoom_user_id = $1',
    [hostZoom.id],
  );
  expect(token.length).toBeGreaterThan(20);
  const text = JSON.stringify(body);
  for (const strange of [token, colleague.accountId, await personIdOf(app, colleague)])
    expect(text).not.toContain(strange);
});

test('nobody gets anything of anybody else, and who is not known gets an empty file', async () => {
  const [scene, other] = [await sharedScene(app), await sharedScene(app)];
  const text = JSON.stringify((await exported(scene.host)).body);
  for (const strange of [other.host.accountId, other.linkId, other.hostZoom.id, other.meeting.id])
    expect(text).not.toContain(strange);

  const stranger = newcomer(scene);
  const { body } = await exported(stranger);
  const { about, exportedAt, ...sections } = body;
  expect([about, exportedAt]).toEqual([expect.stringContaining('Everything'), expect.stringMatching(/Z$/)]);
  expect(Object.values(sections).flat()).toEqual([]);
  // Asking makes nobody known.
  const known = 'SELECT 1 FROM persons WHERE account_id = $1';
  expect(await app.deps.database.rows(known, [stranger.accountId])).toEqual([]);
});

test('whoever did very much gets all of it', async () => {
  const scene = await sharedScene(app);
  const personId = await personIdOf(app, scene.host);
  const { siteId = '' } = (await app.deps.persons.findPerson(personId)) ?? {};
  await app.deps.database.rows(
    `INSERT INTO audit_events (installation_id, at, type, person_id, issue_id, details)
     SELECT $1, $3, 'zoom_connected', $2, NULL, '{}' FROM generate_series(1, 5200)`,
    [siteId, personId, app.clock.now()],
  );
  const { body } = await exported(scene.host);
  const ids = body.auditLog.map(({ id }: { id: string }) => id);
  expect(ids.length).toBeGreaterThan(5200);
  expect(new Set(ids).size).toBe(ids.length);
});
