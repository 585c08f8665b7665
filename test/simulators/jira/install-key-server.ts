// The server of the public keys that installs and uninstalls are signed with: GET /{kid} answers a PEM.

import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { type LoopbackServer, listenOnLoopback } from '../http.ts';
import type { LoggedRequest } from './events.ts';
import type { JiraFaults } from './faults.ts';

export interface InstallKeyServer extends LoopbackServer {
  kid: string;
  privateKey: KeyObject;
}

/** Making one takes longer than all else that a simulator needs to start, so all of a process share it. */
let keyPair: ReturnType<typeof generateKeyPairSync> | undefined;

/** Starts it with one RSA key, under an id of its own. */
export async function startInstallKeyServer(
  faults: JiraFaults,
  log: (request: LoggedRequest) => void,
): Promise<InstallKeyServer> {
  keyPair ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { publicKey, privateKey } = keyPair;
  const kid = randomUUID();
  const pem = publicKey.export({ type: 'spki', format: 'pem' });
  const server: LoopbackServer = await listenOnLoopback((request, response) => {
    if (faults.keyServer === 'unreachable') {
      request.socket.resetAndDestroy();
      return;
    }
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const status =
      faults.keyServer === 'unavailable' ? 503 : request.method === 'GET' && path === `/${kid}` ? 200 : 404;
    response.writeHead(status, { 'content-type': 'text/plain' });
    response.end(status === 200 ? pem : status === 503 ? 'Service Unavailable' : 'Not Found');
    log({ site: server.origin, method: request.method ?? '', path, identity: 'none', status });
  });
  return { ...server, kid, privateKey };
}
