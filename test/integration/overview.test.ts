// The overview for admins: numbers of their own site, and what needs attention.

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { OverviewView } from '../../src/administration/api-types.ts';
import type { JiraSite } from '../simulators/jira/site.ts';
import { addAttachedFiles } from '../support/attached-files.ts';
import { decide } from '../support/policy.ts';
import { connected, linkNewMeeting, newTeam } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());

let site: JiraSite;
let admin: Viewer;
let host: Viewer;
let siteId: string;
beforeEach(async () => {
  await app.deps.database.rows('DELETE FROM webhook_deliveries');
  site = await app.jira.addSite();
  await site.install(app.baseUrl);
  const project = site.addProject({ key: 'ONE' });
  const issue = site.addIssue({ projectId: project.id });
  const person = (name: string, isAdmin: boolean) => {
    const { accountId } = site.addUser({ name, admin: isAdmin });
    site.grant(accountId, project.id);
    return { accountId, issueId: issue.id, site };
  };
  admin = person('Ada Admin', true);
  host = person('Hanna Host', false);
  siteId = (await app.deps.installations.findByClientKey(site.clientKey))?.id ?? '';
});

async function overview(timeZone = 'UTC', viewer = admin): Promise<OverviewView> {
  const { status, body } = await app.api('GET', `/admin/overview?timeZone=${timeZone}`, viewer);
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

/** A moment of the day that it is in UTC, or `days` before. */
function at(time: string, days = 0): Date {
  const day = new Date(app.clock.now().getTime() - days * 86_400_000).toISOString().slice(0, 10);
  return new Date(`${day}T${time}Z`);
}

/** Until it is noon in UTC, so that today has begun and has not ended anywhere that matters. */
function moveToNoon(): void {
  const seconds = (app.clock.now().getTime() / 1000) % 86_400;
  app.clock.advance((86_400 + 43_200 - seconds) % 86_400);
}

test('a site where nothing has happened has zeros for thirty days, and nothing needs attention', async () => {
  const { volume, ...rest } = await overview();
  expect(rest).toEqual({
    attention: [],
    connections: { connected: 0, needs_reconnect: 0, missing_permission: 0, unreachable: 0 },
    links: { count: 0, more: false },
    transfers: {
      since: expect.stringMatching(/T00:00:00.000Z$/),
      attached: 0,
      failed: 0,
      cancelled: 0,
      running: 0,
      waiting: 0,
      queued: 0,
    },
    events: { lastReceivedAt: null, waitingSince: null },
    due: { files: 0, more: false },
  });
  expect(volume).toHaveLength(30);
  expect(volume.at(-1)?.day).toBe(app.clock.now().toISOString().slice(0, 10));
  expect(volume.every(({ files, bytes }) => files === 0 && bytes === 0)).toBe(true);
});

test('connections are counted by state, links as they are, and other sites not at all', async () => {
  const team = newTeam(app);
  await linkNewMeeting(app, team.host, await connected(app, team.host));
  const [alive, dead, lacking, silent] = [
    host,
    admin,
    ...['Lars', 'Silke'].map((name) => ({ accountId: site.addUser({ name }).accountId, site })),
  ];
  for (const viewer of [alive, dead, lacking, silent]) await connected(app, viewer as Viewer);
  await linkNewMeeting(app, host, await connected(app, host));
  const grantOf = `id IN (SELECT c.grant_id FROM zoom_connections c JOIN persons p ON p.id = c.person_id WHERE p.account_id = $1)`;
  const change = (viewer: Viewer | undefined, what: string) =>
    app.deps.database.rows(`UPDATE zoom_grants SET ${what} WHERE ${grantOf}`, [viewer?.accountId]);
  await change(dead, `state = 'dead', access_token = NULL, refresh_token = NULL`);
  await change(lacking, `missing_scopes = ARRAY['meeting:write:meeting']`);
  await change(silent, `unreachable_since = now()`);

  const { connections, links, attention } = await overview();
  expect(connections).toEqual({ connected: 1, needs_reconnect: 1, missing_permission: 1, unreachable: 1 });
  expect(links).toEqual({ count: 1, more: false });
  expect(attention).toEqual([
    { kind: 'needs_reconnect', people: 1 },
    { kind: 'missing_permission', people: 1 },
    { kind: 'unreachable', people: 1 },
    { kind: 'no_events' },
  ]);
});

test('today is the day in the admin’s time zone, and so is each of the thirty', async () => {
  moveToNoon();
  await addAttachedFiles(app, host, [
    { attachedAt: at('11:00:00'), sizeBytes: 5 },
    { attachedAt: at('00:30:00'), sizeBytes: 7, state: 'removed' },
    { attachedAt: at('23:30:00', 1), sizeBytes: 11 },
    { attachedAt: at('12:00:00', 29), sizeBytes: 13 },
    { attachedAt: at('12:00:00', 31), sizeBytes: 17 },
    { attachedAt: at('08:00:00'), state: 'failed', reasonCode: 'issue_full' },
    { attachedAt: at('08:00:00'), state: 'cancelled' },
    { attachedAt: at('08:00:00', 2), state: 'waiting' },
    { attachedAt: at('08:00:00', 2), state: 'queued' },
  ]);
  const utc = await overview();
  expect(utc.transfers).toMatchObject({
    attached: 2,
    failed: 1,
    cancelled: 1,
    waiting: 1,
    queued: 1,
    running: 0,
  });
  expect(utc.volume.slice(-2)).toMatchObject([
    { files: 1, bytes: 11 },
    { files: 2, bytes: 12 },
  ]);
  expect(utc.volume[0]).toMatchObject({ files: 1, bytes: 13 });

  // Half past midnight in UTC is yesterday in New York, and half past eleven at night is today in Tokyo.
  const newYork = await overview('America/New_York');
  expect(newYork.transfers.attached).toBe(1);
  expect(newYork.volume.slice(-2)).toMatchObject([{ bytes: 18 }, { bytes: 5 }]);
  const tokyo = await overview('Asia/Tokyo');
  expect(tokyo.transfers).toMatchObject({ attached: 3, since: at('15:00:00', 1).toISOString() });
  expect(tokyo.volume.at(-1)).toMatchObject({ bytes: 23 });
});

test('most of what failed says why, in the words for others and in the viewer’s language', async () => {
  await addAttachedFiles(app, host, [
    { state: 'failed', reasonCode: 'issue_full' },
    { state: 'failed', reasonCode: 'rights_missing' },
    { state: 'failed', reasonCode: 'rights_missing' },
    { state: 'failed', reasonCode: 'wrong_content', attachedAt: at('00:00:00', 9) },
  ]);
  const failing = { kind: 'failing', files: 3, reason: { code: 'rights_missing' } };
  expect((await overview()).attention).toMatchObject([
    {
      ...failing,
      reason: { message: expect.stringMatching(/^The person who asked for this may no longer/) },
    },
  ]);
  const german = await fetch(`${app.baseUrl}/api/admin/overview`, {
    headers: { authorization: `JWT ${site.contextToken(admin)}`, 'accept-language': 'de' },
  });
  const { attention } = (await german.json()) as OverviewView;
  expect(attention).toMatchObject([
    { ...failing, reason: { message: expect.stringMatching(/Berechtigung|Vorgang|nicht mehr/) } },
  ]);
});

test('what is due is counted with the site’s policy of now, and so is where the app may not write', async () => {
  await addAttachedFiles(app, host, [
    { attachedAt: at('12:00:00', 40) },
    { attachedAt: at('12:00:00', 50) },
    {},
  ]);
  await decide(app, admin, { retentionDays: 30 });
  await app.deps.unwritableProjects.add(siteId, '71', app.clock.now());
  expect(await overview()).toMatchObject({
    due: { files: 2, more: false },
    attention: [
      { kind: 'due', files: 2, more: false },
      { kind: 'unwritable', projects: 1 },
    ],
  });
});

test('what is due and linked is counted to ten thousand, and said to be more beyond that', async () => {
  await addAttachedFiles(app, host, [{ attachedAt: at('12:00:00', 40) }]);
  await linkNewMeeting(app, host, await connected(app, host));
  await decide(app, admin, { retentionDays: 30 });
  /** So many more like one of the site. */
  const addCopies = (table: string, copies: number, changes: string) =>
    app.deps.database.rows(
      `INSERT INTO ${table} SELECT (jsonb_populate_record(one, jsonb_build_object('id', gen_random_uuid(), ${changes}))).*
       FROM ${table} one, generate_series(1, $2::int) n WHERE installation_id = $1 LIMIT $2::int`,
      [siteId, copies],
    );
  await addCopies('transfers', 9_999, `'recording_key', 'copy' || n`);
  await addCopies('meeting_links', 9_999, `'meeting_id', one.meeting_id + n`);
  const full = { due: { files: 10_000, more: false }, links: { count: 10_000, more: false } };
  expect(await overview()).toMatchObject(full);
  await addCopies('transfers', 1, `'recording_key', 'another'`);
  await addCopies('meeting_links', 1, `'meeting_id', one.meeting_id + 10000`);
  expect(await overview()).toMatchObject({
    due: { files: 10_000, more: true },
    links: { count: 10_000, more: true },
  });
});

test('Zoom’s events show when the last came in, and since when one waits that nobody handles', async () => {
  const seconds = (ago: number) => new Date(app.clock.now().getTime() - ago * 1000);
  const event = (type: string, receivedAt: Date) =>
    app.deps.deliveries.add(
      `hash ${type} ${receivedAt.getTime()}`,
      {
        type,
        at: receivedAt,
        zoomAccountId: null,
        zoomUserId: null,
        meetingId: '1',
        meetingUuid: null,
        fileIds: null,
        retainData: null,
      },
      receivedAt,
      type === 'noted',
    );
  const noted = seconds(3_600);
  await event('noted', noted);
  expect(await overview()).toMatchObject({
    events: {
      lastReceivedAt: noted.toISOString(),
      waitingSince: null,
    },
    attention: [],
  });
  const waiting = seconds(660);
  await event('meeting.updated', waiting);
  await event('meeting.updated', seconds(30));
  const { events, attention } = await overview();
  expect(events.waitingSince).toBe(waiting.toISOString());
  expect(Date.parse(events.lastReceivedAt ?? '')).toBeGreaterThan(seconds(60).getTime());
  expect(attention).toEqual([{ kind: 'events_late', since: waiting.toISOString() }]);
});

test('whoever is no admin is refused, and a time zone that there is not is named', async () => {
  const refused = await app.api('GET', '/admin/overview', host);
  expect([refused.status, refused.body.error.code]).toEqual([403, 'rights_missing']);
  const { status, body } = await app.api('GET', '/admin/overview?timeZone=Mars/Olympus', admin);
  expect([status, body.error.field]).toEqual([400, 'timeZone']);
});
