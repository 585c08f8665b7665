// A program's HTTP server: who can reach it, and how it ends.

import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Config, ConfigError } from '../config.ts';
import { isLoopbackHost } from '../outbound-hosts.ts';

/** Requests that are still open may go on for so long after SIGTERM. */
const requestGraceMs = 10_000;

/** Resolves when it listens. @throws {ConfigError} when PORT cannot be had. */
export async function listen(
  app: RequestListener,
  { production, appBaseUrl, port }: Pick<Config, 'production' | 'appBaseUrl' | 'port'>,
): Promise<{ port: number; stop(): Promise<void> }> {
  const server = createServer(app);
  // Outside production an app that only this machine can reach listens to nobody else.
  // Without a host Node takes all addresses, those of IPv6 where the kernel has it.
  const host = !production && isLoopbackHost(new URL(appBaseUrl).hostname) ? 'localhost' : undefined;
  await new Promise<void>((resolve, reject) => {
    server
      .once('error', (error: NodeJS.ErrnoException) =>
        reject(
          new ConfigError([
            `PORT ${port} cannot be listened on (${error.code}); every web server and worker of a machine needs its own`,
          ]),
        ),
      )
      .listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), requestGraceMs);
      await closed;
      clearTimeout(cut);
    },
  };
}
