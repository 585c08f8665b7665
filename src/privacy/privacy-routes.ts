// POST /uninstalled: Atlassian only, proved by its signature. DELETE /api/zoom-connection: a person, their own.

import { Router } from 'express';
import { actorOf } from '../host/actor.ts';
import {
  type LifecycleDeps,
  lifecycleBody,
  verifyLifecycleRequest,
} from '../host/connect/lifecycle-requests.ts';
import { onlyMethods, route } from '../platform/http/routes.ts';
import { notConnected } from '../zoom-accounts/view-connection.ts';
import { disconnectZoom } from './disconnect-zoom.ts';
import { type EndSiteDeps, uninstallSite } from './end-site.ts';
import type { EndingDeps } from './stop-transfers.ts';

export function uninstalledRoutes(deps: EndSiteDeps & LifecycleDeps): Router {
  const router = Router();
  router
    .route('/uninstalled')
    .post(
      lifecycleBody,
      route(async (request, response) => {
        const { clientKey } = await verifyLifecycleRequest(deps, request);
        await uninstallSite(deps, clientKey);
        response.status(204).end();
      }),
    )
    .all(onlyMethods('POST'));
  return router;
}

/** Mounted after the reading routes of the same address. */
export function disconnectRoutes(deps: EndingDeps): Router {
  const router = Router();
  router
    .route('/')
    .delete(
      route(async (_request, response) => {
        await disconnectZoom(deps, actorOf(response));
        response.json(notConnected);
      }),
    )
    .all(onlyMethods('GET', 'DELETE'));
  return router;
}
