// Requests of the byte path, to listed hosts only, and what becomes of their connections.

import http from 'node:http';
import https from 'node:https';
import { guardedLookup, type HostPolicy } from '../outbound-hosts.ts';

/** Starts a request without sending its body. The caller handles `response`, `error`, and `timeout` (an idle socket). */
export type OpenRequest = (
  url: URL,
  options: {
    method: 'GET' | 'POST';
    headers: http.OutgoingHttpHeaders;
    signal: AbortSignal;
    /** Not on a connection that another request used before. POST never is. */
    freshSocket?: boolean;
  },
) => http.ClientRequest;

/**
 * How long nothing may move on a socket. A download that falls silent is given up while there is still time to resume
 * it (resumable-source.ts) before the upload that waits for it counts as idle.
 */
const idleSocketMs = { GET: 30_000, POST: 60_000 };
/** How long a kept connection waits for its next request: less than any server that is asked once a minute. */
const keptSocketMs = 15_000;
const mostKeptSockets = 8;

/**
 * GET keeps its connections for the next one: what fails because the server has just closed one is asked again.
 * POST has a connection of its own each time: an upload cannot be asked for again, and one that meets a connection
 * just being closed would be lost for nothing. TLS sessions are resumed for both.
 * @returns with `close`, which ends all connections, in use or not.
 */
export function createOpenRequest(
  policy: HostPolicy,
  idleMs: number | typeof idleSocketMs = idleSocketMs,
): OpenRequest & { close(): void } {
  const lookup = guardedLookup(policy.insecureLoopback);
  const agents = (options: https.AgentOptions) => ({
    'http:': new http.Agent({ lookup, ...options }),
    'https:': new https.Agent({ lookup, ...options }),
  });
  const keeping = agents({ keepAlive: true, timeout: keptSocketMs, maxFreeSockets: mostKeptSockets });
  const leaving = agents({ keepAlive: false });
  const open: OpenRequest = (url, { method, headers, signal, freshSocket = false }) => {
    const { 'http:': plain, 'https:': secure } = method === 'GET' && !freshSocket ? keeping : leaving;
    const request: http.RequestOptions = {
      method,
      // Who is told to close may do so on unread bytes, and an early refusal is lost with the connection.
      headers: { ...headers, connection: 'keep-alive' },
      signal,
      timeout: typeof idleMs === 'number' ? idleMs : idleMs[method],
    };
    return url.protocol === 'https:'
      ? https.request(url, { ...request, agent: secure })
      : http.request(url, { ...request, agent: plain });
  };
  return Object.assign(open, {
    close() {
      for (const agent of [...Object.values(keeping), ...Object.values(leaving)]) agent.destroy();
    },
  });
}
