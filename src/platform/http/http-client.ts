// Outbound HTTP for everything but the byte path: a deadline on each call, no redirects, listed hosts only.

import http from 'node:http';
import https from 'node:https';
import axios from 'axios';
import { guardedLookup, type HostPolicy, parseAllowedUrl } from '../outbound-hosts.ts';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  /** Sent as it is; set `content-type` beside it. */
  body?: string;
  /** The whole call must end within this time. */
  deadlineMs?: number;
  /** Whether sending it twice does no harm, so that {@link withRetries} may. GET always may. */
  repeatable?: boolean;
}

export interface HttpAnswer {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** The body as it came; at most 8 MiB. */
  text: string;
  /** The body as JSON, or undefined when it is not JSON (proxies and Zoom answer HTML or XML at times). */
  json: unknown;
  /** It is our own answer: nothing was sent, so that even what must not be repeated may be tried again. */
  notSent?: true;
}

/** No answer was had: `kind` says why. Nothing may be concluded from it about the other side's state. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
  readonly kind: 'timeout' | 'network' | 'host_not_allowed' | 'too_large';

  constructor(kind: NoAnswerError['kind'], options?: { cause: unknown }) {
    super(`No answer: ${kind}`, options);
    this.kind = kind;
  }
}

/** @throws {NoAnswerError} when there was no whole answer; every status that came is returned as it is. */
export type HttpClient = (request: HttpRequest) => Promise<HttpAnswer>;

const defaultDeadlineMs = 10_000;
const longestBody = 8 * 1024 * 1024;
/**
 * How long a kept connection waits for its next request. Only beside a time of its own does Node heed the shorter one that a
 * server announces (`Keep-Alive`), and closes a second earlier: a POST that meets a connection just being closed is lost.
 */
const keptSocketMs = 30_000;

export function createHttpClient(policy: HostPolicy): HttpClient {
  const lookup = guardedLookup(policy.insecureLoopback);
  const client = axios.create({
    httpAgent: new http.Agent({ keepAlive: true, timeout: keptSocketMs, lookup }),
    httpsAgent: new https.Agent({ keepAlive: true, timeout: keptSocketMs, lookup }),
    maxRedirects: 0,
    maxContentLength: longestBody,
    proxy: false,
    responseType: 'text',
    transformResponse: (data: unknown) => data,
    validateStatus: () => true,
    adapter: 'http',
  });
  return async ({ method, url, headers = {}, body, deadlineMs = defaultDeadlineMs }) => {
    const allowed = parseAllowedUrl(url, policy);
    if (allowed === null) throw new NoAnswerError('host_not_allowed');
    const deadline = AbortSignal.timeout(deadlineMs);
    try {
      const answer = await client.request<string>({
        method,
        // The text as given: re-serialising would undo the double encoding that some meeting UUIDs need.
        url,
        headers: { accept: 'application/json', ...headers },
        data: body,
        signal: deadline,
      });
      const text = typeof answer.data === 'string' ? answer.data : '';
      return { status: answer.status, headers: plainHeaders(answer.headers), text, json: parseJson(text) };
    } catch (error) {
      if (deadline.aborted) throw new NoAnswerError('timeout', { cause: error });
      // The code is the same for an answer that was cut off.
      const tooLarge = axios.isAxiosError(error) && error.message.startsWith('maxContentLength');
      throw new NoAnswerError(tooLarge ? 'too_large' : 'network', { cause: error });
    }
  };
}

function plainHeaders(headers: object): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && value !== null) plain[name.toLowerCase()] = String(value);
  return plain;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
