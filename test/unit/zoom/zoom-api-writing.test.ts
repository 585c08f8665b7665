// Making, changing and cancelling meetings: what is sent, what is repeated, and what each refusal tells.

import { describe, expect, it } from 'vitest';
import { type HttpAnswer, type HttpRequest, NoAnswerError } from '../../../src/platform/http/http-client.ts';
import type { NewMeeting } from '../../../src/zoom/meeting-bodies.ts';
import { createZoomApi, type ZoomApi } from '../../../src/zoom/zoom-api.ts';
import { ZoomError } from '../../../src/zoom/zoom-error.ts';

const made = { id: 85_746_065_123, host_id: 'h', type: 2, start_url: 'https://zoom.us/s/85746065123?zak=k' };

function zoomAnswering(answers: (Partial<HttpAnswer> | Error)[]): { zoom: ZoomApi; sent: HttpRequest[] } {
  const sent: HttpRequest[] = [];
  const zoom = createZoomApi({
    http: async (request) => {
      const answer = answers[sent.length];
      sent.push(request);
      if (answer === undefined || answer instanceof Error) throw answer;
      return { status: 200, headers: {}, text: '', json: undefined, ...answer };
    },
    clock: { now: () => new Date('2026-11-22T10:00:00Z') },
    baseUrl: 'https://api.zoom.us/v2',
    access: { accessToken: 'token', apiUrl: null },
  });
  return { zoom, sent };
}

const plain: NewMeeting = {
  kind: 'scheduled',
  topic: 'ABC-1 Plan',
  agenda: '',
  startTime: '2026-11-24T10:00:00',
  timeZone: 'Europe/Berlin',
  durationMinutes: 45,
  passcode: null,
  waitingRoom: true,
  joinBeforeHost: false,
  muteUponEntry: true,
  cloudRecording: false,
  alternativeHosts: [],
  recurrence: null,
};
const settings = {
  waiting_room: true,
  join_before_host: false,
  mute_upon_entry: true,
  auto_recording: 'none',
};

async function errorOf(call: Promise<unknown>): Promise<ZoomError> {
  const error = await call.catch((reason: unknown) => reason);
  if (!(error instanceof ZoomError)) throw new Error('was not refused', { cause: error });
  return error;
}

describe('a new meeting', () => {
  const bodyOf = async (meeting: NewMeeting) => {
    const { zoom, sent } = zoomAnswering([{ status: 201, json: made }]);
    await zoom.createMeeting(meeting);
    expect(sent).toMatchObject([
      {
        method: 'POST',
        url: 'https://api.zoom.us/v2/users/me/meetings',
        headers: { authorization: 'Bearer token', 'content-type': 'application/json' },
      },
    ]);
    return JSON.parse(sent[0]?.body ?? '');
  };

  it('is told without what nobody decided', async () => {
    expect(await bodyOf(plain)).toEqual({
      topic: 'ABC-1 Plan',
      type: 2,
      start_time: '2026-11-24T10:00:00',
      timezone: 'Europe/Berlin',
      duration: 45,
      settings,
    });
  });

  it('is told with all that somebody decided', async () => {
    const recurrence = { type: 2, repeat_interval: 2, weekly_days: '2,4', end_times: 9 } as const;
    const meeting = {
      ...plain,
      agenda: 'https://acme.atlassian.net/browse/ABC-1',
      passcode: 'a1!',
      joinBeforeHost: true,
      cloudRecording: true,
      alternativeHosts: ['a@example.com', 'b@example.com'],
      recurrence,
    };
    expect(await bodyOf(meeting)).toMatchObject({
      type: 8,
      agenda: 'https://acme.atlassian.net/browse/ABC-1',
      password: 'a1!',
      recurrence,
      settings: {
        ...settings,
        join_before_host: true,
        auto_recording: 'cloud',
        alternative_hosts: 'a@example.com;b@example.com',
      },
    });
  });

  it('that begins now has no time', async () => {
    const meeting = {
      ...plain,
      kind: 'instant',
      startTime: null,
      timeZone: null,
      durationMinutes: null,
    } as const;
    expect(await bodyOf(meeting)).toEqual({ topic: 'ABC-1 Plan', type: 1, settings });
  });

  it('comes back with the address that starts it', async () => {
    const { zoom } = zoomAnswering([{ status: 201, json: made }]);
    expect(await zoom.createMeeting(plain)).toMatchObject({
      meeting: { id: '85746065123', hostId: 'h' },
      startUrl: 'https://zoom.us/s/85746065123?zak=k',
    });
  });

  it.each([
    ['no answer', new NoAnswerError('timeout')],
    ['a lost connection', new NoAnswerError('network')],
    ['a fault at Zoom', { status: 502 }],
    ['an answer that cannot be read', { status: 201, json: '<html>' }],
  ])('may exist after %s, and is not asked for twice', async (_, answer) => {
    const { zoom, sent } = zoomAnswering([answer]);
    const error = await errorOf(zoom.createMeeting(plain));
    expect(error).toMatchObject({ kind: 'unavailable', unanswered: true });
    expect(sent).toMatchObject([{ repeatable: false }]);
  });

  it.each([
    [400, { code: 3161, message: 'x' }, { kind: 'refused', code: 3161 }],
    [400, { code: 3000, message: 'x' }, { kind: 'refused', code: 3000 }],
    [
      400,
      {
        code: 300,
        message: 'Validation Failed.',
        errors: [
          { field: 'settings.alternative_hosts', message: 'Anna Arslan is none' },
          { field: 'Anna Arslan' },
          { field: 7 },
          'start_time',
        ],
      },
      { kind: 'refused', code: 300, invalidFields: ['settings.alternative_hosts'] },
    ],
    [400, { code: 300, message: 'No fields named' }, { kind: 'refused', code: 300, invalidFields: [] }],
    [401, { code: 124, message: 'x' }, { kind: 'access_token_dead' }],
    [
      429,
      { code: 429, message: 'maximum per-second rate limit' },
      { kind: 'rate_limited', hostUsedUpToday: false },
    ],
  ])('that Zoom refuses with %i %o was not made', async (status, json, wanted) => {
    const { zoom } = zoomAnswering([{ status, json }]);
    const error = await errorOf(zoom.createMeeting(plain));
    expect(error).toMatchObject({ ...wanted, unanswered: false });
    expect(JSON.stringify({ ...error, message: error.message })).not.toContain('Anna');
  });

  it('beyond what a host may make in a day uses up the host’s limit, not the account’s', async () => {
    const json = { code: 429, message: 'You have exceeded the daily rate limit (100).' };
    const headers = { 'x-ratelimit-type': 'Daily-limit', 'retry-after': '2026-11-23T00:00:00Z' };
    const { zoom } = zoomAnswering([{ status: 429, json, headers }]);
    expect(await errorOf(zoom.createMeeting(plain))).toMatchObject({
      kind: 'rate_limited',
      hostUsedUpToday: true,
      usedUpToday: undefined,
      retryAfterSeconds: 14 * 3600,
    });
  });
});

describe('an existing meeting', () => {
  const times = { startTime: '2026-11-24T10:00:00', timeZone: 'Europe/Berlin', durationMinutes: 30 };

  it('moves by local time and time zone, with its recurrence where it is a series', async () => {
    const recurrence = { type: 1, repeat_interval: 1, end_times: 3 } as const;
    const { zoom, sent } = zoomAnswering([{ status: 204 }, { status: 204 }]);
    await zoom.updateMeeting('85746065123', times);
    await zoom.updateMeeting('85746065123', { ...times, recurrence });
    const body = { start_time: '2026-11-24T10:00:00', timezone: 'Europe/Berlin', duration: 30 };
    expect(sent.map((request) => JSON.parse(request.body ?? ''))).toEqual([body, { ...body, recurrence }]);
    expect(sent[0]).toMatchObject({
      method: 'PATCH',
      url: 'https://api.zoom.us/v2/meetings/85746065123',
      repeatable: true,
    });
  });

  it('moves on one date by UTC, for which Zoom takes no time zone', async () => {
    const { zoom, sent } = zoomAnswering([{ status: 204 }]);
    await zoom.updateMeeting('85746065123', times, '1795341600000');
    expect(sent[0]?.url).toBe('https://api.zoom.us/v2/meetings/85746065123?occurrence_id=1795341600000');
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({ start_time: '2026-11-24T09:00:00Z', duration: 30 });
  });

  it('is cancelled as a whole or on one date, without a mail from Zoom', async () => {
    const { zoom, sent } = zoomAnswering([{ status: 204 }, { status: 204 }]);
    await zoom.deleteMeeting('85746065123');
    await zoom.deleteMeeting('85746065123', '1795341600000');
    expect(sent).toMatchObject([
      { method: 'DELETE', url: 'https://api.zoom.us/v2/meetings/85746065123', repeatable: true },
      { url: 'https://api.zoom.us/v2/meetings/85746065123?occurrence_id=1795341600000' },
    ]);
    expect(sent.map(({ body }) => body)).toEqual([undefined, undefined]);
  });

  it.each([
    [400, 3018, 'refused'],
    [404, 3001, 'not_found'],
  ])('that cannot be cancelled is refused with %i %i', async (status, code, kind) => {
    const { zoom } = zoomAnswering([{ status, json: { code, message: 'x' } }]);
    expect(await errorOf(zoom.deleteMeeting('1'))).toMatchObject({ kind, code, unanswered: false });
  });

  it('has an invitation', async () => {
    const { zoom, sent } = zoomAnswering([{ json: { invitation: 'Join\r\nhttps://…', sip_links: [] } }]);
    expect(await zoom.getInvitation('85746065123')).toBe('Join\r\nhttps://…');
    expect(sent[0]?.url).toBe('https://api.zoom.us/v2/meetings/85746065123/invitation');
  });

  it('is found in pages of any size', async () => {
    const { zoom, sent } = zoomAnswering([{ json: { meetings: [] } }, { json: { meetings: [] } }]);
    await zoom.listMeetings('upcoming');
    await zoom.listMeetings('past', { page: 'a=', pageSize: 300 });
    expect(sent.map(({ url }) => url.split('?')[1])).toEqual([
      'type=upcoming_meetings&page_size=30',
      'type=previous_meetings&page_size=300&next_page_token=a%3D',
    ]);
  });
});

describe('a summary', () => {
  const summaryOf = async (json: unknown) => {
    const { zoom, sent } = zoomAnswering([{ json }]);
    const summary = await zoom.getSummary('/a//b==');
    expect(sent[0]?.url).toBe('https://api.zoom.us/v2/meetings/%252Fa%252F%252Fb%253D%253D/meeting_summary');
    return summary;
  };

  it('is the Markdown that Zoom made of it', async () => {
    const json = { summary_title: 'Plan', summary_content: '## Key', summary_overview: 'other' };
    expect(await summaryOf(json)).toEqual({ title: 'Plan', content: '## Key' });
  });

  it('is put together from the older fields where that is missing', async () => {
    const json = {
      summary_overview: 'In short',
      summary_details: [{ label: 'Release', summary: 'On Thursday.' }, { summary: 'More.' }],
      next_steps: ['Write\nit', 'Read it'],
      edited_summary: {},
    };
    expect((await summaryOf(json)).content).toBe(
      'In short\n\n## Release\n\nOn Thursday.\n\nMore.\n\n- Write it\n- Read it',
    );
  });

  it('is what the host made of the older fields', async () => {
    const edited_summary = { summary_overview: 'Mine', summary_details: 'All of it', next_steps: ['Rest'] };
    const json = { summary_overview: 'In short', next_steps: ['Write'], edited_summary };
    expect((await summaryOf(json)).content).toBe('Mine\n\nAll of it\n\n- Rest');
  });

  it.each([{}, { summary_content: ' \n' }, { summary_details: 'none', next_steps: null }])(
    'that says nothing is none: %o',
    async (json) => {
      expect((await errorOf(summaryOf(json))).kind).toBe('not_found');
    },
  );
});
