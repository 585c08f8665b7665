// /api/admin: how the app does on the site. Behind the check of admin-routes.ts.

import { Router } from 'express';
import { z } from 'zod';
import { actorOf } from '../host/actor.ts';
import type { UnwritableProjects } from '../issue-panel/unwritable-projects.ts';
import { onlyMethods, route, validated } from '../platform/http/routes.ts';
import type { UnwritableProjectsView } from '../settings/api-types.ts';
import type { OverviewView } from './api-types.ts';
import { timeZone } from './time-zone.ts';
import { type ViewOverviewDeps, viewOverview } from './view-overview.ts';

export type OverviewRoutesDeps = ViewOverviewDeps & { unwritableProjects: UnwritableProjects };

const query = z.strictObject({ timeZone });

export function overviewRoutes(deps: OverviewRoutesDeps): Router {
  const { unwritableProjects } = deps;
  const router = Router();
  router
    .route('/overview')
    .get(
      route(async (request, response) => {
        const { timeZone } = validated(query, request.query);
        const { siteId } = actorOf(response);
        response.json((await viewOverview(deps, { siteId, timeZone })) satisfies OverviewView);
      }),
    )
    .all(onlyMethods('GET'));
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
