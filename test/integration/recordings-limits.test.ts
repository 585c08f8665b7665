// A site's own limits on attachments: one that forbids them is told before anything is downloaded.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { audienceOf, settledTransfer } from '../support/recorded-meeting.ts';
import { connected, linkNewMeeting, newTeam, recorded, rowsOfIssue, type Team } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const limit = 2_000_000;

let app: TestApp;
let team: Team;
beforeEach(async () => {
  app = await startTestApp();
  team = newTeam(app);
});
afterEach(() => app.stop());

async function recordingOf(size: number) {
  const { meeting, linkId } = await linkNewMeeting(app, team.host, await connected(app, team.host));
  const recording = recorded(app, meeting, 3, [{ fileType: 'MP4', size }]);
  const list = async () =>
    (await app.api('GET', `/meeting-links/${linkId}/recordings`, team.host)).body.recordings[0].files[0];
  const press = () =>
    app.api('POST', '/transfers', team.host, {
      linkId,
      meetingUuid: recording.uuid,
      fileKey: recording.files[0]?.id,
      audience: audienceOf(app, team.issueId),
    });
  return { list, press };
}

const downloads = () => app.zoom.requests.filter(({ host }) => host === 'web' || host === 'files');

test('a file of exactly the site’s limit is attached', async () => {
  app.jira.site.setLimits({ uploadLimit: limit });
  const { list, press } = await recordingOf(limit);

  expect((await list()).unavailable).toBeNull();
  const { body } = await press();

  expect(await settledTransfer(app, team.host, body.id)).toMatchObject({ state: 'succeeded' });
  expect(app.jira.site.attachments(team.issueId)).toMatchObject([{ size: limit }]);
});

test('one byte more is listed as too large and refused before any download', async () => {
  app.jira.site.setLimits({ uploadLimit: limit });
  const { list, press } = await recordingOf(limit + 1);

  expect((await list()).unavailable.code).toBe('too_large');
  const answer = await press();

  expect([answer.status, answer.body.error.code]).toEqual([413, 'too_large']);
  expect(answer.body.error.message).toContain('Ask your Jira admin to raise the attachment limit');
  expect(downloads()).toEqual([]);
  expect(await rowsOfIssue(app, 'transfers', team.issueId)).toBe(0);
});

test('with attachments switched off every file says so, and nothing is queued or downloaded', async () => {
  app.jira.site.setLimits({ attachmentsEnabled: false });
  const { list, press } = await recordingOf(limit);

  expect((await list()).unavailable.code).toBe('attachments_disabled');
  const answer = await press();

  expect([answer.status, answer.body.error.code]).toEqual([409, 'attachments_disabled']);
  expect(answer.body.error.message).toContain('Ask your Jira admin to switch them on');
  expect(downloads()).toEqual([]);
  expect(await rowsOfIssue(app, 'transfers', team.issueId)).toBe(0);
});

test('limits are asked of Jira once for many lists, and anew some minutes later', async () => {
  const { list } = await recordingOf(limit);
  const asked = () => app.jira.requests.filter(({ path }) => path.includes('/attachment/meta')).length;
  await list();
  await list();
  expect(asked()).toBe(1);

  app.jira.site.setLimits({ uploadLimit: limit - 1 });
  app.clock.advance(6 * 60);

  expect((await list()).unavailable.code).toBe('too_large');
  expect(asked()).toBe(2);
});

test('limits unknown while Jira is down refuse nothing wrongly: the person is asked to try again', async () => {
  const { press } = await recordingOf(limit);
  app.jira.faults.answers.push({ path: /\/attachment\/meta$/, times: 3, status: 503 });

  const answer = await press();

  expect([answer.status, answer.body.error.code]).toEqual([503, 'jira_unavailable']);
  expect(await rowsOfIssue(app, 'transfers', team.issueId)).toBe(0);
});

test('limits unknown while Jira is down keep nothing from being listed', async () => {
  const { list } = await recordingOf(limit);
  const fault = { path: /\/attachment\/meta$/, times: 3, status: 503 };
  app.jira.faults.answers.push(fault);

  expect((await list()).unavailable).toBeNull();
  expect(fault.times).toBe(0);
});
