// Whose eyes: with whose Zoom connection a linked meeting is read, and what each kind of viewer sees of it.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connected, linked, linkNewMeeting, newTeam, recorded } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());

const hoursAgo = (hours: number) => app.clock.now().getTime() - hours * 3_600_000;
const details = (viewer: Viewer, linkId: string) =>
  app.api('GET', `/meeting-links/${linkId}/details`, viewer);
const recordings = (viewer: Viewer, linkId: string) =>
  app.api('GET', `/meeting-links/${linkId}/recordings`, viewer);
const share = (viewer: Viewer, linkId: string, meetingUuid: string, method = 'POST') =>
  app.api(method, `/meeting-links/${linkId}/shares`, viewer, { meetingUuid });

/** Whose token each call to Zoom's API carried while `work` ran. */
async function zoomUsersDuring(work: () => Promise<unknown>): Promise<(string | null)[]> {
  const before = app.zoom.requests.length;
  await work();
  return app.zoom.requests.slice(before).map(({ userId }) => userId);
}

async function recordedMeeting() {
  const team = newTeam(app);
  const hostZoom = await connected(app, team.host);
  const { meeting, linkId } = await linkNewMeeting(app, team.host, hostZoom, { startTime: hoursAgo(3) });
  const recording = recorded(app, meeting, 3);
  return { team, hostZoom, meeting, linkId, recording };
}

describe('Zoom is read', () => {
  test('with the viewer’s own connection where they are the host, although somebody else linked it', async () => {
    const team = newTeam(app);
    const hostZoom = await connected(app, team.host);
    await app.connectZoom(team.colleague, hostZoom);
    const { linkId } = await linkNewMeeting(app, team.colleague, hostZoom);
    await app.api('DELETE', '/zoom-connection', team.colleague);

    const users = await zoomUsersDuring(async () =>
      expect((await details(team.host, linkId)).status).toBe(200),
    );

    expect(users).toEqual([hostZoom.id]);
  });

  test('with the linker’s connection for anybody else, never with the viewer’s own', async () => {
    const { team, hostZoom, linkId } = await recordedMeeting();
    await connected(app, team.colleague);

    const users = await zoomUsersDuring(async () => {
      expect((await details(team.colleague, linkId)).status).toBe(200);
      expect((await recordings(team.colleague, linkId)).status).toBe(200);
    });

    expect(new Set(users)).toEqual(new Set([hostZoom.id]));
  });

  test('by two Jira people with the same Zoom user, who both are its host', async () => {
    const { team, hostZoom, linkId } = await recordedMeeting();
    await app.connectZoom(team.colleague, hostZoom);

    for (const viewer of [team.host, team.colleague]) {
      expect((await app.api('GET', '/issue-panel', viewer)).body.links).toMatchObject([{ hostedByMe: true }]);
      const seen = await recordings(viewer, linkId);
      expect(seen.body).toMatchObject({ canShare: true, onlyShared: false, recordings: [{}] });
    }
  });

  test('by nobody once the linker has disconnected, so that others are told who can mend it', async () => {
    const { team, linkId } = await recordedMeeting();
    await app.api('DELETE', '/zoom-connection', team.host);

    const panel = await app.api('GET', '/issue-panel', team.colleague);
    expect(panel.body.links).toMatchObject([{ id: linkId, readable: false }]);
    for (const read of [details, recordings]) {
      const answer = await read(team.colleague, linkId);
      expect(answer.status).toBe(409);
      expect(answer.body.error.code).toBe('linker_not_connected');
      expect(answer.body.error.message).toContain('its host can link it anew');
    }
  });

  test('by the host who unlinks and links it anew after the linker disconnected, so that it is readable again', async () => {
    const team = newTeam(app);
    const hostZoom = await connected(app, team.host);
    await app.connectZoom(team.colleague, hostZoom);
    const { meeting, linkId } = await linkNewMeeting(app, team.colleague, hostZoom);
    await app.api('DELETE', '/zoom-connection', team.colleague);

    expect((await app.api('DELETE', `/meeting-links/${linkId}`, team.host)).status).toBe(200);
    const anew = await linked(app, team.host, { meetingId: meeting.id });

    expect((await details(team.coworker, anew)).status).toBe(200);
  });

  test('by nobody as its host once Zoom has ended the connection, so that nothing is shared meanwhile', async () => {
    const { team, linkId, hostZoom, recording } = await recordedMeeting();
    await app.deps.database.rows(
      "UPDATE zoom_grants SET state = 'dead', access_token = NULL, refresh_token = NULL WHERE zoom_user_id = $1",
      [hostZoom.id],
    );

    const { links } = (await app.api('GET', '/issue-panel', team.host)).body;
    expect(links).toMatchObject([{ hostedByMe: false, readable: false, linker: 'needs_reconnect' }]);
    for (const method of ['POST', 'DELETE']) {
      const { status, body } = await share(team.host, linkId, recording.uuid, method);
      expect([status, body.error.code]).toEqual([403, 'not_the_host']);
    }
  });

  test('by nobody for want of a permission of the linker’s, so that nobody else is asked to give it', async () => {
    const { team, linkId } = await recordedMeeting();
    app.zoom.faults.withheldScopes = ['meeting:read:meeting'];
    try {
      expect((await details(team.colleague, linkId)).body.error.code).toBe('linker_not_connected');
      expect((await details(team.host, linkId)).body.error.code).toBe('zoom_permission_missing');
    } finally {
      app.zoom.faults.clear();
    }
  });

  test('by nobody once the linker’s connection is another Zoom user’s, who is not its host', async () => {
    const { team, linkId } = await recordedMeeting();
    await app.api('DELETE', '/zoom-connection', team.host);
    await connected(app, team.host);

    const users = await zoomUsersDuring(async () => {
      expect((await details(team.coworker, linkId)).body.error.code).toBe('linker_not_connected');
      expect((await details(team.host, linkId)).body.error.code).toBe('linker_not_connected');
    });

    expect(users).toEqual([]);
    const { links } = (await app.api('GET', '/issue-panel', team.host)).body;
    expect(links).toMatchObject([{ readable: false, hostedByMe: false, linkedByMe: true }]);
  });
});

describe('linking shares topic, time, state and Join', () => {
  test.each(['colleague', 'coworker', 'visitor'] as const)('with the %s who sees the issue', async (who) => {
    const team = newTeam(app);
    const hostZoom = await connected(app, team.host);
    if (who === 'colleague') await connected(app, team.colleague);
    const { meeting, linkId } = await linkNewMeeting(app, team.host, hostZoom, { topic: 'Sprint review' });

    const answer = await details(team[who], linkId);

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      linkId,
      topic: meeting.topic,
      startTime: new Date(meeting.startTime ?? '').toISOString(),
      durationMinutes: 60,
      state: 'upcoming',
      recurring: false,
      joinUrl: meeting.joinUrl,
    });
  });

  test('and nothing more: neither passcode, agenda, start link nor people', async () => {
    const { team, hostZoom, meeting, linkId } = await recordedMeeting();
    const text = JSON.stringify((await details(team.coworker, linkId)).body);

    for (const secret of [meeting.passcode, '/s/', hostZoom.email, hostZoom.displayName])
      expect(text).not.toContain(secret);
  });
});

describe('recordings are the host’s', () => {
  test('so that nobody else sees one before the host shares it', async () => {
    const { team, linkId, recording } = await recordedMeeting();
    await connected(app, team.colleague);

    expect((await recordings(team.host, linkId)).body.recordings).toMatchObject([
      { meetingUuid: recording.uuid, shared: false },
    ]);
    for (const viewer of [team.colleague, team.coworker, team.visitor, team.admin])
      expect((await recordings(viewer, linkId)).body).toEqual({
        recordings: [],
        closed: [
          {
            meetingUuid: recording.uuid,
            startTime: expect.any(String),
            durationMinutes: 42,
            askedByMe: false,
          },
        ],
        uploadLimitBytes: expect.any(Number),
        canShare: false,
        onlyShared: true,
      });
  });

  test('until they share that occurrence, which then everybody on the issue sees, and no other occurrence', async () => {
    const { team, meeting, linkId, recording } = await recordedMeeting();
    recorded(app, meeting, 1);

    expect((await share(team.host, linkId, recording.uuid)).status).toBe(204);

    for (const viewer of [team.coworker, team.visitor])
      expect((await recordings(viewer, linkId)).body).toMatchObject({
        recordings: [{ meetingUuid: recording.uuid, shared: true }],
        onlyShared: true,
      });
    const own = (await recordings(team.host, linkId)).body.recordings;
    expect(own.map(({ shared }: { shared: boolean }) => shared)).toEqual([false, true]);
  });

  test('and again theirs alone once they stop sharing it', async () => {
    const { team, linkId, recording } = await recordedMeeting();
    await share(team.host, linkId, recording.uuid);

    expect((await share(team.host, linkId, recording.uuid, 'DELETE')).status).toBe(204);

    expect((await recordings(team.coworker, linkId)).body.recordings).toEqual([]);
  });

  test('on each issue for itself: what is shared on one issue stays unseen on another', async () => {
    const { team, meeting, linkId, recording } = await recordedMeeting();
    const other = app.jira.site.addIssue({ projectId: team.projectId });
    const elsewhere = team.onIssue(other.id);
    const otherLink = await linked(app, elsewhere.host, { meetingId: meeting.id });

    await share(team.host, linkId, recording.uuid);

    expect((await recordings(elsewhere.colleague, otherLink)).body.recordings).toEqual([]);
  });

  test('to share: nobody else can, not even an admin, nor the host without a connection, so that nothing is shared', async () => {
    const { team, linkId, recording } = await recordedMeeting();
    await connected(app, team.colleague);
    for (const viewer of [team.colleague, team.coworker, team.visitor, team.admin])
      for (const method of ['POST', 'DELETE']) {
        const answer = await share(viewer, linkId, recording.uuid, method);
        expect([answer.status, answer.body.error.code]).toEqual([403, 'not_the_host']);
      }

    await app.api('DELETE', '/zoom-connection', team.host);
    expect((await share(team.host, linkId, recording.uuid)).status).toBe(403);
    expect(await app.deps.shares.listOfLink(linkId)).toEqual([]);
  });

  test('twice shared or twice withdrawn is as once, with one audit event each', async () => {
    const { team, linkId, recording } = await recordedMeeting();
    for (const method of ['POST', 'POST', 'DELETE', 'DELETE'])
      expect((await share(team.host, linkId, recording.uuid, method)).status).toBe(204);

    const events = await app.deps.database.rows<{ type: string }>(
      "SELECT type FROM audit_events WHERE issue_id = $1 AND type LIKE 'recording_%' ORDER BY id",
      [team.issueId],
    );
    expect(events.map(({ type }) => type)).toEqual(['recording_shared', 'recording_unshared']);
  });

  test('and only of the meeting that is linked: another meeting’s recording cannot be shared through it', async () => {
    const { team, hostZoom, linkId } = await recordedMeeting();
    const other = recorded(app, app.zoom.createMeeting(hostZoom), 2);

    expect((await share(team.host, linkId, other.uuid)).status).toBe(404);
    expect(await app.deps.shares.listOfLink(linkId)).toEqual([]);
  });
});

describe('a personal room', () => {
  async function linkedRoom() {
    const team = newTeam(app);
    const hostZoom = await connected(app, team.host);
    const room = app.zoom.personalRoom(hostZoom);
    const linkId = await linked(app, team.host, { meetingId: room.id });
    return { team, room, linkId, recording: recorded(app, room, 2) };
  }

  test('can be linked and joined by everybody at any time', async () => {
    const { team, room, linkId } = await linkedRoom();
    expect((await app.api('GET', '/issue-panel', team.host)).body.links).toMatchObject([
      { scope: 'personal_room' },
    ]);
    expect((await details(team.visitor, linkId)).body).toMatchObject({
      state: 'open',
      startTime: null,
      joinUrl: room.joinUrl,
    });
  });

  test('is never shared, so that other people’s meetings in it stay unseen', async () => {
    const { team, linkId, recording } = await linkedRoom();

    const answer = await share(team.host, linkId, recording.uuid);

    expect([answer.status, answer.body.error.code]).toEqual([409, 'personal_room']);
    expect((await recordings(team.colleague, linkId)).body.recordings).toEqual([]);
    expect((await recordings(team.host, linkId)).body).toMatchObject({
      canShare: false,
      recordings: [{ meetingUuid: recording.uuid }],
    });
  });
});
