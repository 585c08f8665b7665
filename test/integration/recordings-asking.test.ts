// Asking the host for a recording: who may ask, who hears of it, and how it is answered.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { forgetOldRequests } from '../../src/recordings/sharing/ask-host.ts';
import { connected, linked, linkNewMeeting, newTeam, recorded } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterEach(() => app.zoom.faults.clear());
afterAll(() => app.stop());

/** A meeting of the host that was recorded three hours ago, linked to the team's issue. */
async function closedRecording(meetingOptions = {}) {
  const team = newTeam(app);
  const hostZoom = await connected(app, team.host);
  const { meeting, linkId } = await linkNewMeeting(app, team.host, hostZoom, meetingOptions);
  const { uuid: meetingUuid } = recorded(app, meeting, 3);
  const path = `/meeting-links/${linkId}`;
  return {
    team,
    hostZoom,
    meeting,
    linkId,
    meetingUuid,
    ask: (viewer: Viewer, uuid = meetingUuid) =>
      app.api('POST', `${path}/requests`, viewer, { meetingUuid: uuid }),
    withdraw: (viewer: Viewer) => app.api('DELETE', `${path}/requests`, viewer, { meetingUuid }),
    share: (viewer: Viewer) => app.api('POST', `${path}/shares`, viewer, { meetingUuid }),
    list: async (viewer: Viewer) => (await app.api('GET', `${path}/recordings`, viewer)).body,
  };
}

/** What the settings page tells: it belongs to no issue. */
const asked = async ({ accountId }: Viewer) =>
  (await app.api('GET', '/recording-requests', { accountId })).body.requests;
const answer = ({ accountId }: Viewer, body: object) =>
  app.api('POST', '/recording-requests/answer', { accountId }, body);
const refusal = ({ status, body }: Awaited<ReturnType<TestApp['api']>>) => [status, body?.error?.code];
const auditOf = async (issueId: string) =>
  (
    await app.deps.database.rows<{ type: string }>(
      'SELECT type FROM audit_events WHERE issue_id = $1 ORDER BY id',
      [issueId],
    )
  ).map(({ type }) => type);

describe('a recording that is not shared', () => {
  test('is told of with time and length only, so that others know what to ask for', async () => {
    const { team, meetingUuid, list } = await closedRecording();

    const { recordings, closed } = await list(team.visitor);

    expect(recordings).toEqual([]);
    expect(closed).toEqual([
      { meetingUuid, startTime: expect.any(String), durationMinutes: 42, askedByMe: false },
    ]);
  });

  test('of a personal room is not told of, because other people’s meetings happen there', async () => {
    const { team, meetingUuid, ask, list } = await closedRecording({ type: 4 });

    expect((await list(team.coworker)).closed).toEqual([]);
    expect(refusal(await ask(team.coworker))).toEqual([409, 'personal_room']);
    expect((await list(team.host)).recordings).toMatchObject([{ meetingUuid }]);
  });
});

describe('asking the host', () => {
  test('and every answer lets open panels know that there is something to read again', async () => {
    const { team, linkId, meetingUuid, ask, withdraw, share } = await closedRecording();
    const changedAt = () =>
      app.deps.database.rows('SELECT changed_at FROM meeting_links WHERE id = $1', [linkId]);
    for (const act of [
      () => ask(team.visitor),
      () => withdraw(team.visitor),
      () => ask(team.visitor),
      () => withdraw(team.host),
      () => share(team.host),
      () => app.api('DELETE', `/meeting-links/${linkId}/shares`, team.host, { meetingUuid }),
    ]) {
      const before = await changedAt();
      expect((await act()).status).toBe(204);
      expect(await changedAt()).not.toEqual(before);
    }
    const before = await changedAt();
    await withdraw(team.visitor);
    expect(await changedAt()).toEqual(before);
  });

  test('is seen by the host on the issue and in settings, and by the person who asked', async () => {
    const { team, linkId, meetingUuid, ask, list } = await closedRecording();

    expect((await ask(team.visitor)).status).toBe(204);
    expect((await ask(team.visitor)).status).toBe(204);
    app.clock.advance(1);
    expect((await ask(team.coworker)).status).toBe(204);

    const askedBy = [team.coworker.accountId, team.visitor.accountId];
    expect((await list(team.host)).recordings).toMatchObject([{ meetingUuid, askedBy }]);
    expect((await list(team.visitor)).closed).toMatchObject([{ askedByMe: true }]);
    expect((await list(team.colleague)).closed).toMatchObject([{ askedByMe: false }]);
    expect(await asked(team.host)).toEqual([
      {
        linkId,
        issueId: team.issueId,
        meetingUuid,
        startTime: expect.stringMatching(/^\d{4}-/),
        askedBy,
        askedAt: expect.stringMatching(/^\d{4}-/),
      },
    ]);
    expect(await auditOf(team.issueId)).toEqual([
      'meeting_linked',
      'recording_asked_for',
      'recording_asked_for',
    ]);
  });

  test('is nothing for the host, for what is shared, or for what the meeting has no recording of', async () => {
    const { team, ask, share } = await closedRecording();
    const other = await closedRecording();

    expect(refusal(await ask(team.host))).toEqual([409, 'you_are_the_host']);
    expect(refusal(await ask(team.coworker, other.meetingUuid))).toEqual([404, 'recording_not_found']);
    expect(refusal(await ask(team.coworker, '12345678901'))).toEqual([400, 'invalid_request']);
    await share(team.host);
    expect(refusal(await ask(team.coworker))).toEqual([409, 'already_shared']);
    expect(await asked(team.host)).toEqual([]);
  });

  test('needs to see the issue now, so that a token from before is not enough', async () => {
    const { team, ask } = await closedRecording();
    app.jira.site.grant(team.coworker.accountId, team.projectId, []);

    expect(refusal(await ask(team.coworker))).toEqual([404, 'issue_not_visible']);
    expect(await asked(team.host)).toEqual([]);
  });

  test('on another issue than the token’s is a 404', async () => {
    const { ask } = await closedRecording();
    expect(refusal(await ask(newTeam(app).coworker))).toEqual([404, 'link_not_found']);
  });

  test('is possible for twenty recordings at a time, also when all are asked for at once', async () => {
    const team = newTeam(app);
    const meeting = app.zoom.createMeeting(await connected(app, team.host), { type: 3 });
    const linkId = await linked(app, team.host, { meetingId: meeting.id, scope: 'series' });
    const uuids = Array.from({ length: 24 }, (_, at) => recorded(app, meeting, at + 1).uuid);

    const answers = await Promise.all(
      uuids.map((meetingUuid) =>
        app.api('POST', `/meeting-links/${linkId}/requests`, team.coworker, { meetingUuid }),
      ),
    );

    const refused = answers.filter(({ status }) => status === 409);
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(20);
    expect(refused.map(({ body }) => body.error.code)).toEqual(Array(4).fill('too_many_open_requests'));
  });
});

describe('an answer', () => {
  test('that shares the recording opens it to the issue and ends all requests for it', async () => {
    const { team, linkId, meetingUuid, ask, list } = await closedRecording();
    await ask(team.coworker);
    await ask(team.visitor);

    expect((await answer(team.host, { linkId, meetingUuid, answer: 'share' })).status).toBe(204);

    expect((await list(team.visitor)).recordings).toMatchObject([{ meetingUuid, shared: true }]);
    expect((await list(team.host)).recordings).toMatchObject([{ askedBy: [] }]);
    expect(await asked(team.host)).toEqual([]);
    expect((await auditOf(team.issueId)).at(-1)).toBe('recording_shared');
  });

  test('given on the issue by sharing there ends them too', async () => {
    const { team, ask, share } = await closedRecording();
    await ask(team.coworker);

    expect((await share(team.host)).status).toBe(204);

    expect(await asked(team.host)).toEqual([]);
  });

  test.each(['in settings', 'on the issue'])(
    'that declines, given %s, leaves the recording closed',
    async (where) => {
      const { team, linkId, meetingUuid, ask, withdraw, list } = await closedRecording();
      await ask(team.coworker);

      const given =
        where === 'in settings'
          ? await answer(team.host, { linkId, meetingUuid, answer: 'decline' })
          : await withdraw(team.host);

      expect(given.status).toBe(204);
      expect((await list(team.coworker)).closed).toMatchObject([{ askedByMe: false }]);
      expect(await asked(team.host)).toEqual([]);
      expect((await auditOf(team.issueId)).at(-1)).toBe('recording_request_declined');
    },
  );

  test('is the host’s alone, so that nobody can share or decline for them', async () => {
    const { team, linkId, meetingUuid, ask, list } = await closedRecording();
    await connected(app, team.colleague);
    await ask(team.coworker);

    for (const decision of ['share', 'decline'])
      for (const viewer of [team.colleague, team.coworker, team.admin])
        expect(refusal(await answer(viewer, { linkId, meetingUuid, answer: decision }))).toEqual([
          403,
          'not_the_host',
        ]);

    expect(await asked(team.colleague)).toEqual([]);
    expect(await asked(team.host)).toHaveLength(1);
    expect((await list(team.coworker)).recordings).toEqual([]);
  });

  test('that shares needs the host to see the issue still, and one that declines does not', async () => {
    const { team, linkId, meetingUuid, ask, list } = await closedRecording();
    await ask(team.coworker);
    app.jira.site.grant(team.host.accountId, team.projectId, []);

    expect(refusal(await answer(team.host, { linkId, meetingUuid, answer: 'share' }))).toEqual([
      404,
      'issue_not_visible',
    ]);
    expect((await list(team.coworker)).recordings).toEqual([]);
    expect((await answer(team.host, { linkId, meetingUuid, answer: 'decline' })).status).toBe(204);
  });

  test('to what nobody asks for is a 404, and shares nothing', async () => {
    const { team, linkId, meetingUuid, list } = await closedRecording();

    expect(refusal(await answer(team.host, { linkId, meetingUuid, answer: 'share' }))).toEqual([
      404,
      'request_not_found',
    ]);
    expect((await list(team.coworker)).recordings).toEqual([]);
  });
});

describe('a request ends', () => {
  test('when it is taken back, and those of others stay', async () => {
    const { team, ask, withdraw } = await closedRecording();
    await ask(team.coworker);
    await ask(team.visitor);

    expect((await withdraw(team.coworker)).status).toBe(204);

    expect(await asked(team.host)).toMatchObject([{ askedBy: [team.visitor.accountId] }]);
  });

  test('with the link', async () => {
    const { team, linkId, ask } = await closedRecording();
    await ask(team.coworker);
    expect((await app.api('DELETE', `/meeting-links/${linkId}`, team.host)).status).toBeLessThan(300);
    expect(await asked(team.host)).toEqual([]);
  });

  test('after thirty days without an answer, and not before', async () => {
    const { team, ask } = await closedRecording();
    await ask(team.coworker);
    const later = (days: number) => new Date(app.clock.now().getTime() + days * 24 * 3_600_000);

    await forgetOldRequests(app.deps, later(29.9));
    expect(await asked(team.host)).toHaveLength(1);

    await forgetOldRequests(app.deps, later(30.1));
    expect(await asked(team.host)).toEqual([]);
  });
});

test('requests are listed without times while Zoom does not answer, so that they can be declined all the same', async () => {
  const { team, ask } = await closedRecording();
  await ask(team.coworker);
  app.clock.advance(31);
  app.zoom.faults.arm({ on: 'api', kind: 'disconnect' }, Number.POSITIVE_INFINITY);

  expect(await asked(team.host)).toMatchObject([{ startTime: null, askedBy: [team.coworker.accountId] }]);
});

test('nothing is asked of somebody without Zoom, or on another site', async () => {
  const { team, hostZoom, ask } = await closedRecording();
  await ask(team.coworker);
  expect(await asked(team.coworker)).toEqual([]);

  const elsewhere = await otherSite(hostZoom);
  expect((await app.api('GET', '/recording-requests', elsewhere)).body.requests).toEqual([]);
});

/** The host on another site, connected to the same Zoom user. */
async function otherSite(hostZoom: Parameters<TestApp['connectZoom']>[1]): Promise<Viewer> {
  const site = await app.jira.addSite();
  await site.install(app.baseUrl);
  const viewer = { accountId: site.addUser({ name: 'Hanna Elsewhere' }).accountId, site };
  await app.connectZoom(viewer, hostZoom);
  return viewer;
}
