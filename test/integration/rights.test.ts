// Rights: what each write needs, asked of Jira anew each time, and that nothing reaches beyond one's own issue and site.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JiraSite } from '../simulators/jira/site.ts';
import { audienceOf, settledTransfer } from '../support/recorded-meeting.ts';
import {
  connected,
  linked,
  linkNewMeeting,
  newTeam,
  recorded,
  rowsOfIssue,
  type Team,
} from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
let site: JiraSite;
beforeAll(async () => {
  app = await startTestApp();
  site = app.jira.site;
});
afterAll(() => app.stop());

const unlink = (viewer: Viewer, linkId: string) => app.api('DELETE', `/meeting-links/${linkId}`, viewer);
const cancel = (viewer: Viewer, id: string) => app.api('POST', `/transfers/${id}/cancel`, viewer);
const retry = (viewer: Viewer, id: string) =>
  app.api('POST', `/transfers/${id}/retry`, viewer, { audience: audienceOf(app, viewer.issueId) });
const refusal = ({ status, body }: Awaited<ReturnType<TestApp['api']>>) => [status, body?.error?.code];

/** How often Jira was asked for rights while `work` ran. */
async function rightsAskedDuring(work: () => Promise<unknown>): Promise<number> {
  const before = app.jira.requests.length;
  await work();
  return app.jira.requests.slice(before).filter(({ path }) => path.includes('/permissions/check')).length;
}

/** A meeting of the host with one recording, shared on the issue, and how to press **Attach to issue** for it. */
async function sharedRecording(team: Team) {
  const hostZoom = await connected(app, team.host);
  const { meeting, linkId } = await linkNewMeeting(app, team.host, hostZoom);
  const recording = recorded(app, meeting, 3, [{ fileType: 'MP4' }]);
  await app.api('POST', `/meeting-links/${linkId}/shares`, team.host, { meetingUuid: recording.uuid });
  const press = (viewer: Viewer) =>
    app.api('POST', '/transfers', viewer, {
      linkId,
      meetingUuid: recording.uuid,
      fileKey: recording.files[0]?.id,
      audience: audienceOf(app, team.issueId),
    });
  return { linkId, meeting, recording, press };
}

/** A transfer of the colleague that Zoom keeps waiting, so that it can be cancelled at leisure. */
async function heldTransfer(team: Team) {
  const shared = await sharedRecording(team);
  let letGo = () => {};
  const until = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const fileId = shared.recording.files[0]?.id ?? '';
  app.zoom.faults.arm({ on: 'download', kind: 'stall', at: 10, until, fileId });
  const stalled = app.zoom.waitFor('download-stalled', (event) => event.fileId === fileId);
  const { body } = await shared.press(team.colleague);
  await stalled;
  return { ...shared, transferId: body.id as string, letGo };
}

describe('linking', () => {
  test('needs the right to edit the issue, so that who may only browse links nothing', async () => {
    const team = newTeam(app);
    const zoomUser = await connected(app, team.visitor);
    const meeting = app.zoom.createMeeting(zoomUser);

    const answer = await app.api('POST', '/meeting-links', team.visitor, { meetingId: meeting.id });

    expect(refusal(answer)).toEqual([403, 'rights_missing']);
    expect(answer.body.error.message).toBe('You need permission to edit this issue to link a meeting.');
    expect(await rowsOfIssue(app, 'meeting_links', team.issueId)).toBe(0);
    expect(await rowsOfIssue(app, 'audit_events', team.issueId)).toBe(0);
  });

  test('asks for rights anew at each press, so that a right withdrawn in between counts', async () => {
    const team = newTeam(app);
    const zoomUser = await connected(app, team.host);
    const [first, second] = [app.zoom.createMeeting(zoomUser), app.zoom.createMeeting(zoomUser)];
    const press = (id: string) => app.api('POST', '/meeting-links', team.host, { meetingId: id });

    const asked = await rightsAskedDuring(async () => {
      expect((await press(first.id)).status).toBe(201);
      site.grant(team.host.accountId, team.projectId, ['BROWSE_PROJECTS']);
      expect((await press(second.id)).status).toBe(403);
    });

    expect(asked).toBe(2);
    expect(await rowsOfIssue(app, 'meeting_links', team.issueId)).toBe(1);
  });

  test('by somebody who can no longer see the issue is a 404, although their token is still good', async () => {
    const team = newTeam(app);
    const zoomUser = await connected(app, team.host);
    site.grant(team.host.accountId, team.projectId, []);

    const { id: meetingId } = app.zoom.createMeeting(zoomUser);
    const answer = await app.api('POST', '/meeting-links', team.host, { meetingId });

    expect(refusal(answer)).toEqual([404, 'issue_not_visible']);
    expect(await rowsOfIssue(app, 'meeting_links', team.issueId)).toBe(0);
  });
});

describe('unlinking', () => {
  test('is always the linker’s, even when they may no longer edit the issue', async () => {
    const team = newTeam(app);
    const { linkId } = await linkNewMeeting(app, team.host, await connected(app, team.host));
    site.grant(team.host.accountId, team.projectId, ['BROWSE_PROJECTS']);

    expect((await unlink(team.host, linkId)).status).toBe(200);
    expect(await rowsOfIssue(app, 'meeting_links', team.issueId)).toBe(0);
  });

  test('is also theirs who may edit the issue, asked anew', async () => {
    const team = newTeam(app);
    const { linkId } = await linkNewMeeting(app, team.host, await connected(app, team.host));

    const asked = await rightsAskedDuring(async () => {
      expect((await unlink(team.coworker, linkId)).status).toBe(200);
    });

    expect(asked).toBe(1);
    expect(await rowsOfIssue(app, 'meeting_links', team.issueId)).toBe(0);
  });

  test('is not theirs who may only browse, so that the meeting stays linked', async () => {
    const team = newTeam(app);
    const { linkId } = await linkNewMeeting(app, team.host, await connected(app, team.host));

    expect(refusal(await unlink(team.visitor, linkId))).toEqual([403, 'rights_missing']);
    expect(await rowsOfIssue(app, 'meeting_links', team.issueId)).toBe(1);
  });
});

describe('attaching', () => {
  test('needs the right to add attachments, so that nothing is queued without it', async () => {
    const team = newTeam(app);
    const { press } = await sharedRecording(team);
    site.grant(team.coworker.accountId, team.projectId, ['BROWSE_PROJECTS', 'EDIT_ISSUES']);

    for (const viewer of [team.visitor, team.coworker]) {
      const answer = await press(viewer);
      expect(refusal(answer)).toEqual([403, 'rights_missing']);
      expect(answer.body.error.message).toContain('add attachments to this issue');
    }
    expect(await rowsOfIssue(app, 'transfers', team.issueId)).toBe(0);
    expect(site.attachments(team.issueId)).toEqual([]);
  });

  test('is done as the person who presses, also for somebody without Zoom once it is shared', async () => {
    const team = newTeam(app);
    const { press } = await sharedRecording(team);

    const { body } = await press(team.coworker);

    expect(await settledTransfer(app, team.coworker, body.id)).toMatchObject({ state: 'succeeded' });
    expect(site.attachments(team.issueId)).toMatchObject([{ authorAccountId: team.coworker.accountId }]);
  });

  test('is the host’s alone until shared and again after sharing ends', async () => {
    const team = newTeam(app);
    const { press, linkId, recording } = await sharedRecording(team);
    await app.api('DELETE', `/meeting-links/${linkId}/shares`, team.host, { meetingUuid: recording.uuid });

    expect(refusal(await press(team.colleague))).toEqual([403, 'recording_not_shared']);
    expect(await rowsOfIssue(app, 'transfers', team.issueId)).toBe(0);
    expect((await press(team.host)).status).toBe(201);
  });

  test('of a personal room’s recording is open to its host', async () => {
    const team = newTeam(app);
    const room = app.zoom.personalRoom(await connected(app, team.host));
    const linkId = await linked(app, team.host, { meetingId: room.id });
    const recording = recorded(app, room, 2);
    const press = (viewer: Viewer) =>
      app.api('POST', '/transfers', viewer, {
        linkId,
        meetingUuid: recording.uuid,
        fileKey: recording.files[0]?.id,
        audience: audienceOf(app, team.issueId),
      });

    expect(refusal(await press(team.colleague))).toEqual([403, 'recording_not_shared']);
    const { body } = await press(team.host);

    expect(await settledTransfer(app, team.host, body.id)).toMatchObject({ state: 'succeeded' });
  });

  test('asks for the right anew at each press, so that one withdrawn in between counts', async () => {
    const team = newTeam(app);
    const { press, linkId, meeting } = await sharedRecording(team);
    const second = recorded(app, meeting, 1);
    expect((await press(team.host)).status).toBe(201);
    site.grant(team.host.accountId, team.projectId, ['BROWSE_PROJECTS', 'EDIT_ISSUES']);

    const again = await app.api('POST', '/transfers', team.host, {
      linkId,
      meetingUuid: second.uuid,
      fileKey: second.files[0]?.id,
      audience: audienceOf(app, team.issueId),
    });

    expect(refusal(again)).toEqual([403, 'rights_missing']);
    expect(await rowsOfIssue(app, 'transfers', team.issueId)).toBe(1);
  });
});

describe('a transfer under way', () => {
  test('is not cancelled by somebody else, so that the file still arrives', async () => {
    const team = newTeam(app);
    const { transferId, letGo } = await heldTransfer(team);

    for (const viewer of [team.host, team.coworker, team.visitor])
      expect(refusal(await cancel(viewer, transferId))).toEqual([403, 'not_your_transfer']);
    letGo();

    expect(await settledTransfer(app, team.colleague, transferId)).toMatchObject({ state: 'succeeded' });
  });

  test.each(['colleague', 'admin'] as const)(
    'is cancelled by its requester or an admin: the %s',
    async (who) => {
      const team = newTeam(app);
      const { transferId, letGo } = await heldTransfer(team);

      const answer = await cancel(team[who], transferId);
      letGo();

      expect(answer.body).toMatchObject({ state: 'cancelled' });
      expect(site.attachments(team.issueId)).toEqual([]);
    },
  );

  test('is not cancelled by somebody who was an admin a moment ago', async () => {
    const team = newTeam(app);
    const { transferId, letGo } = await heldTransfer(team);
    const admin = site.state.users.find(({ accountId }) => accountId === team.admin.accountId);
    if (admin) admin.admin = false;

    expect(refusal(await cancel(team.admin, transferId))).toEqual([403, 'not_your_transfer']);

    letGo();
    expect(await settledTransfer(app, team.colleague, transferId)).toMatchObject({ state: 'succeeded' });
  });

  test('that ended is retried by its requester only; anybody else’s press is a new transfer as that person', async () => {
    const team = newTeam(app);
    const { transferId, letGo, press } = await heldTransfer(team);
    await cancel(team.colleague, transferId);
    letGo();

    for (const viewer of [team.host, team.coworker, team.admin])
      expect(refusal(await retry(viewer, transferId))).toEqual([403, 'not_your_transfer']);
    const { body: own } = await press(team.coworker);

    expect(own.id).not.toBe(transferId);
    expect(await settledTransfer(app, team.coworker, own.id)).toMatchObject({ state: 'succeeded' });
    expect(site.attachments(team.issueId)).toMatchObject([{ authorAccountId: team.coworker.accountId }]);
  });

  test('that ended is retried only with the right to add attachments, asked anew', async () => {
    const team = newTeam(app);
    const { transferId, letGo } = await heldTransfer(team);
    await cancel(team.colleague, transferId);
    letGo();
    site.grant(team.colleague.accountId, team.projectId, ['BROWSE_PROJECTS']);
    expect(refusal(await retry(team.colleague, transferId))).toEqual([403, 'rights_missing']);

    site.grant(team.colleague.accountId, team.projectId);
    expect((await retry(team.colleague, transferId)).status).toBe(200);
    expect(await settledTransfer(app, team.colleague, transferId)).toMatchObject({ state: 'succeeded' });
  });
});

describe('when Jira does not tell', () => {
  test('about rights, the person is asked to try again, and nothing is done', async () => {
    const team = newTeam(app);
    const { linkId } = await linkNewMeeting(app, team.host, await connected(app, team.host));
    const fault = { path: /\/permissions\/check$/, times: 3, status: 503 };
    app.jira.faults.answers.push(fault);

    const answer = await unlink(team.coworker, linkId);

    expect(refusal(answer)).toEqual([503, 'jira_unavailable']);
    expect(fault.times).toBe(0);
    expect(await rowsOfIssue(app, 'meeting_links', team.issueId)).toBe(1);
  });
});
