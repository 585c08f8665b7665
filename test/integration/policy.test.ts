// The policy as admins see and change it: all of it checked, audited with before and after, and nobody's change lost.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { decide, decideFor, forgetPolicy, nothingDecided } from '../support/policy.ts';
import { newTeam, type Team } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
let team: Team;
let admin: Viewer;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());
beforeEach(async () => {
  await forgetPolicy(app);
  team = newTeam(app);
  admin = team.admin;
});

const groupId = '276f955c-63d7-42c8-9520-92d01dca0625';
const view = async (viewer: Viewer = admin) => (await app.api('GET', '/admin/policy', viewer)).body;
const put = (change: object) =>
  app.api('PUT', '/admin/policy', admin, { ...nothingDecided, version: 0, ...change });
const putProject = (projectId: string, change: object) =>
  app.api('PUT', `/admin/policy/projects/${projectId}`, admin, { version: 0, ...change });

/** Of this admin, in their order. */
async function audited(): Promise<{ projectId: string | null; before: object; after: object }[]> {
  const rows = await app.deps.database.rows<{ details: Awaited<ReturnType<typeof audited>>[number] }>(
    `SELECT e.details FROM audit_events e JOIN persons p ON p.id = e.person_id
     WHERE p.account_id = $1 AND e.type = 'policy_changed' ORDER BY e.id`,
    [admin.accountId],
  );
  return rows.map(({ details }) => details);
}

test('a site that has decided nothing is shown as that, and saving that once more is no change', async () => {
  expect(await view()).toEqual({ policy: nothingDecided, version: 0, projects: [] });
  expect((await put({})).body).toEqual({ policy: nothingDecided, version: 0, projects: [] });
  expect(await audited()).toEqual([]);
});

test('a change is answered with what counts now, and audited with before and after of what changed, and nothing else', async () => {
  const first = await put({
    connectGroupIds: [groupId],
    renditions: ['video', 'audio', 'video'],
    retentionDays: 90,
  });
  expect(first.status).toBe(200);
  expect(first.body).toMatchObject({ version: 1, policy: { connectGroupIds: [groupId], retentionDays: 90 } });
  await put({ ...first.body.policy, auditRetentionDays: 365, retentionDays: null, version: 1 });

  expect(await audited()).toEqual([
    {
      projectId: null,
      before: { connectGroupIds: null, renditions: null, retentionDays: null },
      after: { connectGroupIds: [groupId], renditions: ['audio', 'video'], retentionDays: 90 },
    },
    {
      projectId: null,
      before: { retentionDays: 90, auditRetentionDays: null },
      after: { retentionDays: null, auditRetentionDays: 365 },
    },
  ]);
});

test('what a project has of its own is kept, changed and removed, each audited with its project', async () => {
  await putProject(team.projectId, { retentionDays: null, topicInProperty: true });
  const changed = await putProject(team.projectId, { topicInProperty: false, version: 1 });
  expect(changed.body.projects).toEqual([
    { projectId: team.projectId, policy: { topicInProperty: false }, version: 2 },
  ]);
  const removed = await app.api('DELETE', `/admin/policy/projects/${team.projectId}`, admin, { version: 2 });
  expect(removed.body.projects).toEqual([]);

  const { projectId } = team;
  expect(await audited()).toEqual([
    { projectId, before: {}, after: { retentionDays: null, topicInProperty: true } },
    {
      projectId,
      before: { retentionDays: null, topicInProperty: true },
      after: { topicInProperty: false },
    },
    { projectId, before: { topicInProperty: false }, after: {} },
  ]);
});

test('who looked at an older policy is refused, so that nobody’s change is lost', async () => {
  await put({ retentionDays: 30 });
  await putProject(team.projectId, { markTrashed: true });
  const project = `/admin/policy/projects/${team.projectId}`;
  const late = [
    await put({ retentionDays: 60 }),
    await put({ retentionDays: 60, version: 7 }),
    await putProject(team.projectId, { markTrashed: false }),
    await app.api('DELETE', project, admin, { version: 2 }),
    await app.api('DELETE', '/admin/policy/projects/999', admin, { version: 1 }),
  ];
  for (const { status, body } of late)
    expect([status, body.error.code]).toEqual([409, 'policy_changed_meanwhile']);
  expect(await view()).toMatchObject({
    policy: { retentionDays: 30 },
    projects: [{ policy: { markTrashed: true } }],
  });
  expect(await audited()).toHaveLength(2);
});

test('of two who save at the same moment one wins, and the other is told', async () => {
  for (const version of [0, 1]) {
    const answers = await Promise.all(
      [10, 20, 30].map((days) => put({ retentionDays: days + version, version })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  }
  expect(await audited()).toHaveLength(2);
});

describe('what makes no sense is refused at its field', () => {
  test.each([
    ['connectGroupIds', []],
    ['connectGroupIds', ['jira-administrators']],
    ['connectGroupIds', Array.from({ length: 101 }, () => groupId)],
    ['projectIds', []],
    ['projectIds', ['DEMO']],
    ['projectIds', ['0']],
    ['projectIds', Array.from({ length: 501 }, (_, index) => String(index + 1))],
    ['renditions', ['hologram']],
    ['sizeCeilingBytes', 1_048_575],
    ['sizeCeilingBytes', 2 ** 41],
    ['attachmentComment', 'loud'],
    ['retentionDays', 0],
    ['retentionDays', 3651],
    ['auditRetentionDays', 29],
    ['auditRetentionDays', 3651],
    ['analytics', null],
    ['version', -1],
  ])('%s %j', async (field, wrong) => {
    const { status, body } = await put({ [field]: wrong });
    expect([status, body.error.field]).toEqual([400, field]);
    expect(await view()).toMatchObject({ version: 0 });
  });

  test('a rule of a project that only sites have, none at all, or an id that is none', async () => {
    expect((await putProject(team.projectId, { analytics: false })).status).toBe(400);
    expect((await putProject(team.projectId, {})).status).toBe(400);
    expect((await putProject('DEMO', { markTrashed: true })).status).toBe(400);
    expect((await view()).projects).toEqual([]);
  });
});

test('more than 500 projects cannot have rules of their own', async () => {
  const siteId = (await app.deps.installations.findByClientKey(app.jira.site.clientKey))?.id;
  await app.deps.database.rows(
    `INSERT INTO project_settings (installation_id, project_id, own_renditions, own_size_ceiling, own_retention, mark_trashed)
     SELECT $1, id, false, false, false, true FROM generate_series(1, 500) id`,
    [siteId],
  );
  const { status, body } = await putProject('501', { markTrashed: true });
  expect([status, body.error.code]).toEqual([409, 'too_many_projects']);
  expect((await putProject('500', { markTrashed: false, version: 1 })).status).toBe(200);
});

test('nobody but who administers Jira sees or changes it, not even with all rights in the project', async () => {
  await decide(app, admin, { retentionDays: 30 });
  const project = `/admin/policy/projects/${team.projectId}`;
  for (const person of [team.host, team.visitor])
    for (const [method, path, body] of [
      ['GET', '/admin/policy'],
      ['PUT', '/admin/policy', { ...nothingDecided, version: 1 }],
      ['PUT', project, { markTrashed: true, version: 0 }],
      ['DELETE', project, { version: 1 }],
    ] as const) {
      const answer = await app.api(method, path, person, body);
      expect([answer.status, answer.body.error.code]).toEqual([403, 'rights_missing']);
    }
  expect(await view()).toMatchObject({ version: 1, projects: [] });
});

test('whoever stops administering Jira can change nothing more at once', async () => {
  await view();
  const user = app.jira.site.users.find(({ accountId }) => accountId === admin.accountId);
  if (user) user.admin = false;
  expect((await put({ retentionDays: 30 })).status).toBe(403);
});

test('another site decides for itself', async () => {
  const site = await app.jira.addSite();
  await site.install(app.baseUrl);
  const elsewhere = { accountId: site.addUser({ name: 'Ada', admin: true }).accountId, site };
  await decide(app, admin, { retentionDays: 30, projectOverrides: true });
  await decideFor(app, admin, team.projectId, { markTrashed: true });
  await expect.poll(() => view(elsewhere)).toEqual({ policy: nothingDecided, version: 0, projects: [] });
  await decide(app, elsewhere, { retentionDays: 60 });
  expect(await view()).toMatchObject({ policy: { retentionDays: 30 }, version: 1 });
});
