// /api/issue-panel: whoever has a signed token for the issue.

import { Router } from 'express';
import { issueActorOf } from '../host/actor.ts';
import { onlyMethods, route } from '../platform/http/routes.ts';
import { type ViewIssuePanelDeps, viewIssuePanel } from './view-issue-panel.ts';

export function issuePanelRoutes(deps: ViewIssuePanelDeps): Router {
  const router = Router();
  router
    .route('/')
    .get(
      route(async (_request, response) => {
        response.json(await viewIssuePanel(deps, issueActorOf(response)));
      }),
    )
    .all(onlyMethods('GET'));
  return router;
}
