// /api/admin/files: the ledger of attached files. Behind the check of admin-routes.ts.

import express, { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { actorOf } from '../host/actor.ts';
import { siteNotInstalled, withJiraErrorsForPeople } from '../host/jira-errors.ts';
import type { InstallationsCache } from '../installations/installations-cache.ts';
import { sendLines } from '../platform/http/csv.ts';
import { onlyMethods, route, validated } from '../platform/http/routes.ts';
import { dayAfter, momentOf } from '../platform/local-time.ts';
import type { LedgerCheckView, LedgerPageView, LedgerPeopleView } from '../recordings/ledger/api-types.ts';
import { type CheckFilesDeps, checkFiles } from '../recordings/ledger/check-files.ts';
import {
  exportFiles,
  type ListFilesDeps,
  type ListFilesInput,
  listFiles,
  viewFiles,
} from '../recordings/ledger/list-files.ts';
import { timeZone } from './time-zone.ts';

export type LedgerRoutesDeps = CheckFilesDeps & ListFilesDeps & { installations: InstallationsCache };

const jiraId = z.string().regex(/^\d{1,15}$/, 'must be digits');
/** There must be one after it. */
const day = z.iso.date().refine((text) => text < '9999', 'must be before the year 9999');
const query = z.strictObject({
  state: z.enum(['there', 'gone', 'due']).exactOptional(),
  rendition: z.enum(['video', 'audio', 'transcript', 'captions', 'chat', 'other']).exactOptional(),
  accountId: z.string().min(1).max(128).exactOptional(),
  issueId: jiraId.exactOptional(),
  projectId: jiraId.exactOptional(),
  from: day.exactOptional(),
  to: day.exactOptional(),
  timeZone,
  sort: z.enum(['attachedAt', 'size']).default('attachedAt'),
  order: z.enum(['asc', 'desc']).default('desc'),
  after: z.string().max(200).exactOptional(),
});
const checkBody = z.strictObject({ ids: z.array(z.uuid()).min(1).max(50) });
const mostPeople = 100;

export function ledgerRoutes(deps: LedgerRoutesDeps): Router {
  const router = Router();

  const asked = (request: Request, response: Response): [ListFilesInput, string | undefined] => {
    const { sort, order, after, from, to, timeZone: zone, ...rest } = validated(query, request.query);
    const filter = {
      ...rest,
      ...(from === undefined ? {} : { from: momentOf(`${from}T00:00`, zone) }),
      ...(to === undefined ? {} : { to: momentOf(`${dayAfter(to)}T00:00`, zone) }),
    };
    return [{ siteId: actorOf(response).siteId, filter, order: { sort, order } }, after];
  };

  router
    .route('/files')
    .get(
      route(async (request, response) => {
        const [input, after] = asked(request, response);
        const site = await deps.installations.findById(input.siteId);
        if (site === null) throw siteNotInstalled();
        const page = await listFiles(deps, input, after);
        response.json({ ...page, siteUrl: site.displayUrl ?? site.baseUrl } satisfies LedgerPageView);
      }),
    )
    .all(onlyMethods('GET'));

  router
    .route('/files.csv')
    .get(
      route(async (request, response) => {
        const [input] = asked(request, response);
        await sendLines(response, { type: 'text/csv', name: 'attached-files.csv' }, exportFiles(deps, input));
      }),
    )
    .all(onlyMethods('GET'));

  router
    .route('/files/people')
    .get(
      route(async (_request, response) => {
        const accountIds = await deps.ledger.listPeople(actorOf(response).siteId, mostPeople);
        response.json({ accountIds } satisfies LedgerPeopleView);
      }),
    )
    .all(onlyMethods('GET'));

  router
    .route('/files/check')
    .post(
      express.json({ limit: '8kb' }),
      route(async (request, response) => {
        const { siteId } = actorOf(response);
        const { ids } = validated(checkBody, request.body);
        await withJiraErrorsForPeople(() => checkFiles(deps, { siteId, ids }));
        response.json({ files: await viewFiles(deps, { siteId, ids }) } satisfies LedgerCheckView);
      }),
    )
    .all(onlyMethods('POST'));
  return router;
}
