// An unlink that is taken back: the link and all that hung on it are there again, for the person who unlinked, for a minute.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attach, audienceOf } from '../support/recorded-meeting.ts';
import { connected, linked, linkNewMeeting, newTeam, recorded } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());

const refusal = ({ status, body }: Awaited<ReturnType<TestApp['api']>>) => [status, body?.error?.code];
const unlink = async (viewer: Viewer, linkId: string): Promise<string> =>
  (await app.api('DELETE', `/meeting-links/${linkId}`, viewer)).body.undo;
const undo = (viewer: Viewer, sealed: string) =>
  app.api('POST', '/meeting-links/undo', viewer, { undo: sealed });
const panel = async (viewer: Viewer) => (await app.api('GET', '/issue-panel', viewer)).body;

async function linkedMeeting() {
  const team = newTeam(app);
  const zoomUser = await connected(app, team.host);
  return { team, zoomUser, ...(await linkNewMeeting(app, team.host, zoomUser)) };
}

describe('undoing an unlink', () => {
  test('brings back the link under its id, what was shared, who asked, and the transfers of it', async () => {
    const { team, meeting, linkId } = await linkedMeeting();
    const [shared, asked] = [recorded(app, meeting, 3), recorded(app, meeting, 30)];
    const { uuid: meetingUuid } = shared;
    await app.api('POST', `/meeting-links/${linkId}/shares`, team.host, { meetingUuid });
    const colleagueId = await app.deps.persons.personIdOf(
      (await app.deps.database.rows<{ id: string }>('SELECT id FROM installations'))[0]?.id ?? '',
      team.colleague.accountId,
    );
    await app.deps.database.rows('INSERT INTO recording_requests VALUES ($1, $2, $3, $4)', [
      linkId,
      asked.uuid,
      colleagueId,
      app.clock.now(),
    ]);
    const attached = await attach(
      app,
      team.host,
      { host: app.zoom.users[0] as never, linkId, meetingId: meeting.id, recording: shared },
      0,
    );
    expect(attached.status).toBe(201);
    const hanging = async () => [
      await app.deps.database.rows('SELECT * FROM meeting_links WHERE id = $1', [linkId]),
      await app.deps.database.rows('SELECT * FROM recording_shares WHERE link_id = $1', [linkId]),
      await app.deps.database.rows('SELECT * FROM recording_requests WHERE link_id = $1', [linkId]),
      await app.deps.database.rows('SELECT id FROM transfers WHERE link_id = $1', [linkId]),
    ];
    const before = await hanging();
    expect(before.map((rows) => rows.length)).toEqual([1, 1, 1, 1]);

    const sealed = await unlink(team.host, linkId);
    expect((await hanging()).map((rows) => rows.length)).toEqual([0, 0, 0, 0]);
    const answer = await undo(team.host, sealed);

    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ id: linkId, linkedByMe: true, hostedByMe: true });
    expect(await hanging()).toEqual(before);
    const events = await app.deps.database.rows<{ type: string }>(
      "SELECT type FROM audit_events WHERE issue_id = $1 AND type LIKE 'meeting%' ORDER BY id",
      [team.issueId],
    );
    expect(events.map(({ type }) => type)).toEqual(['meeting_linked', 'meeting_unlinked', 'meeting_linked']);
  });

  test('works for somebody else who unlinked it, whose link it does not become', async () => {
    const { team, linkId } = await linkedMeeting();
    const sealed = await unlink(team.coworker, linkId);
    expect((await undo(team.coworker, sealed)).body).toMatchObject({ id: linkId, linkedByMe: false });
    expect((await panel(team.host)).links).toMatchObject([{ id: linkId, linkedByMe: true }]);
  });

  test('tells nothing of the link to who holds the seal', async () => {
    const { team, meeting, linkId } = await linkedMeeting();
    const sealed = await unlink(team.host, linkId);
    for (const secret of [linkId, meeting.id, meeting.hostId, team.issueId])
      expect(Buffer.from(sealed.split('.').at(-1) ?? '', 'base64url').toString('latin1')).not.toContain(
        secret,
      );
  });
});

describe('it is refused, and nothing comes back,', () => {
  test('after a minute', async () => {
    const { team, linkId } = await linkedMeeting();
    const sealed = await unlink(team.host, linkId);
    app.clock.advance(61);
    expect(refusal(await undo(team.host, sealed))).toEqual([409, 'undo_expired']);
    expect((await panel(team.host)).links).toEqual([]);
  });

  test('to anybody else, on another issue, and when a character of the seal was changed', async () => {
    const { team, linkId } = await linkedMeeting();
    const sealed = await unlink(team.host, linkId);
    const other = team.onIssue(app.jira.site.addIssue({ projectId: team.projectId }).id);
    const last = sealed.endsWith('A') ? 'Q' : 'A';
    for (const [viewer, text] of [
      [team.colleague, sealed],
      [other.host, sealed],
      [team.host, `${sealed.slice(0, -30)}${last}${sealed.slice(-29)}`],
      [team.host, 'v1.test.AAAA'],
      [team.host, 'made up'],
    ] as const)
      expect(refusal(await undo(viewer, text))).toEqual([409, 'undo_expired']);
    expect((await panel(team.host)).links).toEqual([]);
  });

  test('to who may not edit the issue any more', async () => {
    const { team, linkId } = await linkedMeeting();
    const sealed = await unlink(team.coworker, linkId);
    app.jira.site.grant(team.coworker.accountId, team.projectId, ['BROWSE_PROJECTS']);
    expect(refusal(await undo(team.coworker, sealed))).toEqual([403, 'rights_missing']);
    expect((await panel(team.host)).links).toEqual([]);
  });

  test('when the meeting was linked anew meanwhile, and when it was undone already', async () => {
    const { team, meeting, linkId } = await linkedMeeting();
    const sealed = await unlink(team.host, linkId);
    await linked(app, team.host, { meetingId: meeting.id });
    expect(refusal(await undo(team.host, sealed))).toEqual([409, 'already_linked']);
    expect((await panel(team.host)).links).toHaveLength(1);

    const second = await linkedMeeting();
    const again = await unlink(second.team.host, second.linkId);
    const answers = await Promise.all([undo(second.team.host, again), undo(second.team.host, again)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect((await panel(second.team.host)).links).toHaveLength(1);
  });

  test('when the linker’s Zoom connection ended meanwhile', async () => {
    const { team, linkId } = await linkedMeeting();
    const sealed = await unlink(team.coworker, linkId);
    expect((await app.api('DELETE', '/zoom-connection', team.host)).status).toBeLessThan(300);
    expect(refusal(await undo(team.coworker, sealed))).toEqual([409, 'undo_expired']);
    expect((await panel(team.host)).links).toEqual([]);
  });
});

describe('what was sealed before is worth nothing once', () => {
  const sharedMeeting = async () => {
    const { team, meeting, linkId } = await linkedMeeting();
    const { uuid: meetingUuid } = recorded(app, meeting, 3);
    await app.api('POST', `/meeting-links/${linkId}/shares`, team.host, { meetingUuid });
    return { team, meeting, linkId, meetingUuid };
  };
  const shown = async (viewer: Viewer, linkId: string) =>
    (await app.api('GET', `/meeting-links/${linkId}/recordings`, viewer)).body.recordings;

  test('it was undone: a second unlink brings back the shares that there are then, not those of before', async () => {
    const { team, linkId, meetingUuid } = await sharedMeeting();
    const first = await unlink(team.coworker, linkId);
    await undo(team.coworker, first);
    await app.api('DELETE', `/meeting-links/${linkId}/shares`, team.host, { meetingUuid });
    const second = await unlink(team.coworker, linkId);

    expect(refusal(await undo(team.coworker, first))).toEqual([409, 'undo_expired']);
    expect((await panel(team.host)).links).toEqual([]);
    expect((await undo(team.coworker, second)).status).toBe(201);
    expect(await shown(team.coworker, linkId)).toEqual([]);
  });

  test('it was undone and the host has unlinked the meeting', async () => {
    const { team, linkId } = await sharedMeeting();
    const sealed = await unlink(team.coworker, linkId);
    await undo(team.coworker, sealed);
    await unlink(team.host, linkId);
    expect(refusal(await undo(team.coworker, sealed))).toEqual([409, 'undo_expired']);
    expect((await panel(team.host)).links).toEqual([]);
  });

  test('the host has linked the meeting anew and unlinked it', async () => {
    const { team, meeting, linkId } = await sharedMeeting();
    const sealed = await unlink(team.coworker, linkId);
    await unlink(team.host, await linked(app, team.host, { meetingId: meeting.id }));
    expect(refusal(await undo(team.coworker, sealed))).toEqual([409, 'undo_expired']);
    expect((await panel(team.host)).links).toEqual([]);
  });

  test('but another meeting that was unlinked meanwhile is no hindrance', async () => {
    const { team, linkId } = await sharedMeeting();
    const zoomUser = await connected(app, team.colleague);
    const other = await linkNewMeeting(app, team.colleague, zoomUser);
    const sealed = await unlink(team.coworker, linkId);
    await unlink(team.colleague, other.linkId);
    expect((await undo(team.coworker, sealed)).status).toBe(201);
    expect(await shown(team.coworker, linkId)).toHaveLength(1);
  });
});

test('two who unlink at once: one of them did, the other is told that it is no longer linked', async () => {
  const { team, linkId } = await linkedMeeting();
  const answers = await Promise.all(
    [team.host, team.coworker].map((viewer) => app.api('DELETE', `/meeting-links/${linkId}`, viewer)),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
  expect(audienceOf(app, team.issueId).projectId).toBe(team.projectId);
});
