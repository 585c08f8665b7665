// What the app asks of Jira and of Zoom, and what the simulators answer, as the makers' own specifications have it.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Contract, createContract, readSpecification } from '../support/api-specification.ts';
import { startTestApp } from '../support/test-app.ts';
import { type Exchange, recordTraffic } from '../support/traffic.ts';
import { walkWholePath } from '../support/whole-path.ts';

const specifications = {
  jira: readSpecification('jira-platform-v3.openapi.json'),
  zoomMeetings: readSpecification('zoom-meeting-open-api-spec.json'),
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
    expect(operations(jira.exchanges, () => jira.contract)).toEqual([
      'GET /rest/api/3/attachment/meta',
      'GET /rest/api/3/issue/{issueIdOrKey}',
      'GET /rest/api/3/mypermissions',
      'GET /rest/api/3/user',
      'POST /rest/api/3/issue/{issueIdOrKey}/attachments',
      'POST /rest/api/3/permissions/check',
      'PUT /rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}',
    ]);
    expect(operations(zoom.exchanges, zoomContractOf)).toEqual([
      'GET /meetings/{meetingId}',
      'GET /meetings/{meetingId}/recordings',
      'GET /past_meetings/{meetingId}',
      'GET /past_meetings/{meetingId}/instances',
      'GET /users/{userId}',
      'GET /users/{userId}/meetings',
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
  });
});
