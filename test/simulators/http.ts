// What the simulated Jira and the simulated Zoom share: a loopback server, bounded bodies, JSON answers, refusals.

import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLoopbackServer, scheme } from './loopback-listener.ts';

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

export interface LoopbackServer {
  port: number;
  /** `http(s)://127.0.0.1:<port>`, without a trailing slash. */
  origin: string;
  /** Cuts all connections and frees the port. */
  close(): Promise<void>;
}

/** Throw it in a handler to answer the request with this status, JSON body and headers. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly headers: OutgoingHttpHeaders;

  constructor(status: number, body: unknown, headers: OutgoingHttpHeaders = {}) {
    super(`refused with ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** Listens on 127.0.0.1; port 0 takes a free one. Rejects with EADDRINUSE when the port is taken. */
export async function listenOnLoopback(handler: RequestHandler, port = 0): Promise<LoopbackServer> {
  const server = createLoopbackServer((request, response) => void answer(handler, request, response));
  server.requestTimeout = 0; // uploads may take as long as they take
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const actualPort = (server.address() as AddressInfo).port;
  return {
    port: actualPort,
    origin: `${scheme}://127.0.0.1:${actualPort}`,
    close: () =>
      new Promise<void>((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

async function answer(handler: RequestHandler, request: IncomingMessage, response: ServerResponse) {
  try {
    await handler(request, response);
  } catch (error) {
    if (response.headersSent || response.destroyed) response.destroy();
    else if (error instanceof Refusal) sendJson(response, error.status, error.body, error.headers);
    else {
      console.error('simulator failed on', request.method, request.url?.split('?')[0], error);
      sendJson(response, 500, { message: 'The simulator failed.' });
    }
  }
}

/** Sends `body` as JSON; `undefined` sends no body at all. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: OutgoingHttpHeaders = {},
): void {
  if (body === undefined) {
    response.writeHead(status, { ...headers, ...(status === 204 ? {} : { 'content-length': 0 }) });
    response.end();
    return;
  }
  const text = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/json;charset=UTF-8',
    'content-length': text.length,
    ...headers,
  });
  response.end(text);
}

/** Reads a whole body of at most `limit` bytes; refuses a longer one with 413. */
export async function readBody(request: IncomingMessage, limit = 1024 * 1024): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk); // a longer one is read on to its end, so that the refusal arrives
  }
  if (size > limit) throw new Refusal(413, { message: 'Request body too large.' });
  return Buffer.concat(chunks);
}
