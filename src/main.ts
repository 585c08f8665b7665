// The web server; with WORKER=in-process, the default, it does the background work as well.

import { createServer } from 'node:http';
import { createApp } from './app.ts';
import { startBackgroundWork } from './background-work.ts';
import { isLoopbackHost } from './platform/outbound-hosts.ts';
import { runProcess } from './process.ts';

/** Requests that are still open may go on for so long after SIGTERM. */
const requestGraceMs = 10_000;

await runProcess(async (deps) => {
  const { config, logger } = deps;
  const server = createServer(await createApp(deps));
  await new Promise<void>((resolve, reject) => {
    // Outside production an app that only this machine can reach listens to nobody else.
    // Without a host Node takes all addresses, those of IPv6 where the kernel has it.
    const host =
      !config.production && isLoopbackHost(new URL(config.appBaseUrl).hostname) ? 'localhost' : undefined;
    server.once('error', reject).listen(config.port, host, resolve);
  });
  const work = config.worker === 'in-process' ? await startBackgroundWork(deps) : null;
  logger.info('listening', { port: config.port, worker: config.worker });
  return {
    async stop() {
      await work?.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), requestGraceMs);
      await closed;
      clearTimeout(cut);
    },
  };
});
