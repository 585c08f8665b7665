// What cannot be attached now: each is a sentence to the person and a status to the machine; nothing is half done or lost.

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { audienceOf } from '../support/recorded-meeting.ts';
import { connected, linkNewMeeting, newTeam, recorded, rowsOfIssue } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterEach(() => {
  app.zoom.faults.clear();
});
afterAll(() => app.stop());

async function recordedMeeting() {
  const team = newTeam(app);
  const zoomUser = await connected(app, team.host);
  const { meeting, linkId } = await linkNewMeeting(app, team.host, zoomUser);
  const recording = recorded(app, meeting, 3, [
    { fileType: 'CHAT' },
    { fileType: 'MP4', status: 'processing' },
    { fileType: 'M4A', onPremises: true },
  ]);
  const press = (index: number, change: object = {}) =>
    app.api('POST', '/transfers', team.host, {
      linkId,
      meetingUuid: recording.uuid,
      fileKey: recording.files[index]?.id,
      audience: audienceOf(app, team.issueId),
      ...change,
    });
  return { team, zoomUser, recording, linkId, press };
}

test.each([
  ['still being processed', 1, 'recording_processing', 'still processing'],
  ['kept on the company’s own server', 2, 'not_in_cloud', 'own server'],
])('a file %s is refused with the reason, and nothing is queued', async (_what, index, code, words) => {
  const { team, press } = await recordedMeeting();

  const answer = await press(index);

  expect([answer.status, answer.body.error.code]).toEqual([409, code]);
  expect(answer.body.error.message).toContain(words);
  expect(await rowsOfIssue(app, 'transfers', team.issueId)).toBe(0);
});

test('a file deleted at Zoom is a 404, and so is its whole recording; the meeting stays linked', async () => {
  const { team, press, recording } = await recordedMeeting();
  app.zoom.deleteRecording(recording, recording.files[0]?.id);
  const withoutFile = await press(0);
  app.zoom.deleteRecording(recording);
  const withoutAny = await press(0);

  expect([withoutFile.status, withoutFile.body.error.code]).toEqual([404, 'recording_gone']);
  expect([withoutAny.status, withoutAny.body.error.code]).toEqual([404, 'recording_not_found']);
  expect(await rowsOfIssue(app, 'transfers', team.issueId)).toBe(0);
  expect(await rowsOfIssue(app, 'meeting_links', team.issueId)).toBe(1);
});

test('a made-up recording or file is as unknown as a deleted one', async () => {
  const { team, press } = await recordedMeeting();
  const answers = [await press(0, { meetingUuid: 'made+up/uuid==' }), await press(0, { fileKey: 'made-up' })];
  expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  expect(await rowsOfIssue(app, 'transfers', team.issueId)).toBe(0);
});

test('with an expired Zoom grant the host is asked to connect again; afterwards the same press works', async () => {
  const { team, zoomUser, press } = await recordedMeeting();
  app.zoom.endGrant(zoomUser);

  const refused = await press(0);

  expect([refused.status, refused.body.error.code]).toEqual([409, 'zoom_needs_reconnect']);
  expect(refused.body.error.message).toContain('Press Connect Zoom');
  expect(await rowsOfIssue(app, 'transfers', team.issueId)).toBe(0);
  expect((await app.api('GET', '/issue-panel', team.host)).body.connection.state).toBe('needs_reconnect');

  await app.connectZoom(team.host, zoomUser);
  expect((await press(0)).status).toBe(201);
});

test('an access token that expired is renewed unseen', async () => {
  const { press } = await recordedMeeting();
  app.clock.advance(2 * 3600);
  expect((await press(0)).status).toBe(201);
});

test('Zoom out of reach is a 503, and the same press works a moment later', async () => {
  const { team, press } = await recordedMeeting();
  app.zoom.faults.arm({ on: 'api', path: '/meetings/', kind: 'disconnect' }, 3);

  const refused = await press(0);

  expect([refused.status, refused.body.error.code]).toEqual([503, 'zoom_unavailable']);
  expect(await rowsOfIssue(app, 'transfers', team.issueId)).toBe(0);
  expect((await press(0)).status).toBe(201);
});

test('a file pressed twice, or at once, is queued once', async () => {
  const { team, press } = await recordedMeeting();

  const answers = await Promise.all([press(0), press(0), press(0)]);

  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  expect((await press(0)).body.error.code).toBe('already_under_way');
  expect(await rowsOfIssue(app, 'transfers', team.issueId)).toBe(1);
});
