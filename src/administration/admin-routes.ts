// /api/admin: for people who administer Jira and nobody else, checked here for every route of every part below.

import { type RequestHandler, Router } from 'express';
import { actorOf } from '../host/actor.ts';
import type { AdminCheck } from '../host/admin-check.ts';
import { type AuditRoutesDeps, auditRoutes } from './audit-routes.ts';
import type { ChangePolicyDeps } from './change-policy.ts';
import { type LedgerRoutesDeps, ledgerRoutes } from './ledger-routes.ts';
import { type OverviewRoutesDeps, overviewRoutes } from './overview-routes.ts';
import { policyRoutes } from './policy-routes.ts';
import { type PrivacyAdminRoutesDeps, privacyAdminRoutes } from './privacy-admin-routes.ts';

export type AdminRoutesDeps = OverviewRoutesDeps &
  ChangePolicyDeps &
  LedgerRoutesDeps &
  AuditRoutesDeps &
  PrivacyAdminRoutesDeps & { adminCheck: AdminCheck };

export function adminRoutes(deps: AdminRoutesDeps): Router {
  const router = Router();
  router.use(onlyAdmins(deps.adminCheck));
  router.use(
    overviewRoutes(deps),
    policyRoutes(deps),
    ledgerRoutes(deps),
    auditRoutes(deps),
    privacyAdminRoutes(deps),
  );
  return router;
}

/** Reading may rest on an answer of Jira's up to a minute old; everything else asks Jira anew. */
function onlyAdmins(adminCheck: AdminCheck): RequestHandler {
  return (request, response, next) => {
    const { method } = request;
    const isReading = method === 'GET' || method === 'HEAD';
    const actor = actorOf(response);
    (isReading ? adminCheck.requireForReading(actor) : adminCheck.requireForWriting(actor)).then(
      () => next(),
      next,
    );
  };
}
