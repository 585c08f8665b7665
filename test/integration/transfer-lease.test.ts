// Who may run a transfer: claims, leases, takeovers, handing back, and a person's Cancel, one row deciding.

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { secondsAfter } from '../../src/platform/clock.ts';
import { leaseSeconds } from '../../src/recordings/transfers/running/lease.ts';
import type { RunTransferDeps } from '../../src/recordings/transfers/running/transfer-deps.ts';
import {
  type AskedTransfer,
  gate,
  startTransferBench,
  type TransferBench,
} from '../support/transfer-bench.ts';

let bench: TransferBench;
beforeAll(async () => {
  bench = await startTransferBench();
});
afterEach(() => bench.calm());
afterAll(() => bench.stop());

const attachments = ({ issueId }: AskedTransfer) => bench.app.jira.site.attachments(issueId);
const cancel = ({ id, viewer }: AskedTransfer) => bench.app.api('POST', `/transfers/${id}/cancel`, viewer);
const claim = ({ id }: AskedTransfer) => {
  const now = bench.app.clock.now();
  return bench.app.deps.transfers.claim(id, now, secondsAfter(now, leaseSeconds));
};
/** As a worker whose reports do not reach the database any more, but which goes on. */
const unheard = (): Partial<RunTransferDeps> => ({
  transfers: { ...bench.app.deps.transfers, progress: async () => true },
});
/** Jira stops reading the next upload near its beginning until the gate opens. */
function holdUpload() {
  const held = gate();
  bench.app.jira.faults.uploads.push({ kind: 'hold', atByte: 30_000, until: held.until });
  return { reached: bench.app.jira.waitFor('upload-held'), ...held };
}
const large = [{ fileType: 'MP4', size: 32 * 1024 * 1024 } as const];

test('two workers claim one transfer at once, so that one has it and the other nothing', async () => {
  const asked = await bench.asked();

  const claims = await Promise.all([claim(asked), claim(asked), claim(asked)]);

  expect(claims.filter((run) => run !== null)).toHaveLength(1);
  expect(await bench.row(asked)).toMatchObject({ state: 'running', attempt: 1 });
});

test('two workers run one transfer at once, so that one attachment exists', async () => {
  const asked = await bench.asked();

  await Promise.all([bench.run(asked), bench.run(asked)]);

  expect(attachments(asked)).toHaveLength(1);
  expect(await bench.row(asked)).toMatchObject({ state: 'succeeded', attempt: 1 });
});

test('a run that was taken over can neither report, cross the fence, settle nor succeed, so that the newer one decides', async () => {
  const asked = await bench.asked();
  const { clock, deps } = bench.app;
  const old = await claim(asked);
  clock.advance(leaseSeconds + 1);
  const newer = await claim(asked);
  if (old === null || newer === null) throw new Error('the row was not to be had');
  const now = clock.now();
  const leaseUntil = secondsAfter(now, leaseSeconds);
  const file = { size: 1, sha256: 'ab', now, leaseUntil };
  const settled = {
    state: 'failed',
    reasonCode: 'internal',
    failures: 0,
    outages: 0,
    runAfter: now,
    inDoubt: false,
    now,
  } as const;

  expect(await deps.transfers.progress(old, { bytesMoved: 1, bytesTotal: 1, now, leaseUntil })).toBe(false);
  expect(await deps.transfers.fence(old, file)).toBe(false);
  await deps.database.transaction(async (transaction) => {
    expect(await deps.transfers.settle(old, settled, transaction)).toBeNull();
    expect(await deps.transfers.succeed(old, '1', now, transaction)).toBeNull();
  });
  expect(await deps.transfers.fence(newer, file)).toBe(true);
});

const skewed = (seconds: number): Partial<RunTransferDeps> => ({
  clock: { now: () => secondsAfter(bench.app.clock.now(), seconds) },
});

test.each([30, -30])(
  'a worker whose clock is %i s off comes upon a transfer that another one runs, so that it leaves it alone',
  async (seconds) => {
    const asked = await bench.asked(large);
    const held = holdUpload();
    const running = bench.run(asked);
    await held.reached;

    expect(await bench.run(asked, skewed(seconds))).toMatchObject({ state: 'running', attempt: 1 });
    held.open();

    expect(await running).toMatchObject({ state: 'succeeded', attempt: 1 });
    expect(attachments(asked)).toHaveLength(1);
  },
);

test('a worker whose clock is a minute ahead takes a transfer from one that runs it, so that only its own upload completes', async () => {
  const asked = await bench.asked(large);
  const held = holdUpload();
  const first = bench.run(asked, unheard());
  await held.reached;

  expect(await bench.run(asked, skewed(60))).toMatchObject({ state: 'succeeded', attempt: 2 });
  held.open();
  await first;

  expect(attachments(asked)).toHaveLength(1);
});

test('a worker sleeps past the fence until one whose clock is ahead takes over, so that it completes nothing any more', async () => {
  const asked = await bench.asked();
  const { clock, deps } = bench.app;
  const row = await bench.run(asked, {
    transfers: {
      ...deps.transfers,
      progress: async () => true,
      async fence(run, file) {
        const fenced = await deps.transfers.fence(run, file);
        clock.advance(leaseSeconds - 29);
        await bench.run(asked, skewed(30));
        return fenced;
      },
    },
  });

  expect(row).toMatchObject({ state: 'finishing', attempt: 2 });
  expect(attachments(asked)).toEqual([]);
  await bench.runUntilCertain(asked);
  expect((await bench.runUntilCertain(asked)).state).toBe('succeeded');
  expect(attachments(asked)).toHaveLength(1);
});

test('progress is told in the row while bytes move, so that the panel can show it', async () => {
  const asked = await bench.asked(large);
  const held = holdUpload();
  const reported = gate();
  const running = bench.run(asked, {
    transfers: {
      ...bench.app.deps.transfers,
      async progress(run, report) {
        const kept = await bench.app.deps.transfers.progress(run, report);
        if (report.bytesMoved > 0) reported.open();
        return kept;
      },
    },
  });
  await held.reached;
  await reported.until;

  const row = await bench.row(asked);
  expect(row).toMatchObject({ state: 'running', bytesTotal: asked.file.size });
  expect(row.bytesMoved).toBeGreaterThan(0);
  expect(row.bytesMoved).toBeLessThan(asked.file.size);
  held.open();
  expect(await running).toMatchObject({ state: 'succeeded', bytesMoved: asked.file.size });
});

test('a person cancels a running transfer, so that both streams end and nothing is attached', async () => {
  const asked = await bench.asked(large);
  const held = holdUpload();
  const closed = bench.app.zoom.waitFor('download-closed');
  const broken = bench.app.jira.waitFor('upload-broken');
  const running = bench.run(asked);
  await held.reached;

  expect(await cancel(asked)).toMatchObject({ status: 200, body: { state: 'cancelled', canRetry: true } });
  await running;
  held.open();
  await Promise.all([closed, broken]);

  expect(await bench.row(asked)).toMatchObject({ state: 'cancelled', reasonCode: null, attachmentId: null });
  expect(attachments(asked)).toEqual([]);
});

test('a queued and a waiting transfer are cancelled before they run, so that no worker takes them', async () => {
  const queued = await bench.asked();
  await cancel(queued);
  expect(await bench.run(queued)).toMatchObject({ state: 'cancelled', attempt: 0 });

  const waiting = await bench.asked();
  bench.app.zoom.faults.arm({ on: 'download', kind: 'status', status: 503 });
  expect((await bench.run(waiting)).state).toBe('waiting');
  await cancel(waiting);
  bench.app.clock.advance(60);
  expect(await bench.run(waiting)).toMatchObject({ state: 'cancelled', attempt: 1 });
});

test('a cancel after the last byte comes too late, so that it is refused and the file is attached', async () => {
  const asked = await bench.asked();
  const { deps } = bench.app;
  const crossed = gate();
  const goOn = gate();
  const running = bench.run(asked, {
    transfers: {
      ...deps.transfers,
      async fence(...run) {
        const won = await deps.transfers.fence(...run);
        crossed.open();
        await goOn.until;
        return won;
      },
    },
  });
  await crossed.until;

  expect(await cancel(asked)).toMatchObject({ status: 409, body: { error: { code: 'too_late' } } });
  goOn.open();
  expect((await running).state).toBe('succeeded');
  expect(attachments(asked)).toHaveLength(1);
});

test('a cancel just before the fence wins, so that the complete file is not attached', async () => {
  const asked = await bench.asked();
  const { transfers } = bench.app.deps;
  const row = await bench.run(asked, {
    transfers: {
      ...transfers,
      async fence(...run) {
        expect((await cancel(asked)).status).toBe(200);
        return transfers.fence(...run);
      },
    },
  });

  expect(row).toMatchObject({ state: 'cancelled', attachmentId: null, sha256: null });
  expect(attachments(asked)).toEqual([]);
});

test.each([1, 2, 3])(
  'a cancel races with the last byte (%i), so that either nothing is attached or one file is',
  async () => {
    const asked = await bench.asked();
    const { deps } = bench.app;
    const pressed: Promise<{ status: number }>[] = [];
    const row = await bench.run(asked, {
      transfers: {
        ...deps.transfers,
        async fence(...run) {
          pressed.push(cancel(asked));
          return deps.transfers.fence(...run);
        },
      },
    });

    const [answer] = await Promise.all(pressed);
    expect([row.state, answer?.status, attachments(asked).length]).toEqual(
      answer?.status === 200 ? ['cancelled', 200, 0] : ['succeeded', 409, 1],
    );
  },
);

test('a cancelled transfer is retried while its old run still hangs, so that only the new run attaches', async () => {
  const asked = await bench.asked(large);
  const held = holdUpload();
  const old = bench.run(asked, unheard());
  await held.reached;
  expect((await cancel(asked)).status).toBe(200);
  const audience = { projectId: bench.app.jira.site.projects[0]?.id, securityLevelId: null };
  const retried = await bench.app.api('POST', `/transfers/${asked.id}/retry`, asked.viewer, { audience });

  expect([retried.body.state, (await bench.run(asked)).state]).toEqual(['queued', 'succeeded']);
  held.open();
  await old;

  expect(attachments(asked)).toHaveLength(1);
});

test('a worker that must stop hands a running transfer back, so that it is queued and due at once', async () => {
  const asked = await bench.asked(large);
  const stopping = new AbortController();
  const held = holdUpload();
  const running = bench.run(asked, {}, stopping.signal);
  await held.reached;
  stopping.abort();

  expect(await running).toMatchObject({
    state: 'queued',
    reasonCode: null,
    failures: 0,
    outages: 0,
    bytesMoved: 0,
  });
  held.open();
  expect(await bench.run(asked)).toMatchObject({ state: 'succeeded', attempt: 2 });
  expect(attachments(asked)).toHaveLength(1);
});

test('a report of progress is under way when a run ends, so that the last word is said after it', async () => {
  const asked = await bench.asked(large);
  const { transfers } = bench.app.deps;
  const said: string[] = [];
  const reporting = gate();
  const goOn = gate();
  const stopping = new AbortController();
  const held = holdUpload();
  const closed = bench.app.zoom.waitFor('download-closed', ({ fileId }) => fileId === asked.file.id);
  const running = bench.run(
    asked,
    {
      transfers: {
        ...transfers,
        async progress(...report) {
          reporting.open();
          await goOn.until;
          said.push('progress');
          return transfers.progress(...report);
        },
        settle(...outcome) {
          said.push('settled');
          return transfers.settle(...outcome);
        },
      },
    },
    stopping.signal,
  );
  await Promise.all([held.reached, reporting.until]);

  stopping.abort();
  await closed;
  for (let query = 0; query < 20; query += 1) await bench.row(asked);
  goOn.open();
  held.open();

  expect((await running).state).toBe('queued');
  expect(said).toEqual(['progress', 'settled']);
});

test('a worker that must stop past the fence leaves the transfer finishing, so that the next one looks first', async () => {
  const asked = await bench.asked();
  const stopping = new AbortController();
  bench.app.jira.faults.uploads.push({ kind: 'lose-answer' });
  const row = await bench.run(
    asked,
    {
      jiraAccess: {
        ...bench.app.deps.jiraAccess,
        async actAs(siteId, accountId) {
          if (attachments(asked).length > 0) {
            stopping.abort();
            throw new Error('the process is on its way out');
          }
          return bench.app.deps.jiraAccess.actAs(siteId, accountId);
        },
      },
    },
    stopping.signal,
  );
  expect(row).toMatchObject({ state: 'finishing', reasonCode: null, failures: 0 });

  expect((await bench.run(asked)).state).toBe('succeeded');
  expect(attachments(asked)).toHaveLength(1);
});
