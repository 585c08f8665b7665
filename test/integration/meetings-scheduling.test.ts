// Scheduling a meeting at Zoom and starting one now, linked to the issue: what Zoom is told, made once, and refusals.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { connected, newTeam, rowsOfIssue } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterEach(() => app.zoom.faults.clear());
afterAll(() => app.stop());

/** On the clocks of UTC, whole minutes. */
const inHours = (hours: number) =>
  new Date(app.clock.now().getTime() + hours * 3_600_000).toISOString().slice(0, 16);
const form = (more: object = {}) => ({
  topic: 'ABC-1 Planning',
  agenda: 'https://example.atlassian.net/browse/ABC-1',
  startTime: inHours(48),
  timeZone: 'UTC',
  durationMinutes: 45,
  passcode: null,
  waitingRoom: true,
  cloudRecording: false,
  alternativeHosts: [],
  recurrence: null,
  ...more,
});
const schedule = (viewer: Viewer, more: object = {}) => app.api('POST', '/meetings', viewer, form(more));
const start = (viewer: Viewer) => app.api('POST', '/meetings/start', viewer, { topic: 'ABC-1 Now' });
const refusal = ({ status, body }: Awaited<ReturnType<TestApp['api']>>) => [
  status,
  body?.error?.code,
  body?.error?.field,
];
const meetingsOf = (zoomUser: { id: string }) => app.zoom.meetingsOf(zoomUser);
const auditOf = async (issueId: string) =>
  (
    await app.deps.database.rows<{ type: string }>(
      'SELECT type FROM audit_events WHERE issue_id = $1 ORDER BY id',
      [issueId],
    )
  ).map(({ type }) => type);

async function hostWithZoom(options = {}) {
  const team = newTeam(app);
  return { team, zoomUser: await connected(app, team.host, options) };
}

describe('scheduling', () => {
  test('makes the meeting at Zoom as the person, links it and keeps nothing but ids', async () => {
    const { team, zoomUser } = await hostWithZoom();
    const answer = await schedule(team.host, {
      passcode: 'a-b_c*9@',
      cloudRecording: true,
      timeZone: 'Asia/Tokyo',
    });

    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ scope: 'single', hostedByMe: true, linkedByMe: true });
    const [meeting] = meetingsOf(zoomUser);
    expect(meeting).toMatchObject({
      topic: 'ABC-1 Planning',
      agenda: 'https://example.atlassian.net/browse/ABC-1',
      timezone: 'Asia/Tokyo',
      durationMinutes: 45,
      passcode: 'a-b_c*9@',
      settings: { waitingRoom: true, autoRecording: 'cloud' },
    });
    expect(Date.parse(meeting?.startTime ?? '')).toBe(Date.parse(`${inHours(48)}Z`) - 9 * 3_600_000);
    const details = await app.api('GET', `/meeting-links/${answer.body.id}/details`, team.visitor);
    expect(details.body).toMatchObject({ topic: 'ABC-1 Planning', state: 'upcoming' });
    expect(await auditOf(team.issueId)).toEqual(['meeting_scheduled', 'meeting_linked']);
    const rows = await app.deps.database.rows('SELECT * FROM audit_events');
    expect(JSON.stringify(rows)).not.toContain('Planning');
  });

  test('takes from the person’s defaults what the form does not ask', async () => {
    const { team, zoomUser } = await hostWithZoom();
    const defaults = {
      durationMinutes: 30,
      waitingRoom: false,
      cloudRecording: false,
      joinBeforeHost: true,
      muteUponEntry: false,
    };
    expect((await app.api('PUT', '/meeting-defaults', team.host, defaults)).status).toBe(204);
    expect((await app.api('GET', '/meeting-defaults', team.host)).body.defaults).toEqual(defaults);

    await schedule(team.host, { waitingRoom: false });

    expect(meetingsOf(zoomUser)[0]?.settings).toMatchObject({ joinBeforeHost: true, muteUponEntry: false });

    await start(team.host);

    expect(meetingsOf(zoomUser)[1]?.settings).toMatchObject({
      waitingRoom: false,
      joinBeforeHost: true,
      muteUponEntry: false,
      autoRecording: 'none',
    });
  });

  test('for the minute that has just begun is not too late', async () => {
    const { team, zoomUser } = await hostWithZoom();
    app.clock.advance(60 - (app.clock.now().getTime() % 60_000) / 1000);
    expect((await schedule(team.host, { startTime: inHours(0) })).status).toBe(201);
    expect(meetingsOf(zoomUser)).toHaveLength(1);
  });

  test('a series links the series, with the dates that were asked for', async () => {
    const { team, zoomUser } = await hostWithZoom();
    const recurrence = { every: 'day', interval: 2, end: { count: 3 } };

    const { status, body } = await schedule(team.host, { recurrence });

    expect([status, body.scope]).toEqual([201, 'series']);
    const first = Date.parse(`${inHours(48)}Z`);
    expect(meetingsOf(zoomUser)[0]?.occurrences.map(({ startTime }) => Date.parse(startTime))).toEqual(
      [0, 2, 4].map((days) => first + days * 86_400_000),
    );
  });

  test.each([
    ['weekly', { every: 'week', interval: 1, weekDays: [6, 2], end: { count: 2 } }],
    ['monthly on a day', { every: 'month', interval: 1, monthly: { day: 15 }, end: { count: 2 } }],
    [
      'monthly on the last Friday',
      { every: 'month', interval: 1, monthly: { week: -1, weekDay: 6 }, end: { count: 2 } },
    ],
  ])('a series can repeat %s', async (_how, recurrence) => {
    const { team, zoomUser } = await hostWithZoom();
    expect((await schedule(team.host, { recurrence })).status).toBe(201);
    expect(meetingsOf(zoomUser)[0]?.occurrences).toHaveLength(2);
  });

  test('a series that ends on a day has its last date on that day', async () => {
    const { team, zoomUser } = await hostWithZoom();
    const recurrence = { every: 'day', interval: 1, end: { onDate: inHours(96).slice(0, 10) } };
    expect((await schedule(team.host, { recurrence })).status).toBe(201);
    expect(meetingsOf(zoomUser)[0]?.occurrences).toHaveLength(3);
  });
});

describe('what cannot be scheduled is refused at its field, and nothing is made', () => {
  test.each([
    ['a time that is past', { startTime: '2020-01-01T10:00' }, 400, 'start_in_past', 'startTime'],
    ['a day that does not exist', { startTime: '2027-02-31T10:00' }, 400, 'invalid_request', 'startTime'],
    ['a time zone that does not exist', { timeZone: 'Mars/Base' }, 400, 'invalid_request', 'timeZone'],
    ['an offset as time zone', { timeZone: '+02:00' }, 400, 'invalid_request', 'timeZone'],
    ['no topic', { topic: '  ' }, 400, 'invalid_request', 'topic'],
    ['a topic without end', { topic: 'x'.repeat(201) }, 400, 'invalid_request', 'topic'],
    ['an agenda without end', { agenda: 'x'.repeat(2001) }, 400, 'invalid_request', 'agenda'],
    ['more than a day', { durationMinutes: 1441 }, 400, 'invalid_request', 'durationMinutes'],
    ['a passcode with a space', { passcode: 'a b' }, 400, 'invalid_request', 'passcode'],
    ['a passcode that is too long', { passcode: '12345678901' }, 400, 'invalid_request', 'passcode'],
    ['a host that is no address', { alternativeHosts: ['me'] }, 400, 'invalid_request', 'alternativeHosts'],
    [
      'weeks without days',
      { recurrence: { every: 'week', interval: 1, end: { count: 2 } } },
      400,
      'invalid_request',
      'recurrence',
    ],
    [
      'dates without end',
      { recurrence: { every: 'day', interval: 1, end: { count: 51 } } },
      400,
      'invalid_request',
      'recurrence',
    ],
    [
      'a series that ends before it begins',
      { recurrence: { every: 'day', interval: 1, end: { onDate: '2020-01-01' } } },
      400,
      'invalid_request',
      'recurrence',
    ],
    [
      'a host who is nobody at Zoom',
      { alternativeHosts: ['nobody@example.com'] },
      409,
      'alternative_hosts_refused',
      'alternativeHosts',
    ],
  ])('%s', async (_what, more, status, code, field) => {
    const { team, zoomUser } = await hostWithZoom();
    expect(refusal(await schedule(team.host, more))).toEqual([status, code, field]);
    expect(meetingsOf(zoomUser)).toEqual([]);
    expect(await rowsOfIssue(app, 'meeting_links', team.issueId)).toBe(0);
  });

  test.each([
    ['day', 100, {}],
    ['week', 51, { weekDays: [2] }],
    ['month', 11, { monthly: { day: 1 } }],
  ] as const)('a date each %s, %i of them apart', async (every, interval, on) => {
    const { team, zoomUser } = await hostWithZoom();
    const recurrence = { every, interval, ...on, end: { count: 2 } };
    expect(refusal(await schedule(team.host, { recurrence }))).toEqual([
      400,
      'invalid_request',
      'recurrence',
    ]);
    expect(meetingsOf(zoomUser)).toEqual([]);
  });

  test.each([
    [
      'a passcode that the account does not take',
      { code: 300, message: 'Validation Failed.', errors: [{ field: 'password', message: 'Too weak.' }] },
      'passcode_refused',
      'passcode',
    ],
    [
      'another field',
      { code: 300, message: 'Validation Failed.', errors: [{ field: 'agenda', message: 'No.' }] },
      'zoom_field_refused',
      'agenda',
    ],
    ['anything else', { code: 3000, message: 'Meeting is blocked for Priya.' }, 'zoom_refused', undefined],
  ])('%s', async (_what, body, code, field) => {
    const { team } = await hostWithZoom();
    app.zoom.faults.arm({
      on: 'api',
      method: 'POST',
      path: '/users/me/meetings',
      kind: 'answer',
      status: 400,
      body,
    });
    const answer = await schedule(team.host, { passcode: '1234' });
    expect(refusal(answer)).toEqual([409, code, field]);
    expect(answer.body.error.message).not.toContain('Priya');
  });

  test('by somebody who may not host', async () => {
    const { team } = await hostWithZoom({ mayHost: false });
    expect(refusal(await schedule(team.host))).toEqual([409, 'may_not_host', undefined]);
    expect(refusal(await start(team.host))).toEqual([409, 'may_not_host', undefined]);
  });

  test('when today’s hundred are used up, which keeps nobody from reading', async () => {
    const { team } = await hostWithZoom();
    app.zoom.faults.arm({ on: 'api', method: 'POST', kind: 'host-limit' });
    const answer = await schedule(team.host);
    expect(refusal(answer)).toEqual([429, 'zoom_schedule_limit', undefined]);
    expect((await app.api('GET', '/meetings?when=upcoming', team.host)).status).toBe(200);
  });
});

describe('by somebody who may not edit the issue, or has no Zoom,', () => {
  test.each([
    ['is not scheduled', schedule],
    ['is not started', start],
  ])('a meeting %s, so that nothing is made at Zoom', async (_what, ask) => {
    const team = newTeam(app);
    const zoomUser = await connected(app, team.visitor);

    expect(refusal(await ask(team.visitor))).toEqual([403, 'rights_missing', undefined]);
    expect(refusal(await ask(team.host))).toEqual([409, 'zoom_not_connected', undefined]);

    expect(meetingsOf(zoomUser)).toEqual([]);
    expect(await rowsOfIssue(app, 'audit_events', team.issueId)).toBe(0);
  });
});

describe('when Zoom’s answer is lost', () => {
  const post = { on: 'api', method: 'POST', path: '/users/me/meetings' } as const;

  test.each([
    ['a meeting', null],
    ['a series', { every: 'day', interval: 1, end: { count: 2 } }],
  ])(
    '%s that was made is found among those like it and linked, so that there is one',
    async (_what, recurrence) => {
      const { team, zoomUser } = await hostWithZoom();
      const topic = `Planning ${app.zoom.marker}`;
      const startTime = inHours(48);
      const alike = { startTime: `${startTime}:00Z`, ...(recurrence === null ? {} : ({ type: 8 } as const)) };
      app.zoom.createMeeting(zoomUser, { ...alike, topic });
      app.clock.advance(120);
      app.zoom.createMeeting(zoomUser, { ...alike, topic: 'Another' });
      app.zoom.createMeeting(zoomUser, { topic, startTime: `${inHours(24)}:00Z` });
      app.zoom.faults.arm({ ...post, kind: 'lost-answer' });

      expect((await schedule(team.host, { topic, startTime, recurrence })).status).toBe(201);

      expect(meetingsOf(zoomUser)).toHaveLength(4);
      const rows = await app.deps.database.rows('SELECT meeting_id FROM meeting_links WHERE issue_id = $1', [
        team.issueId,
      ]);
      expect(rows).toEqual([{ meeting_id: meetingsOf(zoomUser)[3]?.id }]);
    },
  );

  test('one that was not made is not made twice: the person is told to look', async () => {
    const { team, zoomUser } = await hostWithZoom();
    app.zoom.faults.arm({ ...post, kind: 'disconnect' });

    expect(refusal(await schedule(team.host))).toEqual([502, 'meeting_maybe_scheduled', undefined]);

    expect(meetingsOf(zoomUser)).toEqual([]);
    expect(await rowsOfIssue(app, 'meeting_links', team.issueId)).toBe(0);
  });

  test('one that was to start now is left at that, because Zoom lists no such meetings', async () => {
    const { team } = await hostWithZoom();
    app.zoom.faults.arm({ ...post, kind: 'lost-answer' });
    expect(refusal(await start(team.host))).toEqual([502, 'meeting_maybe_started', undefined]);
    expect(await rowsOfIssue(app, 'meeting_links', team.issueId)).toBe(0);
  });
});

describe('starting now', () => {
  test('links a meeting and gives the host’s own way in to the person alone, which is kept nowhere', async () => {
    const { team, zoomUser } = await hostWithZoom();

    const answer = await start(team.host);

    expect(answer.status).toBe(201);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body.link).toMatchObject({ scope: 'single', hostedByMe: true });
    expect(new URL(answer.body.startUrl).hostname).toBe('127.0.0.1');
    expect(await auditOf(team.issueId)).toEqual(['meeting_started', 'meeting_linked']);
    const secret = new URL(answer.body.startUrl).search;
    expect(secret.length).toBeGreaterThan(10);
    expect(app.log()).not.toContain(secret);
    const details = async () =>
      (await app.api('GET', `/meeting-links/${answer.body.link.id}/details`, team.visitor)).body;
    expect(await details()).toMatchObject({ topic: 'ABC-1 Now', state: 'upcoming' });
    app.clock.advance(3 * 3600);
    expect((await details()).state).toBe('upcoming');

    app.zoom.startMeeting(meetingsOf(zoomUser)[0] ?? { id: '' });
    app.clock.advance(31);

    expect((await details()).state).toBe('live');
  });

  test('a way in that leads away from Zoom’s hosts is not given out, but the meeting is linked', async () => {
    const { team, zoomUser } = await hostWithZoom();
    const body = {
      id: 81_234_567_890,
      host_id: zoomUser.id,
      type: 1,
      topic: 'Now',
      start_url: 'https://zoom.us.example.com/s/1?zak=x',
    };
    app.zoom.faults.arm({ on: 'api', method: 'POST', kind: 'answer', status: 201, body });
    expect(refusal(await start(team.host))).toEqual([502, 'start_link_refused', undefined]);
    expect(await rowsOfIssue(app, 'meeting_links', team.issueId)).toBe(1);
  });
});
