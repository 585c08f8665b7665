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
}

const mostRedirects = 5;

/**
 * @param accessToken sent to the first origin only; a signed address behind a redirect must not see it.
 * @throws {DownloadError}; {@link ZoomError} `access_token_dead` for a 401, so that the token is refreshed.
 */
export async function openDownload(input: {
  url: string;
  accessToken: string;
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
      answer.destroy();
      if (!URL.canParse(location, url.href)) throw new DownloadError('refused', { status });
      url = allowed(new URL(location, url).href, input.hosts);
      // Once dropped it stays dropped: a way back must not bring the token along again.
      authorized &&= url.origin === origin;
      continue;
    }
    if (status === 200 && !isHtml(answer)) return { body: answer, contentLength: lengthOf(answer) };
    answer.destroy();
    throw faultOf(status, answer, input.clock.now().getTime());
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

function headersOf(
  { openRequest, signal }: { openRequest: OpenRequest; signal: AbortSignal },
  url: URL,
  accessToken: string | null,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = openRequest(url, {
      method: 'GET',
      headers: {
        'accept-encoding': 'identity',
        ...(accessToken === null ? {} : { authorization: `Bearer ${accessToken}` }),
      },
      signal,
    });
    request.on('timeout', () => request.destroy(new DownloadError('cut')));
    request.on('response', resolve);
    request.on('error', (error) => {
      if (error instanceof DownloadError) reject(error);
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
  if (status >= 500) return new DownloadError('unavailable', details);
  return new DownloadError('refused', details);
}
