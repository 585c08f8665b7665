// The issue of a new meeting, also when Jira tells nothing of it.

import { expect, test } from 'vitest';
import { readMeetingIssue } from '../../../src/web/meeting-issue.ts';

const host = (request: (path: string) => Promise<unknown>, issue: { id: string; key: string } | null) => ({
  request,
  getIssue: async () => issue,
});
const issue = { id: '10001', key: 'ABC-1' };

test('the summary is read by the issue’s id', async () => {
  const paths: string[] = [];
  const answer = async (path: string) => {
    paths.push(path);
    return { fields: { summary: 'Door does not close' } };
  };
  expect(await readMeetingIssue(host(answer, issue))).toEqual({
    key: 'ABC-1',
    summary: 'Door does not close',
  });
  expect(paths).toEqual(['/rest/api/3/issue/10001?fields=summary']);
});

test('an answer without a summary leaves the key, and no answer leaves nothing', async () => {
  expect(await readMeetingIssue(host(async () => ({}), issue))).toEqual({ key: 'ABC-1', summary: '' });
  expect(await readMeetingIssue(host(async () => null, issue))).toBeNull();
  expect(await readMeetingIssue(host(async () => Promise.reject(new Error('503')), issue))).toBeNull();
  expect(await readMeetingIssue(host(async () => ({}), null))).toBeNull();
});
