// /api/me: what the app holds on the asking person. Theirs alone, by the account of their token.

import { Router } from 'express';
import { actorOf } from '../host/actor.ts';
import { sendLines } from '../platform/http/csv.ts';
import { onlyMethods, route } from '../platform/http/routes.ts';
import type { ErasedPersonView } from './api-types.ts';
import { type ErasePersonDeps, eraseByAccount } from './erase-person.ts';
import { type ExportPersonDeps, exportPerson } from './export-person.ts';

export function ownDataRoutes(deps: ErasePersonDeps & ExportPersonDeps): Router {
  const router = Router();
  router
    .route('/export')
    .get(
      route(async (_request, response) => {
        const lines = await exportPerson(deps, actorOf(response));
        await sendLines(response, { type: 'application/json', name: 'zoom-meetings-data.json' }, lines);
      }),
    )
    .all(onlyMethods('GET'));
  router
    .route('/data')
    .delete(
      route(async (_request, response) => {
        const actor = actorOf(response);
        const certificate = await eraseByAccount(deps, { actor, accountId: actor.accountId, why: 'person' });
        response.json({ certificate } satisfies ErasedPersonView);
      }),
    )
    .all(onlyMethods('DELETE'));
  return router;
}
