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

const theAsking = 'the asking person, whose id is in `person`';
const theSite = 'the site that the person asks on, for all rows alike';
/** Columns of rows in the export which are not in it themselves, and why. */
const notExported: Record<string, string> = {
  'analytics_refusals.person_id': theAsking,
  'audit_events.installation_id': theSite,
  'audit_events.mac': 'proves that nobody has changed the log, to whoever has its key',
  'audit_events.person_id': theAsking,
  'erasures.asked_by': theAsking,
  'erasures.done_at': 'never there while the row names somebody',
  'erasures.installation_id': theSite,
  'erasures.site_hash': 'a hash of what names the site',
  'meeting_links.installation_id': theSite,
  'oauth_flows.browser_hash': 'a hash of a secret',
  'oauth_flows.confirm_token_hash': 'a hash of a secret',
  'oauth_flows.person_id': theAsking,
  'oauth_flows.start_token_hash': 'a hash of a secret',
  'oauth_flows.state_hash': 'a hash of a secret',
  'persons.installation_id': theSite,
  'recording_requests.asked_by': theAsking,
  'recording_shares.shared_by': theAsking,
  'transfers.installation_id': theSite,
  'user_settings.person_id': theAsking,
  'webhook_deliveries.body_hash': 'the key of the row, and nothing else',
  'zoom_connections.grant_id': 'the same as the id of the grant',
  'zoom_connections.person_id': theAsking,
  'zoom_grants.client_id': 'the app’s own id at Zoom',
};

test('every column of a row that names the person is in the export, but for a few that are told here with why', async () => {
  const columns = await app.deps.database.rows<{ table: string; column: string }>(
    `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
     WHERE table_schema = 'public' ORDER BY 1, 2`,
  );
  const exportedTables = heldSections.map(({ columns: names, sql }) => ({
    tables: names.map((name) => name.split('.')[0]),
    // What is selected, without the names that it gets in the file.
    selected: (/AS place, (.*?)\sFROM /s.exec(sql)?.[1] ?? '').replaceAll(/"\w+"/g, ''),
  }));
  const missing = exportedTables.flatMap(({ tables, selected }) =>
    columns
      .filter(({ table, column }) => tables.includes(table) && !selected.match(`\\b${column}\\b`))
      .map(({ table, column }) => `${table}.${column}`),
  );
  expect(missing.sort()).toEqual(Object.keys(notExported));
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
  expect(body.zoomConnection).toMatchObject([
    {
      zoomUserId: hostZoom.id,
      encryptedTokensAreHeld: true,
      encryptedZoomRegionIsHeld: expect.any(Boolean),
      permissionsMissingSince: null,
    },
  ]);
  expect(body.attemptsToConnectZoom).toMatchObject([{ state: 'connected' }]);
  expect(body.defaultsOfNewMeetings).toMatchObject([defaults]);
  expect(body.pageViewsMayNotBeCounted).toEqual([{ refused: true }]);
  expect(body.linkedMeetings).toMatchObject([{ id: linkId, linkedByYou: true, hostZoomUserId: hostZoom.id }]);
  expect(body.sharedRecordings).toMatchObject([{ linkId, occurrenceId: recording.uuid }]);
  expect(body.recordingsAskedFor).toMatchObject([{ linkId, occurrenceId: 'held' }]);
  const files = body.attachedFiles as { id: string }[];
  expect(files.find(({ id }) => id === own)).toMatchObject({
    askedForByYou: true,
    readWithYourZoom: true,
    attempt: expect.any(Number),
    attachedAt: null,
    nextLookedForInJira: null,
    notVisibleToTheAppSince: null,
    originalTrashedAtZoomAt: null,
  });
  expect(files.find(({ id }) => id === others)).toMatchObject({
    askedForByYou: false,
    readWithYourZoom: true,
  });
  expect(body.eventsFromZoom).toMatchObject([{ event: 'meeting.started', zoomUserId: hostZoom.id }]);
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
