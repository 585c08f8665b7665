// /api/admin: what a site's Jira admins are told.

import { Router } from 'express';
import { actorOf } from '../host/actor.ts';
import type { AdminCheck } from '../host/admin-check.ts';
import { onlyMethods, route } from '../platform/http/routes.ts';
import type { UnwritableProjectsView } from '../settings/api-types.ts';
import type { UnwritableProjects } from './unwritable-projects.ts';

export function adminRoutes({
  adminCheck,
  unwritableProjects,
}: {
  adminCheck: AdminCheck;
  unwritableProjects: UnwritableProjects;
}): Router {
  const router = Router();
  router
    .route('/unwritable-projects')
    .get(
      route(async (_request, response) => {
        const actor = actorOf(response);
        await adminCheck.requireForReading(actor);
        const projects = await unwritableProjects.list(actor.siteId);
        response.json({
          projects: projects.map(({ projectId, since }) => ({ projectId, since: since.toISOString() })),
        } satisfies UnwritableProjectsView);
      }),
    )
    .all(onlyMethods('GET'));
  return router;
}
