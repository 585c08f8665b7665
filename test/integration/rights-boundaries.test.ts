// Boundaries: what is looked at and changed is the issue that Jira signed, on the site that signed it, and no other.

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JiraSite } from '../simulators/jira/site.ts';
import { audienceOf } from '../support/recorded-meeting.ts';
import { connected, linkNewMeeting, newTeam, recorded, rowsOfIssue } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
let otherSite: JiraSite;
beforeAll(async () => {
  app = await startTestApp({ background: false });
  otherSite = await app.jira.addSite();
  await otherSite.install(app.baseUrl);
});
afterAll(() => app.stop());

/** Everything that can be asked of a link or a transfer by its id. */
function everyCall(viewer: Viewer, linkId: string, transferId: string, meetingUuid: string, fileKey: string) {
  const audience = audienceOf(app, viewer.issueId);
  const time = { startTime: '2100-01-01T10:00', timeZone: 'UTC', durationMinutes: 30 };
  const calls: [string, string, object?][] = [
    ['GET', `/meeting-links/${linkId}/details`],
    ['GET', `/meeting-links/${linkId}/invitation`],
    ['GET', `/meeting-links/${linkId}/calendar`],
    ['POST', `/meeting-links/${linkId}/time`, time],
    ['POST', `/meeting-links/${linkId}/cancel`],
    ['GET', `/meeting-links/${linkId}/recordings`],
    ['GET', `/meeting-links/${linkId}/transcript?${new URLSearchParams({ meetingUuid, fileKey })}`],
    ['GET', `/meeting-links/${linkId}/summary?${new URLSearchParams({ meetingUuid })}`],
    ['POST', `/meeting-links/${linkId}/requests`, { meetingUuid }],
    ['DELETE', `/meeting-links/${linkId}/requests`, { meetingUuid }],
    ['POST', `/meeting-links/${linkId}/shares`, { meetingUuid }],
    ['DELETE', `/meeting-links/${linkId}/shares`, { meetingUuid }],
    ['DELETE', `/meeting-links/${linkId}`],
    ['POST', '/transfers', { linkId, meetingUuid, fileKey, audience: { ...audience, projectId: '1' } }],
    ['POST', `/transfers/${transferId}/cancel`],
    ['POST', `/transfers/${transferId}/retry`, { audience: { ...audience, projectId: '1' } }],
  ];
  return Promise.all(
    calls.map(async ([method, path, body]) => {
      const { status } = await app.api(method, path, viewer, body);
      return `${method} ${path.replace(/[0-9a-f-]{36}/, 'id').replace(/\?.*/, '')} ${status}`;
    }),
  );
}

const all404 = [
  'GET /meeting-links/id/details 404',
  'GET /meeting-links/id/invitation 404',
  'GET /meeting-links/id/calendar 404',
  'POST /meeting-links/id/time 404',
  'POST /meeting-links/id/cancel 404',
  'GET /meeting-links/id/recordings 404',
  'GET /meeting-links/id/transcript 404',
  'GET /meeting-links/id/summary 404',
  'POST /meeting-links/id/requests 404',
  'DELETE /meeting-links/id/requests 404',
  'POST /meeting-links/id/shares 404',
  'DELETE /meeting-links/id/shares 404',
  'DELETE /meeting-links/id 404',
  'POST /transfers 404',
  'POST /transfers/id/cancel 404',
  'POST /transfers/id/retry 404',
];

async function transferOnIssue() {
  const team = newTeam(app);
  const hostZoom = await connected(app, team.host);
  const { meeting, linkId } = await linkNewMeeting(app, team.host, hostZoom);
  const recording = recorded(app, meeting, 3);
  const fileKey = recording.files[0]?.id ?? '';
  const { body } = await app.api('POST', '/transfers', team.host, {
    linkId,
    meetingUuid: recording.uuid,
    fileKey,
    audience: audienceOf(app, team.issueId),
  });
  return { team, hostZoom, linkId, transferId: body.id as string, uuid: recording.uuid, fileKey };
}

describe('ids of another issue or site', () => {
  test('are unknown on another issue of the same project, even to the person they belong to', async () => {
    const { team, linkId, transferId, uuid, fileKey } = await transferOnIssue();
    const other = app.jira.site.addIssue({ projectId: team.projectId });

    const { host } = team.onIssue(other.id);
    expect(await everyCall(host, linkId, transferId, uuid, fileKey)).toEqual(all404);

    expect((await app.api('GET', '/issue-panel', host)).body).toMatchObject({ links: [], transfers: [] });
    expect(await app.deps.transfers.listOfIssue(await siteIdOf(team.host), team.issueId)).toMatchObject([
      { state: 'queued' },
    ]);
  });

  test('are unknown on another site, even on an issue with the same id and to the same Zoom user', async () => {
    const { team, hostZoom, linkId, transferId, uuid, fileKey } = await transferOnIssue();
    const project = otherSite.addProject({ key: `FAR${otherSite.projects.length + 1}` });
    const issue = otherSite.addIssue({ projectId: project.id });
    issue.id = team.issueId;
    const { accountId } = otherSite.addUser({ name: 'Stranger', accountId: team.host.accountId });
    otherSite.grant(accountId, project.id);
    const stranger: Viewer = { accountId, issueId: issue.id, site: otherSite };
    await app.connectZoom(stranger, hostZoom);

    expect(await everyCall(stranger, linkId, transferId, uuid, fileKey)).toEqual(all404);

    expect((await app.api('GET', '/issue-panel', stranger)).body).toMatchObject({ links: [], transfers: [] });
    expect((await app.api('GET', '/transfers', stranger)).body).toEqual({ transfers: [] });
    expect(await rowsOfIssue(app, 'meeting_links', team.issueId)).toBe(1);
  });

  test('are answered as made-up ones are, so that nobody learns which exist', async () => {
    const { team, linkId } = await transferOnIssue();
    const other = app.jira.site.addIssue({ projectId: team.projectId });
    const { host } = team.onIssue(other.id);

    const existing = await app.api('GET', `/meeting-links/${linkId}/details`, host);
    const madeUp = await app.api('GET', `/meeting-links/${randomUUID()}/details`, host);

    expect(existing.body).toEqual(madeUp.body);
  });
});

describe('the issue is the one in the signed token', () => {
  test('so that an issue named in the query is not looked at', async () => {
    const { team, linkId } = await transferOnIssue();
    const other = app.jira.site.addIssue({ projectId: team.projectId });

    const { body } = await app.api('GET', `/issue-panel?issueId=${other.id}`, team.host);

    expect(body.links).toMatchObject([{ id: linkId }]);
  });

  test('so that an issue named in the body is refused as an unknown field, and nothing is linked', async () => {
    const team = newTeam(app);
    const meeting = app.zoom.createMeeting(await connected(app, team.host));
    const other = app.jira.site.addIssue({ projectId: team.projectId });

    const answer = await app.api('POST', '/meeting-links', team.host, {
      meetingId: meeting.id,
      issueId: other.id,
    });

    expect(answer.status).toBe(400);
    for (const id of [team.issueId, other.id]) expect(await rowsOfIssue(app, 'meeting_links', id)).toBe(0);
  });

  test('so that without one every address of an issue answers 400 and says where to open it', async () => {
    const { team, linkId, transferId } = await transferOnIssue();
    const nowhere: Viewer = { accountId: team.host.accountId };
    const paths = [
      '/issue-panel',
      '/transfers',
      `/meeting-links/${linkId}/details`,
      `/meeting-links/${linkId}/recordings`,
    ];
    for (const path of paths) {
      const { status, body } = await app.api('GET', path, nowhere);
      expect([status, body.error.code]).toEqual([400, 'no_issue']);
      expect(body.error.message).toContain('Open it from the issue');
    }
    expect((await app.api('DELETE', `/meeting-links/${linkId}`, nowhere)).status).toBe(400);
    expect((await app.api('POST', `/transfers/${transferId}/cancel`, nowhere)).status).toBe(400);
  });

  test('while one’s own meetings can be listed without an issue', async () => {
    const team = newTeam(app);
    await connected(app, team.host);
    const answer = await app.api('GET', '/meetings?when=upcoming', { accountId: team.host.accountId });
    expect(answer.status).toBe(200);
  });
});

test('opening the panel asks neither Jira nor Zoom', async () => {
  const { team } = await transferOnIssue();
  const before = [app.jira.requests.length, app.zoom.requests.length];

  for (const viewer of [team.host, team.colleague, team.visitor])
    expect((await app.api('GET', '/issue-panel', viewer)).status).toBe(200);

  expect([app.jira.requests.length, app.zoom.requests.length]).toEqual(before);
});

test('reading asks Jira for nobody’s rights: the signed token is trusted for its life', async () => {
  const { team, linkId } = await transferOnIssue();
  const before = app.jira.requests.length;

  for (const path of [
    '/transfers',
    `/meeting-links/${linkId}/details`,
    `/meeting-links/${linkId}/recordings`,
  ])
    expect((await app.api('GET', path, team.coworker)).status).toBe(200);

  const paths = app.jira.requests.slice(before).map(({ path }) => path);
  expect(paths.filter((path) => path.includes('permission'))).toEqual([]);
});

async function siteIdOf(viewer: Viewer): Promise<string> {
  const [person] = await app.deps.database.rows<{ installation_id: string }>(
    'SELECT installation_id FROM persons WHERE account_id = $1',
    [viewer.accountId],
  );
  return person?.installation_id ?? '';
}
