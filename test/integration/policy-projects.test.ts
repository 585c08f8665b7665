// In which projects the app is used, where admins chose some: refused everywhere else, and readable all the same.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { decide, forgetPolicy } from '../support/policy.ts';
import { audienceOf, settledTransfer, transferWhen } from '../support/recorded-meeting.ts';
import { connected, linkNewMeeting, newTeam, recorded, type Team } from '../support/team.ts';
import { type ApiAnswer, startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
let team: Team;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
beforeEach(async () => {
  await forgetPolicy(app);
  team = newTeam(app);
});

const onlyElsewhere = () => decide(app, team.admin, { projectIds: ['99999'] });
const refusal = ({ status, body }: ApiAnswer) => [status, body.error?.code];
const notAllowed = [403, 'project_not_allowed'];

/** A linked meeting of the host with a recording. */
async function linkedRecording() {
  const zoomUser = await connected(app, team.host);
  const { meeting, linkId } = await linkNewMeeting(app, team.host, zoomUser);
  const { uuid: meetingUuid, files } = recorded(app, meeting, 3, [{ fileType: 'CHAT' }]);
  return { zoomUser, linkId, meetingUuid, fileKey: files[0]?.id };
}
type Linked = Awaited<ReturnType<typeof linkedRecording>>;

const attach = ({ linkId, meetingUuid, fileKey }: Linked, audience = audienceOf(app, team.issueId)) =>
  app.api('POST', '/transfers', team.host, { linkId, meetingUuid, fileKey, audience });
const inAnHour = () => new Date(app.clock.now().getTime() + 3_600_000).toISOString().slice(0, 16);
const schedule = () =>
  app.api('POST', '/meetings', team.host, {
    topic: 'Planning',
    agenda: '',
    startTime: inAnHour(),
    timeZone: 'UTC',
    durationMinutes: 30,
    passcode: null,
    waitingRoom: true,
    cloudRecording: false,
    alternativeHosts: [],
    recurrence: null,
  });

describe('outside of the chosen projects', () => {
  test('nothing is linked, scheduled, started, shared or attached, and no meeting is made at Zoom', async () => {
    const linked = await linkedRecording();
    const another = app.zoom.createMeeting(linked.zoomUser, {});
    await onlyElsewhere();
    const { linkId, meetingUuid } = linked;
    for (const answer of [
      await app.api('POST', '/meeting-links', team.host, { meetingId: another.id }),
      await schedule(),
      await app.api('POST', '/meetings/start', team.host, { topic: 'Now' }),
      await app.api('POST', `/meeting-links/${linkId}/shares`, team.host, { meetingUuid }),
      await attach(linked),
    ])
      expect(refusal(answer)).toEqual(notAllowed);
    const made = await app.api('GET', '/meetings?when=upcoming&search=Planning', team.host);
    expect(made.body.meetings).toEqual([]);
  });

  test('what is linked is still read, its files are shown with why they cannot be attached, and it can be unlinked, but not put back', async () => {
    const { linkId } = await linkedRecording();
    await onlyElsewhere();
    expect((await app.api('GET', '/issue-panel', team.colleague)).body.links).toHaveLength(1);
    expect((await app.api('GET', `/meeting-links/${linkId}/details`, team.host)).status).toBe(200);
    const { recordings } = (await app.api('GET', `/meeting-links/${linkId}/recordings`, team.host)).body;
    expect(recordings[0].files[0].unavailable).toEqual({
      code: 'project_not_allowed',
      message: expect.stringContaining('in this project'),
    });
    const unlinked = await app.api('DELETE', `/meeting-links/${linkId}`, team.host);
    expect(unlinked.status).toBe(200);
    const undo = { undo: unlinked.body.undo };
    expect(refusal(await app.api('POST', '/meeting-links/undo', team.host, undo))).toEqual(notAllowed);
    await decide(app, team.admin, { projectIds: null });
    expect((await app.api('POST', '/meeting-links/undo', team.host, undo)).status).toBe(201);
  });

  test('a browser that claims another project begins a transfer, which stops before the first byte', async () => {
    const linked = await linkedRecording();
    await onlyElsewhere();
    const { body } = await attach(linked, { projectId: '99999', securityLevelId: null });
    expect(await settledTransfer(app, team.host, body.id)).toMatchObject({
      state: 'failed',
      reason: { code: 'audience_changed' },
    });
    expect(app.jira.site.attachments(team.issueId)).toEqual([]);
  });

  test('a transfer on its way stops, and goes on by Retry once the project is allowed', async () => {
    const linked = await linkedRecording();
    app.zoom.faults.arm({ on: 'download', kind: 'status', status: 503, retryAfter: '50' });
    const { id } = (await attach(linked)).body;
    await transferWhen(app, team.host, id, ({ state }) => state === 'waiting');
    await onlyElsewhere();
    app.clock.advance(60);
    const stopped = await transferWhen(app, team.host, id, ({ state }) => state === 'failed');
    expect(stopped).toMatchObject({ canRetry: true, reason: { code: 'project_not_allowed' } });

    const audience = audienceOf(app, team.issueId);
    const retry = () => app.api('POST', `/transfers/${id}/retry`, team.host, { audience });
    expect(refusal(await retry())).toEqual(notAllowed);
    await decide(app, team.admin, { projectIds: [team.projectId] });
    expect((await retry()).status).toBe(200);
    await transferWhen(app, team.host, id, ({ state }) => state === 'succeeded');
    expect(app.jira.site.attachments(team.issueId)).toHaveLength(1);
  });
});

test('in a chosen project all of it goes as ever', async () => {
  await decide(app, team.admin, { projectIds: ['99999', team.projectId] });
  const linked = await linkedRecording();
  const { linkId, meetingUuid } = linked;
  expect((await app.api('POST', `/meeting-links/${linkId}/shares`, team.host, { meetingUuid })).status).toBe(
    204,
  );
  expect((await schedule()).status).toBe(201);
  const { body } = await attach(linked);
  expect(await settledTransfer(app, team.host, body.id)).toMatchObject({ state: 'succeeded' });
});

test('the issue’s project is asked of Jira at that moment: one that was moved out is refused, with a token of before', async () => {
  await decide(app, team.admin, { projectIds: [team.projectId] });
  const zoomUser = await connected(app, team.host);
  const meeting = app.zoom.createMeeting(zoomUser, {});
  const token = app.jira.site.contextToken(team.host);
  const issue = app.jira.site.issues.find(({ id }) => id === team.issueId);
  const other = app.jira.site.addProject({ key: `MOVED${app.jira.site.projects.length}` });
  app.jira.site.grant(team.host.accountId, other.id);
  if (issue) issue.projectId = other.id;

  const answer = await fetch(`${app.baseUrl}/api/meeting-links`, {
    method: 'POST',
    headers: { authorization: `JWT ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ meetingId: meeting.id }),
  });
  expect([answer.status, (await answer.json()).error.code]).toEqual(notAllowed);
});

test('where nobody chose projects Jira is asked no more than before, and where the app cannot see the project it says so', async () => {
  const zoomUser = await connected(app, team.host);
  const about = () =>
    app.jira.requests.filter(({ method, path }) => method === 'GET' && path.includes('fields=project'))
      .length;
  const before = about();
  app.jira.site.grantApp(team.projectId, []);
  await linkNewMeeting(app, team.host, zoomUser);
  expect(about()).toBe(before);

  await decide(app, team.admin, { projectIds: [team.projectId] });
  const { id } = app.zoom.createMeeting(zoomUser, {});
  const link = () => app.api('POST', '/meeting-links', team.host, { meetingId: id });
  expect(refusal(await link())).toEqual([403, 'project_not_readable']);
  app.jira.faults.answers.push({ path: /\/issue\/\d+$/, times: 3, status: 503 });
  expect(refusal(await link())).toEqual([503, 'jira_unavailable']);
});
