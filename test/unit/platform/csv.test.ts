// Lines of CSV, and sending them to a browser that is slow, goes away, or gets half of them.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import express from 'express';
import { afterEach, expect, test } from 'vitest';
import { csvLine, sendLines } from '../../../src/platform/http/csv.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Serves the lines; `failed` resolves with what is thrown to the last handler. */
async function serve(lines: () => AsyncIterable<string>) {
  const app = express();
  let fail: (error: unknown) => void;
  const failed = new Promise<unknown>((resolve) => {
    fail = resolve;
  });
  app.get('/', (_request, response, next) => {
    sendLines(response, { type: 'text/csv', name: 'list.csv' }, lines()).catch((error) => {
      fail(error);
      next(error);
    });
  });
  app.use(((_error, _request, response, _next) => {
    if (response.headersSent) response.destroy();
    else response.status(500).end('refused');
  }) as express.ErrorRequestHandler);
  server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server?.once('listening', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, failed };
}

test('fields with commas, quotes and line ends are quoted, and nothing is an empty field', () => {
  expect(csvLine(['plain', 'a,b', 'say "yes"', 'two\nlines', null, 12, -3])).toBe(
    'plain,"a,b","say ""yes""","two\nlines",,12,-3\r\n',
  );
});

test('text that a spreadsheet would run as a formula gets an apostrophe, numbers stay numbers', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\tx']) expect(csvLine([text])).toBe(`'${text}\r\n`);
  expect(csvLine(['\r=x', '=a"b'])).toBe(`"'\r=x","'=a""b"\r\n`);
});

test('all lines arrive, as a file with the name that was given', async () => {
  const { url } = await serve(async function* () {
    for (let n = 0; n < 20_000; n += 1) yield csvLine([n]);
  });
  const response = await fetch(url);
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="list.csv"');
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect((await response.text()).split('\r\n')).toHaveLength(20_001);
});

test('no lines are an empty file', async () => {
  const { url } = await serve(() => Readable.from([]));
  expect(await (await fetch(url)).text()).toBe('');
});

test('a failure before the first line is answered, one after it cuts the answer short', async () => {
  const early = await serve(() => ({
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('none')) }),
  }));
  expect((await fetch(early.url)).status).toBe(500);
  server?.close();

  const late = await serve(async function* () {
    yield 'x'.repeat(100_000);
    throw new Error('half');
  });
  const response = await fetch(late.url);
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow();
  expect(await late.failed).toMatchObject({ message: 'half' });
});

test('whoever reads slowly is waited for, and when they go nothing more is asked for', async () => {
  let asked = 0;
  let ended: () => void;
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const { url } = await serve(async function* () {
    try {
      for (; asked < 100_000; asked += 1) yield 'x'.repeat(10_000);
    } finally {
      ended();
    }
  });
  const leaving = new AbortController();
  const response = await fetch(url, { signal: leaving.signal });
  await response.body?.getReader().read();
  leaving.abort();
  await end;
  expect(asked).toBeLessThan(10_000);
});
