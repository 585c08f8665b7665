// /api/admin: what is held of the site, and erasing a person or all of it. Behind the check of admin-routes.ts.

import express, { Router } from 'express';
import { z } from 'zod';
import { actorOf } from '../host/actor.ts';
import { onlyMethods, route, validated } from '../platform/http/routes.ts';
import type { AskedErasureView, ErasedPersonView, ErasuresView, HeldDataView } from '../privacy/api-types.ts';
import { eraseByAccount } from '../privacy/erase-person.ts';
import { askToEraseSite, type EraseSiteDeps, hostOfSite } from './erase-site.ts';

export type PrivacyAdminRoutesDeps = EraseSiteDeps;

const person = z.strictObject({
  accountId: z
    .string()
    .trim()
    .regex(/^[\w:-]{1,128}$/, 'must be an account id'),
});
const site = z.strictObject({ confirm: z.string().max(300) });
const body = express.json({ limit: '1kb' });

export function privacyAdminRoutes(deps: PrivacyAdminRoutesDeps): Router {
  const { erasures, siteRows } = deps;
  const router = Router();
  router
    .route('/data')
    .get(
      route(async (_request, response) => {
        const { siteId } = actorOf(response);
        const [host, held] = await Promise.all([hostOfSite(deps, siteId), siteRows.count(siteId)]);
        response.json({ site: host, held } satisfies HeldDataView);
      }),
    )
    .all(onlyMethods('GET'));
  router
    .route('/erasures')
    .get(
      route(async (_request, response) => {
        const view: ErasuresView = { erasures: await erasures.listOfSite(actorOf(response).siteId) };
        response.json(view);
      }),
    )
    .all(onlyMethods('GET'));
  router
    .route('/erasures/person')
    .post(
      body,
      route(async (request, response) => {
        const { accountId } = validated(person, request.body);
        const view: ErasedPersonView = {
          certificate: await eraseByAccount(deps, { actor: actorOf(response), accountId, why: 'admin' }),
        };
        response.json(view);
      }),
    )
    .all(onlyMethods('POST'));
  router
    .route('/erasures/site')
    .post(
      body,
      route(async (request, response) => {
        const { confirm } = validated(site, request.body);
        const erasure = await askToEraseSite(deps, { ...actorOf(response), confirm });
        response.status(202).json({ erasure } satisfies AskedErasureView);
      }),
    )
    .all(onlyMethods('POST'));
  return router;
}
