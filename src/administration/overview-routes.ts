// /api/admin: how the app does on the site. Behind the check of admin-routes.ts.

import { Router } from 'express';
import { actorOf } from '../host/actor.ts';
import type { UnwritableProjects } from '../issue-panel/unwritable-projects.ts';
import { onlyMethods, route } from '../platform/http/routes.ts';
import type { UnwritableProjectsView } from '../settings/api-types.ts';

export interface OverviewRoutesDeps {
  unwritableProjects: UnwritableProjects;
}

export function overviewRoutes({ unwritableProjects }: OverviewRoutesDeps): Router {
  const router = Router();
  router
    .route('/unwritable-projects')
    .get(
      route(async (_request, response) => {
        const projects = await unwritableProjects.list(actorOf(response).siteId);
        response.json({
          projects: projects.map(({ projectId, since }) => ({ projectId, since: since.toISOString() })),
        } satisfies UnwritableProjectsView);
      }),
    )
    .all(onlyMethods('GET'));
  return router;
}
