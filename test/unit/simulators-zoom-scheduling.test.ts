// The simulated Zoom where meetings are made, changed and cancelled: as strict as the real one, and telling of it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startZoomSimulator, type ZoomSimulator, type ZoomUser } from '../simulators/zoom/zoom-simulator.ts';
import { createOauthRequests } from '../support/zoom-oauth-requests.ts';

const start = Date.parse('2026-11-22T10:00:00Z');
const redirectUri = 'http://127.0.0.1:3000/zoom/oauth/callback';
let now = start;
let zoom: ZoomSimulator;
let user: ZoomUser;
let token: string;

beforeEach(async () => {
  now = start;
  zoom = await startZoomSimulator({ redirectUris: [redirectUri], clock: () => now });
  user = zoom.createUser();
  token = await tokenOf(user);
});

afterEach(() => zoom.stop());

const tokenOf = async (person: ZoomUser): Promise<string> =>
  (await createOauthRequests(zoom, redirectUri).connect(person)).access_token ?? '';

interface Answer {
  status: number;
  headers: Headers;
  body: ReturnType<typeof JSON.parse>;
}

async function call(method: string, path: string, body?: unknown, bearer = token): Promise<Answer> {
  const response = await fetch(`${zoom.apiBaseUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${bearer}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}

const make = (body: unknown, bearer = token) => call('POST', '/users/me/meetings', body, bearer);
const scheduled = {
  topic: 'Plan',
  type: 2,
  start_time: '2026-11-24T10:00:00',
  timezone: 'Europe/Berlin',
  duration: 30,
};
const series = (recurrence: object, own: object = {}) => ({ ...scheduled, type: 8, recurrence, ...own });
const startsOf = (answer: Answer): string[] =>
  answer.body.occurrences.map(({ start_time }: { start_time: string }) => start_time);
const fieldsOf = (answer: Answer): string[] =>
  (answer.body.errors ?? []).map(({ field }: { field: string }) => field);

describe('making a meeting', () => {
  it('takes local time with a time zone, and tells it in UTC', async () => {
    const made = await make({ ...scheduled, settings: { waiting_room: true, join_before_host: true } });
    expect(made).toMatchObject({
      status: 201,
      body: {
        topic: 'Plan',
        start_time: '2026-11-24T09:00:00Z',
        timezone: 'Europe/Berlin',
        status: 'waiting',
        creation_source: 'open_api',
        created_at: '2026-11-22T10:00:00Z',
        settings: { waiting_room: true, join_before_host: false, auto_recording: 'none' },
      },
    });
    expect((await call('GET', `/meetings/${made.body.id}`)).body).toEqual(made.body);
    const listed = await call('GET', '/users/me/meetings?type=upcoming_meetings');
    expect(listed.body.meetings).toMatchObject([{ id: made.body.id, created_at: '2026-11-22T10:00:00Z' }]);
  });

  it.each(['2026-11-21T10:00:00Z', undefined])('makes a start at %s now', async (start_time) => {
    const { topic, type } = scheduled;
    expect((await make({ topic, type, start_time })).body.start_time).toBe('2026-11-22T10:00:00Z');
  });

  it.each([
    ['start_time', { start_time: '2026-11-24T10:00:00+02:00' }],
    ['start_time', { start_time: '2026-11-24T10:00:00.000Z' }],
    ['start_time', { start_time: '2026-11-24T10:00' }],
    ['timezone', { timezone: 'Mars/Olympus' }],
    ['topic', { topic: 'x'.repeat(201) }],
    ['agenda', { agenda: 'x'.repeat(2001) }],
    ['password', { password: 'longer than ten' }],
    ['password', { password: 'a b' }],
    ['duration', { duration: 0 }],
    ['duration', { duration: 1441 }],
    ['duration', { duration: '30' }],
    ['type', { type: 5 }],
    ['settings.waiting_room', { settings: { waiting_room: 'yes' } }],
    ['settings.auto_recording', { settings: { auto_recording: 'always' } }],
    ['settings.alternative_hosts', { settings: { alternative_hosts: 'nobody@example.com' } }],
    ['recurrence', { type: 8 }],
    ['recurrence', { recurrence: { type: 1 } }],
    ['recurrence.type', { type: 8, recurrence: {} }],
    ['recurrence.weekly_days', { type: 8, recurrence: { type: 2 } }],
    ['recurrence.weekly_days', { type: 8, recurrence: { type: 2, weekly_days: '8' } }],
    ['recurrence.repeat_interval', { type: 8, recurrence: { type: 3, repeat_interval: 11 } }],
    ['recurrence.monthly_week_day', { type: 8, recurrence: { type: 3, monthly_week: 1 } }],
    ['recurrence.end_times', { type: 8, recurrence: { type: 1, end_times: 61 } }],
    [
      'recurrence.end_times',
      { type: 8, recurrence: { type: 1, end_times: 2, end_date_time: '2026-12-24T10:00:00Z' } },
    ],
    ['recurrence.end_date_time', { type: 8, recurrence: { type: 1, end_date_time: '2026-12-24' } }],
  ])('names %s when it is wrong: %o', async (field, wrong) => {
    const answer = await make({ ...scheduled, ...wrong });
    expect(answer).toMatchObject({ status: 400, body: { code: 300, message: 'Validation Failed.' } });
    expect(fieldsOf(answer)).toEqual([field]);
  });

  it.each(['no JSON', ['a list'], { settings: { meeting_invitees: ['a@example.com'] } }])(
    'wants an object of objects, not %o',
    async (body) => {
      expect((await make(body)).body.message).toBe('Request Body should be a valid JSON object.');
    },
  );

  it('lets licensed people of the account be alternative hosts, and nobody else', async () => {
    const basic = zoom.createUser({ type: 1 });
    const other = zoom.createUser();
    const withHosts = (alternative_hosts: string) => make({ ...scheduled, settings: { alternative_hosts } });
    expect((await withHosts(`${other.email};${other.id}`)).status).toBe(201);
    expect(fieldsOf(await withHosts(`${other.email};${basic.email}`))).toEqual([
      'settings.alternative_hosts',
    ]);
  });

  it('is for people who may host, and for tokens that may make', async () => {
    const guest = zoom.createUser({ mayHost: false });
    const bearer = await tokenOf(guest);
    expect((await make(scheduled, bearer)).body.code).toBe(3161);
    zoom.faults.withheldScopes = ['meeting:write:meeting'];
    expect((await make(scheduled)).body.message).toContain('scopes:[meeting:write:meeting]');
  });

  it('is done a hundred times a day for one host, changes included, until midnight in UTC', async () => {
    const { body } = await make(scheduled);
    for (let change = 2; change <= 100; change += 1)
      expect((await call('PATCH', `/meetings/${body.id}`, { settings: {} })).status).toBe(204);
    const refused = await make(scheduled);
    expect(refused).toMatchObject({ status: 429, body: { code: 429 } });
    expect(refused.headers.get('retry-after')).toBe('2026-11-23T00:00:00Z');
    expect((await call('GET', `/meetings/${body.id}`)).status).toBe(200);
    now = Date.parse('2026-11-23T00:00:00Z');
    expect((await make(scheduled, await tokenOf(user))).status).toBe(201);
  });

  it('happens even when the answer gets lost', async () => {
    zoom.faults.arm({ on: 'api', method: 'POST', kind: 'lost-answer' });
    await expect(make(scheduled)).rejects.toThrow();
    const { body } = await call('GET', '/users/me/meetings?type=upcoming_meetings');
    expect(body.meetings).toMatchObject([{ topic: 'Plan' }]);
  });

  it('now takes no time, and lists nothing until it runs', async () => {
    const { body } = await make({ topic: 'Now', type: 1 });
    expect(body.start_time).toBeUndefined();
    expect((await call('GET', `/meetings/${body.id}`)).body.status).toBe('waiting');
    expect((await call('GET', '/users/me/meetings?type=upcoming_meetings')).body.meetings).toEqual([]);
    const page = await (await fetch(body.start_url)).text();
    expect(page).toContain('The meeting has started');
    expect((await call('GET', `/meetings/${body.id}`)).body.status).toBe('started');
    zoom.endMeeting({ id: String(body.id) });
    expect((await call('GET', `/meetings/${body.id}`)).body.code).toBe(3001);
  });
});

describe('dates of a series', () => {
  it('stay at the same time by the clock, also when clocks are changed', async () => {
    const own = { start_time: '2027-03-26T10:00:00' };
    const made = await make(series({ type: 1, repeat_interval: 2, end_times: 3 }, own));
    expect(startsOf(made)).toEqual(['2027-03-26T09:00:00Z', '2027-03-28T08:00:00Z', '2027-03-30T08:00:00Z']);
    expect(made.body.recurrence).toEqual({ type: 1, repeat_interval: 2, end_times: 3 });
    expect(made.body.occurrences[0].occurrence_id).toBe(String(Date.parse('2027-03-26T09:00:00Z')));
  });

  it('of a week begin with the first that fits', async () => {
    const made = await make(series({ type: 2, repeat_interval: 2, weekly_days: '2,6', end_times: 4 }));
    expect(startsOf(made).map((time) => time.slice(0, 10))).toEqual([
      '2026-11-27',
      '2026-12-07',
      '2026-12-11',
      '2026-12-21',
    ]);
    expect(made.body.start_time).toBe('2026-11-27T09:00:00Z');
  });

  it.each([
    [{ monthly_day: 31 }, ['2026-12-31', '2027-01-31', '2027-03-31']],
    [{ monthly_week: -1, monthly_week_day: 6 }, ['2026-11-27', '2026-12-25', '2027-01-29']],
    [
      { monthly_week: 2, monthly_week_day: 2, repeat_interval: 2 },
      ['2027-01-11', '2027-03-08', '2027-05-10'],
    ],
  ])('of a month by %o', async (monthly, days) => {
    const made = await make(series({ type: 3, ...monthly, end_times: 3 }));
    expect(startsOf(made).map((time) => time.slice(0, 10))).toEqual(days);
  });

  it('end on a day, and after fifty at the latest', async () => {
    const until = await make(series({ type: 1, end_date_time: '2026-11-26T09:00:00Z' }));
    expect(startsOf(until)).toHaveLength(3);
    expect(startsOf(await make(series({ type: 1, end_times: 60 })))).toHaveLength(50);
    expect(startsOf(await make(series({ type: 1, end_times: 0 })))).toHaveLength(50);
  });
});

describe('changing a meeting', () => {
  const change = (id: number, body: unknown, query = '') => call('PATCH', `/meetings/${id}${query}`, body);
  const read = async (id: number) => (await call('GET', `/meetings/${id}`)).body;

  it('answers without a body, and ignores what is past or unknown', async () => {
    const { body } = await make(scheduled);
    const moved = { start_time: '2026-11-25T11:00:00', timezone: 'Europe/London', duration: 15 };
    expect(await change(body.id, moved)).toMatchObject({ status: 204, body: null });
    const after = { start_time: '2026-11-25T11:00:00Z', timezone: 'Europe/London', duration: 15 };
    expect(await read(body.id)).toMatchObject(after);
    expect((await change(body.id, { start_time: '2026-11-01T11:00:00Z' })).status).toBe(204);
    expect((await change(body.id, { settings: { auto_recording: 'always' } })).status).toBe(204);
    expect(await read(body.id)).toMatchObject({ ...after, settings: { auto_recording: 'none' } });
    expect((await change(1, moved)).body.code).toBe(3001);
  });

  it('moves a series only with its recurrence', async () => {
    const recurrence = { type: 1, repeat_interval: 1, end_times: 2 };
    const { body } = await make(series(recurrence));
    await change(body.id, { start_time: '2026-11-25T12:00:00', timezone: 'Europe/Berlin', duration: 20 });
    expect(await read(body.id)).toMatchObject({ start_time: '2026-11-24T09:00:00Z', duration: 20 });
    await change(body.id, { start_time: '2026-11-25T12:00:00', timezone: 'Europe/Berlin', recurrence });
    expect(startsOf(await call('GET', `/meetings/${body.id}`))).toEqual([
      '2026-11-25T11:00:00Z',
      '2026-11-26T11:00:00Z',
    ]);
  });

  it.each(['stay', 'follow-time'] as const)('moves one date, whose id may %s', async (ids) => {
    zoom.faults.occurrenceIds = ids;
    const { body } = await make(series({ type: 1, repeat_interval: 1, end_times: 2 }));
    const [, second] = body.occurrences;
    const query = `?occurrence_id=${second.occurrence_id}`;
    await change(
      body.id,
      { start_time: '2026-11-27T08:00:00Z', duration: 20, timezone: 'Asia/Tokyo' },
      query,
    );
    const [first, moved] = (await read(body.id)).occurrences;
    expect(first.start_time).toBe('2026-11-24T09:00:00Z');
    expect(moved).toMatchObject({ start_time: '2026-11-27T08:00:00Z', duration: 20 });
    expect(moved.occurrence_id === second.occurrence_id).toBe(ids === 'stay');
    // Local times of one date are in the series' own time zone, whatever is sent beside them.
    const again = `?occurrence_id=${moved.occurrence_id}`;
    await change(body.id, { start_time: '2026-11-27T18:00:00', timezone: 'Asia/Tokyo' }, again);
    expect((await read(body.id)).occurrences[1].start_time).toBe('2026-11-27T17:00:00Z');
    expect((await change(body.id, {}, '?occurrence_id=1')).body.code).toBe(300);
  });
});

describe('cancelling a meeting', () => {
  it('ends all of it, or one date that stays in the list', async () => {
    const { body } = await make(series({ type: 1, repeat_interval: 1, end_times: 2 }));
    const [first] = body.occurrences;
    const path = `/meetings/${body.id}`;
    const one = `${path}?occurrence_id=${first.occurrence_id}`;
    expect(await call('DELETE', one)).toMatchObject({ status: 204, body: null });
    expect((await call('GET', path)).body.occurrences).toMatchObject([
      { status: 'deleted' },
      { status: 'available' },
    ]);
    expect((await call('DELETE', one)).body.code).toBe(3001);
    expect((await call('DELETE', path)).status).toBe(204);
    for (const method of ['GET', 'DELETE']) expect((await call(method, path)).body.code).toBe(3001);
  });

  it('is not for personal rooms, nor for somebody else’s meetings', async () => {
    expect((await call('DELETE', `/meetings/${user.pmi}`)).body.code).toBe(3018);
    const others = zoom.createMeeting(zoom.createUser());
    expect((await call('DELETE', `/meetings/${others.id}`)).body.code).toBe(3001);
  });
});

it('an invitation has the address, the number in groups and the passcode', async () => {
  const { body } = await make({ ...scheduled, password: 'abc123' });
  const { invitation } = (await call('GET', `/meetings/${body.id}/invitation`)).body;
  expect(invitation.split('\r\n')).toEqual(
    expect.arrayContaining([
      'Topic: Plan',
      body.join_url,
      `Meeting ID: ${String(body.id).replace(/^(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3')}`,
      'Passcode: abc123',
    ]),
  );
});

it('people may have an address of their own, and join at their account’s own host', async () => {
  const named = zoom.createUser({ personalName: 'anna.a', vanity: true });
  const me = await call('GET', '/users/me', undefined, await tokenOf(named));
  expect(me.body.personal_meeting_url).toContain(`${zoom.downloadOrigin}/my/anna.a?pwd=`);
  expect(await (await fetch(me.body.personal_meeting_url)).text()).toContain('Personal Meeting Room');
  expect(zoom.createMeeting(named).joinUrl).toContain('http://localhost:');
});

describe('summaries', () => {
  const summaryOf = (name: string, bearer = token) =>
    call('GET', `/meetings/${encodeURIComponent(name)}/meeting_summary`, undefined, bearer);

  it('are read by UUID, by the host, on a paid plan', async () => {
    const meeting = zoom.createMeeting(user);
    const held = zoom.addPastInstance(meeting, { startTime: '2026-11-20T10:00:00Z' });
    expect((await summaryOf(held.uuid)).body.code).toBe(3001);
    zoom.addSummary(held);
    expect((await summaryOf(held.uuid)).body.summary_content).toContain('## Action items');
    expect((await summaryOf(meeting.id)).body.code).toBe(300);
    expect((await summaryOf(held.uuid, await tokenOf(zoom.createUser()))).body.code).toBe(3001);
    expect((await summaryOf(held.uuid, await tokenOf(zoom.createUser({ type: 1 })))).body.code).toBe(200);
  });

  it('may have older fields only, or be kept back', async () => {
    const held = zoom.addPastInstance(zoom.createMeeting(user), { startTime: '2026-11-20T10:00:00Z' });
    zoom.addSummary(held, { olderFieldsOnly: true });
    const { body } = await summaryOf(held.uuid);
    expect(body.summary_content).toBeUndefined();
    expect(body.next_steps).toHaveLength(2);
    zoom.addSummary(held, { restricted: true });
    expect(await summaryOf(held.uuid)).toMatchObject({ status: 403, body: { code: 2305 } });
  });
});

describe('events of meetings', () => {
  interface Received {
    event: string;
    payload: { object: Record<string, unknown>; [name: string]: unknown };
  }

  it('are sent as things happen, to those who added the app', async () => {
    const received: Received[] = [];
    const server = createServer(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      received.push(JSON.parse(text));
      response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      zoom.setEventUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      const happens = async (event: string, work: () => unknown) => {
        const delivered = zoom.waitFor('event-delivered', (one) => one.event === event);
        await work();
        await delivered;
        return received.at(-1)?.payload;
      };
      // Nobody added the app for this one, and nobody subscribed to meetings that are made.
      zoom.startMeeting(zoom.createMeeting(zoom.createUser()));
      const { body } = await make(series({ type: 1, repeat_interval: 1, end_times: 2 }));
      const meeting = { id: String(body.id) };
      const [first] = body.occurrences;

      const started = await happens('meeting.started', () => fetch(body.start_url));
      expect(started?.object).toMatchObject({ id: meeting.id, host_id: user.id });
      const ended = await happens('meeting.ended', () => zoom.endMeeting(meeting));
      expect(ended?.object).toMatchObject({ id: meeting.id, end_time: '2026-11-22T10:00:00Z' });
      const updated = await happens('meeting.updated', () =>
        call('PATCH', `/meetings/${body.id}`, { topic: 'Other' }),
      );
      expect(updated).toMatchObject({ operator_id: user.id, scope: 'all', object: { id: body.id } });
      expect(updated?.object).not.toHaveProperty('host_id');
      const cancelled = await happens('meeting.deleted', () =>
        zoom.deleteMeeting(meeting, first.occurrence_id),
      );
      expect(cancelled).toMatchObject({
        operation: 'single',
        object: { id: body.id, host_id: user.id, occurrences: [{ occurrence_id: first.occurrence_id }] },
      });
      const moved = await happens('meeting.updated', () =>
        zoom.updateMeeting(meeting, { startTime: '2026-12-01T08:00:00Z' }),
      );
      expect(moved?.object.start_time).toBe('2026-12-01T08:00:00Z');
      await happens('meeting.deleted', () => zoom.deleteMeeting(meeting));
      await happens('meeting.recovered', () => zoom.recoverMeeting(meeting));
      expect((await call('GET', `/meetings/${body.id}`)).status).toBe(200);
      expect(received.map(({ event }) => event)).toEqual([
        'meeting.started',
        'meeting.ended',
        'meeting.updated',
        'meeting.deleted',
        'meeting.updated',
        'meeting.deleted',
        'meeting.recovered',
      ]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
