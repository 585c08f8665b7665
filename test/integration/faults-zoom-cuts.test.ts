// Downloads that break off, fall silent or are not as long as Zoom's list says: what is resumed, what begins anew, and
// that nothing but the whole file is ever attached.

import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createOpenRequest, type OpenRequest } from '../../src/platform/http/agents.ts';
import type { RunTransferDeps } from '../../src/recordings/transfers/running/transfer-deps.ts';
import {
  type AskedTransfer,
  gate,
  impatient,
  shown,
  startTransferBench,
  stoppedFor,
  type TransferBench,
} from '../support/transfer-bench.ts';

let bench: TransferBench;
let video: AskedTransfer;
/** Its other files. */
const [large, chat] = [1, 2];
beforeAll(async () => {
  bench = await startTransferBench();
  video = await bench.asked([
    { fileType: 'MP4' },
    { fileType: 'MP4', size: largeBytes },
    { fileType: 'CHAT' },
  ]);
});
afterEach(() => bench.calm());
afterAll(() => bench.stop());

const mebibyte = 1024 * 1024;
const largeBytes = 8 * mebibyte;
const always = Number.POSITIVE_INFINITY;

const cut = ({ file }: AskedTransfer, at: number, times = 1, clean = false) =>
  bench.app.zoom.faults.arm({ on: 'download', fileId: file.id, kind: 'truncate', at, clean }, times);
const sums = ({ issueId }: AskedTransfer) =>
  bench.app.jira.site.attachments(issueId).map(({ sha256 }) => sha256);

/** Runs it, and tells how the file host answered. */
async function runAndWatch(asked: AskedTransfer, other: Parameters<TransferBench['run']>[1] = {}) {
  const before = bench.app.zoom.requests.length;
  const row = await bench.run(asked, other);
  const answers = bench.app.zoom.requests
    .slice(before)
    .filter(({ host }) => host === 'files')
    .map(({ status }) => status);
  return { row, answers };
}

/** Zoom is asked anew only once the upload has begun, so that there is one to be let go. */
function resumingOnceUploading(): Pick<RunTransferDeps, 'zoomAccess'> {
  const { zoomAccess } = bench.app.deps;
  const begun = bench.app.jira.waitFor('upload-first-byte');
  let asked = false;
  return {
    zoomAccess: {
      async as(personId, work) {
        if (asked) await begun;
        asked = true;
        return zoomAccess.as(personId, work);
      },
    },
  };
}

/** Once the file’s first byte is on its way, and before its connection breaks. */
function whenItFlows({ file }: AskedTransfer, then: () => void): void {
  const off = bench.app.zoom.on((event) => {
    if (event.type !== 'download-first-byte' || event.fileId !== file.id) return;
    off();
    then();
  });
}

test.each([
  ['before its first byte', 0, false],
  ['within the bytes that show what it is', 3, false],
  ['in the middle', 60_000, false],
  ['politely, in the middle', 60_000, true],
  ['before its last byte', 118_247, false],
])(
  'A download that breaks off %s goes on with Range, so that one run attaches the whole',
  async (_when, at, clean) => {
    const asked = await bench.again(video);
    cut(asked, at, 1, clean);

    const { row, answers } = await runAndWatch(asked);

    expect(row).toMatchObject({ state: 'succeeded', attempt: 1, bytesMoved: asked.file.size });
    expect(answers).toEqual([200, 206]);
    expect(sums(asked)).toEqual([await asked.file.sha256()]);
  },
);

test.each(['ignored', 'etag-changes', 'no-etag'] as const)(
  'A download that breaks off where Range is of no use (%s) begins anew later, so that no two copies are mixed',
  async (range) => {
    const asked = await bench.again(video);
    bench.app.zoom.faults.range = range;
    cut(asked, 60_000);

    await bench.run(asked);
    expect(await shown(bench, asked)).toMatchObject(stoppedFor('waiting', 'download_cut'));
    expect(sums(asked)).toEqual([]);

    bench.app.clock.advance(10);
    expect(await bench.run(asked)).toMatchObject({ state: 'succeeded', attempt: 2 });
    expect(sums(asked)).toEqual([await asked.file.sha256()]);
  },
);

test('Cut at any byte, with Range of any kind, a file is attached whole once or not at all', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: (video.recorded.recording.files[chat]?.size ?? 0) - 1 }),
      fc.constantFrom('on', 'ignored', 'etag-changes', 'no-etag'),
      fc.boolean(),
      async (at, range, clean) => {
        const asked = await bench.again(video, chat);
        bench.app.zoom.faults.range = range;
        cut(asked, at, 1, clean);
        const { state, attempt } = await bench.run(asked);
        await bench.calm();

        expect([state, attempt]).toEqual([range === 'on' ? 'succeeded' : 'waiting', 1]);
        expect(sums(asked)).toEqual(range === 'on' ? [await asked.file.sha256()] : []);
      },
    ),
    { numRuns: 12 },
  );
});

test('A download that breaks off again and again, but brings some each time, is attached by one run', async () => {
  const asked = await bench.again(video, large);
  // What has come and is not read yet may be lost with its connection.
  cut(asked, mebibyte + 128 * 1024, always);

  const { row, answers } = await runAndWatch(asked);

  expect(row).toMatchObject({ state: 'succeeded', attempt: 1 });
  const [first, ...others] = answers;
  expect([first, ...new Set(others)]).toEqual([200, 206]);
  expect(answers.length).toBeLessThanOrEqual(9);
  expect(sums(asked)).toEqual([await asked.file.sha256()]);
});

test('A download that brings next to nothing each time is given up after a few, each a longer while after the last', async () => {
  const asked = await bench.again(video, large);
  cut(asked, 1000, always);
  const pauses: number[] = [];

  const { row, answers } = await runAndWatch(asked, { sleep: async (ms) => void pauses.push(ms) });

  expect(row).toMatchObject({ state: 'waiting', reasonCode: 'download_cut' });
  expect(answers).toEqual([200, 206, 206, 206, 206, 206]);
  expect(pauses).toEqual([1000, 2000, 4000, 8000]);
  expect(sums(asked)).toEqual([]);
});

test('Zoom refuses the access token while a cut download is resumed, so that it is renewed once and the file goes on', async () => {
  const asked = await bench.again(video);
  cut(asked, 60_000);
  whenItFlows(asked, () => bench.app.zoom.faults.arm({ on: 'download', kind: 'status', status: 401 }));
  const renewals: string[] = [];
  const off = bench.app.zoom.on((event) => {
    if (event.type === 'tokens-issued') renewals.push(event.grantType);
  });

  const { row, answers } = await runAndWatch(asked);
  off();

  expect(row).toMatchObject({ state: 'succeeded', attempt: 1 });
  expect([answers, renewals]).toEqual([[200, 206], ['refresh_token']]);
  expect(sums(asked)).toEqual([await asked.file.sha256()]);
});

test('Zoom is away while a cut download is resumed, and back in time, so that one run attaches the file', async () => {
  const asked = await bench.again(video);
  cut(asked, 60_000);
  whenItFlows(asked, () =>
    bench.app.zoom.faults.arm({ on: 'download', kind: 'status', status: 503, retryAfter: '3' }, 2),
  );
  const pauses: number[] = [];

  const row = await bench.run(asked, { sleep: async (ms) => void pauses.push(ms) });

  expect(row).toMatchObject({ state: 'succeeded', attempt: 1 });
  expect(pauses).toEqual([3000, 3000]);
  expect(sums(asked)).toEqual([await asked.file.sha256()]);
});

test('Zoom asks for a long pause while a cut download is resumed, so that Jira is let go and the pause kept', async () => {
  const asked = await bench.again(video);
  cut(asked, 60_000);
  whenItFlows(asked, () =>
    bench.app.zoom.faults.arm({ on: 'download', kind: 'status', status: 429, retryAfter: '900' }),
  );
  const broken = bench.app.jira.waitFor('upload-broken');

  await bench.run(asked, resumingOnceUploading());

  await broken;
  expect(await shown(bench, asked)).toMatchObject(stoppedFor('waiting', 'zoom_rate_limited'));
  expect(await bench.pause(asked)).toBeCloseTo(900);
});

test.each([
  ['before its first byte', 0],
  ['in the middle', 60_000],
])(
  'A download that falls silent %s is opened anew where it stood, so that one run attaches the whole',
  async (_when, at) => {
    const asked = await bench.again(video);
    const silence = gate();
    const [stalled, closed] = [
      bench.app.zoom.waitFor('download-stalled'),
      bench.app.zoom.waitFor('download-closed'),
    ];
    bench.app.zoom.faults.arm({ on: 'download', kind: 'stall', at, until: silence.until });
    const opened = Promise.withResolvers<IncomingMessage>();
    const running = runAndWatch(asked, {
      openZoomRequest: (url, options) =>
        bench.app.deps.openZoomRequest(url, options).on('response', (answer) => {
          if (answer.statusCode === 200) opened.resolve(answer);
        }),
    });
    await stalled;
    const answer = await opened.promise;
    await expect.poll(() => answer.readableLength).toBe(0);

    answer.socket.emit('timeout');

    const { row, answers } = await running;
    silence.open();
    expect((await closed).complete).toBe(false);
    expect(row).toMatchObject({ state: 'succeeded', attempt: 1 });
    expect(answers).toContain(206);
    expect(sums(asked)).toEqual([await asked.file.sha256()]);
  },
);

test('A silence that is Jira’s own is no fault of Zoom’s, so that the download stays open', async () => {
  const asked = await bench.again(video, large);
  const busy = gate();
  const held = bench.app.jira.waitFor('upload-held');
  bench.app.jira.faults.uploads.push({ kind: 'hold', atByte: 1000, until: busy.until });
  const { openZoomRequest } = impatient(bench.app, 500);
  const opened = Promise.withResolvers<IncomingMessage>();
  const running = runAndWatch(asked, {
    openZoomRequest: (url, options) =>
      openZoomRequest(url, options).on('response', (answer) => {
        if (answer.statusCode === 200) opened.resolve(answer);
      }),
  });
  await held;
  const { socket } = await opened.promise;

  for (let times = 0; times < 3; times += 1) await once(socket, 'timeout');
  busy.open();

  const { row, answers } = await running;
  expect([row.state, answers]).toEqual(['succeeded', [200]]);
  expect(sums(asked)).toEqual([await asked.file.sha256()]);
});

test.each([
  ['on', 'succeeded'],
  ['ignored', 'waiting'],
] as const)(
  'A source that breaks before Jira’s side is open is noticed (Range %s), so that the transfer does not hang',
  async (range, state) => {
    const asked = await bench.again(video);
    const { deps, zoom } = bench.app;
    const broken = gate();
    zoom.faults.range = range;
    cut(asked, 1000);

    const row = await bench.run(asked, {
      openZoomRequest(url, options) {
        const request = deps.openZoomRequest(url, options);
        request.on('response', (answer) => {
          if (answer.statusCode === 200) answer.once('close', broken.open);
        });
        return request;
      },
      jiraAccess: {
        ...deps.jiraAccess,
        async actAs(siteId, accountId) {
          await broken.until;
          return deps.jiraAccess.actAs(siteId, accountId);
        },
      },
    });

    expect(row).toMatchObject({ state, reasonCode: state === 'waiting' ? 'download_cut' : null });
  },
);

/** Requests of the byte path on connections of their own, which are counted. */
function countedRequests() {
  const requests = createOpenRequest(bench.app.deps.zoomHosts);
  const sockets = new Set<Socket>();
  const open: OpenRequest = (url, options) =>
    requests(url, options).on('socket', (socket) => {
      sockets.add(socket.on('close', () => sockets.delete(socket)));
    });
  return { open, sockets, close: () => requests.close() };
}

test('A worker that must end while it waits to resume hands the transfer over and leaves no connection open', async () => {
  const asked = await bench.again(video, large);
  const [zoom, jira] = [countedRequests(), countedRequests()];
  const stopping = new AbortController();
  cut(asked, 1000, always);
  const [begun, broken] = [
    bench.app.jira.waitFor('upload-first-byte'),
    bench.app.jira.waitFor('upload-broken'),
  ];

  const row = await bench.run(
    asked,
    {
      openZoomRequest: zoom.open,
      openJiraRequest: jira.open,
      sleep: async (_ms, signal) => {
        await begun;
        stopping.abort();
        signal.throwIfAborted();
      },
    },
    stopping.signal,
  );

  expect(row).toMatchObject({ state: 'queued', failures: 0 });
  await broken;
  await expect.poll(() => jira.sockets.size).toBe(0);
  // What is kept for the next download, until the process ends.
  zoom.close();
  await expect.poll(() => zoom.sockets.size).toBe(0);
});
