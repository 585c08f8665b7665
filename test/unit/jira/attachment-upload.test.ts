// The multipart frame around an upload: its length is exact, and no file name gets out of it.

import type { ClientRequest, OutgoingHttpHeaders } from 'node:http';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openAttachmentUpload } from '../../../src/jira/attachment-upload.ts';
import { JiraError } from '../../../src/jira/jira-error.ts';

/** A request that goes nowhere. */
class FakeRequest extends PassThrough {
  setTimeout(): this {
    return this;
  }
}

function open(fileName: string, size: number) {
  const request = new FakeRequest();
  let headers: OutgoingHttpHeaders = {};
  let url = '';
  const upload = openAttachmentUpload({
    baseUrl: 'https://site.example',
    issueId: '10001',
    authorization: 'Bearer token',
    fileName,
    contentType: 'video/mp4',
    size,
    openRequest: (to, options) => {
      url = to.href;
      headers = options.headers;
      return request as unknown as ClientRequest;
    },
    signal: new AbortController().signal,
  });
  return { request, upload, headers, url };
}

async function sent(fileName: string, content: Buffer) {
  const { request, upload, headers } = open(fileName, content.length);
  upload.body.write(content);
  upload.finish();
  const body = Buffer.concat((await request.toArray()) as Buffer[]);
  return { body, headers };
}

test('Content-Length is exactly what is sent, so that Jira waits for no byte and misses none', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'grapheme', maxLength: 100 }),
      fc.uint8Array({ maxLength: 5_000 }),
      async (fileName, content) => {
        const { body, headers } = await sent(fileName, Buffer.from(content));
        expect(headers['content-length']).toBe(body.length);
      },
    ),
    { numRuns: 50 },
  );
});

test('one file field is sent with its name, and Jira’s check against forged requests is answered', async () => {
  const { body, headers } = await sent('Review 東京.mp4', Buffer.from('content'));
  const boundary = /boundary=(\S+)$/.exec(String(headers['content-type']))?.[1];

  expect(body.toString()).toBe(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="Review 東京.mp4"\r\n` +
      `Content-Type: video/mp4\r\n\r\ncontent\r\n--${boundary}--\r\n`,
  );
  expect(headers).toMatchObject({ 'x-atlassian-token': 'no-check', authorization: 'Bearer token' });
  expect(headers).not.toHaveProperty('transfer-encoding');
});

test('a name with quotes and line breaks stays inside its header', async () => {
  const { body } = await sent('a"; name="evil\r\nX-Evil: yes\\', Buffer.from(''));

  expect(body.toString()).toContain('filename="a_; name=_evil__X-Evil: yes_"\r\nContent-Type');
});

test('the closing boundary is sent by finish alone, so that a file can be left incomplete to the last', async () => {
  const { request, upload } = open('a.mp4', 3);
  upload.body.write('abc');
  expect(String(request.read())).toMatch(/abc$/);

  upload.finish();
  expect(String(request.read())).toMatch(/^\r\n------.*--\r\n$/);
});

test('a broken socket is told by the answer, so that nobody has to listen for errors', async () => {
  const { request, upload } = open('a.mp4', 3);
  request.destroy(new Error('reset'));

  await expect(upload.answer).rejects.toBeInstanceOf(JiraError);
});

test('an answer that does not come within five minutes of the last byte is not waited for, whatever moves meanwhile', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { request, upload } = open('a.mp4', 3);
  upload.body.write('abc');
  upload.finish();
  vi.advanceTimersByTime(299_000);
  request.read();
  expect(request.destroyed).toBe(false);

  vi.advanceTimersByTime(1_000);
  await expect(upload.answer).rejects.toMatchObject({ kind: 'unavailable', status: null });
});
