// Writes down every HTTP exchange that servers of this process answer: both simulators, and the app where it runs here.

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

export interface Exchange {
  /** `http://` and the Host header: whom the request was for. */
  origin: string;
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingHttpHeaders;
  /** At most the first 256 KiB. */
  body: string;
  status: number;
  /** At most the first 256 KiB. */
  answer: string;
}

const channel = 'http.server.request.start';
const mostBytes = 256 * 1024;

/** Records from now on, until `stop`. An exchange is there once its answer is complete or its connection is gone. */
export function recordTraffic(): { exchanges: readonly Exchange[]; stop(): void } {
  const exchanges: Exchange[] = [];
  const onRequest = (message: unknown): void => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    const body = collector();
    const answer = collector();
    // Before Express takes off what a router is mounted at.
    const url = request.url ?? '';
    // What the parser pushes is the body, however the handler reads it.
    const push = request.push.bind(request);
    request.push = (chunk, encoding) => {
      body.take(chunk);
      return push(chunk, encoding);
    };
    for (const name of ['write', 'end'] as const) {
      const original = response[name] as (...args: unknown[]) => unknown;
      response[name] = ((...args: unknown[]) => {
        answer.take(args[0]);
        return original.apply(response, args);
      }) as never;
    }
    response.once('close', () => {
      exchanges.push({
        origin: `http://${request.headers.host}`,
        method: request.method ?? '',
        url,
        headers: request.headers,
        body: body.text(),
        status: response.statusCode,
        answer: answer.text(),
      });
    });
  };
  subscribe(channel, onRequest);
  return { exchanges, stop: () => void unsubscribe(channel, onRequest) };
}

function collector(): { take(chunk: unknown): void; text(): string } {
  const chunks: Buffer[] = [];
  let length = 0;
  return {
    take(chunk) {
      if (length >= mostBytes || !(typeof chunk === 'string' || chunk instanceof Uint8Array)) return;
      const bytes = Buffer.from(chunk as string).subarray(0, mostBytes - length);
      chunks.push(bytes);
      length += bytes.length;
    },
    text: () => Buffer.concat(chunks).toString('utf8'),
  };
}
