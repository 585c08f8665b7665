// The web server; with WORKER=in-process, the default, it does the background work as well.

import { createApp } from './app.ts';
import { startBackgroundWork } from './background-work.ts';
import { listen } from './platform/http/listen.ts';
import { runProcess } from './process.ts';

await runProcess(async (deps) => {
  const { config, logger } = deps;
  const server = await listen(await createApp(deps), config);
  const work = config.worker === 'in-process' ? await startBackgroundWork(deps) : null;
  logger.info('listening', { port: server.port, worker: config.worker });
  return {
    async stop(graceMs) {
      await Promise.all([work?.stop(graceMs), server.stop()]);
    },
  };
});
