// Our own faults, at each point of a run: a worker that dies or sleeps, a database that restarts, no descriptor left.

import http from 'node:http';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { OpenRequest } from '../../src/platform/http/agents.ts';
import { leaseSeconds } from '../../src/recordings/transfers/running/lease.ts';
import type { RunTransferDeps } from '../../src/recordings/transfers/running/transfer-deps.ts';
import {
  type AskedTransfer,
  gate,
  shown,
  startTransferBench,
  stoppedFor,
  type TransferBench,
} from '../support/transfer-bench.ts';

let bench: TransferBench;
let first: AskedTransfer;
let deps: TransferBench['app']['deps'];
beforeAll(async () => {
  bench = await startTransferBench();
  deps = bench.app.deps;
  first = await bench.asked([{ fileType: 'MP4' }, { fileType: 'MP4', size: 16 * 1024 * 1024 }]);
});
afterEach(() => bench.calm());
afterAll(() => bench.stop());

const attachments = ({ issueId }: AskedTransfer) => bench.app.jira.site.attachments(issueId);
async function expectAttachedOnce(asked: AskedTransfer, attempt: unknown): Promise<void> {
  expect(attachments(asked).map(({ sha256 }) => sha256)).toEqual([await asked.file.sha256()]);
  const attachmentId = attachments(asked)[0]?.id;
  expect(await bench.row(asked)).toMatchObject({ state: 'succeeded', attempt, attachmentId });
}

/** What a worker does at the point where it stops: tells that it is there, and goes on when it is woken. */
type Pause = () => Promise<void>;
const points: [string, (pause: Pause, asked: AskedTransfer) => Partial<RunTransferDeps>][] = [
  [
    'before the first byte',
    (pause) => ({
      jiraAccess: {
        ...deps.jiraAccess,
        async actAs(siteId, accountId) {
          await pause();
          return deps.jiraAccess.actAs(siteId, accountId);
        },
      },
    }),
  ],
  [
    'in the middle of the file',
    (pause) => {
      const held = gate();
      bench.app.jira.faults.uploads.push({ kind: 'hold', atByte: 30_000, until: held.until });
      void bench.app.jira.waitFor('upload-held').then(pause).then(held.open);
      return {};
    },
  ],
  [
    'before the fence',
    (pause) => ({
      transfers: {
        ...deps.transfers,
        async fence(...file) {
          await pause();
          return deps.transfers.fence(...file);
        },
      },
    }),
  ],
  [
    'past the fence, before the closing boundary',
    (pause) => ({
      transfers: {
        ...deps.transfers,
        async fence(...file) {
          const crossed = await deps.transfers.fence(...file);
          await pause();
          return crossed;
        },
      },
    }),
  ],
  [
    'after the closing boundary, before Jira’s answer',
    (pause) => ({
      openJiraRequest: (...given) => {
        const request = deps.openJiraRequest(...given);
        const emit = request.emit.bind(request) as (...event: unknown[]) => boolean;
        request.emit = (name: string | symbol, ...rest: unknown[]) => {
          if (name !== 'response') return emit(name, ...rest);
          void pause().then(() => emit(name, ...rest));
          return true;
        };
        return request;
      },
    }),
  ],
  [
    'after Jira’s answer, before it is written down',
    (pause, asked) => ({
      siteSettings: {
        ...deps.siteSettings,
        async getFor(...project) {
          if (attachments(asked).length > 0) await pause();
          return deps.siteSettings.getFor(...project);
        },
      },
    }),
  ],
];

test.each(points)(
  'a worker dies or sleeps %s and another takes over, so that one file is attached, also when the first wakes up',
  async (_where, stoppedAt) => {
    const asked = await bench.again(first, 1);
    const [there, wake] = [gate(), gate()];
    const pause: Pause = () => {
      there.open();
      return wake.until;
    };
    const other = stoppedAt(pause, asked);
    const transfers = { ...deps.transfers, ...other.transfers, progress: async () => true };
    const sleeper = bench.run(asked, { ...other, transfers });
    await there.until;
    // Whoever has no answer, and cannot say what became of the row, keeps its lease until that runs out.
    expect((await bench.run(asked)).attempt).toBe(1);
    bench.app.clock.advance(leaseSeconds + 1);

    while ((await bench.runUntilCertain(asked)).state !== 'succeeded');

    await expectAttachedOnce(asked, expect.any(Number));
    wake.open();
    await sleeper;
    await expectAttachedOnce(asked, expect.any(Number));
  },
);

let admin: pg.Client;
beforeEach(async () => {
  const url = new URL(bench.app.databaseUrl);
  url.pathname = '/postgres';
  admin = new pg.Client(url.href);
  await admin.connect();
});
afterEach(() => admin.end());

const databaseName = () => new URL(bench.app.databaseUrl).pathname.slice(1);
/** As a restart does: all connections end, and for a while there are no new ones. */
async function databaseGoes(): Promise<void> {
  await admin.query(`ALTER DATABASE ${databaseName()} ALLOW_CONNECTIONS false`);
  // Waits for their end: a query that meets an ending one may still be answered.
  await admin.query('SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = $1', [
    databaseName(),
  ]);
}
const databaseIsBack = () => admin.query(`ALTER DATABASE ${databaseName()} ALLOW_CONNECTIONS true`);

test('the database restarts in the middle of an upload and is back in time, so that the same run attaches the file', async () => {
  const asked = await bench.again(first, 1);
  const held = gate();
  bench.app.jira.faults.uploads.push({ kind: 'hold', atByte: 30_000, until: held.until });
  const reached = bench.app.jira.waitFor('upload-held');
  const missed = gate();
  const running = bench.run(asked, {
    transfers: {
      ...deps.transfers,
      progress: (...report) =>
        deps.transfers.progress(...report).catch((error: unknown) => {
          missed.open();
          throw error;
        }),
    },
  });
  await reached;
  await databaseGoes();
  await missed.until;
  await databaseIsBack();
  held.open();

  await running;

  await expectAttachedOnce(asked, 1);
});

test.each([
  ['at the fence', 'fence'],
  ['when the file is stored', 'succeed'],
] as const)(
  'the database goes %s and stays away, so that the run breaks off and the next one attaches the file once',
  async (_when, change) => {
    const asked = await bench.again(first);
    const transfers: RunTransferDeps['transfers'] = {
      ...deps.transfers,
      // A connection that a report has just begun to open would outlive the database's going.
      progress: async () => true,
      fence: async (...file) => {
        if (change === 'fence') await databaseGoes();
        return deps.transfers.fence(...file);
      },
      succeed: async (...done) => {
        if (change === 'succeed') await databaseGoes();
        return deps.transfers.succeed(...done);
      },
    };

    await expect(bench.run(asked, { transfers })).rejects.toThrow();

    await databaseIsBack();
    expect(attachments(asked)).toHaveLength(change === 'fence' ? 0 : 1);
    bench.app.clock.advance(leaseSeconds + 1);
    await bench.run(asked);
    await expectAttachedOnce(asked, 2);
  },
);

/** As every connection fails when the process has no descriptor left. */
const noDescriptors: OpenRequest = (url, options) =>
  http.request(url, {
    ...options,
    agent: new http.Agent(),
    hostname: 'anything',
    lookup: (_host, _options, done) => done(Object.assign(new Error('no'), { code: 'EMFILE' }), ''),
  });

test.each(['openZoomRequest', 'openJiraRequest'] as const)(
  'no descriptor is left for %s, so that the transfer waits, blames neither Zoom nor Jira, and attaches the file later',
  async (open) => {
    const asked = await bench.again(first);

    await bench.run(asked, { [open]: noDescriptors });

    expect(await shown(bench, asked)).toMatchObject(stoppedFor('waiting', 'app_overloaded'));
    expect(attachments(asked)).toEqual([]);
    bench.app.clock.advance((await bench.secondsUntilDue(asked)) + 1);
    await bench.run(asked);
    await expectAttachedOnce(asked, 2);
  },
);
