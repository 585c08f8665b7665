// What both simulators listen with: http, or https where SIMULATORS_CERTIFICATE names a PEM file of key and certificate.

import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';

const certificateFile = process.env.SIMULATORS_CERTIFICATE;

/** Of all addresses of this process's simulators. */
export const scheme = certificateFile === undefined ? 'http' : 'https';

/** TLS handshakes so far, of all servers: those that began anew, and those that went on with an earlier session. */
export const handshakes = { full: 0, resumed: 0 };

export function createLoopbackServer(answer: http.RequestListener): http.Server | https.Server {
  if (certificateFile === undefined) return http.createServer(answer);
  const pem = readFileSync(certificateFile);
  return https.createServer({ key: pem, cert: pem }, answer).on('secureConnection', (socket) => {
    handshakes[socket.isSessionReused() ? 'resumed' : 'full'] += 1;
  });
}
