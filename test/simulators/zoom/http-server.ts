// A loopback HTTP server for one simulated host, and the few ways in which the simulator answers.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLoopbackServer, scheme } from '../loopback-listener.ts';

export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  method: string;
  /** As it came, still encoded, without the query. */
  rawPath: string;
  query: URLSearchParams;
}

export interface LoopbackServer {
  origin: string;
  close(): Promise<void>;
}

/** What refusals and pages of a server are marked with, so that a test finds where their words end up. */
const markers = new WeakMap<ServerResponse, string>();

/** Listens on 127.0.0.1; port 0 lets the system choose; `marker` may be ''. A handler that throws becomes a 500 naming the fault. */
export async function listenOnLoopback(
  port: number,
  marker: string,
  handle: (exchange: Exchange) => Promise<void>,
): Promise<LoopbackServer> {
  const server = createLoopbackServer((request, response) => {
    markers.set(response, marker);
    const [rawPath = '/', query = ''] = (request.url ?? '/').split(/\?(.*)/s);
    const exchange = {
      request,
      response,
      method: request.method ?? 'GET',
      rawPath,
      query: new URLSearchParams(query),
    };
    handle(exchange).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) response.destroy();
      else sendJson(response, 500, { simulatorError: String(error) });
    });
  });
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: chosen } = server.address() as AddressInfo;
  return {
    origin: `${scheme}://127.0.0.1:${chosen}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const wordsOfRefusals = new Set(['message', 'reason', 'errorMessage']);

/** Answers with JSON. What is said of a refusal in words carries the marker. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const marker = markers.get(response) ?? '';
  const isMarked = (name: string, value: unknown) =>
    status >= 400 && marker !== '' && wordsOfRefusals.has(name) && typeof value === 'string';
  const text = JSON.stringify(body, (name, value) =>
    isMarked(name, value) && !value.includes(marker) ? `${value} ${marker}` : value,
  );
  const bytes = Buffer.from(text);
  response
    .writeHead(status, {
      'content-type': 'application/json;charset=UTF-8',
      'content-length': bytes.length,
      ...headers,
    })
    .end(bytes);
}

/** Answers with a page, which carries the marker. */
export function sendHtml(
  response: ServerResponse,
  status: number,
  html: string,
  headers: Record<string, string> = {},
): void {
  const marker = markers.get(response) ?? '';
  const bytes = Buffer.from(marker === '' ? html : `${html}<!-- ${marker} -->`);
  response
    .writeHead(status, {
      'content-type': 'text/html;charset=UTF-8',
      'content-length': bytes.length,
      'cache-control': 'no-store',
      ...headers,
    })
    .end(bytes);
}

/** Answers with a redirect that nobody may cache. */
export function sendRedirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { location, 'content-length': 0, 'cache-control': 'no-store' }).end();
}

const bodyLimit = 64 * 1024;

/** Reads a small body. Throws beyond 64 KiB. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) throw new Error('request body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Reads a small form body. Throws beyond 64 KiB. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  return new URLSearchParams(await readBody(request));
}

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for HTML content and quoted attributes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => escapes[c] ?? c);
