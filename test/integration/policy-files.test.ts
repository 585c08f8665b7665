// Which kinds of files may be attached and how large, with what a project has of its own, wherever that counts; and
// the comments in a project.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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
import { newTeam, type Team } from '../support/team.ts';
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
