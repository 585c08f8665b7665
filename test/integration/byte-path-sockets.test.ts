// Connections of the byte path, at TLS servers of the test's own: which are kept, which are new, and what a new one saves.

import { once } from 'node:events';
import type { ClientRequest, IncomingMessage, RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openAttachmentUpload } from '../../src/jira/attachment-upload.ts';
import { createOpenRequest } from '../../src/platform/http/agents.ts';
import { openDownload } from '../../src/zoom/recording-download.ts';

const hosts = { hosts: ['localhost'], insecureLoopback: true };
const trusted = getCACertificates('default');
let identity: { key: string; cert: string };
beforeAll(async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  identity = { key, cert };
  setDefaultCACertificates([...trusted, cert]);
});
afterAll(() => setDefaultCACertificates(trusted));

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Answers as told, which connection a request came on being counted from 1. */
async function serve(answer: (...exchange: [...Parameters<RequestListener>, connection: number]) => void) {
  const sockets: Socket[] = [];
  const open = new Set<Socket>();
  const server = createServer(identity, (request, response) =>
    answer(request, response, sockets.indexOf(request.socket) + 1),
  );
  server.on('secureConnection', (socket) => {
    sockets.push(socket);
    open.add(socket.on('close', () => open.delete(socket)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { origin: `https://localhost:${(server.address() as AddressInfo).port}`, open };
}

/** Requests of the byte path. */
function client(idleMs?: number) {
  const requests = createOpenRequest(hosts, idleMs);
  const made: ClientRequest[] = [];
  const resumed: boolean[] = [];
  closing.push(() => requests.close());
  const { signal } = new AbortController();
  const open = (...input: Parameters<typeof requests>): ClientRequest => {
    const request = requests(...input);
    made.push(request);
    return request.on('socket', (socket: TLSSocket) => {
      if (!request.reusedSocket) socket.once('secureConnect', () => resumed.push(socket.isSessionReused()));
    });
  };
  const clock = { now: () => new Date() };
  /** Nobody reads it yet. */
  const downloading = async (url: string): Promise<IncomingMessage> => {
    const input = { url, accessToken: 'secret', hosts, clock, openRequest: open, signal };
    return (await openDownload(input)).body;
  };
  return {
    made,
    downloading,
    close: () => requests.close(),
    /** Of each new connection, whether it resumed the TLS session of another. */
    resumed,
    async download(url: string): Promise<string> {
      return String(Buffer.concat(await (await downloading(url)).toArray()));
    },
    async upload(baseUrl: string): Promise<string | null> {
      const upload = openAttachmentUpload({
        baseUrl,
        issueId: '10001',
        authorization: 'Bearer token',
        fileName: 'a.mp4',
        contentType: 'video/mp4',
        size: 3,
        openRequest: open,
        signal,
      });
      upload.body.write('abc');
      upload.finish();
      return upload.answer;
    },
  };
}

function stored(request: IncomingMessage, tell: (body: string) => void): void {
  request.resume().on('end', () => tell('[{"id":"7"}]'));
}

test('Downloads one after the other share connections, after redirects and refusals too', async () => {
  const connections: number[] = [];
  const { origin } = await serve((request, response, connection) => {
    connections.push(connection);
    if (request.url === '/redirected')
      response.writeHead(302, { location: '/file', 'content-length': 5 }).end('moved');
    else if (request.url === '/gone') response.writeHead(404, { 'content-length': 4 }).end('gone');
    else response.end('the file');
  });
  const { download } = client();

  expect(await download(`${origin}/redirected`)).toBe('the file');
  await expect(download(`${origin}/gone`)).rejects.toMatchObject({ kind: 'gone' });
  expect(await download(`${origin}/file`)).toBe('the file');

  // The second begins while the redirect is still read to its end.
  expect(connections.slice(0, 2)).toEqual([1, 2]);
  expect(Math.max(...connections)).toBe(2);
});

test('A kept connection that the server closes under a download is replaced by a new one, so that nobody notices', async () => {
  let answered = 0;
  const { origin } = await serve((_request, response) => {
    answered += 1;
    if (answered === 2) (response.socket as TLSSocket).destroy();
    else response.end('the file');
  });
  const { download, made } = client();
  await download(`${origin}/file`);

  expect(await download(`${origin}/file`)).toBe('the file');
  expect(made.map(({ reusedSocket }) => reusedSocket)).toEqual([false, true, false]);
});

test('A new connection that breaks is not tried twice in a row, so that an outage is told as one', async () => {
  const { origin } = await serve((_request, response) => (response.socket as TLSSocket).destroy());
  const { download, made } = client();

  await expect(download(`${origin}/file`)).rejects.toMatchObject({ kind: 'unavailable' });
  expect(made).toHaveLength(1);
});

test('The second upload to a site opens a connection of its own, and resumes the TLS session of the first', async () => {
  const connections: number[] = [];
  const { origin } = await serve((request, response, connection) => {
    connections.push(connection);
    stored(request, (body) => response.end(body));
  });
  const { upload, resumed } = client();

  expect([await upload(origin), await upload(origin)]).toEqual(['7', '7']);

  expect(connections).toEqual([1, 2]);
  expect(resumed).toEqual([false, true]);
});

test('Downloads side by side resume the TLS session of one before', async () => {
  const { origin } = await serve((_request, response) => response.end('the file'));
  const { download, resumed } = client();
  await download(`${origin}/file`);

  await Promise.all([download(`${origin}/file`), download(`${origin}/file`)]);

  expect(resumed).toEqual([false, true]);
});

/** A server that sends half of a file, and the rest when it is told to. */
async function serveHalf() {
  const rest = Promise.withResolvers<void>();
  const half = Buffer.alloc(256 * 1024);
  const { origin } = await serve((request, response) => {
    if (request.url !== '/halves') return response.end('the file');
    response.writeHead(200, { 'content-length': 2 * half.length }).write(half);
    void rest.promise.then(() => response.end(half));
  });
  return { origin, bytes: 2 * half.length, goOn: () => rest.resolve() };
}

test('A download falls silent after nobody has read it for a while, again and again, so that it is cut all the same', async () => {
  const { origin } = await serveHalf();
  const { download, downloading } = client(300);
  await download(`${origin}/file`);
  const body = await downloading(`${origin}/halves`);
  for (let times = 0; times < 3; times += 1) await once(body.socket, 'timeout');

  await expect(body.toArray()).rejects.toThrow();
});

test('A download that nobody has read for a while comes whole, so that its connection is kept as it was', async () => {
  const { origin, bytes, goOn } = await serveHalf();
  const { download, downloading, made } = client(300);
  await download(`${origin}/file`);
  const { socket } = made[0] as ClientRequest;
  const listeners = socket?.listenerCount('timeout');
  const body = await downloading(`${origin}/halves`);
  for (let times = 0; times < 3; times += 1) await once(body.socket, 'timeout');

  goOn();

  expect(Buffer.concat(await body.toArray())).toHaveLength(bytes);
  await download(`${origin}/file`);
  expect(made.map((request) => request.socket === socket)).toEqual([true, true, true]);
  expect(socket?.listenerCount('timeout')).toBe(listeners);
});

test('Kept connections are closed with the process, and an upload’s as soon as it is answered', async () => {
  const { origin, open } = await serve((request, response) => {
    if (request.method === 'GET') response.end('the file');
    else stored(request, (body) => response.end(body));
  });
  const { download, upload, close, made } = client();
  await upload(origin);
  await expect.poll(() => open.size).toBe(0);
  await download(`${origin}/file`);
  expect(open.size).toBe(1);

  close();

  expect(made.at(-1)?.socket?.destroyed).toBe(true);
});
