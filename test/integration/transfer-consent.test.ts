// What a host allows is asked again at the fence: a recording that is no longer shared is not completed for others.

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TransferView } from '../../src/recordings/api-types.ts';
import { audienceOf, settledTransfer, transferWhen } from '../support/recorded-meeting.ts';
import { connected, linkNewMeeting, newTeam, recorded, type Team } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(() => app.stop());

/** A colleague's transfer of a shared recording, held up in the middle until `goOn`. */
async function heldTransferOfColleague() {
  const team = newTeam(app);
  const hostZoom = await connected(app, team.host);
  const { meeting, linkId } = await linkNewMeeting(app, team.host, hostZoom);
  const { uuid: meetingUuid, files } = recorded(app, meeting, 3);
  const shares = `/meeting-links/${linkId}/shares`;
  expect((await app.api('POST', shares, team.host, { meetingUuid })).status).toBe(204);
  const held = Promise.withResolvers<void>();
  app.zoom.faults.arm({ on: 'download', kind: 'stall', at: 60_000, until: held.promise });
  const stalled = app.zoom.waitFor('download-stalled');
  const asked = await app.api('POST', '/transfers', team.colleague, {
    linkId,
    meetingUuid,
    fileKey: files[0]?.id,
    audience: audienceOf(app, team.issueId),
  });
  expect(asked.status).toBe(201);
  await stalled;
  return { team, linkId, meetingUuid, shares, transferId: asked.body.id as string, goOn: held.resolve };
}

const outcome = (team: Team, id: string): Promise<TransferView> => settledTransfer(app, team.colleague, id);

test('a host who stops sharing while a colleague’s transfer runs keeps the file from being attached', async () => {
  const { team, meetingUuid, shares, transferId, goOn } = await heldTransferOfColleague();

  expect((await app.api('DELETE', shares, team.host, { meetingUuid })).status).toBe(204);
  goOn();

  expect(await outcome(team, transferId)).toMatchObject({
    state: 'failed',
    reason: { code: 'recording_not_shared' },
  });
  expect(app.jira.site.attachments(team.issueId)).toEqual([]);
});

test('a host who unlinks the meeting while a colleague’s transfer runs keeps the file from being attached', async () => {
  const { team, linkId, transferId, goOn } = await heldTransferOfColleague();

  expect((await app.api('DELETE', `/meeting-links/${linkId}`, team.host)).status).toBe(200);
  goOn();

  expect(await outcome(team, transferId)).toMatchObject({
    state: 'failed',
    reason: { code: 'recording_not_shared' },
  });
  expect(app.jira.site.attachments(team.issueId)).toEqual([]);
});

test('a host who disconnects Zoom stops a colleague’s transfer with words that fit the colleague', async () => {
  const { team, transferId, goOn } = await heldTransferOfColleague();

  expect((await app.api('DELETE', '/zoom-connection', team.host)).status).toBe(200);
  goOn();

  const failed = await outcome(team, transferId);
  expect(failed).toMatchObject({ state: 'failed', reason: { code: 'linker_not_connected' } });
  expect(failed.reason?.message).not.toContain('Press Connect Zoom');
  expect(app.jira.site.attachments(team.issueId)).toEqual([]);
});

test('a queued transfer of somebody who has connected another Zoom account since reads nothing of that one', async () => {
  const team = newTeam(app);
  const hostZoom = await connected(app, team.host);
  const { meeting, linkId } = await linkNewMeeting(app, team.host, hostZoom);
  const { uuid: meetingUuid, files } = recorded(app, meeting, 3);
  app.zoom.faults.arm({ on: 'download', kind: 'status', status: 503, retryAfter: '50' });
  const asked = await app.api('POST', '/transfers', team.host, {
    linkId,
    meetingUuid,
    fileKey: files[0]?.id,
    audience: audienceOf(app, team.issueId),
  });
  expect(await settledTransfer(app, team.host, asked.body.id)).toMatchObject({ state: 'waiting' });
  await app.connectZoom(team.host, app.zoom.createUser({}));

  app.clock.advance(60);
  await app.deps.transferLine.wakeWorkers();

  const failed = await transferWhen(app, team.host, asked.body.id, ({ state }) => state === 'failed');
  expect(failed.reason?.code).toBe('recording_gone');
  expect(app.jira.site.attachments(team.issueId)).toEqual([]);
});

test.each(['a meeting’s number', '..'])('%s instead of a UUID shares nothing', async (name) => {
  const team = newTeam(app);
  const hostZoom = await connected(app, team.host);
  const { meeting, linkId } = await linkNewMeeting(app, team.host, hostZoom);
  recorded(app, meeting, 3);
  const meetingUuid = name === '..' ? name : meeting.id;
  const before = app.zoom.requests.length;

  const answer = await app.api('POST', `/meeting-links/${linkId}/shares`, team.host, { meetingUuid });

  expect([answer.status, answer.body.error.code]).toEqual([400, 'invalid_request']);
  expect(app.zoom.requests).toHaveLength(before);
});
