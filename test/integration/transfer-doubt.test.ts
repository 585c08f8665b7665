// Past the fence: which attachment is taken for our own, when nothing of the kind is found, and how trying ends.

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { secondsAfter } from '../../src/platform/clock.ts';
import { shortCode } from '../../src/recordings/transfers/running/file-name.ts';
import { leaseSeconds } from '../../src/recordings/transfers/running/lease.ts';
import type { JiraAttachment } from '../simulators/jira/site-state.ts';
import { attach } from '../support/recorded-meeting.ts';
import {
  type AskedTransfer,
  shown,
  startTransferBench,
  stoppedFor,
  type TransferBench,
} from '../support/transfer-bench.ts';

let bench: TransferBench;
beforeAll(async () => {
  bench = await startTransferBench();
});
afterEach(() => bench.calm());
afterAll(() => bench.stop());

const attachments = ({ issueId }: AskedTransfer) => bench.app.jira.site.attachments(issueId);

async function expectAttachedOnce(asked: AskedTransfer): Promise<void> {
  const [attachment, ...more] = attachments(asked);
  expect(more).toEqual([]);
  expect(attachment?.sha256).toBe(await asked.file.sha256());
  expect(await bench.row(asked)).toMatchObject({ state: 'succeeded', attachmentId: attachment?.id });
}

/** A worker that crossed the fence and died: what it stored, if anything, is for the test to say. */
async function diedPastTheFence(asked: AskedTransfer): Promise<void> {
  const { clock, deps } = bench.app;
  const now = clock.now();
  const leaseUntil = secondsAfter(now, leaseSeconds);
  const run = await deps.transfers.claim(asked.id, now, leaseUntil);
  if (run === null) throw new Error('the row was not to be had');
  const file = { size: asked.file.size, sha256: await asked.file.sha256(), now, leaseUntil };
  expect(await deps.transfers.fence(run, file)).toBe(true);
  clock.advance(leaseSeconds + 1);
}

/** An attachment that is already at the issue, as the dead worker would have uploaded it unless said otherwise. */
function stored(asked: AskedTransfer, other: Partial<JiraAttachment> = {}): void {
  const { state } = bench.app.jira.site;
  state.attachments.push({
    id: String(state.nextId++),
    issueId: asked.issueId,
    filename: `Some call 2026-01-01 10-00 UTC ${shortCode(asked.id)}.mp4`,
    size: asked.file.size,
    sha256: '',
    mimeType: 'video/mp4',
    authorAccountId: bench.engineer.accountId,
    created: '2026-01-01T10:00:00.000+0000',
    ...other,
  });
}

test.each([10, 100, 300])(
  'Jira stores the file %i s after a worker handed it back past the fence, so that it is waited for and adopted',
  async (seconds) => {
    const asked = await bench.asked();
    await diedPastTheFence(asked);
    const died = bench.app.clock.now();

    expect(await bench.run(asked)).toMatchObject({
      state: 'finishing',
      reasonCode: 'upload_unclear',
      failures: 0,
    });
    while (bench.app.clock.now() < secondsAfter(died, seconds)) {
      bench.app.clock.advance(await bench.secondsUntilDue(asked));
      if (bench.app.clock.now() < secondsAfter(died, seconds)) await bench.run(asked);
    }
    stored(asked);

    expect((await bench.runUntilCertain(asked)).state).toBe('succeeded');
    expect(attachments(asked)).toHaveLength(1);
  },
);

test('a worker died before Jira stored the file, so that it is uploaded anew once Jira can no longer store it', async () => {
  const asked = await bench.asked();
  await diedPastTheFence(asked);
  const died = bench.app.clock.now();
  const since = bench.app.jira.requests.length;

  expect(await bench.runUntilCertain(asked)).toMatchObject({ state: 'waiting', reasonCode: 'upload_cut' });

  expect(bench.app.clock.now().getTime() - died.getTime()).toBeGreaterThan(300_000);
  const looks = bench.app.jira.requests.slice(since).filter(({ path }) => path.includes('fields=attachment'));
  expect(looks.length).toBeGreaterThan(3);
  expect(looks.length).toBeLessThan(9);
  await bench.runUntilCertain(asked);
  await expectAttachedOnce(asked);
});

test.each([
  ['carries another code', () => ({ filename: `Some call ${shortCode('another')}.mp4` })],
  ['has another size', ({ file }: AskedTransfer) => ({ size: file.size - 1 })],
  ['is somebody else’s', () => ({ authorAccountId: '712020:somebody-else' })],
])('an attachment that %s is not adopted, so that the file is uploaded as well', async (_what, other) => {
  const asked = await bench.asked();
  await diedPastTheFence(asked);
  stored(asked, other(asked));

  await bench.runUntilCertain(asked);
  const row = await bench.runUntilCertain(asked);

  expect(attachments(asked)).toHaveLength(2);
  expect(row.attachmentId).toBe(attachments(asked)[1]?.id);
});

test('six failures in a row end the trying, and Retry begins anew', async () => {
  const asked = await bench.asked();
  const { clock, jira } = bench.app;
  for (let upload = 0; upload < 6; upload += 1)
    jira.faults.uploads.push({ kind: 'answer', stored: false, status: 200 });
  for (let failure = 1; failure < 6; failure += 1) {
    expect(await bench.run(asked)).toMatchObject({ state: 'finishing', failures: failure - 1 });
    expect(await bench.runUntilCertain(asked)).toMatchObject({ state: 'waiting', failures: failure });
    const pause = await bench.pause(asked);
    expect(pause).toBeGreaterThan(5 * 2 ** (failure - 1) * 0.5);
    expect(pause).toBeLessThan(5 * 2 ** (failure - 1) * 1.5);
    clock.advance(pause + 1);
  }
  await bench.run(asked);
  await bench.runUntilCertain(asked);
  const stopped = stoppedFor('failed', 'upload_cut');
  expect(await shown(bench, asked)).toMatchObject(stopped);
  expect(stopped.reason.message).toContain('Press Retry');

  const audience = { projectId: bench.app.jira.site.projects[0]?.id, securityLevelId: null };
  await bench.app.api('POST', `/transfers/${asked.id}/retry`, asked.viewer, { audience });
  await bench.run(asked);
  await expectAttachedOnce(asked);
});

test('a transfer that failed in doubt is looked for when it is retried, so that one attachment exists', async () => {
  const asked = await bench.asked();
  const { deps, jira } = bench.app;
  jira.faults.uploads.push({ kind: 'lose-answer' });
  const row = await bench.run(asked, {
    jiraAccess: {
      ...deps.jiraAccess,
      async actAs(siteId, accountId) {
        // Deactivated at the very moment that the file is stored.
        bench.engineer.active = attachments(asked).length === 0;
        return deps.jiraAccess.actAs(siteId, accountId);
      },
    },
  });
  bench.engineer.active = true;
  expect(row).toMatchObject({ state: 'failed', reasonCode: 'impersonation_refused' });

  const audience = { projectId: jira.site.projects[0]?.id, securityLevelId: null };
  const retried = await bench.app.api('POST', `/transfers/${asked.id}/retry`, asked.viewer, { audience });
  expect(retried.body.state).toBe('queued');
  await bench.run(asked);
  await expectAttachedOnce(asked);
});

test('a transfer that failed in doubt is retried and cancelled before it runs, so that it is looked for all the same', async () => {
  const asked = await bench.asked();
  await diedPastTheFence(asked);
  stored(asked);
  const { transfers, database } = bench.app.deps;
  await database.rows(`UPDATE transfers SET state = 'failed', lease_until = NULL WHERE id = $1`, [asked.id]);
  const audience = { projectId: bench.app.jira.site.projects[0]?.id, securityLevelId: null };
  await bench.app.api('POST', `/transfers/${asked.id}/retry`, asked.viewer, { audience });

  const cancel = await bench.app.api('POST', `/transfers/${asked.id}/cancel`, asked.viewer);

  expect([cancel.status, cancel.body.error.code]).toEqual([409, 'too_late']);
  await bench.run(asked);
  expect((await transfers.find(asked))?.state).toBe('succeeded');
  expect(attachments(asked)).toHaveLength(1);
});

test('a transfer that failed in doubt is asked for by somebody else, so that what Jira had stored is found and not attached twice', async () => {
  const asked = await bench.asked();
  await diedPastTheFence(asked);
  stored(asked);
  const { database } = bench.app.deps;
  await database.rows(`UPDATE transfers SET state = 'failed', lease_until = NULL WHERE id = $1`, [asked.id]);

  const again = await attach(bench.app, asked.viewer, asked.recorded, 0);

  expect([again.status, again.body.error.code]).toEqual([409, 'already_attached']);
  expect(await bench.row(asked)).toMatchObject({
    state: 'succeeded',
    attachmentId: attachments(asked)[0]?.id,
  });
  expect(attachments(asked)).toHaveLength(1);
});

test('a transfer that failed in doubt had stored nothing, so that somebody else’s press is a new one', async () => {
  const asked = await bench.asked();
  await diedPastTheFence(asked);
  const { database } = bench.app.deps;
  await database.rows(`UPDATE transfers SET state = 'failed', lease_until = NULL WHERE id = $1`, [asked.id]);

  const again = await attach(bench.app, asked.viewer, asked.recorded, 0);

  expect([again.status, again.body.state]).toEqual([201, 'queued']);
});

test('a process that does not know when the fence was crossed looks for as long as after one just crossed, so that nothing is uploaded too early', async () => {
  const asked = await bench.asked();
  await diedPastTheFence(asked);
  bench.app.clock.advance(3_600);
  await bench.app.deps.database.rows('UPDATE transfers SET fenced_at = NULL WHERE id = $1', [asked.id]);

  expect(await bench.run(asked)).toMatchObject({ state: 'finishing', reasonCode: 'upload_unclear' });
  expect((await bench.runUntilCertain(asked)).reasonCode).toBe('upload_cut');
});
