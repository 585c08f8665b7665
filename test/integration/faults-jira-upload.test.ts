// What befalls an upload on its way: resets at any byte, slow and stalled readers, lost and unclear answers.

import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createOpenRequest } from '../../src/platform/http/agents.ts';
import type { UploadFault } from '../simulators/jira/faults.ts';
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
const largeSize = 64 * 1024 * 1024;
beforeAll(async () => {
  bench = await startTransferBench();
  first = await bench.asked([{ fileType: 'MP4' }, { fileType: 'MP4', size: largeSize }]);
});
afterEach(() => bench.calm());
afterAll(() => bench.stop());

const attachments = ({ issueId }: AskedTransfer) => bench.app.jira.site.attachments(issueId);
const uploads = (since: number) =>
  bench.app.jira.requests
    .slice(since)
    .filter(({ method, path }) => method === 'POST' && /\/attachments$/.test(path));
const holdUpload = (atByte: number) => {
  const held = gate();
  bench.app.jira.faults.uploads.push({ kind: 'hold', atByte, until: held.until });
  return { ...held, reached: bench.app.jira.waitFor('upload-held') };
};

async function expectAttachedOnce(asked: AskedTransfer): Promise<void> {
  expect(attachments(asked).map(({ sha256 }) => sha256)).toEqual([await asked.file.sha256()]);
  expect(await bench.row(asked)).toMatchObject({
    state: 'succeeded',
    attachmentId: attachments(asked)[0]?.id,
  });
}

/** Runs it whenever it is due, until it is attached or has failed. */
async function runOn(asked: AskedTransfer): Promise<void> {
  while ((await bench.runUntilCertain(asked)).state === 'waiting');
}

test('Jira resets the connection at any byte, the closing boundary included, so that the transfer waits and then attaches the file once', async () => {
  const { size } = first.file;
  // Near the end the boundary may be on its way already; at infinity Jira has all of it.
  const atByte = fc.oneof(
    fc.integer({ min: 1, max: size }),
    fc.integer({ min: size, max: size + 200 }),
    fc.constant(Number.POSITIVE_INFINITY),
  );
  await fc.assert(
    fc.asyncProperty(atByte, async (at) => {
      const asked = await bench.again(first);
      bench.app.jira.faults.uploads.push({ kind: 'reset', atByte: at });
      await bench.run(asked);
      // Of a complete file it is not known at once that Jira has not stored it.
      const { state, reason } = (await shown(bench, asked)) ?? {};
      expect([state, reason?.code]).toEqual(
        state === 'finishing' ? ['finishing', 'upload_unclear'] : ['waiting', 'jira_unavailable'],
      );
      expect(attachments(asked)).toEqual([]);
      await runOn(asked);
      await expectAttachedOnce(asked);
    }),
    { numRuns: 8, examples: [[1], [size], [Number.POSITIVE_INFINITY]] },
  );
});

const stored: UploadFault[] = [
  { kind: 'lose-answer' },
  { kind: 'answer-without-id' },
  { kind: 'answer', stored: true, status: 200, text: '<html>Stored.</html>' },
  { kind: 'answer', stored: true, status: 200 },
  { kind: 'answer', stored: true, status: 201, text: '[]' },
  { kind: 'answer', stored: true, status: 302, headers: { location: 'https://elsewhere.example/' } },
  { kind: 'answer', stored: true, status: 408 },
  { kind: 'answer', stored: true, status: 500 },
];
test.each(stored)(
  'Jira stores the file, but its answer does not say so (%o), so that the attachment is found and taken for its own',
  async (fault) => {
    const asked = await bench.again(first);
    bench.app.jira.faults.uploads.push(fault);
    const since = bench.app.jira.requests.length;

    await bench.run(asked);

    await expectAttachedOnce(asked);
    expect(uploads(since).length).toBeLessThanOrEqual(1);
  },
);

test('Jira stores the file but asks for a pause instead of saying so, so that it is looked for only afterwards', async () => {
  const asked = await bench.again(first);
  const retryAfter = { 'retry-after': '700' };
  bench.app.jira.faults.uploads.push({ kind: 'answer', stored: true, status: 503, headers: retryAfter });

  const row = await bench.run(asked);

  expect(row).toMatchObject({ state: 'finishing', reasonCode: 'jira_rate_limited' });
  expect(await bench.secondsUntilDue(asked)).toBeGreaterThan(600);
  await runOn(asked);
  await expectAttachedOnce(asked);
});

test.each([
  ['does not say the id', { status: 200, text: '<html>Well.</html>' }],
  ['says nothing', { status: 200 }],
] as const)(
  'Jira stores nothing and its 200 %s, so that the file is looked for until it cannot come any more, and attached once',
  async (_what, answer) => {
    const asked = await bench.again(first);
    bench.app.jira.faults.uploads.push({ kind: 'answer', stored: false, ...answer });

    await bench.run(asked);

    expect(await shown(bench, asked)).toMatchObject({
      state: 'finishing',
      reason: { code: 'upload_unclear' },
    });
    await bench.runUntilCertain(asked);
    expect(await shown(bench, asked)).toMatchObject(stoppedFor('waiting', 'upload_cut'));
    await runOn(asked);
    await expectAttachedOnce(asked);
  },
);

test('Jira stores the file, loses the answer and then answers nothing, so that the transfer stays finishing and adopts later', async () => {
  const asked = await bench.again(first);
  const { jira, zoom } = bench.app;
  jira.faults.uploads.push({ kind: 'lose-answer' });
  const stop = jira.on('attachment-created', () => {
    jira.faults.answers.push({ path: /^\/rest\/api\/3\/issue\/\d+$/, times: 3, status: 500 });
  });
  const row = await bench.run(asked);
  stop();
  await bench.calm();
  expect(row).toMatchObject({ state: 'finishing', reasonCode: 'jira_unavailable', outages: 1 });
  // Whoever is in doubt can neither cancel nor upload anew.
  const cancel = await bench.app.api('POST', `/transfers/${asked.id}/cancel`, asked.viewer);
  expect([cancel.status, cancel.body.error.code]).toEqual([409, 'too_late']);

  const since = zoom.requests.length;
  await runOn(asked);

  expect(zoom.requests.slice(since).filter(({ host }) => host === 'files')).toEqual([]);
  await expectAttachedOnce(asked);
});

test('Jira reads no further, so that Zoom is read no further either and memory stays small', async () => {
  const asked = await bench.again(first, 1);
  const held = holdUpload(30_000);
  const closed = bench.app.zoom.waitFor('download-closed', ({ fileId }) => fileId === asked.file.id);
  const running = bench.run(asked);
  await held.reached;
  await bench.app.api('POST', `/transfers/${asked.id}/cancel`, asked.viewer);
  await running;
  held.open();

  // What is left are the buffers of four sockets.
  expect((await closed).bytesSent).toBeLessThan(largeSize / 2);
});

test('Jira stops reading for good, so that the transfer does not wait for it for ever', async () => {
  const asked = await bench.again(first, 1);
  const held = holdUpload(30_000);
  const openJiraRequest = createOpenRequest({ hosts: ['127.0.0.1'], insecureLoopback: true }, 400);

  await bench.run(asked, { openJiraRequest });
  held.open();

  expect(await shown(bench, asked)).toMatchObject(stoppedFor('waiting', 'jira_unavailable'));
  expect(attachments(asked)).toEqual([]);
});

test('Jira reads slowly for much longer than it may stay silent, so that the file is attached all the same', async () => {
  const asked = await bench.again(first, 1);
  bench.app.jira.faults.uploadBytesPerSecond = largeSize / 4;
  const openJiraRequest = createOpenRequest({ hosts: ['127.0.0.1'], insecureLoopback: true }, 2_000);

  await bench.run(asked, { openJiraRequest });
  bench.app.jira.faults.uploadBytesPerSecond = null;

  await expectAttachedOnce(asked);
});
