// GET /metrics: for Prometheus, which shows the operator's token. Without one, only where nobody else can reach us.

import { createHash, timingSafeEqual } from 'node:crypto';
import { type RequestHandler, Router } from 'express';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import { isLoopbackHost } from '../outbound-hosts.ts';
import { notFound, onlyMethods, route } from './routes.ts';

type MetricsConfig = Pick<Config, 'production' | 'appBaseUrl' | 'metricsToken'>;

export function metricsRoutes({ config, metrics }: { config: MetricsConfig; metrics: Metrics }): Router {
  const router = Router();
  router
    .route('/')
    .all(admission(config))
    .get(
      route(async (_request, response) => {
        response.setHeader('cache-control', 'no-store');
        response.type(metrics.contentType).send(await metrics.scrape());
      }),
    )
    .all(onlyMethods('GET'));
  return router;
}

function admission({ production, appBaseUrl, metricsToken }: MetricsConfig): RequestHandler {
  if (metricsToken === null)
    // An app at a loopback address listens to nobody else; in production it always may.
    return production || !isLoopbackHost(new URL(appBaseUrl).hostname)
      ? notFound
      : (_request, _response, next) => next();
  const expected = digest(`Bearer ${metricsToken}`);
  return (request, response, next) => {
    // Digests have one length, so that comparing tells nothing of the token's.
    if (timingSafeEqual(digest(request.get('authorization') ?? ''), expected)) {
      next();
      return;
    }
    response.setHeader('www-authenticate', 'Bearer');
    throw new AppError('not_authorized', 401, 'This needs the token of METRICS_TOKEN as a bearer.');
  };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
