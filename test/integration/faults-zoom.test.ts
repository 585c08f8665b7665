// Everything that a download from Zoom may do wrong in one run, a row each: what state the transfer is in then, with
// which words, when it goes on, and that its attachment has the source's bytes or does not exist. Cuts: faults-zoom-cuts.

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { RunTransferDeps } from '../../src/recordings/transfers/running/transfer-deps.ts';
import type { ReasonCode } from '../../src/recordings/transfers/transfer-reasons.ts';
import type { RecordingFile } from '../../src/zoom/schemas.ts';
import type { ZoomFault } from '../simulators/zoom/faults.ts';
import { attach } from '../support/recorded-meeting.ts';
import {
  type AskedTransfer,
  shown,
  startTransferBench,
  stoppedFor,
  type TransferBench,
} from '../support/transfer-bench.ts';

let bench: TransferBench;
let video: AskedTransfer;
const files = { video: 0, transcript: 1, longText: 2 };
beforeAll(async () => {
  bench = await startTransferBench();
  video = await bench.asked([
    { fileType: 'MP4' },
    { fileType: 'TRANSCRIPT' },
    { fileType: 'TRANSCRIPT', size: 8 * 1024 * 1024 + 1 },
  ]);
});
afterEach(() => bench.calm());
afterAll(() => bench.stop());

type Fault<On> = Extract<ZoomFault, { on: On }>;
type Unaddressed<One> = One extends Fault<'download'> ? Omit<One, 'on' | 'fileId'> : never;

interface Row {
  file?: keyof typeof files;
  /** Of the download of that file. */
  fault?: Unaddressed<Fault<'download'>>;
  /** The file as Zoom lists it. */
  listed?: Partial<RecordingFile>;
  other?: () => Partial<RunTransferDeps>;
  arrange?: (asked: AskedTransfer) => void;
  ends: readonly ['succeeded'] | readonly ['failed' | 'waiting', ReasonCode];
  /** How long it waits then: between so many seconds. */
  due?: readonly [number, number];
}

const seconds = (count: number) => [count - 1, count + 1] as const;
/** Told as a date, in whole seconds, a while before it is read. */
const untilDate = (count: number) => [count - 30, count + 1] as const;
const backOff = [3.4, 6.6] as const;
const in15Minutes = () => new Date(bench.app.clock.now().getTime() + 900_000);
const refused = ['failed', 'zoom_refused'] as const;
const redirected = (to: string): Row => ({ fault: { kind: 'redirect', to }, ends: refused });
const page = (what: 'passcode' | 'host-only' | 'sign-in'): Row => ({
  fault: { kind: 'html-refusal', page: what },
  ends: refused,
});
const status = (code: 403 | 404 | 408 | 429 | 503, ends: Row['ends'], rest: Partial<Row> = {}): Row => ({
  fault: { kind: 'status', status: code },
  ends,
  ...rest,
});
const limited = (retryAfter: () => string, due: readonly [number, number]): Row => ({
  arrange: ({ file }) => {
    bench.app.zoom.faults.arm({
      on: 'download',
      fileId: file.id,
      kind: 'status',
      status: 429,
      retryAfter: retryAfter(),
    });
  },
  ends: ['waiting', 'zoom_rate_limited'],
  due,
});

const rows: Record<string, Row> = {
  'A redirect to a host that is not Zoom’s': redirected('https://files.example.com/recording.mp4'),
  'A redirect to a private address': redirected('https://10.1.2.3/recording.mp4'),
  'A redirect to the address of cloud metadata': redirected('http://169.254.169.254/latest/meta-data'),
  'A redirect to a loopback name that is not listed': redirected('http://localhost:1/recording.mp4'),
  'A redirect to a scheme that is not https': redirected('file:///etc/passwd'),
  'A redirect to an address with credentials': redirected('https://user:password@127.0.0.1/recording.mp4'),
  'A redirect to plain http at Zoom itself': {
    ...redirected('http://zoom.us/recording.mp4'),
    other: () => ({ zoomHosts: { hosts: ['127.0.0.1', 'zoom.us'], insecureLoopback: true } }),
  },
  'A page that asks for the passcode instead of the file': page('passcode'),
  'A page that says that only the host may': page('host-only'),
  'A page to sign in instead of the file': page('sign-in'),
  'A page from the file host': { fault: { kind: 'html-file' }, ends: refused },
  'A refusal': status(403, refused),
  'A refusal of the file host itself': {
    arrange: ({ file }) => {
      const to = `${bench.app.zoom.fileOrigin}/replay02/unsigned.mp4`;
      bench.app.zoom.faults.arm({ on: 'download', fileId: file.id, kind: 'redirect', to });
    },
    ends: refused,
  },
  'A video that does not begin like one': {
    fault: { kind: 'wrong-magic' },
    ends: ['failed', 'wrong_content'],
  },
  'A transcript that does not begin like one': {
    file: 'transcript',
    fault: { kind: 'wrong-magic' },
    ends: ['failed', 'wrong_content'],
  },
  'An outage': status(503, ['waiting', 'zoom_unavailable'], { due: backOff }),
  'A request that took Zoom too long to come': status(408, ['waiting', 'zoom_unavailable'], { due: backOff }),
  'Too many requests, try after a number of seconds': limited(() => '900', seconds(900)),
  'Too many requests, try after an HTTP date': limited(() => in15Minutes().toUTCString(), untilDate(900)),
  'Too many requests, try after an ISO date': limited(() => in15Minutes().toISOString(), untilDate(900)),
  'Too many requests, try after a year': limited(() => '31536000', seconds(24 * 3600)),
  'Too many requests, try after what is no time': limited(() => 'a while', backOff),
  'Too many requests, and not a word on when to try': status(429, ['waiting', 'zoom_rate_limited'], {
    due: backOff,
  }),
  'A limit of Zoom’s API, for some seconds': {
    arrange: () =>
      bench.app.zoom.faults.arm({
        on: 'api',
        path: '/meetings/',
        kind: 'per-second-limit',
        retryAfterSeconds: 900,
      }),
    ends: ['waiting', 'zoom_rate_limited'],
    due: seconds(900),
  },
  'A file that the host deleted, and Zoom’s list still has': status(404, ['failed', 'recording_gone']),
  'A file that is processed again': {
    listed: { processing: true },
    ends: ['waiting', 'recording_processing'],
    due: seconds(120),
  },
  'A file that is at the company’s own server by now': {
    listed: { downloadUrl: null },
    ends: ['failed', 'not_in_cloud'],
  },
  'An access token refused in mid-life, renewed once': {
    arrange: () => void bench.app.zoom.faults.arm({ on: 'download', kind: 'status', status: 401 }),
    ends: ['succeeded'],
  },
  'An access token refused although it is new': {
    arrange: () => void bench.app.zoom.faults.arm({ on: 'download', kind: 'status', status: 401 }, 2),
    ends: ['waiting', 'zoom_unavailable'],
  },
  'A file without Content-Length, whose size Zoom’s list tells': {
    fault: { kind: 'no-length' },
    ends: ['succeeded'],
  },
  'A short text of unknown length, read to learn it': {
    file: 'transcript',
    fault: { kind: 'no-length' },
    listed: { size: null },
    ends: ['succeeded'],
  },
  'A video of unknown length, not read into memory': {
    fault: { kind: 'no-length' },
    listed: { size: null },
    ends: ['failed', 'size_unknown'],
  },
  'A text above 8 MiB of unknown length, not read into memory': {
    file: 'longText',
    fault: { kind: 'no-length' },
    listed: { size: null },
    ends: ['failed', 'size_unknown'],
  },
  'A file that is shorter than Zoom’s list says': {
    fault: { kind: 'other-size', by: -1000 },
    ends: ['waiting', 'download_cut'],
    due: backOff,
  },
  'A file that is longer than Zoom’s list says': {
    fault: { kind: 'other-size', by: 1000 },
    ends: ['waiting', 'download_cut'],
    due: backOff,
  },
  'A file that brings more than Zoom’s list says, and has no Content-Length': {
    fault: { kind: 'no-length' },
    listed: { size: 60_000 },
    ends: ['waiting', 'download_cut'],
    due: backOff,
  },
};

/** Zoom as it would list the recording's files otherwise. */
const listing = (change: Partial<RecordingFile>): Pick<RunTransferDeps, 'zoomAccess'> => ({
  zoomAccess: {
    as: (personId, work) =>
      bench.app.deps.zoomAccess.as(personId, (zoom, token) =>
        work(
          {
            ...zoom,
            async getRecording(uuid) {
              const recording = await zoom.getRecording(uuid);
              return { ...recording, files: recording.files.map((file) => ({ ...file, ...change })) };
            },
          },
          token,
        ),
      ),
  },
});

const sums = ({ issueId }: AskedTransfer) =>
  bench.app.jira.site.attachments(issueId).map(({ sha256 }) => sha256);

const titled = Object.entries(rows).map(([what, row]) => {
  const [state, code] = row.ends;
  return [what, state === 'succeeded' ? 'a success' : `${state}: ${code}`, row] as const;
});

test.each(titled)('%s, so that the transfer is %s', async (_what, _outcome, row) => {
  const asked = await bench.again(video, files[row.file ?? 'video']);
  if (row.fault)
    bench.app.zoom.faults.arm({ ...row.fault, on: 'download', fileId: asked.file.id } as Fault<'download'>);
  row.arrange?.(asked);

  await bench.run(asked, { ...(row.listed && listing(row.listed)), ...row.other?.() });

  const [state, code] = row.ends;
  expect(await shown(bench, asked)).toMatchObject(
    state === 'succeeded' ? { state, reason: null } : stoppedFor(state, code),
  );
  expect(sums(asked)).toEqual(state === 'succeeded' ? [await asked.file.sha256()] : []);
  if (row.due) {
    const pause = await bench.pause(asked);
    expect(pause).toBeGreaterThan(row.due[0]);
    expect(pause).toBeLessThan(row.due[1]);
  }
});

test('The file host refuses whoever brings it the Zoom token, and is never brought it, so that the bytes arrive', async () => {
  const asked = await bench.again(video);
  const before = bench.app.zoom.requests.length;

  await bench.run(asked);

  const hops = bench.app.zoom.requests
    .slice(before)
    .filter(({ host }) => host === 'web' || host === 'files')
    .map(({ host, status: answered }) => [host, answered]);
  expect(hops).toEqual([
    ['web', 302],
    ['files', 200],
  ]);
  expect(sums(asked)).toEqual([await asked.file.sha256()]);
});

test('A redirect that leads to itself ends after a few hops, so that the transfer fails', async () => {
  const asked = await bench.again(video);
  const to = `${bench.app.zoom.downloadOrigin}/rec/download/${asked.file.id}`;
  bench.app.zoom.faults.arm({ on: 'download', kind: 'redirect', to }, Number.POSITIVE_INFINITY);
  const before = bench.app.zoom.requests.length;

  expect(await bench.run(asked)).toMatchObject({ state: 'failed', reasonCode: 'zoom_refused' });
  expect(bench.app.zoom.requests.slice(before).filter(({ host }) => host === 'web')).toHaveLength(6);
});

test.each([1000, -1000])(
  'A file that stays %i bytes off Zoom’s list is believed at the third try, so that a wrong list keeps nothing from the issue',
  async (by) => {
    const asked = await bench.again(video);
    bench.app.zoom.faults.arm(
      { on: 'download', fileId: asked.file.id, kind: 'other-size', by },
      Number.POSITIVE_INFINITY,
    );
    for (let failures = 1; failures <= 2; failures += 1) {
      expect(await bench.run(asked)).toMatchObject({
        state: 'waiting',
        reasonCode: 'download_cut',
        failures,
      });
      bench.app.clock.advance(20);
    }

    expect(await bench.run(asked)).toMatchObject({ state: 'succeeded', bytesTotal: asked.file.size + by });
    expect(bench.app.jira.site.attachments(asked.issueId)[0]?.size).toBe(asked.file.size + by);
  },
);

test('A file that is as Zoom’s list says at the second try is attached then, so that no cut copy was', async () => {
  const asked = await bench.again(video);
  bench.app.zoom.faults.arm({ on: 'download', fileId: asked.file.id, kind: 'other-size', by: -1000 });
  await bench.run(asked);
  bench.app.clock.advance(10);

  expect((await bench.run(asked)).state).toBe('succeeded');
  expect(sums(asked)).toEqual([await asked.file.sha256()]);
});

// These two come last: whoever asks anew is connected to another Zoom account from then on.
test('A file that the host deleted is gone, and its siblings are attached all the same', async () => {
  const asked = await bench.asked([{ fileType: 'CHAT' }, { fileType: 'MP4' }]);
  const [, sibling] = asked.recorded.recording.files;
  if (sibling === undefined) throw new Error('there is no second file');
  bench.app.zoom.deleteRecording(asked.recorded.recording, asked.file.id);
  expect(await bench.run(asked)).toMatchObject({ state: 'failed', reasonCode: 'recording_gone' });

  const { body } = await attach(bench.app, asked.viewer, asked.recorded, 1);
  expect((await bench.run({ ...asked, id: body.id })).state).toBe('succeeded');
  expect(sums(asked)).toEqual([await sibling.sha256()]);
  bench.app.zoom.deleteRecording(asked.recorded.recording);
  const late = await bench.again({ ...asked, id: body.id });
  expect(await bench.run(late)).toMatchObject({ state: 'failed', reasonCode: 'recording_gone' });
});

test('A grant that ended at Zoom since the person asked fails the transfer with the way to reconnect', async () => {
  const asked = await bench.asked([{ fileType: 'CHAT' }]);
  bench.app.zoom.endGrant(asked.recorded.host);

  await bench.run(asked);

  expect(await shown(bench, asked)).toMatchObject(stoppedFor('failed', 'zoom_needs_reconnect'));
  expect(sums(asked)).toEqual([]);
});
