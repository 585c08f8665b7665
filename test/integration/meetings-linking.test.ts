// Linking one's own meetings: by number or by what is pasted, the explicit choice for recurring ones, refusals.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { endPauses } from '../support/pauses.ts';
import { connected, linked, linkNewMeeting, newTeam, recorded, rowsOfIssue } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterEach(async () => {
  app.zoom.faults.clear();
  await endPauses(app);
});
afterAll(() => app.stop());

const hoursFromNow = (hours: number) => app.clock.now().getTime() + hours * 3_600_000;
const link = (viewer: Viewer, request: object) => app.api('POST', '/meeting-links', viewer, request);
const refusal = ({ status, body }: Awaited<ReturnType<TestApp['api']>>) => [status, body?.error?.code];
const links = async (viewer: Viewer) => (await app.api('GET', '/issue-panel', viewer)).body.links;

async function hostWithZoom(options = {}) {
  const team = newTeam(app);
  return { team, zoomUser: await connected(app, team.host, options) };
}

describe('linking', () => {
  test('a picked meeting shows it on the issue, and changes nothing at Zoom', async () => {
    const { team, zoomUser } = await hostWithZoom();
    const meeting = app.zoom.createMeeting(zoomUser);
    const before = app.zoom.requests.length;

    const answer = await link(team.host, { meetingId: meeting.id });

    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      scope: 'single',
      linkedByMe: true,
      hostedByMe: true,
      readable: true,
    });
    expect(await links(team.coworker)).toMatchObject([
      { id: answer.body.id, linkedByMe: false, hostedByMe: false, readable: true },
    ]);
    const methods = app.zoom.requests.slice(before).map(({ method }) => method);
    expect(new Set(methods)).toEqual(new Set(['GET']));
  });

  test('keeps ids only: of the meeting, its host and the person', async () => {
    const { team, zoomUser } = await hostWithZoom();
    const { meeting } = await linkNewMeeting(app, team.host, zoomUser, { topic: 'Quarterly numbers' });

    const rows = await app.deps.database.rows('SELECT * FROM meeting_links WHERE issue_id = $1', [
      team.issueId,
    ]);

    expect(rows).toMatchObject([{ meeting_id: meeting.id, host_zoom_user_id: zoomUser.id }]);
    for (const secret of ['Quarterly', app.zoom.marker, meeting.joinUrl])
      expect(JSON.stringify(rows)).not.toContain(secret);
  });

  test.each([
    ['a join link', (_id: string, joinUrl: string) => joinUrl],
    ['a number with spaces', (id: string) => `${id.slice(0, 3)} ${id.slice(3, 7)} ${id.slice(7)}`],
    ['a number', (id: string) => id],
  ])('%s that was pasted links that meeting', async (_shape, pastedOf) => {
    const { team, zoomUser } = await hostWithZoom();
    const meeting = app.zoom.createMeeting(zoomUser);

    await linked(app, team.host, { pasted: pastedOf(meeting.id, meeting.joinUrl) });

    const rows = await app.deps.database.rows('SELECT meeting_id FROM meeting_links WHERE issue_id = $1', [
      team.issueId,
    ]);
    expect(rows).toEqual([{ meeting_id: meeting.id }]);
  });

  test('a whole invitation that was pasted links the meeting that it invites to', async () => {
    const { team, zoomUser } = await hostWithZoom();
    const { linkId, meeting } = await linkNewMeeting(app, team.host, zoomUser);
    const { text } = (await app.api('GET', `/meeting-links/${linkId}/invitation`, team.host)).body;
    const other = team.onIssue(app.jira.site.addIssue({ projectId: team.projectId }).id);

    await linked(app, other.host, { pasted: text });

    const rows = await app.deps.database.rows('SELECT meeting_id FROM meeting_links WHERE issue_id = $1', [
      other.host.issueId,
    ]);
    expect(rows).toEqual([{ meeting_id: meeting.id }]);
  });

  test('one’s own personal link links one’s personal room, and nobody else’s', async () => {
    const { team, zoomUser } = await hostWithZoom({ personalName: 'hanna.host' });
    app.zoom.createUser({ personalName: 'somebody' });
    const personalLink = (name: string) => `${app.zoom.downloadOrigin}/my/${name}`;

    await linked(app, team.host, { pasted: personalLink('hanna.host') });
    const refused = await link(team.host, { pasted: personalLink('somebody') });

    expect(refusal(refused)).toEqual([404, 'personal_link_not_yours']);
    const rows = await app.deps.database.rows(
      'SELECT meeting_id, scope FROM meeting_links WHERE issue_id = $1',
      [team.issueId],
    );
    expect(rows).toEqual([{ meeting_id: zoomUser.pmi, scope: 'personal_room' }]);
  });

  test('tells everybody who hosts it, until they leave Jira', async () => {
    const { team, zoomUser } = await hostWithZoom();
    const { linkId } = await linkNewMeeting(app, team.host, zoomUser);
    expect(await links(team.visitor)).toMatchObject([{ hostAccountId: team.host.accountId }]);
    await app.deps.database.rows('DELETE FROM persons WHERE account_id = $1', [team.host.accountId]);
    expect(await links(team.visitor)).toMatchObject([{ id: linkId, hostAccountId: null, linker: 'left' }]);
  });

  test.each(['the weekly call', '', 'https://meet.example.com/j/97763643886'])(
    'what names no Zoom meeting, such as "%s", is refused with an example, before Jira or Zoom is asked',
    async (pasted) => {
      const team = newTeam(app);
      const before = [app.jira.requests.length, app.zoom.requests.length];

      const answer = await link(team.host, { pasted });

      expect(refusal(answer)).toEqual([400, 'meeting_not_understood']);
      expect(answer.body.error.message).toContain('https://zoom.us/j/');
      expect([app.jira.requests.length, app.zoom.requests.length]).toEqual(before);
    },
  );

  test('somebody else’s meeting is refused, also when the person could join it, so that nothing is linked', async () => {
    const { team } = await hostWithZoom();
    const foreign = app.zoom.createMeeting(app.zoom.createUser());

    for (const request of [{ meetingId: foreign.id }, { pasted: foreign.joinUrl }]) {
      const answer = await link(team.host, request);
      expect(refusal(answer)).toEqual([404, 'meeting_not_yours']);
      expect(answer.body.error.message).toContain('ask its host to link it');
    }
    expect(await rowsOfIssue(app, 'meeting_links', team.issueId)).toBe(0);
  });

  test('a meeting that Zoom shows the person although another hosts it, as to an alternative host, is refused too', async () => {
    const { team } = await hostWithZoom();
    const foreign = app.zoom.createMeeting(app.zoom.createUser());
    const body = { id: Number(foreign.id), host_id: foreign.hostId, type: 2, topic: 'Theirs' };
    app.zoom.faults.arm({ on: 'api', path: '/meetings/', kind: 'answer', status: 200, body });

    expect(refusal(await link(team.host, { meetingId: foreign.id }))).toEqual([404, 'meeting_not_yours']);
    expect(await rowsOfIssue(app, 'meeting_links', team.issueId)).toBe(0);
  });

  test('a meeting deleted at Zoom, or never there, is refused in the same words', async () => {
    const { team, zoomUser } = await hostWithZoom();
    const deleted = app.zoom.createMeeting(zoomUser);
    app.zoom.deleteMeeting(deleted);

    const answers = [
      await link(team.host, { meetingId: deleted.id }),
      await link(team.host, { pasted: '99999999999' }),
    ];

    for (const answer of answers) expect(refusal(answer)).toEqual([404, 'meeting_not_yours']);
    expect(answers[0]?.body).toEqual(answers[1]?.body);
  });

  test('a Basic user’s unknown meeting is refused in the same words, not with a bill', async () => {
    const { team } = await hostWithZoom({ type: 1 });
    expect(refusal(await link(team.host, { pasted: '99999999999' }))).toEqual([404, 'meeting_not_yours']);
  });

  test('a meeting held more than 30 days ago is still found among the past ones', async () => {
    const { team, zoomUser } = await hostWithZoom();
    const old = app.zoom.createMeeting(zoomUser, { startTime: hoursFromNow(-40 * 24) });
    recorded(app, old, 40 * 24);

    const linkId = await linked(app, team.host, { meetingId: old.id });

    const details = await app.api('GET', `/meeting-links/${linkId}/details`, team.coworker);
    expect(details.body).toMatchObject({ topic: old.topic, state: 'ended', joinUrl: null });
  });

  test('twice is refused, so that it is listed once; also when both presses come at once', async () => {
    const { team, zoomUser } = await hostWithZoom();
    await app.connectZoom(team.colleague, zoomUser);
    const meeting = app.zoom.createMeeting(zoomUser);

    const answers = await Promise.all(
      [team.host, team.colleague, team.host].map((viewer) => link(viewer, { meetingId: meeting.id })),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const late = await link(team.colleague, { pasted: meeting.joinUrl });
    expect(refusal(late)).toEqual([409, 'already_linked']);
    expect(await links(team.host)).toHaveLength(1);
    expect(await rowsOfIssue(app, 'audit_events', team.issueId)).toBe(1);
  });

  test('the same meeting on two issues keeps both apart, so that unlinking one leaves the other', async () => {
    const { team, zoomUser } = await hostWithZoom();
    const { meeting, linkId } = await linkNewMeeting(app, team.host, zoomUser);
    const other = team.onIssue(app.jira.site.addIssue({ projectId: team.projectId }).id);
    await linked(app, other.host, { meetingId: meeting.id });

    expect((await app.api('DELETE', `/meeting-links/${linkId}`, team.host)).status).toBe(200);

    expect(await links(team.host)).toEqual([]);
    expect(await links(other.host)).toHaveLength(1);
  });

  test('anew after unlinking works, and both are in the audit log', async () => {
    const { team, zoomUser } = await hostWithZoom();
    const { meeting, linkId } = await linkNewMeeting(app, team.host, zoomUser);
    await app.api('DELETE', `/meeting-links/${linkId}`, team.host);
    await linked(app, team.host, { meetingId: meeting.id });

    const events = await app.deps.database.rows(
      'SELECT type FROM audit_events WHERE issue_id = $1 ORDER BY id',
      [team.issueId],
    );
    expect(events).toEqual(
      ['meeting_linked', 'meeting_unlinked', 'meeting_linked'].map((type) => ({ type })),
    );
  });
});

describe('a recurring meeting', () => {
  test('asks whether one date or all, naming the dates that can be chosen, and links nothing yet', async () => {
    const { team, zoomUser } = await hostWithZoom();
    const weekly = app.zoom.createMeeting(zoomUser, { type: 8, occurrences: 2 });
    const held = recorded(app, weekly, 24);

    const answer = await link(team.host, { meetingId: weekly.id });

    expect(refusal(answer)).toEqual([409, 'scope_needed']);
    expect(answer.body.choices.meetingId).toBe(weekly.id);
    expect(
      answer.body.choices.occurrences.map(({ occurrence }: { occurrence: string }) => occurrence),
    ).toEqual([...weekly.occurrences.map(({ occurrenceId }) => occurrenceId), held.uuid]);
    expect(await rowsOfIssue(app, 'meeting_links', team.issueId)).toBe(0);
  });

  test('does not offer a date that was cancelled, and offers one that was moved by its new time', async () => {
    const { team, zoomUser } = await hostWithZoom();
    const weekly = app.zoom.createMeeting(zoomUser, { type: 8, occurrences: 3 });
    const [first, second, third] = weekly.occurrences.map(({ occurrenceId }) => Number(occurrenceId));
    app.zoom.deleteMeeting(weekly, String(second));
    const moved = (third ?? 0) + 3_600_000;
    app.zoom.updateMeeting(weekly, { occurrenceId: String(third), startTime: moved });

    const { body } = await link(team.host, { meetingId: weekly.id });
    const offered = body.choices.occurrences.map(({ occurrence }: { occurrence: string }) => occurrence);

    expect(offered).toEqual([String(first), String(moved)]);
    const request = { meetingId: weekly.id, scope: 'occurrence', occurrence: String(moved) };
    const linkId = await linked(app, team.host, request);
    const details = await app.api('GET', `/meeting-links/${linkId}/details`, team.visitor);
    expect(Date.parse(details.body.startTime)).toBe(moved);
  });

  test('is linked as the series when that is chosen', async () => {
    const { team, zoomUser } = await hostWithZoom();
    const weekly = app.zoom.createMeeting(zoomUser, { type: 8 });
    await linked(app, team.host, { meetingId: weekly.id, scope: 'series' });
    expect(await links(team.host)).toMatchObject([{ scope: 'series' }]);
  });

  test('is linked as each of its dates that are chosen', async () => {
    const { team, zoomUser } = await hostWithZoom();
    const weekly = app.zoom.createMeeting(zoomUser, { type: 8, occurrences: 2 });
    const held = recorded(app, weekly, 24);

    for (const occurrence of [weekly.occurrences[1]?.occurrenceId, held.uuid])
      await linked(app, team.host, { meetingId: weekly.id, scope: 'occurrence', occurrence });

    expect(await links(team.host)).toMatchObject([{ scope: 'occurrence' }, { scope: 'occurrence' }]);
  });

  test('asks again when the date chosen does not exist, so that nothing wrong is linked', async () => {
    const { team, zoomUser } = await hostWithZoom();
    const weekly = app.zoom.createMeeting(zoomUser, { type: 8 });
    for (const occurrence of ['1700000000000', 'made-up', undefined])
      expect(
        refusal(await link(team.host, { meetingId: weekly.id, scope: 'occurrence', occurrence })),
      ).toEqual([409, 'scope_needed']);
    expect(await rowsOfIssue(app, 'meeting_links', team.issueId)).toBe(0);
  });

  test('of a Basic user can be linked too, although Zoom does not tell them of the past', async () => {
    const { team, zoomUser } = await hostWithZoom({ type: 1 });
    const weekly = app.zoom.createMeeting(zoomUser, { type: 8, occurrences: 2 });

    const { body } = await link(team.host, { meetingId: weekly.id });
    expect(body.choices.occurrences).toHaveLength(2);
    await linked(app, team.host, { meetingId: weekly.id, scope: 'series' });
  });
});

describe('when Zoom does not go along, the person is told so, and nothing is linked', () => {
  const oops = { on: 'api', path: '/meetings/' } as const;
  test.each([
    ['is not connected', 409, 'zoom_not_connected', 'press Connect Zoom'],
    ['has ended the grant', 409, 'zoom_needs_reconnect', 'Press Connect Zoom'],
    ['lacks a permission', 409, 'zoom_permission_missing', 'approve all'],
    ['cannot be reached', 503, 'zoom_unavailable', 'try again'],
    ['answers 503', 503, 'zoom_unavailable', 'try again'],
    ['answers what nobody understands', 503, 'zoom_unavailable', 'try again'],
    ['has had too many requests today', 429, 'zoom_rate_limited', 'daily limit'],
  ])('Zoom %s', async (what, status, code, words) => {
    const team = newTeam(app);
    const zoomUser = app.zoom.createUser();
    if (what !== 'is not connected') await app.connectZoom(team.host, zoomUser);
    const { id: meetingId } = app.zoom.createMeeting(zoomUser);
    if (what === 'has ended the grant') app.zoom.endGrant(zoomUser);
    if (what === 'lacks a permission') app.zoom.faults.withheldScopes.push('meeting:read:meeting');
    if (what === 'cannot be reached') app.zoom.faults.arm({ ...oops, kind: 'disconnect' }, 3);
    if (what === 'answers 503')
      app.zoom.faults.arm({ ...oops, kind: 'answer', status: 503, body: '<h1>Sorry</h1>' }, 3);
    if (what === 'answers what nobody understands')
      app.zoom.faults.arm({ ...oops, kind: 'answer', status: 200, body: '<h1>Hello</h1>' }, 3);
    if (what === 'has had too many requests today')
      app.zoom.faults.arm({ ...oops, kind: 'daily-limit', resetAt: hoursFromNow(5) }, 3);

    const answer = await link(team.host, { meetingId });

    expect(refusal(answer)).toEqual([status, code]);
    expect(answer.body.error.message).toContain(words);
    if (status === 429) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(4 * 3600);
    expect(await rowsOfIssue(app, 'meeting_links', team.issueId)).toBe(0);
    expect(await rowsOfIssue(app, 'audit_events', team.issueId)).toBe(0);
  });
});
