// While a site is being erased nobody writes anything of it anew, and nobody reads what is half gone.

import type { RequestHandler } from 'express';
import { actorOf } from '../host/actor.ts';
import type { InstallationsCache } from '../installations/installations-cache.ts';
import { AppError } from '../platform/errors.ts';

/** Where admins see how far it is. */
const stillAnswered = /^\/admin\/(erasures|data)(\/|$)/i;

/** Mounted at /api, behind the middleware that verifies who asks. Refusals are 503 `site_being_erased`. */
export function refuseWhileErased({ installations }: { installations: InstallationsCache }): RequestHandler {
  return (request, response, next) => {
    installations.findById(actorOf(response).siteId).then((installation) => {
      next(installation?.isBeingErased && !stillAnswered.test(request.path) ? siteBeingErased() : undefined);
    }, next);
  };
}

export function siteBeingErased(): AppError {
  return new AppError(
    'site_being_erased',
    503,
    'Everything that the app holds of this Jira site is being erased. When that is done, the app starts afresh; attached files stay.',
    { retryAfterSeconds: 60 },
  );
}
