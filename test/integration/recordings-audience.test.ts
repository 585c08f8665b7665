// Who will see what is attached: whether that is everybody, and what the person was shown and agreed to.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { attachAndWait, audienceOf, linkedRecording } from '../support/recorded-meeting.ts';
import { newTeam, type Team } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
let team: Team;
beforeEach(async () => {
  app = await startTestApp();
  team = newTeam(app);
});
afterEach(() => app.stop());

const audience = () => app.api('GET', '/audience', team.visitor);
const asked = () => app.jira.requests.filter(({ path }) => path.includes('/mypermissions')).length;

describe('people who are not logged in', () => {
  test('cannot see an issue, unless its project is open to them', async () => {
    expect((await audience()).body).toEqual({ anonymous: false });

    const project = app.jira.site.addProject({ key: 'OPEN', anonymous: true });
    const issueId = app.jira.site.addIssue({ projectId: project.id }).id;
    const { body } = await app.api('GET', '/audience', { ...team.visitor, issueId });
    expect(body).toEqual({ anonymous: true });
  });

  test('are asked for once in five minutes, and not by opening the panel', async () => {
    await app.api('GET', '/issue-panel', team.visitor);
    expect(asked()).toBe(0);

    await audience();
    await audience();
    expect(asked()).toBe(1);

    app.clock.advance(301);
    await audience();
    expect(asked()).toBe(2);
  });

  test('are not known of while Jira does not answer, which is asked again the next time', async () => {
    app.jira.faults.answers.push({ path: /\/mypermissions$/, times: 3, status: 503 });
    expect(await audience()).toMatchObject({ status: 200, body: { anonymous: null } });
    expect((await audience()).body).toEqual({ anonymous: false });
  });

  test('cannot ask this themselves', async () => {
    expect((await fetch(`${app.baseUrl}/api/audience`)).status).toBe(401);
    expect((await app.api('GET', '/audience', { accountId: team.visitor.accountId })).status).toBe(400);
  });
});

describe('what the person was shown', () => {
  const consents = () =>
    app.deps.database.rows<{ type: string; details: object }>(
      `SELECT type, details FROM audit_events WHERE type IN ('attach_requested', 'attach_retried') ORDER BY id`,
    );

  test('is kept in the audit log when they attach, and again when they retry', async () => {
    const recorded = await linkedRecording(app, team.host, [{ fileType: 'MP4' }]);
    const shown = {
      ...audienceOf(app, team.issueId),
      openTo: ['customers', 'anonymous', 'customers'].slice(0, 2),
    };
    app.zoom.faults.arm({ on: 'download', kind: 'html-refusal' });
    const first = await app.api('POST', '/transfers', team.host, {
      linkId: recorded.linkId,
      meetingUuid: recorded.recording.uuid,
      fileKey: recorded.recording.files[0]?.id,
      audience: shown,
    });
    expect(first.status).toBe(201);
    const { id: transferId } = first.body;
    const retry = () =>
      app.api('POST', `/transfers/${transferId}/retry`, team.host, {
        audience: audienceOf(app, team.issueId),
      });
    await expect.poll(async () => (await retry()).status).toBe(200);

    const where = { transferId, projectId: team.projectId, securityLevelId: null };
    expect(await consents()).toEqual([
      { type: 'attach_requested', details: { ...where, openTo: ['anonymous', 'customers'] } },
      { type: 'attach_retried', details: { ...where, openTo: [] } },
    ]);
  });

  test('can only be what there is to be shown', async () => {
    const recorded = await linkedRecording(app, team.host, [{ fileType: 'MP4' }]);
    const answer = await app.api('POST', '/transfers', team.host, {
      linkId: recorded.linkId,
      meetingUuid: recorded.recording.uuid,
      fileKey: recorded.recording.files[0]?.id,
      audience: { ...audienceOf(app, team.issueId), openTo: ['Rita Requester'] },
    });
    expect([answer.status, answer.body.error.code]).toEqual([400, 'invalid_request']);
    expect(await consents()).toEqual([]);
  });

  test('holds for each of several files that are attached at once', async () => {
    const files = Array.from({ length: 6 }, () => ({ fileType: 'MP4' }) as const);
    const recorded = await linkedRecording(app, team.host, files);

    const transfers = await Promise.all(
      files.map((_file, at) => attachAndWait(app, team.host, recorded, at)),
    );

    expect(transfers.map(({ state }) => state)).toEqual(Array(6).fill('succeeded'));
    expect(app.jira.site.attachments(team.issueId)).toHaveLength(6);
    expect(await consents()).toHaveLength(6);
  });
});
