// Whatever breaks how often: what comes out is a beginning of the bytes, and all of them when it says that it is the end.

import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { resumableSource } from '../../../../../src/recordings/transfers/running/resumable-source.ts';
import { TransferStop } from '../../../../../src/recordings/transfers/transfer-reasons.ts';
import { DownloadError } from '../../../../../src/zoom/recording-download.ts';

const bytes = Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * 31 + (at >> 8)) % 256));

/** Brings [from, to) in chunks, then breaks, unless that is the end of all. */
function connection(from: number, to: number, chunk: number): Readable {
  let at = from;
  return new Readable({
    read() {
      if (at < to) {
        const end = Math.min(to, at + chunk);
        this.push(bytes.subarray(at, end));
        at = end;
      } else if (to >= bytes.length) this.push(null);
      else this.destroy(new Error('reset'));
    },
  });
}

function open({
  brings,
  chunk = 700,
  size = bytes.length as number | null,
  opens = (offset: number, to: number) => Promise.resolve(connection(offset, to, chunk)),
  signal = new AbortController().signal,
}: {
  /** How many bytes each connection brings before it breaks; those after the last bring all. */
  brings: number[];
  chunk?: number;
  size?: number | null;
  opens?: ((offset: number, to: number, signal: AbortSignal) => Promise<Readable>) | null;
  signal?: AbortSignal;
}) {
  const left = [...brings];
  const offsets: number[] = [];
  const pauses: number[] = [];
  const next = (offset: number) => Math.min(bytes.length, offset + (left.shift() ?? bytes.length));
  const now = { ms: 0 };
  const source = resumableSource(
    {
      clock: { now: () => new Date(now.ms) },
      sleep: async (ms) => {
        pauses.push(ms);
        now.ms += ms;
      },
    },
    {
      first: connection(0, next(0), chunk),
      size,
      reopen:
        opens &&
        ((offset, until) => {
          offsets.push(offset);
          return opens(offset, next(offset), until);
        }),
      signal,
    },
  );
  return { source, offsets, pauses };
}

test('Cut at any bytes, four times in a row at most, all come out once and in order, however slowly they are read', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 5 }),
      fc.integer({ min: 1, max: 3_000 }),
      fc.boolean(),
      async (brings, chunk, slowly) => {
        const { source } = open({ brings, chunk });
        const read: Buffer[] = [];
        for await (const part of source as AsyncIterable<Buffer>) {
          read.push(part);
          if (slowly) await new Promise((resolve) => setImmediate(resolve));
        }
        expect(Buffer.concat(read).equals(bytes)).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});

test('It is asked for what is missing, at once and then after longer and longer pauses, until it was too often', async () => {
  const { source, offsets, pauses } = open({ brings: [900, 0, 10, 0, 0, 0, 0] });

  await expect(source.toArray()).rejects.toMatchObject({ kind: 'cut' });
  expect(offsets).toEqual([900, 900, 910, 910, 910]);
  expect(pauses).toEqual([1000, 2000, 4000, 8000]);
});

test('What cannot be opened anew, or has no known size, breaks as cut when its connection does', async () => {
  await expect(open({ brings: [900], opens: null }).source.toArray()).rejects.toMatchObject({ kind: 'cut' });
  const unknown = open({ brings: [900], size: null });
  await expect(unknown.source.toArray()).rejects.toMatchObject({ kind: 'cut' });
  expect(unknown.offsets).toEqual([]);
});

test('A reason to stop that comes up on the way is told as it is and not tried again', async () => {
  const gone = new TransferStop('recording_gone');
  const { source, offsets } = open({ brings: [900], opens: () => Promise.reject(gone) });

  await expect(source.toArray()).rejects.toBe(gone);
  expect(offsets).toEqual([900]);
});

test('A pause that is longer than Jira may wait is not begun', async () => {
  const limited = new DownloadError('rate_limited', { retryAfterSeconds: 26 });
  const { source, offsets, pauses } = open({ brings: [900], opens: () => Promise.reject(limited) });

  await expect(source.toArray()).rejects.toBe(limited);
  expect([offsets, pauses]).toEqual([[900], []]);
});

test('Opening that hangs is given up after 25 seconds, and never ends what was opened before', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    let opened = 0;
    const signals: AbortSignal[] = [];
    const { source } = open({
      brings: [900, 900],
      opens: (offset, to, until) => {
        signals.push(until);
        opened += 1;
        if (opened === 1) return Promise.resolve(connection(offset, to, 700));
        return new Promise((_resolve, reject) => {
          until.addEventListener('abort', () => reject(new DownloadError('unavailable')));
        });
      },
    });
    const ended = expect(source.toArray()).rejects.toBeInstanceOf(DownloadError);
    while (opened < 2) await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(25_000);
    await ended;
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true]);
  } finally {
    vi.useRealTimers();
  }
});

test('What has no deadline on the way is not waited for after 25 seconds: the last cause is told, and what opens late is closed', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const late = Promise.withResolvers<Readable>();
    const away = new DownloadError('unavailable');
    const { source, offsets } = open({
      brings: [900],
      opens: () => (offsets.length === 1 ? Promise.reject(away) : late.promise),
    });
    const ended = expect(source.toArray()).rejects.toBe(away);
    while (offsets.length < 2) await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(25_000);
    await ended;

    const body = connection(900, bytes.length, 700);
    late.resolve(body);
    await new Promise((resolve) => body.once('close', resolve));
    expect(body.readableDidRead).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});

test('Whoever is done with it closes the connection of now, and no other is opened', async () => {
  const { source, offsets } = open({ brings: [900] });
  source.destroy();
  await new Promise((resolve) => source.once('close', resolve));

  const late = Promise.withResolvers<Readable>();
  const reopening = open({ brings: [0], opens: () => late.promise });
  reopening.source.resume();
  while (reopening.offsets.length === 0) await new Promise((resolve) => setImmediate(resolve));
  reopening.source.destroy();
  const body = connection(0, 100, 10);
  late.resolve(body);
  await new Promise((resolve) => body.once('close', resolve));

  expect(offsets).toEqual([]);
  expect(reopening.offsets).toEqual([0]);
});
