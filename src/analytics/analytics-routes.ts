// /api/analytics-choice: whether the asking person's own page views may be counted.

import express, { Router } from 'express';
import { z } from 'zod';
import { actorOf } from '../host/actor.ts';
import type { PersonsRepository } from '../installations/persons-repository.ts';
import type { Config } from '../platform/config.ts';
import { onlyMethods, route, validated } from '../platform/http/routes.ts';
import type { SiteSettings } from '../settings/site-settings.ts';
import type { AnalyticsRefusals } from './analytics-refusals.ts';
import type { AnalyticsChoiceView } from './api-types.ts';

export interface AnalyticsRoutesDeps {
  config: Pick<Config, 'analytics'>;
  persons: PersonsRepository;
  siteSettings: Pick<SiteSettings, 'get'>;
  analyticsRefusals: AnalyticsRefusals;
}

const choiceBody = z.strictObject({ allowed: z.boolean() });

export function analyticsRoutes(deps: AnalyticsRoutesDeps): Router {
  const { config, persons, siteSettings, analyticsRefusals } = deps;
  const router = Router();
  router
    .route('/')
    .get(
      route(async (_request, response) => {
        const { siteId, accountId } = actorOf(response);
        const [policy, refused] = await Promise.all([
          siteSettings.get(siteId),
          analyticsRefusals.has(siteId, accountId),
        ]);
        response.json({
          isSetUp: config.analytics !== null,
          siteAllows: policy.analytics,
          allowed: !refused,
        } satisfies AnalyticsChoiceView);
      }),
    )
    .put(
      express.json({ limit: '1kb' }),
      route(async (request, response) => {
        const { siteId, accountId } = actorOf(response);
        const { allowed } = validated(choiceBody, request.body);
        if (allowed) await analyticsRefusals.remove(siteId, accountId);
        else await analyticsRefusals.add(await persons.personIdOf(siteId, accountId));
        response.status(204).end();
      }),
    )
    .all(onlyMethods('GET', 'PUT'));
  return router;
}
