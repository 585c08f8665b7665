// Which kinds of files may be attached and how large, with what a project has of its own, wherever that counts; and the
// comments and topics of a project.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { refreshTopics, topicPolicyQueue } from '../../src/issue-panel/refresh-topics.ts';
import type { RecordingFileView } from '../../src/recordings/api-types.ts';
import { decide, decideFor, forgetPolicy } from '../support/policy.ts';
import {
  attach,
  attachAndWait,
  audienceOf,
  type LinkedRecording,
  linkedRecording,
  settledTransfer,
  transferWhen,
} from '../support/recorded-meeting.ts';
import { connected, linkNewMeeting, newTeam, type Team } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const MiB = 1024 ** 2;
let app: TestApp;
let team: Team;
let recorded: LinkedRecording;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
beforeEach(async () => {
  await forgetPolicy(app);
  team = newTeam(app);
  recorded = await linkedRecording(app, team.host, [
    { fileType: 'MP4', size: 3 * MiB },
    { fileType: 'CHAT' },
  ]);
});
afterEach(() => app.zoom.faults.clear());

const [video, chat] = [0, 1];
/** What is said of each file before anybody presses anything, and the largest size. */
async function shown(): Promise<{ files: (string | null)[]; limit: number }> {
  const { body } = await app.api('GET', `/meeting-links/${recorded.linkId}/recordings`, team.host);
  const files: RecordingFileView[] = body.recordings[0].files;
  return { files: files.map(({ unavailable }) => unavailable?.code ?? null), limit: body.uploadLimitBytes };
}
const refusal = async (file: number) => {
  const { status, body } = await attach(app, team.host, recorded, file);
  return [status, body.error?.code];
};

test('where nothing was decided everything may be attached, as large as Jira takes it', async () => {
  expect(await shown()).toEqual({ files: [null, null], limit: 1024 * MiB });
  expect(await attachAndWait(app, team.host, recorded, video)).toMatchObject({ state: 'succeeded' });
});

test('a kind that is not allowed is shown with the reason and refused, and others are attached', async () => {
  await decide(app, team.admin, { renditions: ['audio', 'chat'] });
  expect((await shown()).files).toEqual(['rendition_not_allowed', null]);
  expect(await refusal(video)).toEqual([403, 'rendition_not_allowed']);
  expect(await attachAndWait(app, team.host, recorded, chat)).toMatchObject({ state: 'succeeded' });
});

test('a file above the ceiling is shown with the reason and refused, the largest size is told, and one of just that size is attached', async () => {
  await decide(app, team.admin, { sizeCeilingBytes: 2 * MiB });
  expect(await shown()).toEqual({ files: ['above_site_ceiling', null], limit: 2 * MiB });
  expect(await refusal(video)).toEqual([413, 'above_site_ceiling']);
  await decide(app, team.admin, { sizeCeilingBytes: 3 * MiB });
  expect(await attachAndWait(app, team.host, recorded, video)).toMatchObject({ state: 'succeeded' });
});

describe('what a project has of its own', () => {
  test('counts there and nowhere else, "everything" too, and only while the site lets it', async () => {
    const other = newTeam(app);
    await decide(app, team.admin, { renditions: ['chat'], projectOverrides: true });
    await decideFor(app, team.admin, team.projectId, { renditions: null, sizeCeilingBytes: MiB });
    await decideFor(app, team.admin, other.projectId, { renditions: [] });
    expect((await shown()).files).toEqual(['above_site_ceiling', null]);
    expect(await refusal(video)).toEqual([413, 'above_site_ceiling']);
    await decideFor(app, team.admin, team.projectId, { renditions: null });
    expect((await shown()).files).toEqual([null, null]);
    await decide(app, team.admin, { projectOverrides: false });
    expect((await shown()).files).toEqual(['rendition_not_allowed', null]);
    expect(await refusal(video)).toEqual([403, 'rendition_not_allowed']);
  });

  test('is what the panel begins with, and whether a comment is written, which may differ from the site', async () => {
    const elsewhere = newTeam(app);
    await decide(app, team.admin, { attachmentComment: 'public', projectOverrides: true });
    await decideFor(app, team.admin, team.projectId, { attachmentComment: 'off', summaryComment: 'public' });
    const panel = async ({ host }: Team) => (await app.api('GET', '/issue-panel', host)).body;
    expect(await panel(team)).toMatchObject({ attachmentComment: 'off', summaryComment: 'public' });
    expect(await panel(elsewhere)).toMatchObject({ attachmentComment: 'public', summaryComment: 'internal' });

    const other = await linkedRecording(app, elsewhere.host, [{ fileType: 'CHAT' }]);
    await attachAndWait(app, team.host, recorded, chat);
    await attachAndWait(app, elsewhere.host, other, 0);
    await expect.poll(() => app.jira.site.comments(elsewhere.issueId).length).toBe(1);
    expect(app.jira.site.comments(team.issueId)).toEqual([]);
  });
});

test('a transfer that waits when its kind is forbidden stops with that reason, and Retry goes on once it is allowed', async () => {
  app.zoom.faults.arm({ on: 'download', kind: 'status', status: 503, retryAfter: '50' });
  const { id } = (await attach(app, team.host, recorded, video)).body;
  await transferWhen(app, team.host, id, ({ state }) => state === 'waiting');
  await decide(app, team.admin, { renditions: ['chat'] });
  app.clock.advance(60);
  const stopped = await transferWhen(app, team.host, id, ({ state }) => state === 'failed');
  expect(stopped).toMatchObject({ canRetry: true, reason: { code: 'rendition_not_allowed' } });

  const retry = () =>
    app.api('POST', `/transfers/${id}/retry`, team.host, { audience: audienceOf(app, team.issueId) });
  expect((await retry()).body.error.code).toBe('rendition_not_allowed');
  await decide(app, team.admin, { renditions: ['chat', 'video'] });
  expect((await retry()).status).toBe(200);
  await transferWhen(app, team.host, id, ({ state }) => state === 'succeeded');
});

test('a ceiling that is lowered while a file is being copied stops it before it is complete', async () => {
  const held = Promise.withResolvers<void>();
  app.zoom.faults.arm({ on: 'download', kind: 'stall', at: MiB, until: held.promise });
  const stalled = app.zoom.waitFor('download-stalled');
  const { id } = (await attach(app, team.host, recorded, video)).body;
  await stalled;
  await decide(app, team.admin, { sizeCeilingBytes: 2 * MiB });
  held.resolve();
  expect(await settledTransfer(app, team.host, id)).toMatchObject({
    state: 'failed',
    reason: { code: 'above_site_ceiling' },
  });
  expect(app.jira.site.attachments(team.issueId)).toEqual([]);
});

describe('topics', () => {
  const propertyKey = 'zoom-meetings-for-jira.meetings';
  const property = ({ issueId }: Team) =>
    app.jira.site.issueProperty(issueId, propertyKey) as Record<string, unknown> | undefined;
  const withMeeting = async (which: Team) => {
    const startTime = app.clock.now().getTime() + 3 * 3_600_000;
    await linkNewMeeting(app, which.host, await connected(app, which.host), { topic: 'Salaries', startTime });
    await expect.poll(() => property(which)?.next).toBeDefined();
  };

  test('come into all issues of the site when that is decided, and go out of those of one project alone', async () => {
    const [one, other] = [newTeam(app), newTeam(app)];
    await withMeeting(one);
    await withMeeting(other);
    expect([property(one), property(other)].map((value) => 'topic' in (value ?? {}))).toEqual([false, false]);
    await decide(app, team.admin, { topicInProperty: true, projectOverrides: true });
    for (const which of [one, other]) await expect.poll(() => property(which)?.topic).toContain('Salaries');
    await decideFor(app, team.admin, other.projectId, { topicInProperty: false });
    await expect.poll(() => property(other)).not.toHaveProperty('topic');
    expect(property(one)).toHaveProperty('topic');
    await decide(app, team.admin, { topicInProperty: false });
    await expect.poll(() => property(one)).not.toHaveProperty('topic');
  });
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
    await refreshTopics({ ...app.deps, jobs }, { siteId: row?.id ?? '', after });
    after = next[0]?.after;
    for (const { startAfter } of next) expect(startAfter?.getTime()).toBeGreaterThan(Date.now());
  }
  expect(announced).toEqual(Array.from({ length: 250 }, (_, index) => String(index + 1)));
});
