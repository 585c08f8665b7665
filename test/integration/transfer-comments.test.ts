// The comment that tells of an attached recording: only where site policy wants it, as its requester, never twice.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  commentOnAttachment,
  transferCommentsQueue,
} from '../../src/recordings/transfers/telling/comment-on-attachment.ts';
import type { CommentPolicy } from '../../src/settings/api-types.ts';
import type { JiraProject } from '../simulators/jira/site-state.ts';
import { attachAndWait, linkedRecording } from '../support/recorded-meeting.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(() => app.stop());

/** Somebody with a recording on an issue of a project of this kind, on a site with this policy. */
async function requester(
  attachmentComment: CommentPolicy | null,
  {
    projectTypeKey = 'software',
    mayComment = true,
  }: { projectTypeKey?: JiraProject['projectTypeKey']; mayComment?: boolean } = {},
) {
  const { site } = app.jira;
  const project = site.addProject({ key: 'CMT', projectTypeKey });
  const issueId = site.addIssue({ projectId: project.id }).id;
  const { accountId } = site.addUser({ name: 'Rita Requester' });
  const rights = ['BROWSE_PROJECTS', 'EDIT_ISSUES', 'CREATE_ATTACHMENTS'] as const;
  site.grant(accountId, project.id, mayComment ? [...rights, 'ADD_COMMENTS'] : rights);
  const viewer: Viewer = { accountId, issueId };
  if (attachmentComment !== null)
    await app.deps.database.rows(
      `INSERT INTO site_settings SELECT id, $1, 'internal', false FROM installations`,
      [attachmentComment],
    );
  const recorded = await linkedRecording(app, viewer, [{ fileType: 'TRANSCRIPT' }]);
  const attachTo = async () => {
    const { id, state } = await attachAndWait(app, viewer, recorded, 0);
    expect(state).toBe('succeeded');
    const installation = await app.deps.installations.findByClientKey(site.clientKey);
    return { id, issueId, siteId: installation?.id ?? '' };
  };
  return { viewer, issueId, attachTo, comments: () => site.comments(issueId) };
}

const audited = async () =>
  (
    await app.deps.database.rows<{ details: object }>(
      `SELECT details FROM audit_events WHERE type = 'attachment_commented'`,
    )
  ).map(({ details }) => details);
const waitingJobs = async () =>
  (await app.deps.database.rows('SELECT id FROM pgboss.job WHERE name = $1', [transferCommentsQueue.name]))
    .length;

describe('with the policy', () => {
  test.each([null, 'off'] as const)('%s, nothing is posted, and nothing waits to be', async (policy) => {
    const { attachTo, comments } = await requester(policy);
    await attachTo();
    expect(await waitingJobs()).toBe(0);
    expect(comments()).toEqual([]);
  });

  test.each([
    ['public', 'software', false],
    ['public', 'service_desk', false],
    ['internal', 'service_desk', true],
    ['internal', 'software', false],
  ] as const)('%s in a %s project, the comment is internal: %s', async (policy, projectTypeKey, internal) => {
    const { viewer, issueId, attachTo, comments } = await requester(policy, { projectTypeKey });

    const { id } = await attachTo();
    await expect.poll(comments).toHaveLength(1);

    const [file] = app.jira.site.attachments(issueId);
    expect(comments()).toMatchObject([{ authorAccountId: viewer.accountId, internal }]);
    expect(JSON.stringify(comments()[0]?.body)).toContain(JSON.stringify(file?.filename));
    await expect.poll(audited).toEqual([{ transferId: id, internal }]);
  });
});

describe('nothing is posted', () => {
  test('for somebody who may not comment, and their file stays attached', async () => {
    const { issueId, attachTo, comments } = await requester('public', { mayComment: false });

    const where = await attachTo();
    await commentOnAttachment(app.deps, where);

    expect(comments()).toEqual([]);
    expect(app.jira.site.attachments(issueId)).toHaveLength(1);
    expect(await audited()).toEqual([]);
  });

  test('where the policy was switched off before it was posted', async () => {
    const { attachTo, comments } = await requester('off');
    await commentOnAttachment(app.deps, await attachTo());
    expect(comments()).toEqual([]);
  });

  test('once the attachment is gone', async () => {
    const { issueId, attachTo, comments } = await requester(null);
    const where = await attachTo();
    await app.deps.database.rows(
      `INSERT INTO site_settings SELECT id, 'public', 'internal', false FROM installations`,
    );
    app.jira.site.deleteAttachment(app.jira.site.attachments(issueId)[0]?.id ?? '');

    await commentOnAttachment(app.deps, where);

    expect(comments()).toEqual([]);
  });

  test('twice, however often the job comes', async () => {
    const { attachTo, comments } = await requester('public');
    const where = await attachTo();
    await expect.poll(comments).toHaveLength(1);

    await Promise.all([1, 2, 3].map(() => commentOnAttachment(app.deps, where)));

    expect(comments()).toHaveLength(1);
  });

  test('again when the answer was lost, because it may stand there already', async () => {
    app.jira.faults.loseCommentAnswers = 1;
    const { attachTo, comments } = await requester('public');
    const where = await attachTo();
    await expect.poll(comments).toHaveLength(1);

    await commentOnAttachment(app.deps, where);

    expect(comments()).toHaveLength(1);
  });
});

describe('what certainly was not posted', () => {
  const atComments = { method: 'POST', path: /\/comment$/, times: 1 };

  test('because Jira had too many requests is posted later', async () => {
    app.jira.faults.answers.push({ ...atComments, status: 429 });
    const { attachTo, comments } = await requester('public');

    const where = await attachTo();
    await expect.poll(() => app.jira.faults.answers[0]?.times).toBe(0);
    // As the queue does after a pause.
    await expect
      .poll(async () => {
        await commentOnAttachment(app.deps, where);
        return comments().length;
      })
      .toBe(1);
    await commentOnAttachment(app.deps, where);

    expect(comments()).toHaveLength(1);
  });

  test('because Jira refuses it is left at that: the transfer has succeeded all the same', async () => {
    app.jira.faults.answers.push({ ...atComments, status: 413 });
    const { attachTo, comments } = await requester('public');

    await attachTo();

    await expect.poll(() => app.log()).toContain('an attachment is not commented on');
    expect(comments()).toEqual([]);
    expect(await audited()).toEqual([]);
  });
});
