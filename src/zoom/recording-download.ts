// Opens the download of a recording file: redirects by hand, token only to the origin it is for, HTML is a refusal.
// What is known of Zoom's downloads comes from its API documentation and from observed answers.

import type { IncomingMessage } from 'node:http';
import type { Clock } from '../platform/clock.ts';
import type { OpenRequest } from '../platform/http/agents.ts';
import { retryAfterSeconds } from '../platform/http/retries.ts';
import { type HostPolicy, PrivateAddressError, parseAllowedUrl } from '../platform/outbound-hosts.ts';
import { ZoomError } from './zoom-error.ts';

export type DownloadFault =
  /** A redirect or the address itself leads to a host, scheme or address that we do not talk to. */
  | 'host_not_allowed'
  /** Zoom answers with a web page instead of the file, or forbids it. */
  | 'refused'
  | 'gone'
  | 'rate_limited'
  | 'unavailable'
  /** The bytes stopped coming, or ended early. */
  | 'cut';

export class DownloadError extends Error {
  override readonly name = 'DownloadError';
  readonly kind: DownloadFault;
  readonly status: number | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    kind: DownloadFault,
    options: { status?: number; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(`Download: ${kind}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.status = options.status;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

export interface Download {
  /** Paused until somebody reads it. */
  body: IncomingMessage;
  /** Null when the answer does not say. */
  contentLength: number | null;
  /** A strong one, with its quotes: the same bytes have the same. Null when there is none. */
  etag: string | null;
}

/** The rest of a file whose first `offset` bytes came with this `etag` before. */
export interface RestOfDownload {
  offset: number;
  /** Bytes of the whole file. */
  total: number;
  etag: string;
}

const mostRedirects = 5;

/**
 * @param accessToken sent to the first origin only; a signed address behind a redirect must not see it.
 * @param rest asks for the rest alone; anything but exactly that, of exactly that file, is `cut`. That Zoom serves
 * ranges is documented nowhere.
 * @throws {DownloadError}; {@link ZoomError} `access_token_dead` for a 401, so that the token is refreshed.
 */
export async function openDownload(input: {
  url: string;
  accessToken: string;
  rest?: RestOfDownload;
  hosts: HostPolicy;
  clock: Clock;
  openRequest: OpenRequest;
  signal: AbortSignal;
}): Promise<Download> {
  let url = allowed(input.url, input.hosts);
  const { origin } = url;
  let authorized = true;
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    const answer = await headersOf(input, url, authorized ? input.accessToken : null);
    const status = answer.statusCode ?? 0;
    const { location } = answer.headers;
    if (status >= 300 && status < 400 && location !== undefined) {
      readAway(answer);
      if (!URL.canParse(location, url.href)) throw new DownloadError('refused', { status });
      url = allowed(new URL(location, url).href, input.hosts);
      // Once dropped it stays dropped: a way back must not bring the token along again.
      authorized &&= url.origin === origin;
      continue;
    }
    const { rest } = input;
    if (!isHtml(answer) && (rest === undefined ? status === 200 : isRest(answer, rest)))
      return { body: answer, contentLength: lengthOf(answer), etag: strongEtagOf(answer) };
    readAway(answer);
    const fault = faultOf(status, answer, input.clock.now().getTime());
    // Whether it is a refusal shows when the file is asked for from its beginning.
    throw rest !== undefined && fault.kind === 'refused' ? new DownloadError('cut', { status }) : fault;
  }
  throw new DownloadError('refused');
}

/**
 * A small text file as it is, decoded as UTF-8; null when it is longer than `maxBytes`. Rules as of {@link openDownload}.
 */
export async function downloadText({
  maxBytes,
  ...input
}: Parameters<typeof openDownload>[0] & { maxBytes: number }): Promise<string | null> {
  const { body, contentLength } = await openDownload(input);
  try {
    if (contentLength !== null && contentLength > maxBytes) return null;
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > maxBytes) return null;
      chunks.push(chunk);
    }
    if (contentLength !== null && length !== contentLength) throw new DownloadError('cut');
    return Buffer.concat(chunks).toString('utf8');
  } catch (error) {
    throw error instanceof DownloadError ? error : new DownloadError('cut', { cause: error });
  } finally {
    body.destroy();
  }
}

function allowed(url: string, hosts: HostPolicy): URL {
  const parsed = parseAllowedUrl(url, hosts);
  if (parsed === null) throw new DownloadError('host_not_allowed');
  return parsed;
}

const lostConnection = new Set(['ECONNRESET', 'EPIPE']);

function headersOf(
  input: { openRequest: OpenRequest; signal: AbortSignal; rest?: RestOfDownload },
  url: URL,
  accessToken: string | null,
  freshSocket = false,
): Promise<IncomingMessage> {
  const { openRequest, signal, rest } = input;
  return new Promise((resolve, reject) => {
    let answer: IncomingMessage | null = null;
    const request = openRequest(url, {
      method: 'GET',
      headers: {
        'accept-encoding': 'identity',
        ...(accessToken === null ? {} : { authorization: `Bearer ${accessToken}` }),
        ...(rest === undefined ? {} : { range: `bytes=${rest.offset}-`, 'if-range': rest.etag }),
      },
      signal,
      freshSocket,
    });
    const silent = (): void => {
      // What has come is not read yet: the silence is our own, while Jira takes its time. It is measured anew.
      if (answer !== null && answer.readableLength > 0) answer.socket.setTimeout(answer.socket.timeout ?? 0);
      else request.destroy(new DownloadError('cut'));
    };
    request.once('timeout', silent);
    request.on('response', (response) => {
      answer = response;
      const { socket } = response;
      // A request tells of one silence alone. Only after its end an answer's socket is kept, for others.
      request.off('timeout', silent);
      socket.on('timeout', silent);
      response.once('end', () => socket.off('timeout', silent));
      resolve(response);
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (error instanceof DownloadError) reject(error);
      // The server closed the kept connection just then: it has seen nothing of this request.
      else if (answer === null && request.reusedSocket && lostConnection.has(error.code ?? ''))
        resolve(headersOf(input, url, accessToken, true));
      else
        reject(
          new DownloadError(error instanceof PrivateAddressError ? 'host_not_allowed' : 'unavailable', {
            cause: error,
          }),
        );
    });
    request.end();
  });
}

const shortBody = 64 * 1024;

/** Reads a short body to its end, so that its connection can be kept; a longer one is cut off. */
function readAway(answer: IncomingMessage): void {
  if ((lengthOf(answer) ?? Number.POSITIVE_INFINITY) <= shortBody) answer.resume();
  else answer.destroy();
}

function isRest(answer: IncomingMessage, { offset, total, etag }: RestOfDownload): boolean {
  const length = lengthOf(answer);
  return (
    answer.statusCode === 206 &&
    answer.headers['content-range'] === `bytes ${offset}-${total - 1}/${total}` &&
    strongEtagOf(answer) === etag &&
    (length === null || length === total - offset)
  );
}

function strongEtagOf(answer: IncomingMessage): string | null {
  const { etag } = answer.headers;
  return etag !== undefined && /^"[^"]*"$/.test(etag) ? etag : null;
}

function isHtml(answer: IncomingMessage): boolean {
  return /^text\/html\b/i.test(answer.headers['content-type'] ?? '');
}

function lengthOf(answer: IncomingMessage): number | null {
  const length = answer.headers['content-length'];
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : null;
}

function faultOf(status: number, answer: IncomingMessage, now: number): DownloadError | ZoomError {
  const asked = retryAfterSeconds(answer.headers['retry-after'], now);
  const details = { status, ...(asked === null ? {} : { retryAfterSeconds: asked }) };
  if (status === 401) return new ZoomError('access_token_dead', { status });
  if (status === 404 || status === 410) return new DownloadError('gone', details);
  if (status === 429) return new DownloadError('rate_limited', details);
  // A 408 passes by itself too.
  if (status >= 500 || status === 408) return new DownloadError('unavailable', details);
  return new DownloadError('refused', details);
}
