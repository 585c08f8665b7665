// What the app asks of Jira and of Zoom, and what the simulators answer, as the makers' own specifications have it.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHttpClient } from '../../src/platform/http/http-client.ts';
import type { NewMeeting } from '../../src/zoom/meeting-bodies.ts';
import { createZoomApi } from '../../src/zoom/zoom-api.ts';
import { type Contract, createContract, readSpecification } from '../support/api-specification.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { type Exchange, recordTraffic } from '../support/traffic.ts';
import { walkWholePath } from '../support/whole-path.ts';
import { createOauthRequests } from '../support/zoom-oauth-requests.ts';

const specifications = {
  jira: readSpecification('jira-platform-v3.openapi.json'),
  zoomMeetings: asDescribed(readSpecification('zoom-meeting-open-api-spec.json')),
  zoomUsers: readSpecification('zoom-users-open-api-spec.json'),
};
const absent = Object.values(specifications).includes(null);
const why = absent
  ? ' (SKIPPED: the API specifications are not present; SPECS_FOLDER may name their folder)'
  : '';

describe.skipIf(absent)(`contracts with Jira and Zoom${why}`, () => {
  let jira: { contract: Contract; exchanges: Exchange[] };
  let zoom: { contracts: Contract[]; exchanges: Exchange[] };
  const traffic = recordTraffic();
  beforeAll(async () => {
    const app = await startTestApp();
    try {
      await walkWholePath(app, async () => undefined);
      await walkSchedules(app);
    } finally {
      await app.stop();
      traffic.stop();
    }
    const to = (origin: string) => traffic.exchanges.filter((exchange) => exchange.origin === origin);
    jira = { contract: createContract(specifications.jira ?? {}), exchanges: to(app.jira.site.baseUrl) };
    const { origin, pathname: basePath } = new URL(app.zoom.apiBaseUrl);
    const ofZoom = [specifications.zoomMeetings ?? {}, specifications.zoomUsers ?? {}];
    zoom = {
      contracts: ofZoom.map((one) => createContract(one, { basePath, relaxAnswers: true })),
      exchanges: to(origin),
    };
  });
  afterAll(() => traffic.stop());

  const zoomContractOf = (exchange: Exchange): Contract | undefined =>
    zoom.contracts.find((contract) => contract.operationOf(exchange) !== null) ?? zoom.contracts[0];
  const operations = (exchanges: Exchange[], contractOf: (exchange: Exchange) => Contract | undefined) =>
    [...new Set(exchanges.map((exchange) => contractOf(exchange)?.operationOf(exchange)))].sort();
  const faultsIn = (exchanges: Exchange[], faultsOf: (exchange: Exchange) => string[] | undefined) =>
    exchanges.flatMap((exchange) =>
      (faultsOf(exchange) ?? []).map((fault) => `${exchange.method} ${exchange.url}: ${fault}`),
    );

  test('the whole path uses these operations, each of them documented', () => {
    // Read only when a meeting cannot be, which may happen here or not; contract-inside-jira.test.ts asks for it.
    const read = jira.exchanges.filter(
      ({ method, url }) => method !== 'GET' || !url.includes('/properties/'),
    );
    expect(operations(read, () => jira.contract)).toEqual([
      'GET /rest/api/3/attachment/meta',
      'GET /rest/api/3/issue/{issueIdOrKey}',
      'GET /rest/api/3/mypermissions',
      'GET /rest/api/3/user',
      'POST /rest/api/3/issue/{issueIdOrKey}/attachments',
      'POST /rest/api/3/permissions/check',
      'PUT /rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}',
    ]);
    expect(operations(zoom.exchanges, zoomContractOf)).toEqual([
      'DELETE /meetings/{meetingId}',
      'GET /meetings/{meetingId}',
      'GET /meetings/{meetingId}/invitation',
      'GET /meetings/{meetingId}/meeting_summary',
      'GET /meetings/{meetingId}/recordings',
      'GET /past_meetings/{meetingId}',
      'GET /past_meetings/{meetingId}/instances',
      'GET /users/{userId}',
      'GET /users/{userId}/meetings',
      'PATCH /meetings/{meetingId}',
      'POST /users/{userId}/meetings',
    ]);
  });

  test('every request to Jira has the path, query and body that Jira documents', () => {
    expect(faultsIn(jira.exchanges, (exchange) => jira.contract.requestFaults(exchange))).toEqual([]);
  });

  test('every request to Zoom has the path, query and body that Zoom documents', () => {
    expect(faultsIn(zoom.exchanges, (exchange) => zoomContractOf(exchange)?.requestFaults(exchange))).toEqual(
      [],
    );
  });

  test('the simulated Jira answers as the specification says', () => {
    expect(faultsIn(jira.exchanges, (exchange) => jira.contract.answerFaults(exchange))).toEqual([]);
  });

  test('the simulated Zoom answers as the specification says, as far as Zoom itself keeps to it', () => {
    expect(faultsIn(zoom.exchanges, (exchange) => zoomContractOf(exchange)?.answerFaults(exchange))).toEqual(
      [],
    );
  });

  test('a wrong path, query, body or answer is noticed', () => {
    const find = (exchanges: Exchange[], part: string): Exchange => {
      const found = exchanges.find(({ url }) => url.includes(part));
      if (!found) throw new Error(`nothing was asked of ${part}`);
      return found;
    };
    const check = find(jira.exchanges, '/permissions/check');
    const meetings = find(zoom.exchanges, '/users/me/meetings');
    expect(jira.contract.requestFaults({ ...check, url: '/rest/api/3/permission/check' })).not.toEqual([]);
    expect(jira.contract.requestFaults({ ...check, body: '{"projectPermissions":1}' })).not.toEqual([]);
    expect(jira.contract.answerFaults({ ...check, answer: '{"globalPermissions":"all"}' })).not.toEqual([]);
    const [contract] = zoom.contracts;
    expect(contract?.requestFaults({ ...meetings, url: `${meetings.url}&colour=red` })).not.toEqual([]);
    expect(
      contract?.requestFaults({ ...meetings, url: meetings.url.replace(/type=\w+/, 'type=bygone') }),
    ).not.toEqual([]);
    expect(contract?.answerFaults({ ...meetings, answer: '{"meetings":{}}' })).not.toEqual([]);
    const made = zoom.exchanges.find(({ method }) => method === 'POST');
    expect(made && contract?.requestFaults({ ...made, body: '{"duration":"long"}' })).not.toEqual([]);
    expect(made && contract?.requestFaults({ ...made, body: '{"recurrence":{}}' })).not.toEqual([]);
  });
});

/** Zoom's schema without what its own words beside it contradict: local times have no zone, weekdays may be several. */
function asDescribed(specification: Record<string, unknown> | null): Record<string, unknown> | null {
  const contradicted: Record<string, string> = { start_time: 'format', weekly_days: 'enum' };
  const text = JSON.stringify(specification);
  return JSON.parse(text, (name, value: unknown) => {
    const key = contradicted[name];
    if (key === undefined || typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).filter(([inner]) => inner !== key));
  });
}

/** Every call about making, changing and cancelling meetings, and what is read of them only then. */
async function walkSchedules({ baseUrl, clock, zoom }: TestApp): Promise<void> {
  const [host, other] = [zoom.createUser(), zoom.createUser()];
  const tokens = await createOauthRequests(zoom, `${baseUrl}/zoom/oauth/callback`).connect(host);
  const api = createZoomApi({
    http: createHttpClient({ hosts: ['127.0.0.1'], insecureLoopback: true }),
    clock,
    baseUrl: zoom.apiBaseUrl,
    access: { accessToken: tokens.access_token ?? '', apiUrl: null },
  });
  const inDays = (days: number) =>
    new Date(clock.now().getTime() + days * 86_400_000).toISOString().slice(0, 19);
  const meeting: NewMeeting = {
    kind: 'scheduled',
    topic: 'Plan',
    agenda: 'What comes next',
    startTime: inDays(2),
    timeZone: 'UTC',
    durationMinutes: 30,
    passcode: 'abc123',
    waitingRoom: true,
    joinBeforeHost: false,
    muteUponEntry: true,
    cloudRecording: true,
    alternativeHosts: [other.email],
    recurrence: null,
  };
  const times = { startTime: inDays(3), timeZone: 'UTC', durationMinutes: 45 };
  const now = { kind: 'instant', startTime: null, timeZone: null, durationMinutes: null } as const;
  await api.createMeeting({ ...meeting, ...now });
  const single = (await api.createMeeting(meeting)).meeting;
  await api.updateMeeting(single.id, times);
  await api.getInvitation(single.id);
  await api.listMeetings('upcoming', { pageSize: 300 });
  const recurrences = [
    { type: 1, repeat_interval: 1, end_times: 3 },
    { type: 2, repeat_interval: 2, weekly_days: '1,3', end_date_time: `${inDays(60)}Z` },
    { type: 3, repeat_interval: 1, monthly_day: 15, end_times: 3 },
    { type: 3, repeat_interval: 1, monthly_week: -1, monthly_week_day: 6, end_times: 3 },
  ] as const;
  for (const recurrence of recurrences) {
    const series = (await api.createMeeting({ ...meeting, recurrence })).meeting;
    await api.updateMeeting(series.id, {
      ...times,
      ...(series.recurrence && { recurrence: series.recurrence }),
    });
    const [first, second] = (await api.findMeeting(series.id))?.occurrences ?? [];
    await api.updateMeeting(series.id, times, first?.id);
    await api.deleteMeeting(series.id, second?.id);
    await api.deleteMeeting(series.id);
  }
  await api.deleteMeeting(single.id);
  const held = zoom.addPastInstance(zoom.createMeeting(host), {
    startTime: clock.now().getTime() - 86_400_000,
  });
  zoom.addSummary(held);
  await api.getSummary(held.uuid);
}
