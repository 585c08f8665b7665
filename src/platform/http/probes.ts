// What every program answers to those who run it: is it alive, can it work, how is it doing. With the log of requests.

import type { Express } from 'express';
import type { Config } from '../config.ts';
import type { Database } from '../database/database.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { healthRoutes } from './health-routes.ts';
import { metricsRoutes } from './metrics-routes.ts';
import { requestLog } from './routes.ts';

/** Mount it before anything that parses or refuses. */
export function mountProbes(
  app: Express,
  deps: { config: Config; database: Database; logger: Logger; metrics: Metrics },
): void {
  app.use(requestLog(deps));
  app.use('/health', healthRoutes(deps));
  app.use('/metrics', metricsRoutes(deps));
}
