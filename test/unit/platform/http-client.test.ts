// Outbound calls against a server on loopback: deadlines, sizes, redirects, and which hosts are asked at all.

import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createHttpClient } from '../../../src/platform/http/http-client.ts';

const http = createHttpClient({ hosts: ['127.0.0.1'], insecureLoopback: true });

/** Answers with `listener`; the origin, and what was asked. */
async function serve(listener: RequestListener): Promise<{ origin: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

it('sends what it was given and returns status, headers and body as they came', async () => {
  const { origin, asked } = await serve((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      response.writeHead(418, { 'X-Custom': 'Yes', 'content-type': 'application/json' });
      response.end(JSON.stringify({ body, accept: request.headers.accept, own: request.headers['x-own'] }));
    });
  });
  const answer = await http({
    method: 'POST',
    url: `${origin}/path?q=1`,
    headers: { 'x-own': 'mine', 'content-type': 'text/plain' },
    body: 'hello',
  });
  expect(asked).toEqual(['POST /path?q=1']);
  expect(answer).toMatchObject({
    status: 418,
    headers: { 'x-custom': 'Yes' },
    json: { body: 'hello', accept: 'application/json', own: 'mine' },
  });
  expect(JSON.parse(answer.text)).toEqual(answer.json);
});

it('keeps the double encoding of a path', async () => {
  const { origin, asked } = await serve((_request, response) => response.end('{}'));
  await http({ method: 'GET', url: `${origin}/meetings/%252Fab%252F%252Fc%253D%253D/recordings` });
  expect(asked).toEqual(['GET /meetings/%252Fab%252F%252Fc%253D%253D/recordings']);
});

it('has no JSON for a page of HTML, and does not fail for it', async () => {
  const { origin } = await serve((_request, response) => response.end('<html>maintenance</html>'));
  expect(await http({ method: 'GET', url: origin })).toMatchObject({
    status: 200,
    text: '<html>maintenance</html>',
    json: undefined,
  });
});

it('does not follow a redirect, so that no header goes where it was not meant to', async () => {
  const elsewhere = await serve((_request, response) => response.end('stolen'));
  const { origin } = await serve((_request, response) =>
    response.writeHead(302, { location: `${elsewhere.origin}/next` }).end(),
  );
  const answer = await http({ method: 'GET', url: origin, headers: { authorization: 'Bearer x' } });
  expect(answer).toMatchObject({ status: 302, headers: { location: `${elsewhere.origin}/next` } });
  expect(elsewhere.asked).toEqual([]);
});

it('gives up at its deadline when no answer begins', async () => {
  const { origin, asked } = await serve(() => undefined);
  await expect(http({ method: 'GET', url: origin, deadlineMs: 50 })).rejects.toMatchObject({
    name: 'NoAnswerError',
    kind: 'timeout',
  });
  expect(asked).toHaveLength(1);
});

it('gives up at its deadline when an answer never ends', async () => {
  const { origin } = await serve((_request, response) => {
    response.writeHead(200);
    response.write('begun');
  });
  await expect(http({ method: 'GET', url: origin, deadlineMs: 100 })).rejects.toMatchObject({
    kind: 'timeout',
  });
});

it.each([
  ['with its length told', true],
  ['without', false],
])('refuses an answer above 8 MiB, %s', async (_, told) => {
  const size = 8 * 1024 * 1024 + 1;
  const { origin } = await serve((_request, response) => {
    response.writeHead(200, told ? { 'content-length': size } : {});
    response.end(Buffer.alloc(size));
  });
  await expect(http({ method: 'GET', url: origin })).rejects.toMatchObject({ kind: 'too_large' });
});

it.each([
  ['with its length told', { 'content-length': 100 }],
  ['in chunks', {}],
])('calls an answer that was cut off a fault of the network, %s', async (_, headers) => {
  const { origin } = await serve((_request, response) => {
    response.writeHead(200, headers);
    response.write('begun', () => response.destroy());
  });
  await expect(http({ method: 'GET', url: origin })).rejects.toMatchObject({ kind: 'network' });
});

it('calls a refused or reset connection a fault of the network', async () => {
  const { origin } = await serve((request) => request.socket.destroy());
  await expect(http({ method: 'GET', url: origin })).rejects.toMatchObject({ kind: 'network' });
});

it.each([
  ['another name of the same machine', (port: string) => `http://localhost:${port}/`],
  ['an unlisted host', () => 'https://example.com/'],
  ['userinfo', (port: string) => `http://user@127.0.0.1:${port}/`],
  ['no URL', () => 'nonsense'],
])('asks nobody for %s', async (_, urlOf) => {
  const { origin, asked } = await serve((_request, response) => response.end());
  await expect(http({ method: 'GET', url: urlOf(new URL(origin).port) })).rejects.toMatchObject({
    kind: 'host_not_allowed',
  });
  expect(asked).toEqual([]);
});

it('refuses a listed loopback host where loopback is not permitted', async () => {
  const { origin, asked } = await serve((_request, response) => response.end());
  const strict = createHttpClient({ hosts: ['127.0.0.1', 'localhost'], insecureLoopback: false });
  for (const url of [origin, 'https://localhost/', 'https://127.0.0.1/'])
    await expect(strict({ method: 'GET', url })).rejects.toMatchObject({ name: 'NoAnswerError' });
  expect(asked).toEqual([]);
});

it('ignores proxies of the environment', async () => {
  const proxy = await serve((_request, response) => response.end('proxied'));
  const { origin } = await serve((_request, response) => response.end('direct'));
  const before = process.env.http_proxy;
  onTestFinished(() => {
    if (before === undefined) delete process.env.http_proxy;
    else process.env.http_proxy = before;
  });
  process.env.http_proxy = proxy.origin;
  expect((await http({ method: 'GET', url: origin })).text).toBe('direct');
  expect(proxy.asked).toEqual([]);
});

it('ends a kept connection before the time that the server has announced is over, so that no POST meets its end', async () => {
  const { promise: endedByUs, resolve } = Promise.withResolvers<void>();
  const { origin } = await serve((request, response) => {
    request.socket.once('end', resolve);
    response.writeHead(200, { connection: 'keep-alive', 'keep-alive': 'timeout=2' });
    response.end();
  });
  await http({ method: 'GET', url: origin });
  // Had the server ended it, there would be no end to hear of.
  await endedByUs;
});
