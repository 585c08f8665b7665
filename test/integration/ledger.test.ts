// The ledger of attached files: filtered, sorted, paged and exported, of the admin's own site and for admins alone.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LedgerFileView, LedgerPageView } from '../../src/recordings/ledger/api-types.ts';
import type { JiraSite } from '../simulators/jira/site.ts';
import { addAttachedFiles } from '../support/attached-files.ts';
import { decide } from '../support/policy.ts';
import { newTeam, type Team } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());

/** A site of the test's own, with an admin and somebody who attaches. */
let site: JiraSite;
let admin: Viewer;
let host: Viewer;
let siteId: string;
beforeEach(async () => {
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

/** Of UTC. */
const dayOf = (days: number) => daysAgo(days).toISOString().slice(0, 10);
const daysAgo = (days: number) => new Date(app.clock.now().getTime() - days * 86_400_000);

async function list(query: Record<string, string> = {}, viewer = admin): Promise<LedgerPageView> {
  const { status, body } = await app.api('GET', `/admin/files?${new URLSearchParams(query)}`, viewer);
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

/** The ids of all pages. */
async function listAll(query: Record<string, string>): Promise<{ ids: string[]; files: LedgerFileView[] }> {
  const files: LedgerFileView[] = [];
  let page = await list(query);
  files.push(...page.files);
  while (page.next !== null) {
    page = await list({ ...query, after: page.next });
    files.push(...page.files);
  }
  return { ids: files.map(({ id }) => id), files };
}

async function csv(query: Record<string, string> = {}): Promise<string[]> {
  const answer = await fetch(`${app.baseUrl}/api/admin/files.csv?${new URLSearchParams(query)}`, {
    headers: { authorization: `JWT ${site.contextToken(admin)}` },
  });
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  return (await answer.text()).split('\r\n').slice(0, -1);
}

test('a file that was attached is shown with when, who, where, what, and that it is there', async () => {
  const attachedAt = daysAgo(1);
  const [id] = await addAttachedFiles(app, host, [{ attachedAt, sizeBytes: 123, attachmentId: '77' }]);
  expect(await list()).toEqual({
    files: [
      {
        id,
        attachedAt: attachedAt.toISOString(),
        accountId: host.accountId,
        issueId: host.issueId,
        projectId: site.projects[0]?.id,
        meetingId: '80000000001',
        rendition: 'video',
        recordingType: 'shared_screen',
        sizeBytes: 123,
        sha256: 'ab'.repeat(32),
        attachmentId: '77',
        presence: 'there',
        presenceSince: null,
        due: [],
      },
    ],
    next: null,
    siteUrl: site.baseUrl,
  });
});

test('what failed, waits or was cancelled is not in it', async () => {
  await addAttachedFiles(app, host, [{ state: 'failed' }, { state: 'queued' }, { state: 'cancelled' }]);
  expect((await list()).files).toEqual([]);
});

describe('of many files', () => {
  const count = 1_230;
  let ids: string[];
  beforeEach(async () => {
    // Many at the same moment and of the same size, where an order must be kept all the same.
    ids = await addAttachedFiles(
      app,
      host,
      Array.from({ length: count }, (_none, n) => ({
        attachedAt: daysAgo(1 + Math.floor(n / 100)),
        sizeBytes: 1_000 * (n % 7),
      })),
    );
  });

  test.each([
    { sort: 'attachedAt', order: 'desc' },
    { sort: 'attachedAt', order: 'asc' },
    { sort: 'size', order: 'desc' },
    { sort: 'size', order: 'asc' },
  ] as const)('pages by $sort, $order, have each once and in order', async ({ sort, order }) => {
    const listed = await listAll({ sort, order });
    expect(listed.ids.toSorted()).toEqual(ids.toSorted());
    const keys = listed.files.map(({ attachedAt, sizeBytes }) =>
      sort === 'size' ? sizeBytes : Date.parse(attachedAt),
    );
    expect(keys).toEqual(keys.toSorted((a, b) => (order === 'asc' ? a - b : b - a)));
  });

  test('the export has all of them, a line for each', async () => {
    expect(await csv()).toHaveLength(count + 1);
    expect(await csv({ from: dayOf(1) })).toHaveLength(101);
  });

  test('what is attached between two pages neither repeats nor hides others', async () => {
    const first = await list();
    await addAttachedFiles(app, host, [{}, {}]);
    const second = await list({ after: first.next ?? '' });
    expect(new Set([...first.files, ...second.files].map(({ id }) => id)).size).toBe(100);
  });
});

test('each filter leaves what it says, and together what all of them say', async () => {
  const other = { ...host, accountId: admin.accountId };
  const [video, audio, gone, odd] = await addAttachedFiles(app, host, [
    { attachedAt: daysAgo(1), projectId: '71' },
    { attachedAt: daysAgo(2), fileType: 'M4A', issueId: '72' },
    { attachedAt: daysAgo(3), state: 'removed' },
    { attachedAt: daysAgo(4), fileType: 'TIMELINE' },
  ]);
  const [theirs] = await addAttachedFiles(app, other, [{ attachedAt: daysAgo(5), fileType: 'CC' }]);
  const idsOf = async (query: Record<string, string>) => (await listAll(query)).ids;
  expect(await idsOf({ rendition: 'video' })).toEqual([video, gone]);
  expect(await idsOf({ rendition: 'audio' })).toEqual([audio]);
  expect(await idsOf({ rendition: 'other' })).toEqual([odd]);
  expect(await idsOf({ state: 'gone' })).toEqual([gone]);
  expect(await idsOf({ state: 'there' })).toEqual([video, audio, odd, theirs]);
  expect(await idsOf({ accountId: admin.accountId })).toEqual([theirs]);
  expect(await idsOf({ accountId: 'nobody' })).toEqual([]);
  expect(await idsOf({ projectId: '71' })).toEqual([video]);
  expect(await idsOf({ issueId: '72' })).toEqual([audio]);
  expect(await idsOf({ from: dayOf(3), to: dayOf(2) })).toEqual([audio, gone]);
  expect(await idsOf({ from: '2026-01-01', to: dayOf(5), timeZone: 'UTC' })).toEqual([theirs]);
  expect(await idsOf({ rendition: 'video', state: 'there', accountId: host.accountId })).toEqual([video]);
  const { body } = await app.api('GET', '/admin/files/people', admin);
  expect(body.accountIds.toSorted()).toEqual([admin.accountId, host.accountId].toSorted());
});

test('who attached files is listed by their last one, the latest first', async () => {
  await addAttachedFiles(app, host, [{ attachedAt: daysAgo(2) }, { attachedAt: daysAgo(9) }]);
  await addAttachedFiles(app, admin, [{ attachedAt: daysAgo(1) }, { attachedAt: daysAgo(30) }]);
  const { body } = await app.api('GET', '/admin/files/people', admin);
  expect(body.accountIds).toEqual([admin.accountId, host.accountId]);
});

test('queries that make no sense are refused, naming the field', async () => {
  const refused = [
    ['state', 'perhaps'],
    ['issueId', '1 OR 1'],
    ['from', 'yesterday'],
    ['to', '9999-12-31'],
    ['after', 'bm90IGEgcGFnZQ'],
    [
      'after',
      Buffer.from('{"key":"1; DROP","id":"00000000-0000-4000-8000-000000000000"}').toString('base64url'),
    ],
    ['sort', 'sha256'],
  ];
  for (const [field = '', value = ''] of refused) {
    const { status, body } = await app.api(
      'GET',
      `/admin/files?${new URLSearchParams({ [field]: value })}`,
      admin,
    );
    expect([status, body.error.code, body.error.field]).toEqual([400, 'invalid_request', field]);
  }
});

test('no field of the export can run in a spreadsheet, and erased ids are empty', async () => {
  await addAttachedFiles(app, host, [{ recordingType: '=HYPERLINK("https://example.com")' }]);
  await app.deps.database.rows('UPDATE transfers SET meeting_id = 0 WHERE installation_id = $1', [siteId]);
  await app.deps.database.rows('DELETE FROM persons WHERE installation_id = $1 AND account_id = $2', [
    siteId,
    host.accountId,
  ]);
  const [head, line = ''] = await csv();
  expect(head).toBe(
    'attached_at,account_id,issue_id,project_id,meeting_id,rendition,recording_type,size_bytes,sha256,attachment_id,presence,presence_since,due',
  );
  expect(line).toContain(`,video,"'=HYPERLINK(""https://example.com"")",1000000,`);
  expect(line.split(',').slice(1, 5)).toEqual(['', host.issueId, site.projects[0]?.id, '']);
  const [file] = (await list()).files;
  expect([file?.accountId, file?.meetingId]).toEqual([null, null]);
});

describe('due to be removed', () => {
  const dueOf = async () =>
    (await listAll({ state: 'due', order: 'asc' })).files.map(({ id, due }) => [id, due]);

  test('is nothing as long as nobody decided so', async () => {
    await addAttachedFiles(app, host, [{ attachedAt: daysAgo(4_000) }]);
    expect(await dueOf()).toEqual([]);
  });

  test('is what is older than the site’s days, at once when they change, and never what is gone', async () => {
    const [old, young] = await addAttachedFiles(app, host, [
      { attachedAt: daysAgo(31) },
      { attachedAt: daysAgo(20) },
      { attachedAt: daysAgo(50), state: 'removed' },
    ]);
    await decide(app, admin, { retentionDays: 30 });
    expect(await dueOf()).toEqual([[old, ['age']]]);
    await decide(app, admin, { retentionDays: 10 });
    expect(await dueOf()).toEqual([
      [old, ['age']],
      [young, ['age']],
    ]);
    await decide(app, admin, { retentionDays: null });
    expect(await dueOf()).toEqual([]);
  });

  test('goes by a project’s own days, or none, where the site lets projects', async () => {
    const [shorter, , site60] = await addAttachedFiles(app, host, [
      { attachedAt: daysAgo(8), projectId: '71' },
      { attachedAt: daysAgo(400), projectId: '72' },
      { attachedAt: daysAgo(61), projectId: '73' },
      { attachedAt: daysAgo(59), projectId: '73' },
    ]);
    await decide(app, admin, { retentionDays: 60, projectOverrides: true });
    await app.deps.database.transaction(async (transaction) => {
      for (const [projectId, retentionDays] of [
        ['71', 7],
        ['72', null],
      ] as const)
        await app.deps.siteSettings.setProject(
          siteId,
          { projectId, policy: { retentionDays }, version: 0 },
          transaction,
        );
    });
    expect(await dueOf()).toEqual([
      [site60, ['age']],
      [shorter, ['age']],
    ]);
    await decide(app, admin, { projectOverrides: false });
    expect(await dueOf()).toHaveLength(2);
  });
});

describe('whoever is no admin of the site', () => {
  const routes = [
    'GET /admin/files',
    'GET /admin/files.csv',
    'GET /admin/files/people',
    'POST /admin/files/check',
  ];
  test.each(routes)('is refused %s', async (route) => {
    const [method = '', path = ''] = route.split(' ');
    const body = method === 'POST' ? { ids: [crypto.randomUUID()] } : undefined;
    const answer = await app.api(method, path, host, body);
    expect([answer.status, answer.body.error.code]).toEqual([403, 'rights_missing']);
  });

  test('but of another one is told of that one’s files only', async () => {
    const team: Team = newTeam(app);
    const [id = ''] = await addAttachedFiles(app, host, [{}]);
    const [theirs] = await addAttachedFiles(app, team.host, [{}]);
    const elsewhere = await list({ accountId: host.accountId }, team.admin);
    expect(elsewhere.files).toEqual([]);
    const all = await app.api('GET', '/admin/files', team.admin);
    expect(all.body.files.map((file: LedgerFileView) => file.id)).toContain(theirs);
    expect(all.body.files.map((file: LedgerFileView) => file.id)).not.toContain(id);
    const { body } = await app.api('POST', '/admin/files/check', team.admin, { ids: [id] });
    expect(body.files).toEqual([]);
  });
});
