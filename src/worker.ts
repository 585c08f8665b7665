// The background work alone, beside any number of web servers started with WORKER=off. On PORT it answers whoever watches it.

import express from 'express';
import { startBackgroundWork } from './background-work.ts';
import { listen } from './platform/http/listen.ts';
import { mountProbes } from './platform/http/probes.ts';
import { errorHandler, notFound } from './platform/http/routes.ts';
import { runProcess } from './process.ts';

await runProcess(async (deps) => {
  const { config, logger } = deps;
  const app = express();
  app.disable('x-powered-by');
  mountProbes(app, deps);
  app.use(notFound, errorHandler(logger));
  const server = await listen(app, config);
  const work = await startBackgroundWork(deps);
  logger.info('working', { port: server.port });
  return {
    async stop(graceMs) {
      await work.stop(graceMs);
      await server.stop();
    },
  };
});
