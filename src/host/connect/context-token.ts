// Middleware of everything under /api/: a context token in the Authorization header becomes the Actor.

import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { Logger } from '../../platform/logger.ts';
import type { Actor } from '../actor.ts';
import { tokenOfHeader, withTokenRefusals } from './refusals.ts';
import { type SiteTokenDeps, verifyContextToken } from './site-tokens.ts';

const numericId = z
  .union([z.string(), z.number().int()])
  .transform(String)
  .pipe(z.string().regex(/^\d{1,15}$/));
const jiraContextSchema = z.object({
  jira: z
    .object({
      issue: z.object({ id: numericId }).optional(),
      project: z.object({ id: numericId }).optional(),
    })
    .optional(),
});

/** A token anywhere else than in `Authorization: JWT ...` is not looked at. Refusals are 401 `not_authenticated`. */
export function authenticateContext(deps: SiteTokenDeps & { logger: Logger }): RequestHandler {
  return (request, response, next) => {
    withTokenRefusals(deps.logger, 'api', async () => {
      const token = tokenOfHeader(request.headers.authorization);
      const { installation, claims, accountId } = await verifyContextToken(deps, token);
      const context = jiraContextSchema.safeParse(claims.context ?? {});
      const jira = context.success ? context.data.jira : undefined;
      const actor: Actor = {
        siteId: installation.id,
        accountId,
        issueId: jira?.issue?.id ?? null,
        projectId: jira?.project?.id ?? null,
        via: 'connect',
      };
      response.locals.actor = actor;
    }).then(() => next(), next);
  };
}
