// Whether topics stand at issues: brought up to date wherever the site, or a project, decides anew.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { refreshTopics, topicPolicyQueue } from '../../src/issue-panel/refresh-topics.ts';
import { decide, decideFor } from '../support/policy.ts';
import { connected, linkNewMeeting, newTeam, type Team } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

const propertyKey = 'zoom-meetings-for-jira.meetings';
const property = ({ issueId }: Team) =>
  app.jira.site.issueProperty(issueId, propertyKey) as Record<string, unknown> | undefined;
const withMeeting = async (which: Team) => {
  const startTime = app.clock.now().getTime() + 3 * 3_600_000;
  await linkNewMeeting(app, which.host, await connected(app, which.host), { topic: 'Salaries', startTime });
  await expect.poll(() => property(which)?.next).toBeDefined();
};

test('topics come into all issues of the site when that is decided, and go out of those of one project alone', async () => {
  const [one, other] = [newTeam(app), newTeam(app)];
  await withMeeting(one);
  await withMeeting(other);
  expect([property(one), property(other)].map((value) => 'topic' in (value ?? {}))).toEqual([false, false]);
  await decide(app, one.admin, { topicInProperty: true, projectOverrides: true });
  for (const which of [one, other]) await expect.poll(() => property(which)?.topic).toContain('Salaries');
  await decideFor(app, one.admin, other.projectId, { topicInProperty: false });
  await expect.poll(() => property(other)).not.toHaveProperty('topic');
  expect(property(one)).toHaveProperty('topic');
  await decide(app, one.admin, { topicInProperty: false });
  await expect.poll(() => property(one)).not.toHaveProperty('topic');
});

test('on a large site issues are brought up to date in steps, each with the next in line behind a pause', async () => {
  const { database } = app.deps;
  const [row] = await database.rows<{ id: string; person: string }>(
    `INSERT INTO installations SELECT (jsonb_populate_record(i, jsonb_build_object(
       'id', gen_random_uuid(), 'client_key', 'large', 'base_url', 'https://large.example'))).*
     FROM installations i LIMIT 1 RETURNING id, gen_random_uuid() AS person`,
  );
  await database.rows(
    `INSERT INTO meeting_links (id, installation_id, issue_id, meeting_id, scope, host_zoom_user_id, linked_by, linked_at)
     SELECT gen_random_uuid(), $1, issue, 90000000000 + copy, 'single', 'host', $2, $3
     FROM generate_series(1, 250) issue, generate_series(1, 2) copy`,
    [row?.id, row?.person, app.clock.now()],
  );
  const announced: string[] = [];
  const next: { after: string; startAfter: Date | undefined }[] = [];
  const jobs: typeof app.deps.jobs = {
    ...app.deps.jobs,
    async enqueue(queue, { issueId = '', after = '' }, options) {
      if (queue === topicPolicyQueue) next.push({ after, startAfter: options?.startAfter });
      else announced.push(issueId);
    },
  };
  let after: string | undefined = '0';
  while (after !== undefined) {
    next.length = 0;
    const before = Date.now();
    await refreshTopics({ ...app.deps, jobs }, { siteId: row?.id ?? '', after });
    after = next[0]?.after;
    for (const { startAfter } of next) expect(startAfter?.getTime()).toBeGreaterThanOrEqual(before + 1_000);
  }
  expect(announced).toEqual(Array.from({ length: 250 }, (_, index) => String(index + 1)));
});
