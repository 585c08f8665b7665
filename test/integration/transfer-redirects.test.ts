// Opening a download at servers of the test's own: who sees the token, and which addresses are never reached.

import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { createOpenRequest } from '../../src/platform/http/agents.ts';
import { firstBytes } from '../../src/recordings/transfers/running/stream-recording.ts';
import { openDownload, type RestOfDownload } from '../../src/zoom/recording-download.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Two servers are two origins: their ports differ. */
async function serve(answer: RequestListener): Promise<{ origin: string; seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const loopback = { hosts: ['127.0.0.1'], insecureLoopback: true };

function download(
  url: string,
  hosts: Parameters<typeof openDownload>[0]['hosts'] = loopback,
  rest?: RestOfDownload,
) {
  const { signal } = new AbortController();
  return openDownload({
    url,
    ...(rest === undefined ? {} : { rest }),
    accessToken: 'secret',
    hosts,
    clock: systemClock,
    openRequest: createOpenRequest(hosts),
    signal,
  });
}

test('the token goes to the first origin only and does not come back with a redirect, so that nobody else sees it', async () => {
  const away = await serve((_request, response) =>
    response.writeHead(302, { location: `${home.origin}/back` }).end(),
  );
  const home = await serve((request, response) => {
    if (request.url === '/back') response.end('the file');
    else response.writeHead(302, { location: request.url === '/start' ? '/same' : `${away.origin}/x` }).end();
  });

  const { body } = await download(`${home.origin}/start`);

  expect(String(Buffer.concat(await body.toArray()))).toBe('the file');
  expect(home.seen.map(({ url, headers }) => [url, headers.authorization])).toEqual([
    ['/start', 'Bearer secret'],
    ['/same', 'Bearer secret'],
    ['/back', undefined],
  ]);
  expect(away.seen.map(({ headers }) => headers.authorization)).toEqual([undefined]);
});

test('bytes are asked for as they are, so that Content-Length is their number', async () => {
  const home = await serve((_request, response) =>
    response.writeHead(200, { 'content-length': 8 }).end('the file'),
  );

  const { body, contentLength } = await download(`${home.origin}/file`);
  body.resume();

  expect(home.seen[0]?.headers['accept-encoding']).toBe('identity');
  expect(contentLength).toBe(8);
});

test('a short file that comes in one piece with its headers can be looked at and is still whole', async () => {
  const home = await serve((_request, response) =>
    response.end('WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nHello\n'),
  );

  const { body } = await download(`${home.origin}/file`);
  await firstBytes(body, 16);

  expect(String(Buffer.concat(await body.toArray()))).toMatch(/^WEBVTT[\s\S]*Hello\n$/);
});

test('a name of our list that leads to a private address is not connected to', async () => {
  const hosts = { hosts: ['localhost'], insecureLoopback: false };

  await expect(download('https://localhost/recording.mp4', hosts)).rejects.toMatchObject({
    kind: 'host_not_allowed',
  });
});

test.each(['http://127.0.0.1/a', 'https://127.0.0.1/a', 'https://127.0.0.1:8443/a', 'https://[::1]/a'])(
  'outside loopback mode %s is refused although it is listed, so that no plain or private address is reached',
  async (url) => {
    const hosts = { hosts: ['127.0.0.1', '::1'], insecureLoopback: false };

    await expect(download(url, hosts)).rejects.toMatchObject({ kind: 'host_not_allowed' });
  },
);

test('a redirect without a usable address is a refusal', async () => {
  const home = await serve((_request, response) => response.writeHead(302, { location: 'https://[' }).end());

  await expect(download(`${home.origin}/file`)).rejects.toMatchObject({ kind: 'refused', status: 302 });
});

test.each([
  [429, '900', 'rate_limited'],
  [503, new Date(Date.now() + 3_600_000).toISOString(), 'unavailable'],
] as const)(
  'a pause that Zoom asks for with %i is known, so that nothing is tried before',
  async (status, retryAfter, kind) => {
    const home = await serve((_request, response) =>
      response.writeHead(status, { 'retry-after': retryAfter }).end(),
    );

    const refused = download(`${home.origin}/file`);

    await expect(refused).rejects.toMatchObject({ kind, status, retryAfterSeconds: expect.any(Number) });
  },
);

const rest: RestOfDownload = { offset: 4, total: 8, etag: '"same"' };
const restOfFile = { 'content-range': 'bytes 4-7/8', etag: '"same"', 'content-length': '4' };

test('the rest of a file is asked for behind redirects too, and what comes is the rest of the same file', async () => {
  const home = await serve((request, response) => {
    if (request.url === '/start') response.writeHead(302, { location: '/file' }).end();
    else response.writeHead(206, restOfFile).end('file');
  });

  const { body } = await download(`${home.origin}/start`, loopback, rest);

  expect(String(Buffer.concat(await body.toArray()))).toBe('file');
  expect(home.seen.map(({ headers }) => [headers.range, headers['if-range']])).toEqual([
    ['bytes=4-', '"same"'],
    ['bytes=4-', '"same"'],
  ]);
});

test.each<[string, number, Record<string, string>]>([
  ['the whole file', 200, { etag: '"same"', 'content-length': '8' }],
  ['another beginning', 206, { ...restOfFile, 'content-range': 'bytes 3-7/8', 'content-length': '5' }],
  ['an end before the end', 206, { ...restOfFile, 'content-range': 'bytes 4-6/8', 'content-length': '3' }],
  [
    'the rest of a longer file',
    206,
    { ...restOfFile, 'content-range': 'bytes 4-8/9', 'content-length': '5' },
  ],
  ['the rest of a file of unknown length', 206, { ...restOfFile, 'content-range': 'bytes 4-7/*' }],
  ['the rest of another file', 206, { ...restOfFile, etag: '"other"' }],
  ['the rest of a file that is alike', 206, { ...restOfFile, etag: 'W/"same"' }],
  ['the rest of a file without a name', 206, { 'content-range': 'bytes 4-7/8', 'content-length': '4' }],
  ['a part that does not say which', 206, { etag: '"same"', 'content-length': '4' }],
  ['a rest of another length', 206, { ...restOfFile, 'content-length': '3' }],
  ['a page', 206, { ...restOfFile, 'content-type': 'text/html' }],
  ['that there is no such part', 416, { 'content-range': 'bytes */8' }],
  ['a refusal', 403, {}],
])(
  '%s instead of the rest that was asked for is no rest, so that the download begins anew',
  async (_what, status, headers) => {
    const home = await serve((_request, response) => {
      response.writeHead(status, headers);
      response.flushHeaders();
      response.socket?.destroySoon();
    });

    await expect(download(`${home.origin}/file`, loopback, rest)).rejects.toMatchObject({
      kind: 'cut',
      status,
    });
  },
);

test('a part of a file that nobody asked for a part of is a refusal', async () => {
  const home = await serve((_request, response) => response.writeHead(206, restOfFile).end('file'));

  await expect(download(`${home.origin}/file`)).rejects.toMatchObject({ kind: 'refused' });
});
