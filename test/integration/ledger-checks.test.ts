// What became of attached files: gone from Jira, in an issue that the app cannot see, or without their original at Zoom.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LedgerFileView } from '../../src/recordings/ledger/api-types.ts';
import { sweepLedger } from '../../src/recordings/ledger/check-files.ts';
import { dispatchNextEvent } from '../../src/zoom-events/dispatch-events.ts';
import { addAttachedFiles, addAttachment } from '../support/attached-files.ts';
import { decide } from '../support/policy.ts';
import { attachAndWait, linkedRecording } from '../support/recorded-meeting.ts';
import { newTeam, type Team } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { sendSigned } from '../support/zoom-events.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

const day = 24 * 3600;
const daysAgo = (days: number) => new Date(app.clock.now().getTime() - days * day * 1000);
const check = async (team: Team, ...ids: string[]): Promise<LedgerFileView[]> =>
  (await app.api('POST', '/admin/files/check', team.admin, { ids })).body.files;
const fetches = () => app.jira.requests.filter(({ path }) => path.endsWith('/issue/bulkfetch')).length;
const sweep = () => sweepLedger(app.deps, app.clock.now(), new AbortController().signal);
async function presenceOf(team: Team, id: string): Promise<string | undefined> {
  const { body } = await app.api('GET', `/admin/files?issueId=${team.issueId}`, team.admin);
  return body.files.find((file: LedgerFileView) => file.id === id)?.presence;
}
const removals = (id: string) =>
  app.deps.database.rows(
    `SELECT person_id FROM audit_events WHERE type = 'attachment_removed' AND details ->> 'transferId' = $1`,
    [id],
  );

test('what was deleted in Jira shows as gone when an admin looks, with its audit event, and may be attached anew', async () => {
  const team = newTeam(app);
  const recorded = await linkedRecording(app, team.host, [{ fileType: 'CHAT' }]);
  const { id, attachmentId } = await attachAndWait(app, team.host, recorded, 0);
  app.clock.advance(601);
  expect(await check(team, id)).toMatchObject([{ presence: 'there' }]);

  app.jira.site.deleteAttachment(attachmentId ?? '');
  app.clock.advance(601);

  expect(await check(team, id)).toMatchObject([
    { presence: 'gone', presenceSince: expect.stringMatching(/Z$/), due: [] },
  ]);
  expect(await removals(id)).toEqual([{ person_id: null }]);
  await expect
    .poll(() => app.jira.site.issueProperty(team.issueId, 'zoom-meetings-for-jira.meetings'))
    .toMatchObject({ recordings: 0 });
  expect((await attachAndWait(app, team.host, recorded, 0)).state).toBe('succeeded');
});

test('what was seen or attached within ten minutes is not looked for again', async () => {
  const team = newTeam(app);
  const { id } = await addAttachment(app, team.host);
  const before = fetches();
  await check(team, id);
  expect(fetches()).toBe(before);
  app.clock.advance(601);
  await check(team, id);
  await check(team, id);
  expect(fetches()).toBe(before + 1);
});

test('of an issue that the app cannot see nobody knows, and once it is seen again it is as it is', async () => {
  const team = newTeam(app);
  const { id } = await addAttachment(app, team.host, { attachedAt: daysAgo(1) });
  app.jira.site.grantApp(team.projectId, []);
  const [hidden] = await check(team, id);
  expect(hidden).toMatchObject({ presence: 'hidden', presenceSince: expect.stringMatching(/Z$/) });
  expect(await removals(id)).toEqual([]);

  app.clock.advance(700);
  expect(await check(team, id)).toMatchObject([{ presence: 'hidden', presenceSince: hidden?.presenceSince }]);
  app.jira.site.grantApp(team.projectId);
  app.clock.advance(700);
  expect(await check(team, id)).toMatchObject([{ presence: 'there', presenceSince: null }]);
});

test('Jira that does not tell is said, and changes nothing', async () => {
  const team = newTeam(app);
  const [id = ''] = await addAttachedFiles(app, team.host, [{ attachedAt: daysAgo(1) }]);
  app.jira.faults.answers.push({ path: /bulkfetch$/, times: 5, status: 503 });
  const { status, body } = await app.api('POST', '/admin/files/check', team.admin, { ids: [id] });
  app.jira.faults.answers.length = 0;
  expect([status, body.error.code]).toEqual([503, 'jira_unavailable']);
  expect(await presenceOf(team, id)).toBe('there');
  // And is asked again as soon as somebody looks.
  expect(await check(team, id)).toMatchObject([{ presence: 'gone' }]);
});

test('an issue of which Jira tells no attachments is no issue without any', async () => {
  const team = newTeam(app);
  const [id = ''] = await addAttachedFiles(app, team.host, [{ attachedAt: daysAgo(1) }]);
  const issue = { id: team.issueId, key: 'A-1', self: '' };
  for (const body of [
    { issues: [], issueErrors: [{ id: team.issueId, errorMessage: 'too large' }] },
    { issues: [{ ...issue, fields: {} }], issueErrors: [] },
  ]) {
    app.jira.faults.answers.push({ path: /bulkfetch$/, times: 1, status: 200, body });
    expect(await check(team, id)).toMatchObject([{ presence: 'there' }]);
  }
  expect(await removals(id)).toEqual([]);
});

test('the sweep finds what is gone a week after it was attached and then every thirty days, without anybody looking', async () => {
  const team = newTeam(app);
  const { id, attachmentId } = await addAttachment(app, team.host);
  await app.deps.database.rows(
    'UPDATE transfers SET check_due_at = attached_at + $2::interval WHERE id = $1',
    [id, '7 days'],
  );
  const other = await app.jira.addSite();
  await other.install(app.baseUrl);
  const elsewhere = { accountId: other.addUser({ name: 'Elsa' }).accountId, site: other };
  // A site whose Jira cannot be asked keeps no other one from being looked at.
  await addAttachedFiles(app, elsewhere, [{ attachedAt: daysAgo(90) }]);
  await other.stop();

  app.clock.advance(7 * day + 1);
  await sweep();
  expect(await presenceOf(team, id)).toBe('there');
  app.jira.site.deleteAttachment(attachmentId);
  app.clock.advance(29 * day);
  await sweep();
  expect(await presenceOf(team, id)).toBe('there');
  app.clock.advance(day);
  await sweep();
  expect(await presenceOf(team, id)).toBe('gone');
  expect(await removals(id)).toHaveLength(1);
  await other.start();
});

test('a sweep asks Jira once for fifty issues, and stops for the hour at its share of Jira’s points', async () => {
  const team = newTeam(app);
  const { site } = app.jira;
  const issues = Array.from({ length: 120 }, () => site.addIssue({ projectId: team.projectId }).id);
  // All that the other tests left is taken as looked for long ago.
  await app.deps.database.rows(`UPDATE transfers SET check_due_at = $1`, [daysAgo(-20)]);
  await addAttachedFiles(
    app,
    team.host,
    issues.map((issueId) => ({ issueId, attachedAt: daysAgo(60) })),
  );
  const before = fetches();
  await sweep();
  expect(fetches() - before).toBe(3);

  await addAttachedFiles(app, team.host, [{ attachedAt: daysAgo(60) }]);
  await app.deps.database.rows(
    `UPDATE transfers SET check_due_at = $1 WHERE id IN (SELECT id FROM transfers WHERE attached_at IS NOT NULL LIMIT 1)`,
    [daysAgo(-29.99)],
  );
  const full = { ...app.deps, ledger: { ...app.deps.ledger, countCheckedInto: async () => 3_000 } };
  await sweepLedger(full, app.clock.now(), new AbortController().signal);
  expect(fetches() - before).toBe(3);
});

test('rows of an older version of the app enter the ledger with the time at which they ended', async () => {
  const team = newTeam(app);
  const { id } = await addAttachment(app, team.host, { attachedAt: daysAgo(3) });
  const [removed = ''] = await addAttachedFiles(app, team.host, [
    { attachedAt: daysAgo(4), state: 'removed' },
  ]);
  await app.deps.database.rows('UPDATE transfers SET attached_at = NULL WHERE id = ANY ($1::uuid[])', [
    [id, removed],
  ]);
  expect(await presenceOf(team, id)).toBeUndefined();
  await sweep();
  const { body } = await app.api('GET', `/admin/files?issueId=${team.issueId}&state=gone`, team.admin);
  expect(body.files).toMatchObject([{ id: removed }]);
  expect(await presenceOf(team, id)).toBe('there');
});

test('with marks for it, what was trashed or deleted at Zoom is due, until it is recovered; late events change nothing', async () => {
  const team = newTeam(app);
  const recorded = await linkedRecording(app, team.host, [{ fileType: 'CHAT' }, { fileType: 'TRANSCRIPT' }]);
  const chat = await attachAndWait(app, team.host, recorded, 0);
  const transcript = await attachAndWait(app, team.host, recorded, 1);
  await decide(app, team.admin, { markTrashed: true });
  const dueOf = async () => {
    const { body } = await app.api('GET', `/admin/files?state=due&issueId=${team.issueId}`, team.admin);
    return body.files.map(({ id, due }: LedgerFileView) => [id, due]);
  };
  const [fileId = ''] = recorded.recording.files.map((file) => file.id);
  const tell = async (event: string, hoursLater: number, files?: string[]) => {
    const sent = app.zoom.recordingEvent(event, recorded.recording, files);
    const event_ts = app.clock.now().getTime() + hoursLater * 3_600_000;
    expect((await sendSigned(app, JSON.stringify({ ...sent, event_ts }))).status).toBe(204);
    while (await dispatchNextEvent(app.deps));
    await expect
      .poll(() => app.deps.database.rows(`SELECT FROM webhook_deliveries WHERE state = 'received'`))
      .toEqual([]);
  };

  await tell('recording.trashed', 1, [fileId]);
  expect(await dueOf()).toEqual([[chat.id, ['trashed']]]);
  await tell('recording.trashed', 2);
  expect(await dueOf()).toEqual([
    [transcript.id, ['trashed']],
    [chat.id, ['trashed']],
  ]);
  await tell('recording.recovered', 4);
  expect(await dueOf()).toEqual([]);
  await tell('recording.trashed', 3);
  expect(await dueOf()).toEqual([]);
  await tell('recording.deleted', 5);
  expect(await dueOf()).toHaveLength(2);
  await decide(app, team.admin, { markTrashed: false });
  expect(await dueOf()).toEqual([]);
  expect(await app.deps.database.rows('SELECT FROM webhook_deliveries WHERE file_ids IS NOT NULL')).toEqual(
    [],
  );
});
