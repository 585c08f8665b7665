// /api/admin/audit-log: reading, exporting and checking it. Behind the check of admin-routes.ts.

import express, { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { AuditLogPage, AuditVerification } from '../audit-log/api-types.ts';
import { cursorPattern } from '../audit-log/list-events.ts';
import { auditEventTypes } from '../audit-log/outcomes.ts';
import { type VerifyDeps, verifyStep } from '../audit-log/verify-audit-log.ts';
import { actorOf } from '../host/actor.ts';
import { sendLines } from '../platform/http/csv.ts';
import { onlyMethods, route, validated } from '../platform/http/routes.ts';
import { auditLogAsCsv, auditLogAsJson, type ListAuditLogDeps, listAuditLog } from './list-audit-log.ts';

export type AuditRoutesDeps = ListAuditLogDeps & VerifyDeps;

/** So long may a step of the verification take, so that the page can show how far it is. */
const stepMs = 700;

const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const filterQuery = z.strictObject({
  from: moment.exactOptional(),
  to: moment.exactOptional(),
  person: z.string().min(1).max(128).exactOptional(),
  type: z.enum(auditEventTypes).exactOptional(),
  outcome: z.enum(['done', 'asked', 'refused', 'failed']).exactOptional(),
});
const pageQuery = filterQuery.extend({
  before: z.string().regex(cursorPattern).exactOptional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const verificationBody = z.strictObject({ after: z.int().min(0).exactOptional() });

export function auditRoutes(deps: AuditRoutesDeps): Router {
  const router = Router();
  router
    .route('/audit-log')
    .get(
      route(async (request, response) => {
        const { before = null, limit, ...filter } = validated(pageQuery, request.query);
        const { siteId } = actorOf(response);
        response.json((await listAuditLog(deps, { siteId, filter, before, limit })) satisfies AuditLogPage);
      }),
    )
    .all(onlyMethods('GET'));
  const exported = (request: Request, response: Response) =>
    [deps, actorOf(response).siteId, validated(filterQuery, request.query)] as const;
  router
    .route('/audit-log.csv')
    .get(
      route(async (request, response) => {
        const lines = auditLogAsCsv(...exported(request, response));
        await sendLines(response, { type: 'text/csv', name: 'audit-log.csv' }, lines);
      }),
    )
    .all(onlyMethods('GET'));
  router
    .route('/audit-log.json')
    .get(
      route(async (request, response) => {
        const lines = auditLogAsJson(...exported(request, response));
        await sendLines(response, { type: 'application/json', name: 'audit-log.json' }, lines);
      }),
    )
    .all(onlyMethods('GET'));
  router
    .route('/audit-log/verification')
    .post(
      express.json({ limit: '1kb' }),
      route(async (request, response) => {
        const { after = null } = validated(verificationBody, request.body);
        const step = await verifyStep(deps, actorOf(response).siteId, after, stepMs);
        const { state, checked, total, fault } = step;
        response.json({ state, after: step.after, checked, total, fault } satisfies AuditVerification);
      }),
    )
    .all(onlyMethods('POST'));
  return router;
}
