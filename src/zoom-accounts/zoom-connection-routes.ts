// /api/zoom-connection: anybody with a valid Jira token, about their own connection only.

import { Router } from 'express';
import { z } from 'zod';
import { actorOf } from '../host/actor.ts';
import { onlyMethods, route, validated } from '../platform/http/routes.ts';
import { type ConnectionFlowDeps, startConnectionFlow, viewConnectionFlow } from './connection-flow.ts';
import { checkConnection, viewConnection, viewZoomAccount } from './view-connection.ts';
import type { ZoomAccess } from './zoom-access.ts';

const flowPath = z.object({ flowId: z.uuid() });

export function zoomConnectionRoutes(deps: ConnectionFlowDeps & { zoomAccess: ZoomAccess }): Router {
  const router = Router();
  router.get(
    '/account',
    route(async (_request, response) => {
      const { siteId, accountId } = actorOf(response);
      response.json(await viewZoomAccount(deps, await deps.persons.personIdOf(siteId, accountId)));
    }),
  );
  router.post(
    '/check',
    route(async (_request, response) => {
      const { siteId, accountId } = actorOf(response);
      response.json(await checkConnection(deps, await deps.persons.personIdOf(siteId, accountId)));
    }),
  );
  router.post(
    '/flows',
    route(async (_request, response) => {
      response.status(201).json(await startConnectionFlow(deps, actorOf(response)));
    }),
  );
  router.get(
    '/flows/:flowId',
    route(async (request, response) => {
      const { flowId } = validated(flowPath, request.params);
      const { siteId, accountId } = actorOf(response);
      response.json(await viewConnectionFlow(deps, { flowId, siteId, accountId }));
    }),
  );
  router.get(
    '/',
    route(async (_request, response) => {
      const { siteId, accountId } = actorOf(response);
      response.json(await viewConnection(deps, await deps.persons.personIdOf(siteId, accountId)));
    }),
  );
  router.all('/account', onlyMethods('GET'));
  for (const path of ['/check', '/flows']) router.all(path, onlyMethods('POST'));
  router.all('/flows/:flowId', onlyMethods('GET'));
  return router;
}
