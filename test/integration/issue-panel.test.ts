// The panel's one call: the person's own connection, the meetings of the issue and its transfers, from our records alone.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { audienceOf } from '../support/recorded-meeting.ts';
import { connected, linkNewMeeting, newTeam, recorded } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());

const panel = async (viewer: Viewer) => {
  const { status, body } = await app.api('GET', '/issue-panel', viewer);
  expect(status).toBe(200);
  return body;
};

test('is empty on a new issue, for somebody we have never seen', async () => {
  const team = newTeam(app);
  expect(await panel(team.visitor)).toEqual({
    connection: {
      state: 'not_connected',
      since: null,
      endedBy: null,
      notWorking: [],
      hasCloudRecordings: null,
    },
    links: [],
    transfers: [],
    news: [],
    attachmentComment: 'off',
    summaryComment: 'internal',
  });
});

test('says what the site decided about comments', async () => {
  const other = await startTestApp({ background: false });
  try {
    await other.deps.database.rows(
      `INSERT INTO site_settings (installation_id, attachment_comment, summary_comment, topic_in_property)
       SELECT id, 'public', 'public', false FROM installations`,
    );
    const { body } = await other.api('GET', '/issue-panel', newTeam(other).visitor);
    expect(body).toMatchObject({ attachmentComment: 'public', summaryComment: 'public' });
  } finally {
    await other.stop();
  }
});

test('tells a person once, on whatever issue, of what ended while they were elsewhere, and nobody else', async () => {
  const team = newTeam(app);
  const { meeting, linkId } = await linkNewMeeting(app, team.host, await connected(app, team.host));
  const recording = recorded(app, meeting, 3);
  const { body } = await app.api('POST', '/transfers', team.host, {
    linkId,
    meetingUuid: recording.uuid,
    fileKey: recording.files[0]?.id,
    audience: audienceOf(app, team.issueId),
  });
  await app.deps.database.rows(
    "UPDATE transfers SET state = 'failed', reason_code = 'too_large' WHERE id = $1",
    [body.id],
  );
  const elsewhere = app.jira.site.addIssue({ projectId: team.projectId }).id;
  const { host, colleague } = team.onIssue(elsewhere);

  expect((await panel(host)).news).toMatchObject([{ id: body.id, issueId: team.issueId, state: 'failed' }]);
  expect((await panel(colleague)).news).toEqual([]);
  expect((await app.api('POST', '/transfers/told', host, { ids: [body.id] })).status).toBe(204);
  expect((await panel(host)).news).toEqual([]);
});

test('asks neither Jira nor Zoom for anything', async () => {
  const team = newTeam(app);
  await linkNewMeeting(app, team.host, await connected(app, team.host));
  const asked = [app.jira.requests.length, app.zoom.requests.length];
  await panel(team.host);
  expect([app.jira.requests.length, app.zoom.requests.length]).toEqual(asked);
});

test('shows each person their own connection, and whether its plan has cloud recordings', async () => {
  const team = newTeam(app);
  await connected(app, team.host);
  await connected(app, team.colleague, { type: 1 });

  expect((await panel(team.host)).connection).toMatchObject({ state: 'connected', hasCloudRecordings: true });
  expect((await panel(team.colleague)).connection).toMatchObject({ hasCloudRecordings: false });
  expect((await panel(team.coworker)).connection.state).toBe('not_connected');
});

test('lists meetings, the latest linked first, and says who linked and who hosts', async () => {
  const team = newTeam(app);
  const first = await linkNewMeeting(app, team.host, await connected(app, team.host));
  app.clock.advance(1);
  const second = await linkNewMeeting(app, team.colleague, await connected(app, team.colleague));

  expect((await panel(team.host)).links).toMatchObject([
    { id: second.linkId, linkedByMe: false, hostedByMe: false, readable: true },
    { id: first.linkId, linkedByMe: true, hostedByMe: true, readable: true },
  ]);
});

test('lists transfers to everybody, with buttons for the person who asked only', async () => {
  const team = newTeam(app);
  const { meeting, linkId } = await linkNewMeeting(app, team.host, await connected(app, team.host));
  const recording = recorded(app, meeting, 3);
  const { body } = await app.api('POST', '/transfers', team.host, {
    linkId,
    meetingUuid: recording.uuid,
    fileKey: recording.files[0]?.id,
    audience: audienceOf(app, team.issueId),
  });
  const shown = { id: body.id, linkId, kind: 'video', state: 'queued', reason: null };

  expect((await panel(team.host)).transfers).toMatchObject([
    { ...shown, requestedByMe: true, canCancel: true, canRetry: false },
  ]);
  expect((await panel(team.visitor)).transfers).toMatchObject([
    { ...shown, requestedByMe: false, canCancel: false, canRetry: false },
  ]);
  await app.api('POST', `/transfers/${body.id}/cancel`, team.host);
  expect((await panel(team.host)).transfers).toMatchObject([
    { state: 'cancelled', canCancel: false, canRetry: true },
  ]);
});

test('keeps transfers in sight after their meeting was unlinked, with nothing left to retry', async () => {
  const team = newTeam(app);
  const { meeting, linkId } = await linkNewMeeting(app, team.host, await connected(app, team.host));
  const recording = recorded(app, meeting, 3);
  const { body } = await app.api('POST', '/transfers', team.host, {
    linkId,
    meetingUuid: recording.uuid,
    fileKey: recording.files[0]?.id,
    audience: audienceOf(app, team.issueId),
  });
  await app.api('POST', `/transfers/${body.id}/cancel`, team.host);

  await app.api('DELETE', `/meeting-links/${linkId}`, team.host);

  expect(await panel(team.host)).toMatchObject({
    links: [],
    transfers: [{ id: body.id, linkId: null, state: 'cancelled', canRetry: false }],
  });
  const audience = audienceOf(app, team.issueId);
  const retry = await app.api('POST', `/transfers/${body.id}/retry`, team.host, { audience });
  expect([retry.status, retry.body.error.code]).toEqual([404, 'link_not_found']);
});
