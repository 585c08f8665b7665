// Calls to the simulated Jira as the app and as a person, and the rights that a person has there now.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { issuePropertyKey } from '../../src/host/descriptor.ts';
import { requireIssuePermission } from '../../src/host/rights.ts';
import { AppError } from '../../src/platform/errors.ts';
import { type JiraSimulator, startJiraSimulator } from '../simulators/jira/simulator.ts';
import type { JiraSite } from '../simulators/jira/site.ts';
import type { JiraIssue, JiraUser } from '../simulators/jira/site-state.ts';
import { createTestDatabase } from '../support/test-database.ts';
import { type HostApp, startHostApp } from './host-support.ts';

let testDatabase: Awaited<ReturnType<typeof createTestDatabase>>;
let jira: JiraSimulator;
let app: HostApp;
let site: JiraSite;
let siteId: string;
let editor: JiraUser;
let reader: JiraUser;
let stranger: JiraUser;
let issue: JiraIssue;
let secretIssue: JiraIssue;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  jira = await startJiraSimulator();
  app = await startHostApp(jira, testDatabase.url);
});

afterAll(async () => {
  await app.stop();
  await jira.stop();
  await testDatabase.drop();
});

beforeEach(async () => {
  site = await jira.addSite();
  const project = site.addProject({ key: 'ONE' });
  editor = site.addUser({ name: 'Editor', admin: true });
  reader = site.addUser({ name: 'Reader' });
  stranger = site.addUser({ name: 'Stranger' });
  site.grant(editor.accountId, project.id);
  site.grant(reader.accountId, project.id, ['BROWSE_PROJECTS', 'ADD_COMMENTS']);
  issue = site.addIssue({ projectId: project.id });
  const securityLevel = { name: 'Few', members: [editor.accountId] };
  secretIssue = site.addIssue({ projectId: project.id, securityLevel });
  await site.install(app.baseUrl);
  siteId = (await app.installations.findByClientKey(site.clientKey))?.id ?? '';
});

const refusal = async (work: Promise<unknown>): Promise<AppError> => {
  const thrown: unknown = await work.then(
    () => undefined,
    (error) => error,
  );
  expect(thrown).toBeInstanceOf(AppError);
  return thrown as AppError;
};

describe('as the app', () => {
  it('everything asked is signed for its exact address, and answered', async () => {
    const client = await app.jiraAccess.asApp(siteId);
    expect(await client.getIssueAudience(issue.id)).toEqual({
      projectId: issue.projectId,
      securityLevelId: null,
      isServiceProject: false,
    });
    expect(await client.getIssueAudience(secretIssue.id)).toMatchObject({
      securityLevelId: secretIssue.securityLevel?.id,
    });
    expect(await client.getAttachmentSettings()).toEqual({ enabled: true, uploadLimitBytes: 1_073_741_824 });
    expect(await client.isAdmin(editor.accountId)).toBe(true);
    expect(await client.isAdmin(reader.accountId)).toBe(false);
    expect(await client.getUser(reader.accountId)).toEqual({ displayName: reader.displayName });
    expect(await client.listAttachments(issue.id)).toEqual([]);
    await client.putIssueProperty(issue.id, issuePropertyKey, { meetings: 1 });
    await client.putIssueProperty(issue.id, issuePropertyKey, { meetings: 2 });
    expect(site.issueProperty(issue.id, issuePropertyKey)).toEqual({ meetings: 2 });
    expect(await client.findIssueProperty(issue.id, issuePropertyKey)).toEqual({ meetings: 2 });
    expect(await client.findIssueProperty(issue.id, 'another')).toBeUndefined();
    expect(await client.findAttachment('99999')).toBeNull();
    const mine = jira.requests.filter((request) => request.site === site.baseUrl);
    expect(new Set(mine.map(({ identity }) => identity))).toEqual(new Set(['app']));
  });

  it('a call goes on after Jira was busy for a moment', async () => {
    jira.faults.answers.push({
      path: /attachment\/meta$/,
      times: 1,
      status: 503,
      headers: { 'retry-after': '0' },
    });
    const client = await app.jiraAccess.asApp(siteId);
    expect(await client.getAttachmentSettings()).toMatchObject({ enabled: true });
  });

  it('nothing is asked of a site that has removed the app', async () => {
    await site.uninstall();
    await expect
      .poll(
        async () =>
          (
            await app.jiraAccess.asApp(siteId).then(
              () => null,
              (error) => error,
            )
          )?.code,
      )
      .toBe('site_not_installed');
    expect((await refusal(app.jiraAccess.actAs(siteId, editor.accountId))).code).toBe('site_not_installed');
  });
});

describe('as nobody in particular', () => {
  it('an issue may be browsed only where anybody may, and Jira is asked without any authorization', async () => {
    const open = site.addProject({ key: 'OPEN', anonymous: true });
    const nobody = await app.jiraAccess.asAnonymous(siteId);
    expect(await nobody.mayBrowse(site.addIssue({ projectId: open.id }).id)).toBe(true);
    const securityLevel = { name: 'Few', members: [] };
    expect(await nobody.mayBrowse(site.addIssue({ projectId: open.id, securityLevel }).id)).toBe(false);
    expect(await nobody.mayBrowse(issue.id)).toBe(false);
    const asked = jira.requests.filter(
      ({ path, site: of }) => of === site.baseUrl && path.includes('mypermissions'),
    );
    expect(asked.map(({ identity }) => identity)).toEqual(['none', 'none', 'none']);
  });

  it.each([401, 403])('a %i is a no, and no answer is none', async (status) => {
    jira.faults.answers.push({ path: /mypermissions$/, times: 1, status });
    const nobody = await app.jiraAccess.asAnonymous(siteId);
    expect(await nobody.mayBrowse(issue.id)).toBe(false);
    jira.faults.answers.push({ path: /mypermissions$/, times: 3, status: 503 });
    await expect(nobody.mayBrowse(issue.id)).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

describe('a comment', () => {
  const document = {
    type: 'doc',
    version: 1,
    content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Attached.' }] }],
  };

  it('is the person’s own, and in a service project internal where it is to be', async () => {
    const service = site.addProject({ key: 'DESK', projectTypeKey: 'service_desk' });
    site.grant(editor.accountId, service.id);
    const request = site.addIssue({ projectId: service.id });
    const { jira: client } = await app.jiraAccess.actAs(siteId, editor.accountId);
    expect((await client.getIssueAudience(request.id)).isServiceProject).toBe(true);
    for (const internal of [true, false]) await client.addComment(request.id, document, { internal });
    expect(site.comments(request.id)).toMatchObject([
      { authorAccountId: editor.accountId, body: document, internal: true },
      { internal: false },
    ]);
  });

  it('whose answer was lost stands in the issue once, and may stand there is all that is known', async () => {
    jira.faults.loseCommentAnswers = 1;
    const { jira: client } = await app.jiraAccess.actAs(siteId, editor.accountId);
    const added = client.addComment(issue.id, document, { internal: false });
    await expect(added).rejects.toMatchObject({ kind: 'unavailable', perhapsDone: true });
    expect(site.comments(issue.id)).toHaveLength(1);
  });

  it('that the person may not write is refused, and surely is not there', async () => {
    site.grant(stranger.accountId, issue.projectId, ['BROWSE_PROJECTS']);
    const { jira: client } = await app.jiraAccess.actAs(siteId, stranger.accountId);
    const added = client.addComment(issue.id, document, { internal: false });
    await expect(added).rejects.toMatchObject({ kind: 'forbidden', perhapsDone: false });
    expect(site.comments(issue.id)).toEqual([]);
  });
});

describe('as a person', () => {
  it('Jira sees that person, with a token of their own each time', async () => {
    const one = await app.jiraAccess.actAs(siteId, editor.accountId);
    const two = await app.jiraAccess.actAs(siteId, editor.accountId);
    expect(one.baseUrl).toBe(site.baseUrl);
    expect(one.authorization).toMatch(/^Bearer /);
    expect(two.authorization).not.toBe(one.authorization);
    const { jira: client } = await app.jiraAccess.actAs(siteId, reader.accountId);
    expect([...(await client.myIssuePermissions(issue.id, ['BROWSE_PROJECTS', 'EDIT_ISSUES']))]).toEqual([
      'BROWSE_PROJECTS',
    ]);
    await expect(client.getIssueAudience(secretIssue.id)).rejects.toMatchObject({ kind: 'not_found' });
    const last = jira.requests.filter((request) => request.site === site.baseUrl).at(-1);
    expect(last?.identity).toBe(`user:${reader.accountId}`);
  });

  it('who is deactivated is refused, and nobody acts in their place', async () => {
    reader.active = false;
    const error = await refusal(app.jiraAccess.actAs(siteId, reader.accountId));
    expect([error.code, error.status]).toEqual(['impersonation_refused', 403]);
  });

  it('nobody can be acted for on a site that gave no OAuth client id', async () => {
    await site.install(app.baseUrl, { oauthClientId: undefined });
    await expect.poll(async () => (await app.installations.findById(siteId))?.oauthClientId).toBeNull();
    const error = await refusal(app.jiraAccess.actAs(siteId, editor.accountId));
    expect([error.code, error.status]).toEqual(['impersonation_unavailable', 409]);
  });

  it('a silent authorization server is no refusal but a reason to try again', async () => {
    jira.faults.authorizationServer = 'unreachable';
    const error = await refusal(app.jiraAccess.actAs(siteId, editor.accountId));
    jira.faults.authorizationServer = 'none';
    expect([error.code, error.status]).toEqual(['jira_unavailable', 503]);
    await app.jiraAccess.actAs(siteId, editor.accountId);
  });
});

describe('a right', () => {
  const requireRights = (
    user: JiraUser,
    permissions: Parameters<typeof requireIssuePermission>[2],
    on = issue,
  ) =>
    requireIssuePermission(
      app.jiraAccess,
      { siteId, accountId: user.accountId, issueId: on.id },
      permissions,
      'to link a meeting',
    );

  it('that the person has lets them go on', async () => {
    await requireRights(editor, ['EDIT_ISSUES', 'CREATE_ATTACHMENTS']);
    await requireRights(editor, ['EDIT_ISSUES'], secretIssue);
    await requireRights(reader, ['ADD_COMMENTS']);
    await requireRights(reader, []);
  });

  it('that is missing is named in plain words, also when others are held', async () => {
    const error = await refusal(requireRights(reader, ['ADD_COMMENTS', 'EDIT_ISSUES']));
    expect([error.code, error.status]).toEqual(['rights_missing', 403]);
    expect(error.message).toBe('You need permission to edit this issue to link a meeting.');
  });

  it('on an issue that the person cannot see is no right, and the issue is not admitted to exist', async () => {
    const answers = [requireRights(stranger, []), requireRights(reader, ['EDIT_ISSUES'], secretIssue)];
    for (const answer of answers) {
      const error = await refusal(answer);
      expect([error.code, error.status]).toEqual(['issue_not_visible', 404]);
    }
    site.deleteIssue(issue.id);
    expect((await refusal(requireRights(editor, ['EDIT_ISSUES']))).code).toBe('issue_not_visible');
  });

  it('taken away is gone at once', async () => {
    await requireRights(editor, ['EDIT_ISSUES']);
    site.grant(editor.accountId, issue.projectId, ['BROWSE_PROJECTS']);
    expect((await refusal(requireRights(editor, ['EDIT_ISSUES']))).code).toBe('rights_missing');
  });

  it('that Jira cannot tell is unknown, which is not a no', async () => {
    jira.faults.answers.push({
      path: /permissions\/check$/,
      times: 1,
      status: 429,
      headers: { 'retry-after': '60' },
    });
    const error = await refusal(requireRights(editor, ['EDIT_ISSUES']));
    expect([error.code, error.status, error.retryAfterSeconds]).toEqual(['jira_unavailable', 503, 60]);
  });
});
