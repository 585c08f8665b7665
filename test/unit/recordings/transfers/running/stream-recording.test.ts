// The byte path in isolation: exact size, back-pressure, and an end to every failure.

import { createHash } from 'node:crypto';
import { PassThrough, Readable, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import type { AttachmentUpload } from '../../../../../src/jira/attachment-upload.ts';
import { JiraError } from '../../../../../src/jira/jira-error.ts';
import {
  firstBytes,
  streamRecording,
} from '../../../../../src/recordings/transfers/running/stream-recording.ts';

function uploadTo(body: Writable): AttachmentUpload & { refuse(error: JiraError): void } {
  const { promise, reject } = Promise.withResolvers<string | null>();
  return { body, answer: promise, finish: () => undefined, destroy: () => body.destroy(), refuse: reject };
}

function sink() {
  const chunks: Buffer[] = [];
  const body = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { body, taken: () => Buffer.concat(chunks) };
}

test('all bytes arrive unchanged, and their hash and number are told', async () => {
  const content = Buffer.from('0123456789'.repeat(50_000));
  const { body, taken } = sink();
  const moved: number[] = [];

  const sha256 = await streamRecording(
    Readable.from([content.subarray(0, 99), content.subarray(99)]),
    uploadTo(body),
    content.length,
    (bytes) => moved.push(bytes),
  );

  expect(taken().equals(content)).toBe(true);
  expect(sha256).toBe(createHash('sha256').update(content).digest('hex'));
  expect(moved).toEqual([99, content.length]);
});

test('the source is read no faster than Jira takes it, so that memory does not grow with the file', async () => {
  let take: (() => void) | null = null;
  let produced = 0;
  const body = new Writable({
    highWaterMark: 10,
    write(_chunk, _encoding, done) {
      take = done;
    },
  });
  const source = new Readable({
    highWaterMark: 10,
    read() {
      produced += 1;
      this.push(produced > 100 ? null : Buffer.alloc(10));
    },
  });
  let moved = 0;
  const copied = streamRecording(source, uploadTo(body), 1000, (bytes) => {
    moved = bytes;
  });
  for (let taken = 0; taken < 100; taken += 1) {
    while (take === null) await new Promise((resolve) => setImmediate(resolve));
    expect(moved - taken * 10).toBeLessThanOrEqual(20);
    const done: () => void = take;
    take = null;
    done();
  }
  await copied;
  expect(moved).toBe(1000);
});

test.each([
  ['ends early', () => Readable.from([Buffer.alloc(9)])],
  ['brings more', () => Readable.from([Buffer.alloc(9), Buffer.alloc(2)])],
  ['broke before', () => new PassThrough().destroy()],
])(
  'a source that %s is a cut download, so that no file of another size is completed',
  async (_what, source) => {
    const { body } = sink();

    await expect(streamRecording(source(), uploadTo(body), 10, () => undefined)).rejects.toMatchObject({
      kind: 'cut',
    });
  },
);

test('what a source broke with before is told as it is', async () => {
  const reset = new Error('reset');
  const source = new PassThrough().on('error', () => undefined).destroy(reset);

  await expect(streamRecording(source, uploadTo(sink().body), 10, () => undefined)).rejects.toBe(reset);
});

test('what a source breaks with in the middle is told as it is', async () => {
  const source = new PassThrough();
  source.write(Buffer.alloc(5));
  const reset = new Error('reset');
  const done = streamRecording(source, uploadTo(sink().body), 10, () => source.destroy(reset));

  await expect(done).rejects.toBe(reset);
});

test('Jira’s refusal ends the copy with what Jira said', async () => {
  const upload = uploadTo(sink().body);
  const done = streamRecording(new PassThrough(), upload, 10, () => undefined);
  upload.refuse(new JiraError('forbidden', 403));

  await expect(done).rejects.toMatchObject({ kind: 'forbidden' });
});

test('a source that had sent everything before it was looked at loses nothing', async () => {
  const source = new PassThrough();
  source.end('WEBVTT and all the rest');

  expect(String(await firstBytes(source, 16))).toMatch(/^WEBVTT/);
  expect(String(Buffer.concat(await source.toArray()))).toBe('WEBVTT and all the rest');
});

test('the first bytes can be looked at without losing them', async () => {
  const source = new PassThrough();
  source.write('WEB');
  setImmediate(() => source.end('VTT and more text'));

  expect(String(await firstBytes(source, 6))).toMatch(/^WEBVTT/);
  expect(String(Buffer.concat(await source.toArray()))).toBe('WEBVTT and more text');
});

test('a source shorter than asked for is all there is', async () => {
  expect(String(await firstBytes(Readable.from([Buffer.from('abc')]), 16))).toBe('abc');
});
