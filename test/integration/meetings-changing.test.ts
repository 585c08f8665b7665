// Its host changes a linked meeting's time or cancels it, at Zoom: one meeting, one date, a series; and nobody else does.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { NewMeeting } from '../simulators/zoom/population.ts';
import { connected, linked, linkNewMeeting, newTeam, recorded } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterEach(() => {
  app.zoom.faults.clear();
  app.zoom.faults.occurrenceIds = 'stay';
});
afterAll(() => app.stop());

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A whole minute. */
const inHours = (hours: number) => Math.floor((app.clock.now().getTime() + hours * hourMs) / 60_000) * 60_000;
const local = (moment: number) => new Date(moment).toISOString().slice(0, 16);
const changeTime = (viewer: Viewer, linkId: string, moment: number, durationMinutes = 30) =>
  app.api('POST', `/meeting-links/${linkId}/time`, viewer, {
    startTime: local(moment),
    timeZone: 'UTC',
    durationMinutes,
  });
const cancel = (viewer: Viewer, linkId: string) => app.api('POST', `/meeting-links/${linkId}/cancel`, viewer);
const details = async (viewer: Viewer, linkId: string) =>
  (await app.api('GET', `/meeting-links/${linkId}/details`, viewer)).body;
const refusal = ({ status, body }: Awaited<ReturnType<TestApp['api']>>) => [status, body?.error?.code];
const changedAt = async (viewer: Viewer) =>
  (await app.api('GET', '/issue-panel', viewer)).body.links[0]?.changedAt;
const auditOf = async (issueId: string) =>
  (
    await app.deps.database.rows<{ type: string }>(
      'SELECT type FROM audit_events WHERE issue_id = $1 ORDER BY id',
      [issueId],
    )
  ).map(({ type }) => type);

async function linkedMeeting(options: NewMeeting = {}) {
  const team = newTeam(app);
  const zoomUser = await connected(app, team.host);
  return { team, zoomUser, ...(await linkNewMeeting(app, team.host, zoomUser, options)) };
}

/** A daily meeting, linked as a whole or as the date at `index`. */
async function linkedSeries(index: number | null, options: NewMeeting = {}) {
  const team = newTeam(app);
  const zoomUser = await connected(app, team.host);
  const meeting = app.zoom.createMeeting(zoomUser, {
    type: 8,
    startTime: inHours(24),
    timezone: 'UTC',
    recurrence: { type: 1, repeat_interval: 1, end_times: 4 },
    ...options,
  });
  const request =
    index === null
      ? { scope: 'series' }
      : { scope: 'occurrence', occurrence: meeting.occurrences[index]?.occurrenceId };
  const linkId = await linked(app, team.host, { meetingId: meeting.id, ...request });
  return { team, zoomUser, meeting, linkId };
}
const startsOf = (zoomUser: { id: string }) =>
  app.zoom.meetingsOf(zoomUser)[0]?.occurrences.map(({ startTime }) => Date.parse(startTime));

describe('changing the time', () => {
  test('of a meeting changes it at Zoom, and everybody is shown the new time at once', async () => {
    const { team, linkId } = await linkedMeeting();
    await details(team.visitor, linkId);
    const before = await changedAt(team.visitor);
    const moment = inHours(100);

    const answer = await changeTime(team.host, linkId, moment, 25);

    expect(answer.status).toBe(200);
    const wanted = { linkId, startTime: new Date(moment).toISOString(), durationMinutes: 25 };
    expect(answer.body).toMatchObject({ ...wanted, state: 'upcoming' });
    expect(await details(team.visitor, linkId)).toMatchObject(wanted);
    expect(Date.parse(await changedAt(team.visitor))).toBeGreaterThan(Date.parse(before));
    expect(await auditOf(team.issueId)).toEqual(['meeting_linked', 'meeting_time_changed']);
  });

  test('of a series moves all of its dates', async () => {
    const { team, zoomUser, linkId } = await linkedSeries(null);
    const moment = inHours(26);
    const answer = await changeTime(team.host, linkId, moment);
    expect(answer.body).toMatchObject({ startTime: new Date(moment).toISOString(), recurring: true });
    expect(startsOf(zoomUser)).toEqual([0, 1, 2, 3].map((days) => moment + days * dayMs));
  });

  test('of a weekly series to another day of the week takes the series there', async () => {
    const { team, zoomUser, linkId } = await linkedMeetingWeekly();
    const moment = inHours(24 * 3);
    expect((await changeTime(team.host, linkId, moment)).status).toBe(200);
    expect(startsOf(zoomUser)?.[0]).toBe(moment);
  });

  describe.each(['stay', 'follow-time'] as const)('of one date, where its id would %s,', (ids) => {
    test('leaves the others, and keeps the link with the date', async () => {
      app.zoom.faults.occurrenceIds = ids;
      const { team, zoomUser, meeting, linkId } = await linkedSeries(1);
      const moment = inHours(24 * 10);

      expect((await changeTime(team.host, linkId, moment)).body).toMatchObject({
        startTime: new Date(moment).toISOString(),
        state: 'upcoming',
      });

      const others = [0, 2, 3].map((at) => Date.parse(meeting.occurrences[at]?.startTime ?? ''));
      expect(startsOf(zoomUser)).toEqual([...others, moment]);
      expect(await details(team.visitor, linkId)).toMatchObject({
        startTime: new Date(moment).toISOString(),
      });
      const again = inHours(24 * 11);
      expect((await changeTime(team.host, linkId, again)).status).toBe(200);
      expect((await cancel(team.host, linkId)).body).toMatchObject({ state: 'cancelled' });
      expect((await details(team.visitor, linkId)).state).toBe('cancelled');
    });
  });

  test('to what Zoom ignores is told, and not in the audit log', async () => {
    const { team, linkId } = await linkedMeeting();
    app.zoom.faults.arm({ on: 'api', method: 'PATCH', kind: 'answer', status: 204, body: '' });
    expect(refusal(await changeTime(team.host, linkId, inHours(100)))).toEqual([409, 'time_not_taken']);
    expect(await auditOf(team.issueId)).toEqual(['meeting_linked']);
  });

  test('to what is past is refused before Zoom is asked', async () => {
    const { team, linkId } = await linkedMeeting();
    const before = app.zoom.requests.length;
    expect(refusal(await changeTime(team.host, linkId, inHours(-1)))).toEqual([400, 'start_in_past']);
    expect(app.zoom.requests).toHaveLength(before);
  });
});

async function linkedMeetingWeekly() {
  return linkedSeries(null, {
    recurrence: {
      type: 2,
      repeat_interval: 1,
      weekly_days: String(new Date(inHours(24)).getUTCDay() + 1),
      end_times: 3,
    },
  });
}

describe('cancelling', () => {
  test('a meeting deletes it at Zoom; the link stays and tells that it is gone', async () => {
    const { team, linkId, meeting } = await linkedMeeting();
    expect((await details(team.visitor, linkId)).state).toBe('upcoming');
    expect((await cancel(team.host, linkId)).body).toMatchObject({ state: 'gone', joinUrl: null });
    expect(app.zoom.meetingsOf({ id: meeting.hostId })[0]?.deleted).toBe(true);
    expect(await details(team.visitor, linkId)).toMatchObject({ state: 'gone' });
    expect(await auditOf(team.issueId)).toEqual(['meeting_linked', 'meeting_cancelled']);
  });

  test('a date leaves the others as they are', async () => {
    const { team, zoomUser, linkId } = await linkedSeries(2);
    expect((await cancel(team.host, linkId)).body).toMatchObject({ state: 'cancelled', recurring: true });
    const states = app.zoom.meetingsOf(zoomUser)[0]?.occurrences.map(({ status }) => status);
    expect(states).toEqual(['available', 'available', 'deleted', 'available']);
  });

  test('a series deletes all of it', async () => {
    const { team, zoomUser, linkId } = await linkedSeries(null);
    expect((await cancel(team.host, linkId)).body.state).toBe('gone');
    expect(app.zoom.meetingsOf(zoomUser)[0]?.deleted).toBe(true);
  });

  test('twice is as good as once', async () => {
    const { team, linkId } = await linkedMeeting();
    await cancel(team.host, linkId);
    expect(await cancel(team.host, linkId)).toMatchObject({ status: 200, body: { state: 'gone' } });
    expect(await auditOf(team.issueId)).toEqual(['meeting_linked', 'meeting_cancelled']);
  });

  test('one whose deletion Zoom answers too late is cancelled once it was repeated', async () => {
    const { team, linkId } = await linkedMeeting();
    app.zoom.faults.arm({ on: 'api', method: 'DELETE', kind: 'lost-answer' });
    expect(await cancel(team.host, linkId)).toMatchObject({ status: 200, body: { state: 'gone' } });
  });
});

describe('when Zoom does not answer at all', () => {
  test.each([
    ['a change', (viewer: Viewer, linkId: string) => changeTime(viewer, linkId, inHours(100)), 'PATCH'],
    ['a cancellation', cancel, 'DELETE'],
  ] as const)('%s is called uncertain, and what is shown is read again', async (_what, ask, method) => {
    const { team, linkId } = await linkedMeeting();
    const before = await changedAt(team.visitor);
    app.zoom.faults.arm({ on: 'api', method, kind: 'disconnect' }, 3);
    expect(refusal(await ask(team.host, linkId))).toEqual([502, 'change_unconfirmed']);
    expect(Date.parse(await changedAt(team.visitor))).toBeGreaterThan(Date.parse(before));
    expect(await auditOf(team.issueId)).toEqual(['meeting_linked']);
  });
});

describe('nobody but the host, by their own connection,', () => {
  test.each([
    ['changes', (viewer: Viewer, linkId: string) => changeTime(viewer, linkId, inHours(100))],
    ['cancels', cancel],
  ])('%s a meeting: not those who may edit the issue, nor admins', async (_what, ask) => {
    const { team, linkId, meeting } = await linkedMeeting();
    await connected(app, team.colleague);
    for (const viewer of [team.colleague, team.coworker, team.admin, team.visitor])
      expect(refusal(await ask(viewer, linkId))).toEqual([403, 'only_host_changes']);
    expect(app.zoom.meetingsOf({ id: meeting.hostId })[0]).toMatchObject({
      startTime: meeting.startTime,
      deleted: false,
    });
  });

  test.each([
    ['changes', (viewer: Viewer, linkId: string) => changeTime(viewer, linkId, inHours(100))],
    ['cancels', cancel],
  ])('%s one: not even who linked it, once they have connected another Zoom account', async (_what, ask) => {
    const { team, linkId, meeting } = await linkedMeeting();
    await app.api('DELETE', '/zoom-connection', team.host);
    expect(refusal(await ask(team.host, linkId))).toEqual([403, 'only_host_changes']);
    await connected(app, team.host);
    expect(refusal(await ask(team.host, linkId))).toEqual([403, 'only_host_changes']);
    expect(app.zoom.meetingsOf({ id: meeting.hostId })[0]).toMatchObject({ deleted: false });
  });

  test.each([
    ['changes', (viewer: Viewer, linkId: string) => changeTime(viewer, linkId, inHours(100))],
    ['cancels', cancel],
  ])('%s one on an issue where it is not linked', async (_what, ask) => {
    const { team, linkId } = await linkedMeeting();
    const other = team.onIssue(app.jira.site.addIssue({ projectId: team.projectId }).id);
    expect(refusal(await ask(other.host, linkId))).toEqual([404, 'link_not_found']);
  });
});

describe('what cannot be changed', () => {
  test('is a meeting that is over, one that is under way, and a personal room', async () => {
    const over = await linkedMeeting({ startTime: inHours(-3), durationMinutes: 60 });
    const live = await linkedMeeting();
    app.zoom.startMeeting(live.meeting);
    const room = newTeam(app);
    const roomUser = await connected(app, room.host);
    const roomLink = await linked(app, room.host, { meetingId: roomUser.pmi });
    for (const [viewer, linkId] of [
      [over.team.host, over.linkId],
      [live.team.host, live.linkId],
      [room.host, roomLink],
    ] as const) {
      expect(refusal(await changeTime(viewer, linkId, inHours(50)))).toEqual([409, 'not_changeable']);
      expect(refusal(await cancel(viewer, linkId))).toEqual([409, 'not_changeable']);
    }
    expect(app.zoom.requests.filter(({ method }) => method === 'PATCH' || method === 'DELETE')).toEqual(
      expect.not.arrayContaining([expect.objectContaining({ path: expect.stringContaining(roomUser.pmi) })]),
    );
  });

  test('is a meeting that was made a series after it was linked, of which one date would be meant', async () => {
    const { team, meeting, linkId } = await linkedMeeting();
    app.zoom.updateMeeting(meeting, {
      startTime: inHours(24),
      recurrence: { type: 1, repeat_interval: 1, end_times: 3 },
    });
    app.clock.advance(60);
    expect(refusal(await changeTime(team.host, linkId, inHours(50)))).toEqual([409, 'not_changeable']);
    expect(refusal(await cancel(team.host, linkId))).toEqual([409, 'not_changeable']);
    expect((await details(team.visitor, linkId)).state).toBe('upcoming');
  });

  test('is a date that was held, although its series goes on', async () => {
    const team = newTeam(app);
    const weekly = app.zoom.createMeeting(await connected(app, team.host), { type: 8 });
    const { uuid } = recorded(app, weekly, 24);
    const request = { meetingId: weekly.id, scope: 'occurrence', occurrence: uuid };
    const linkId = await linked(app, team.host, request);
    expect(refusal(await cancel(team.host, linkId))).toEqual([409, 'not_changeable']);
  });

  test('is the time of a series without fixed times, which can be cancelled', async () => {
    const team = newTeam(app);
    const open = app.zoom.createMeeting(await connected(app, team.host), { type: 3 });
    const linkId = await linked(app, team.host, { meetingId: open.id, scope: 'series' });
    expect(refusal(await changeTime(team.host, linkId, inHours(50)))).toEqual([409, 'not_changeable']);
    expect((await cancel(team.host, linkId)).body.state).toBe('gone');
  });
});
