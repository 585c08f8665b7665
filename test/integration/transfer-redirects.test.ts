// Opening a download at servers of the test's own: who sees the token, and which addresses are never reached.

import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { createOpenRequest } from '../../src/platform/http/agents.ts';
import { firstBytes } from '../../src/recordings/transfers/running/stream-recording.ts';
import { openDownload } from '../../src/zoom/recording-download.ts';

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

function download(url: string, hosts: Parameters<typeof openDownload>[0]['hosts'] = loopback) {
  const { signal } = new AbortController();
  return openDownload({
    url,
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
