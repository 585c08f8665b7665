// A linked meeting's details, read live: its state over time, where it may be joined, and what is said when it cannot be read.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { NewMeeting } from '../simulators/zoom/population.ts';
import { endPauses } from '../support/pauses.ts';
import { connected, linked, linkNewMeeting, newTeam, recorded } from '../support/team.ts';
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

const minutesFromNow = (minutes: number) => app.clock.now().getTime() + minutes * 60_000;
const weekMinutes = 7 * 24 * 60;
const details = (viewer: Viewer, linkId: string) =>
  app.api('GET', `/meeting-links/${linkId}/details`, viewer);

async function linkedMeeting(options: NewMeeting) {
  const team = newTeam(app);
  return { team, ...(await linkNewMeeting(app, team.host, await connected(app, team.host), options)) };
}

/** A weekly meeting, of which the date at `index` is linked. */
async function linkedDate(startTime: number, index: number) {
  const team = newTeam(app);
  const weekly = app.zoom.createMeeting(await connected(app, team.host), {
    type: 8,
    startTime,
    occurrences: 3,
    durationMinutes: 30,
  });
  const occurrence = weekly.occurrences[index]?.occurrenceId ?? '';
  const linkId = await linked(app, team.host, { meetingId: weekly.id, scope: 'occurrence', occurrence });
  return { team, weekly, linkId, startTime: new Date(Number(occurrence)).toISOString() };
}

describe('a single meeting', () => {
  test('to come is upcoming, and can be joined', async () => {
    const { team, linkId, meeting } = await linkedMeeting({ startTime: minutesFromNow(10) });
    expect((await details(team.visitor, linkId)).body).toMatchObject({
      state: 'upcoming',
      joinUrl: meeting.joinUrl,
    });
  });

  test('under way is live, and can be joined, also when it overruns', async () => {
    const { team, linkId, meeting } = await linkedMeeting({
      startTime: minutesFromNow(-90),
      durationMinutes: 60,
    });
    app.zoom.startMeeting(meeting);
    expect((await details(team.visitor, linkId)).body).toMatchObject({
      state: 'live',
      joinUrl: meeting.joinUrl,
    });
  });

  test('started long before its time is live', async () => {
    const { team, linkId, meeting } = await linkedMeeting({ startTime: minutesFromNow(weekMinutes) });
    app.zoom.startMeeting(meeting);
    expect((await details(team.visitor, linkId)).body.state).toBe('live');
  });

  test('whose time is over has ended, and offers no way to join', async () => {
    const { team, linkId } = await linkedMeeting({ startTime: minutesFromNow(-90), durationMinutes: 60 });
    expect((await details(team.visitor, linkId)).body).toMatchObject({ state: 'ended', joinUrl: null });
  });

  test('deleted at Zoom is told to be gone, and can be unlinked', async () => {
    const { team, linkId, meeting } = await linkedMeeting({});
    app.zoom.deleteMeeting(meeting);

    const { status, body } = await details(team.coworker, linkId);

    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'gone', topic: '', startTime: null, joinUrl: null });
    expect((await app.api('DELETE', `/meeting-links/${linkId}`, team.coworker)).status).toBe(200);
  });

  test('whose join link leads away from Zoom’s hosts is shown without it', async () => {
    const { team, linkId, meeting } = await linkedMeeting({});
    const body = {
      id: Number(meeting.id),
      host_id: meeting.hostId,
      type: 2,
      topic: 'Fine',
      start_time: meeting.startTime,
      duration: 60,
    };
    const path = `/meetings/${meeting.id}`;
    for (const join_url of ['https://zoom.us.example.com/j/1', 'javascript:alert(1)', 'not a link', '']) {
      app.zoom.faults.arm({ on: 'api', path, kind: 'answer', status: 200, body: { ...body, join_url } });
      expect((await details(team.visitor, linkId)).body).toMatchObject({ topic: 'Fine', joinUrl: null });
      app.clock.advance(31);
    }
  });
});

describe('a series', () => {
  test('shows its next date', async () => {
    const team = newTeam(app);
    const weekly = app.zoom.createMeeting(await connected(app, team.host), {
      type: 8,
      startTime: minutesFromNow(-weekMinutes - 120),
      durationMinutes: 30,
    });
    const linkId = await linked(app, team.host, { meetingId: weekly.id, scope: 'series' });

    expect((await details(team.visitor, linkId)).body).toMatchObject({
      state: 'upcoming',
      startTime: new Date(weekly.occurrences[2]?.startTime ?? '').toISOString(),
    });
  });

  test('without fixed times is open: it can be joined at any time', async () => {
    const team = newTeam(app);
    const open = app.zoom.createMeeting(await connected(app, team.host), { type: 3 });
    const linkId = await linked(app, team.host, { meetingId: open.id, scope: 'series' });

    expect((await details(team.visitor, linkId)).body).toMatchObject({
      state: 'open',
      startTime: null,
      joinUrl: open.joinUrl,
    });
    app.zoom.startMeeting(open);
    app.clock.advance(31);
    expect((await details(team.visitor, linkId)).body.state).toBe('live');
  });
});

describe('one date of a series', () => {
  test('that was cancelled is told to be, and cannot be joined', async () => {
    const { team, weekly, linkId, startTime } = await linkedDate(minutesFromNow(60), 1);
    app.zoom.deleteMeeting(weekly, weekly.occurrences[1]?.occurrenceId);
    expect((await details(team.visitor, linkId)).body).toMatchObject({
      state: 'cancelled',
      recurring: true,
      startTime,
      joinUrl: null,
    });
  });

  test('that its host moved in Zoom shows its new time', async () => {
    const { team, weekly, linkId } = await linkedDate(minutesFromNow(60), 1);
    const planned = Date.parse(weekly.occurrences[1]?.startTime ?? '');
    const moved = planned + 3_600_000;
    app.zoom.updateMeeting(weekly, { occurrenceId: String(planned), startTime: moved });
    const { body } = await details(team.visitor, linkId);
    expect([body.state, Date.parse(body.startTime)]).toEqual(['upcoming', moved]);
  });

  test('shows its own time, not that of the next date', async () => {
    const { team, linkId, startTime } = await linkedDate(minutesFromNow(60), 1);
    expect((await details(team.visitor, linkId)).body).toMatchObject({
      state: 'upcoming',
      startTime,
      durationMinutes: 30,
    });
  });

  test('is not live while another date is', async () => {
    const { team, weekly, linkId } = await linkedDate(minutesFromNow(0), 1);
    app.zoom.startMeeting(weekly);
    expect((await details(team.visitor, linkId)).body.state).toBe('upcoming');
  });

  test('is live while it is held, also past its planned end, when Zoom no longer lists it', async () => {
    const { team, weekly, linkId, startTime } = await linkedDate(minutesFromNow(5), 0);
    app.zoom.startMeeting(weekly);
    expect((await details(team.visitor, linkId)).body.state).toBe('live');

    app.clock.advance(60 * 60);

    expect((await details(team.visitor, linkId)).body).toMatchObject({
      state: 'live',
      startTime,
      joinUrl: weekly.joinUrl,
    });
  });

  test('that is over has ended, and still shows when it was', async () => {
    const { team, linkId, startTime } = await linkedDate(minutesFromNow(5), 0);
    app.clock.advance(60 * 60);
    expect((await details(team.visitor, linkId)).body).toMatchObject({
      state: 'ended',
      startTime,
      joinUrl: null,
    });
  });

  test('that was chosen among the past ones has ended and shows when it was, although the series goes on', async () => {
    const team = newTeam(app);
    const weekly = app.zoom.createMeeting(await connected(app, team.host), { type: 8 });
    recorded(app, weekly, 48);
    const { uuid } = recorded(app, weekly, 24);
    const yesterday = app.clock.now().getTime() - 24 * 3_600_000;
    const request = { meetingId: weekly.id, scope: 'occurrence', occurrence: uuid };
    const linkId = await linked(app, team.host, request);

    const { body } = await details(team.visitor, linkId);
    expect(body).toMatchObject({ state: 'ended', joinUrl: null });
    expect(Math.abs(Date.parse(body.startTime) - yesterday)).toBeLessThan(60_000);
  });
});

describe('when Zoom does not tell', () => {
  test.each([
    ['is unreachable', 503, 'zoom_unavailable'],
    ['has had too many requests', 429, 'zoom_rate_limited'],
    ['withholds a permission from the linker', 409, 'linker_not_connected'],
    ['has ended the linker’s grant', 409, 'linker_not_connected'],
  ])('because it %s, the viewer is told so, and the meeting stays linked', async (what, status, code) => {
    const team = newTeam(app);
    const zoomUser = await connected(app, team.host);
    const { linkId } = await linkNewMeeting(app, team.host, zoomUser);
    if (what === 'is unreachable') app.zoom.faults.arm({ on: 'api', kind: 'disconnect' }, 3);
    if (what === 'has had too many requests')
      app.zoom.faults.arm({ on: 'api', kind: 'per-second-limit', retryAfterSeconds: 60 });
    if (what === 'withholds a permission from the linker')
      app.zoom.faults.withheldScopes.push('meeting:read:meeting');
    if (what === 'has ended the linker’s grant') app.zoom.endGrant(zoomUser);

    const answer = await details(team.coworker, linkId);

    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
    expect(answer.headers.get('retry-after')).toBe(status === 429 ? '60' : null);
    const { links } = (await app.api('GET', '/issue-panel', team.coworker)).body;
    expect(links).toMatchObject([{ id: linkId, readable: what !== 'has ended the linker’s grant' }]);
  });

  test('the host themselves is asked to connect again, because they can', async () => {
    const team = newTeam(app);
    const zoomUser = await connected(app, team.host);
    const { linkId } = await linkNewMeeting(app, team.host, zoomUser);
    app.zoom.endGrant(zoomUser);

    const { status, body } = await details(team.host, linkId);

    expect([status, body.error.code]).toEqual([409, 'zoom_needs_reconnect']);
    expect(body.error.message).toContain('Press Connect Zoom');
  });
});
