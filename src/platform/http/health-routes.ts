// /health/live: the process answers. /health/ready: it can do its work. Anybody may ask; nothing is told but yes or no.

import { Router } from 'express';
import type { Database } from '../database/database.ts';
import { AppError } from '../errors.ts';
import { route } from './routes.ts';

export function healthRoutes({ database }: { database: Database }): Router {
  const router = Router();
  router.get('/live', (_request, response) => {
    response.json({ status: 'live' });
  });
  router.get(
    '/ready',
    route(async (_request, response) => {
      try {
        await database.rows('SELECT 1 AS one');
      } catch (error) {
        throw new AppError('not_ready', 503, 'The database cannot be reached.', { cause: error });
      }
      response.json({ status: 'ready' });
    }),
  );
  return router;
}
