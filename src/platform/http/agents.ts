// Keep-alive sockets for the byte path, to listed hosts only.

import http from 'node:http';
import https from 'node:https';
import { guardedLookup, type HostPolicy } from '../outbound-hosts.ts';

/** Starts a request without sending its body. The caller handles `response` and `error`, and bounds idle time. */
export type OpenRequest = (
  url: URL,
  options: { method: 'GET' | 'POST'; headers: http.OutgoingHttpHeaders; signal: AbortSignal },
) => http.ClientRequest;

/** How long nothing may move on a socket of the byte path. */
export const idleSocketMs = 60_000;

export function createOpenRequest(policy: HostPolicy): OpenRequest {
  const lookup = guardedLookup(policy.insecureLoopback);
  const options = { keepAlive: true, lookup, timeout: idleSocketMs };
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) };
  return (url, { method, headers, signal }) =>
    url.protocol === 'https:'
      ? https.request(url, { method, headers, signal, agent: agents['https:'] })
      : http.request(url, { method, headers, signal, agent: agents['http:'] });
}
