// The way from Zoom: what a download may do wrong, and what becomes of the transfer then.

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { RunTransferDeps } from '../../src/recordings/transfers/running/transfer-deps.ts';
import type { RecordingFile } from '../../src/zoom/schemas.ts';
import type { ZoomFault } from '../simulators/zoom/faults.ts';
import type { TransferBench } from '../support/transfer-bench.ts';
import {
  type AskedTransfer,
  gate,
  impatient,
  shown,
  startTransferBench,
  stoppedFor,
} from '../support/transfer-bench.ts';

let bench: TransferBench;
beforeAll(async () => {
  bench = await startTransferBench();
});
afterEach(() => bench.calm());
afterAll(() => bench.stop());

type DownloadFault = Extract<ZoomFault, { on: 'download' }>;
type Unaddressed<Fault> = Fault extends DownloadFault ? Omit<Fault, 'on' | 'fileId'> : never;

const attachments = ({ issueId }: AskedTransfer) => bench.app.jira.site.attachments(issueId);

async function runWith(fault: Unaddressed<DownloadFault>, files?: Parameters<TransferBench['asked']>[0]) {
  const asked = await bench.asked(files);
  bench.app.zoom.faults.arm({ ...fault, on: 'download', fileId: asked.file.id } as DownloadFault);
  return { asked, row: await bench.run(asked) };
}

/** Zoom as it would list the recording's files otherwise. */
const listing = (change: (file: RecordingFile) => RecordingFile): Pick<RunTransferDeps, 'zoomAccess'> => ({
  zoomAccess: {
    as: (personId, work) =>
      bench.app.deps.zoomAccess.as(personId, (zoom, token) =>
        work(
          {
            ...zoom,
            async getRecording(uuid) {
              const recording = await zoom.getRecording(uuid);
              return { ...recording, files: recording.files.map(change) };
            },
          },
          token,
        ),
      ),
  },
});
const withoutSizes = () => listing((file) => ({ ...file, size: null }));

test('a download is redirected to another origin, which never sees the Zoom token, so that its bytes arrive', async () => {
  const asked = await bench.asked();
  const before = bench.app.zoom.requests.length;

  await bench.run(asked);

  // The file host refuses every request that carries Authorization.
  const requests = bench.app.zoom.requests
    .slice(before)
    .filter(({ host }) => host === 'web' || host === 'files');
  expect(requests.map(({ host, status }) => [host, status])).toEqual([
    ['web', 302],
    ['files', 200],
  ]);
  expect(attachments(asked)[0]?.sha256).toBe(await asked.file.sha256());
});

test.each([
  ['a host that is not Zoom’s', 'https://files.example.com/recording.mp4'],
  ['a private address', 'https://10.1.2.3/recording.mp4'],
  ['the address of cloud metadata', 'http://169.254.169.254/latest/meta-data'],
  ['a loopback name that is not listed', 'http://localhost:1/recording.mp4'],
  ['another scheme', 'file:///etc/passwd'],
  ['an address with credentials', 'https://user:password@127.0.0.1/recording.mp4'],
])(
  'a redirect to %s is not followed, so that the transfer fails and nothing is attached',
  async (_what, to) => {
    const { asked } = await runWith({ kind: 'redirect', to });

    expect(await shown(bench, asked)).toMatchObject(stoppedFor('failed', 'zoom_refused'));
    expect(attachments(asked)).toEqual([]);
  },
);

test('a redirect that leads to itself ends after a few hops, so that the transfer fails', async () => {
  const asked = await bench.asked();
  const to = `${bench.app.zoom.downloadOrigin}/rec/download/${asked.file.id}`;
  bench.app.zoom.faults.arm({ on: 'download', kind: 'redirect', to }, Number.POSITIVE_INFINITY);
  const before = bench.app.zoom.requests.length;

  expect(await bench.run(asked)).toMatchObject({ state: 'failed', reasonCode: 'zoom_refused' });
  expect(bench.app.zoom.requests.slice(before).filter(({ host }) => host === 'web')).toHaveLength(6);
});

test.each([
  [{ kind: 'html-refusal', page: 'passcode' }, 'failed', 'zoom_refused'],
  [{ kind: 'html-refusal', page: 'sign-in' }, 'failed', 'zoom_refused'],
  [{ kind: 'html-file' }, 'failed', 'zoom_refused'],
  [{ kind: 'wrong-magic' }, 'failed', 'wrong_content'],
  [{ kind: 'status', status: 403 }, 'failed', 'zoom_refused'],
  [{ kind: 'status', status: 404 }, 'failed', 'recording_gone'],
  [{ kind: 'status', status: 429 }, 'waiting', 'zoom_rate_limited'],
  [{ kind: 'status', status: 503 }, 'waiting', 'zoom_unavailable'],
] as const)(
  'Zoom answers a download with %j, so that the transfer has %s with the right words',
  async (fault, state, code) => {
    const { asked } = await runWith(fault);

    expect(await shown(bench, asked)).toMatchObject(stoppedFor(state, code));
    expect(attachments(asked)).toEqual([]);
  },
);

test('a transcript that is none is refused by its first bytes, so that nothing is attached', async () => {
  const { asked, row } = await runWith({ kind: 'wrong-magic' }, [{ fileType: 'TRANSCRIPT' }]);

  expect(row).toMatchObject({ state: 'failed', reasonCode: 'wrong_content' });
  expect(attachments(asked)).toEqual([]);
});

test('an access token that Zoom refuses mid-life is renewed once, so that the transfer succeeds', async () => {
  const renewals: string[] = [];
  const stop = bench.app.zoom.on((event) => {
    if (event.type === 'tokens-issued') renewals.push(event.grantType);
  });
  const asked = await bench.asked();
  renewals.length = 0;
  bench.app.zoom.faults.arm({ on: 'download', kind: 'status', status: 401 });

  expect((await bench.run(asked)).state).toBe('succeeded');
  expect(renewals).toEqual(['refresh_token']);
  stop();
});

test('a download that stays unauthorized after a renewal waits, so that nobody is asked to connect for nothing', async () => {
  const asked = await bench.asked();
  bench.app.zoom.faults.arm({ on: 'download', kind: 'status', status: 401 }, 2);

  expect(await bench.run(asked)).toMatchObject({ state: 'waiting', reasonCode: 'zoom_unavailable' });
});

test('a grant that ended at Zoom since the person asked fails the transfer with the way to reconnect', async () => {
  const asked = await bench.asked();
  bench.app.zoom.endGrant(asked.recorded.host);

  await bench.run(asked);

  expect(await shown(bench, asked)).toMatchObject(stoppedFor('failed', 'zoom_needs_reconnect'));
  expect(attachments(asked)).toEqual([]);
});

test('Zoom says after how many seconds it will answer, so that the transfer does not run before', async () => {
  const asked = await bench.asked();
  bench.app.zoom.faults.arm({
    on: 'api',
    path: '/meetings/',
    kind: 'per-second-limit',
    retryAfterSeconds: 900,
  });

  expect(await bench.run(asked)).toMatchObject({ state: 'waiting', reasonCode: 'zoom_rate_limited' });
  const due = await bench.secondsUntilDue(asked);
  expect(Math.round(due / 10)).toBe(90);
});

test('Zoom’s daily limit names a date hours away, so that the transfer waits for just that long and then goes on', async () => {
  const asked = await bench.asked();
  const resetAt = bench.app.clock.now().getTime() + 9 * 3_600_000;
  bench.app.zoom.faults.arm({ on: 'api', path: '/meetings/', kind: 'daily-limit', resetAt });

  await bench.run(asked);

  expect(Math.round((await bench.secondsUntilDue(asked)) / 60)).toBe(9 * 60);
  bench.app.clock.advance(9 * 3_600 + 1);
  expect((await bench.run(asked)).state).toBe('succeeded');
});

test('an outage of Zoom for two hours is waited for, at most ten minutes at a time, so that the file is attached after it', async () => {
  const asked = await bench.asked();
  const { clock, zoom } = bench.app;
  const over = clock.now().getTime() + 2 * 3_600_000;
  const endOutage = zoom.faults.arm(
    { on: 'download', kind: 'status', status: 503 },
    Number.POSITIVE_INFINITY,
  );
  while (clock.now().getTime() < over) {
    expect(await bench.run(asked)).toMatchObject({ state: 'waiting', reasonCode: 'zoom_unavailable' });
    const pause = await bench.secondsUntilDue(asked);
    expect(pause).toBeLessThan(600 * 1.4);
    clock.advance(pause + 1);
  }
  endOutage();
  expect((await bench.run(asked)).state).toBe('succeeded');
});

test('a file without Content-Length takes its size from Zoom’s list, so that Jira is told it exactly', async () => {
  const { asked, row } = await runWith({ kind: 'no-length' });

  expect(row.state).toBe('succeeded');
  expect(attachments(asked)[0]).toMatchObject({ size: asked.file.size, sha256: await asked.file.sha256() });
});

test('a short text of unknown length is read to learn it, so that it is attached all the same', async () => {
  const asked = await bench.asked([{ fileType: 'TRANSCRIPT' }]);
  bench.app.zoom.faults.arm({ on: 'download', kind: 'no-length' });

  expect((await bench.run(asked, withoutSizes())).state).toBe('succeeded');
  expect(attachments(asked)[0]?.sha256).toBe(await asked.file.sha256());
});

test.each([
  ['a video', { fileType: 'MP4' } as const],
  ['a text above 8 MiB', { fileType: 'TRANSCRIPT', size: 8 * 1024 * 1024 + 1 } as const],
])('%s of unknown length is not read into memory, so that the transfer fails', async (_what, file) => {
  const asked = await bench.asked([file]);
  bench.app.zoom.faults.arm({ on: 'download', kind: 'no-length' });

  expect(await bench.run(asked, withoutSizes())).toMatchObject({
    state: 'failed',
    reasonCode: 'size_unknown',
  });
  expect(attachments(asked)).toEqual([]);
});

test.each([1000, -1000])(
  'a download that is %i bytes off Zoom’s list but whole by its own Content-Length is attached as it is',
  async (by) => {
    const { asked, row } = await runWith({ kind: 'other-size', by });

    expect(row).toMatchObject({ state: 'succeeded', bytesTotal: asked.file.size + by });
    expect(attachments(asked)[0]?.size).toBe(asked.file.size + by);
  },
);

test.each([
  ['the socket dies', { kind: 'truncate', at: 60_000 }, 0],
  ['the answer ends politely too early', { kind: 'truncate', at: 60_000, clean: true }, 0],
  ['an answer without length brings more than the list says', { kind: 'no-length' }, -10],
] as const)(
  '%s, so that the transfer waits and then attaches the whole file once',
  async (_what, fault, off) => {
    const asked = await bench.asked();
    bench.app.zoom.faults.arm({ ...fault, on: 'download' });
    await bench.run(
      asked,
      listing((file) => ({ ...file, size: (file.size ?? 0) + off })),
    );
    expect(await shown(bench, asked)).toMatchObject(stoppedFor('waiting', 'download_cut'));
    expect(attachments(asked)).toEqual([]);

    bench.app.clock.advance(10);
    expect((await bench.run(asked)).state).toBe('succeeded');
    expect(attachments(asked).map(({ sha256 }) => sha256)).toEqual([await asked.file.sha256()]);
  },
);

test('a source that breaks before Jira’s side is open is noticed, so that the transfer does not hang', async () => {
  const asked = await bench.asked();
  const { deps, zoom } = bench.app;
  const broken = gate();
  zoom.faults.arm({ on: 'download', kind: 'truncate', at: 1000 });

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

  expect(row).toMatchObject({ state: 'waiting', reasonCode: 'download_cut' });
});

test('a download that falls silent is given up, so that the transfer waits and its sockets are closed', async () => {
  const asked = await bench.asked();
  const silence = gate();
  const closed = bench.app.zoom.waitFor('download-closed');
  const broken = bench.app.jira.waitFor('upload-broken');
  bench.app.zoom.faults.arm({ on: 'download', kind: 'stall', at: 60_000, until: silence.until });

  const row = await bench.run(asked, impatient(bench.app, 200));

  expect(row).toMatchObject({ state: 'waiting', reasonCode: 'download_cut' });
  expect((await closed).complete).toBe(false);
  await broken;
  expect(attachments(asked)).toEqual([]);
  silence.open();
});

test('a recording that Zoom is still processing when the transfer runs waits, so that it is attached when it is ready', async () => {
  const asked = await bench.asked();
  const processing = listing((file) => ({ ...file, processing: true }));

  expect(await bench.run(asked, processing)).toMatchObject({
    state: 'waiting',
    reasonCode: 'recording_processing',
  });
  expect(await shown(bench, asked)).toMatchObject(stoppedFor('waiting', 'recording_processing'));

  bench.app.clock.advance(121);
  expect((await bench.run(asked)).state).toBe('succeeded');
});

test('a file that the host deleted since the person asked fails the transfer as gone', async () => {
  const asked = await bench.asked([{ fileType: 'MP4' }, { fileType: 'CHAT' }]);
  bench.app.zoom.deleteRecording(asked.recorded.recording, asked.file.id);
  expect(await bench.run(asked)).toMatchObject({ state: 'failed', reasonCode: 'recording_gone' });

  const other = await bench.asked();
  bench.app.zoom.deleteRecording(other.recorded.recording);
  expect(await bench.run(other)).toMatchObject({ state: 'failed', reasonCode: 'recording_gone' });
});
