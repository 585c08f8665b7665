// Searching the simulated Jira by what the app's descriptor indexes of its issue property.

import { afterAll, beforeAll, expect, test } from 'vitest';
import descriptor from '../../atlassian-connect.json' with { type: 'json' };
import type { Descriptor } from '../simulators/jira/descriptor.ts';
import { type JiraSimulator, startJiraSimulator } from '../simulators/jira/simulator.ts';
import type { JiraIssue } from '../simulators/jira/site-state.ts';

const property = 'zoom-meetings-for-jira.meetings';
const now = Date.parse('2026-11-23T10:00:00Z');

let jira: JiraSimulator;
let accountId: string;
let soon: JiraIssue;
let past: JiraIssue;
let bare: JiraIssue;
beforeAll(async () => {
  jira = await startJiraSimulator({ clock: () => now });
  const { site } = jira;
  const installed = descriptor as unknown as Descriptor;
  site.state.installation = { appBaseUrl: 'http://localhost:1', descriptor: installed, state: 'installed' };
  accountId = site.addUser({ name: 'Sam' }).accountId;
  const project = site.addProject({ key: 'ONE' });
  site.grant(accountId, project.id);
  const hidden = site.addProject({ key: 'TWO' });
  const issueWith = (projectId: string, value?: object) => {
    const issue = site.addIssue({ projectId });
    if (value) issue.properties[property] = value;
    return issue;
  };
  soon = issueWith(project.id, { meetings: 2, recordings: 0, state: 'upcoming', next: '2026-11-24T10:00Z' });
  past = issueWith(project.id, { meetings: 1, recordings: 3, state: 'none', last: '2026-11-21T08:30+01:00' });
  bare = issueWith(project.id);
  issueWith(hidden.id, { meetings: 2, next: '2026-11-24T10:00Z' });
});
afterAll(() => jira.stop());

interface Found {
  status: number;
  body: {
    issues: { id: string; key?: string }[];
    isLast: boolean;
    nextPageToken?: string;
    errorMessages: string[];
  };
}

async function search(parameters: Record<string, string>): Promise<Found> {
  const home = await fetch(`${jira.site.baseUrl}/?as=${accountId}`, { redirect: 'manual' });
  const cookie = home.headers.get('set-cookie')?.split(';')[0] ?? '';
  const query = new URLSearchParams(parameters);
  const answer = await fetch(`${jira.site.baseUrl}/rest/api/3/search/jql?${query}`, { headers: { cookie } });
  return { status: answer.status, body: (await answer.json()) as Found['body'] };
}

const found = async (jql: string) => {
  const { status, body } = await search({ jql });
  expect([status, body.errorMessages]).toEqual([200, undefined]);
  return body.issues.map(({ id }) => id);
};

test.each([
  ['zoomNextMeeting <= 7d', () => [soon]],
  ['zoomNextMeeting > 7d', () => []],
  ['zoomNextMeeting >= now() AND zoomNextMeeting < endOfDay(1d)', () => [soon]],
  ['zoomNextMeeting = "2026-11-24 10:00"', () => [soon]],
  ['zoomLastMeeting >= -2d', () => []],
  ['zoomLastMeeting >= "-2d 3h"', () => [past]],
  ['zoomLastMeeting >= startOfDay(-2)', () => [past]],
  ['zoomMeetings > 0 order by zoomMeetings DESC', () => [soon, past]],
  ['zoomMeetings > 0 order by zoomNextMeeting, key', () => [soon, past]],
  ['zoomRecordings in (1, 3)', () => [past]],
  ['zoomMeetingState = Upcoming', () => [soon]],
  ['zoommeetingstate != upcoming', () => [past]],
  ['zoomMeetings is empty', () => [bare]],
  ['zoomMeetings is not EMPTY and not (zoomRecordings = 0)', () => [past]],
  ['project = one and (zoomMeetings = 2 OR zoomMeetings = 1) order by key', () => [soon, past]],
  [`issue.property["${property}"].recordings = 3`, () => [past]],
])('%s', async (jql, issues) => {
  expect(await found(jql)).toEqual(issues().map(({ id }) => id));
});

test.each([
  ['zoomSomething = 1', "Field 'zoomSomething' does not exist"],
  ['zoomMeetings > many', 'a number is expected'],
  ['zoomNextMeeting <= soon', 'Valid formats include'],
  ['zoomMeetingState > live', 'not supported'],
  ['order by key', 'Unbounded'],
  ['zoomMeetings >', 'the query ends'],
  ['zoomMeetings = 1 zoomMeetings = 2', 'Nothing is expected'],
])('%s is refused in words', async (jql, words) => {
  const { status, body } = await search({ jql });
  expect(status).toBe(400);
  expect(body.errorMessages.join()).toContain(words);
});

test('what does not fit its type is not indexed, so that nobody finds it', async () => {
  const issue = jira.site.addIssue({ projectId: soon.projectId });
  issue.properties[property] = { meetings: '1', next: '2026-11-24T10:00:00Z', last: 'yesterday', state: 7 };
  for (const alias of ['zoomMeetings', 'zoomNextMeeting', 'zoomLastMeeting', 'zoomMeetingState'])
    expect(await found(`${alias} is not empty`)).not.toContain(issue.id);
  jira.site.deleteIssue(issue.id);
});

test('answers page by page, with a token for the same query only, and ids alone unless asked for more', async () => {
  const first = (await search({ jql: 'project = ONE order by key', maxResults: '2' })).body;
  expect([first.issues, first.isLast]).toEqual([[{ id: soon.id }, { id: past.id }], false]);
  const token = first.nextPageToken ?? '';
  const second = await search({
    jql: 'project = ONE order by key',
    maxResults: '2',
    nextPageToken: token,
    fields: 'summary',
  });
  expect(second.body).toMatchObject({
    isLast: true,
    issues: [{ id: bare.id, key: bare.key, fields: { summary: bare.summary } }],
  });
  expect(second.body.nextPageToken).toBeUndefined();
  expect((await search({ jql: 'project = TWO', nextPageToken: token })).status).toBe(400);
});
