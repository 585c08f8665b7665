// Requests of the byte path, to listed hosts only.

import http from 'node:http';
import https from 'node:https';
import { guardedLookup, type HostPolicy } from '../outbound-hosts.ts';

/** Starts a request without sending its body. The caller handles `response`, `error`, and `timeout` (an idle socket). */
export type OpenRequest = (
  url: URL,
  options: { method: 'GET' | 'POST'; headers: http.OutgoingHttpHeaders; signal: AbortSignal },
) => http.ClientRequest;

/** How long nothing may move on a socket of the byte path. */
const idleSocketMs = 60_000;

export function createOpenRequest(policy: HostPolicy, idleMs = idleSocketMs): OpenRequest {
  const lookup = guardedLookup(policy.insecureLoopback);
  // Each request has its own socket: an upload that meets a kept one just being closed would be lost for nothing.
  const options = { keepAlive: false, lookup, timeout: idleMs };
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) };
  return (url, { method, headers, signal }) => {
    // Who is told to close may do so on unread bytes, and an early refusal is lost with the connection.
    const request = { method, headers: { ...headers, connection: 'keep-alive' }, signal };
    return url.protocol === 'https:'
      ? https.request(url, { ...request, agent: agents['https:'] })
      : http.request(url, { ...request, agent: agents['http:'] });
  };
}
