// /api/admin/policy: what the site and its projects decided. Behind the check of admin-routes.ts.

import express, { type Response, Router } from 'express';
import { z } from 'zod';
import { actorOf } from '../host/actor.ts';
import { onlyMethods, route, validated } from '../platform/http/routes.ts';
import type { PolicyChange, ProjectPolicyChange, ProjectPolicyRemoval } from '../settings/api-types.ts';
import {
  type ChangePolicyDeps,
  changePolicy,
  changeProjectPolicy,
  removeProjectPolicy,
  viewPolicy,
} from './change-policy.ts';

const MiB = 1_048_576;
const version = z.number().int().min(0).max(2_147_483_647);
const jiraId = z.string().regex(/^[1-9]\d{0,14}$/, 'must be an id of Jira');
const renditions = z
  .array(z.enum(['video', 'audio', 'transcript', 'captions', 'chat', 'other']))
  .max(6)
  .nullable();
const sizeCeilingBytes = z
  .number()
  .int()
  .min(MiB)
  .max(MiB * MiB)
  .nullable();
const attachmentComment = z.enum(['off', 'internal', 'public']);
const summaryComment = z.enum(['internal', 'public']);
const retentionDays = z.number().int().min(1).max(3650).nullable();

const policyBody = z.strictObject({
  version,
  // Ids as Atlassian gives them; a name would not pass.
  connectGroupIds: z.array(z.guid()).min(1).max(100).nullable(),
  projectIds: z.array(jiraId).min(1).max(500).nullable(),
  renditions,
  sizeCeilingBytes,
  attachmentComment,
  summaryComment,
  topicInProperty: z.boolean(),
  retentionDays,
  markTrashed: z.boolean(),
  projectOverrides: z.boolean(),
  auditRetentionDays: z.number().int().min(30).max(3650).nullable(),
  analytics: z.boolean(),
}) satisfies z.ZodType<PolicyChange>;

const projectPath = z.object({ projectId: jiraId });
const projectBody = z
  .strictObject({
    version,
    renditions: renditions.exactOptional(),
    sizeCeilingBytes: sizeCeilingBytes.exactOptional(),
    attachmentComment: attachmentComment.exactOptional(),
    summaryComment: summaryComment.exactOptional(),
    topicInProperty: z.boolean().exactOptional(),
    retentionDays: retentionDays.exactOptional(),
    markTrashed: z.boolean().exactOptional(),
  })
  .refine(
    (body) => Object.keys(body).length > 1,
    'a project needs at least one rule of its own',
  ) satisfies z.ZodType<ProjectPolicyChange>;
const removalBody = z.strictObject({ version }) satisfies z.ZodType<ProjectPolicyRemoval>;

export function policyRoutes(deps: ChangePolicyDeps): Router {
  const router = Router();
  const json = express.json({ limit: '64kb' });
  const answer = async (response: Response) => {
    response.json(await viewPolicy(deps, actorOf(response).siteId));
  };

  router
    .route('/policy')
    .get(route((_request, response) => answer(response)))
    .put(
      json,
      route(async (request, response) => {
        const { version, ...policy } = validated(policyBody, request.body);
        await changePolicy(deps, { actor: actorOf(response), change: { policy, version } });
        await answer(response);
      }),
    )
    .all(onlyMethods('GET', 'PUT'));

  router
    .route('/policy/projects/:projectId')
    .put(
      json,
      route(async (request, response) => {
        const { projectId } = validated(projectPath, request.params);
        const { version, ...policy } = validated(projectBody, request.body);
        const change = { projectId, policy, version };
        await changeProjectPolicy(deps, { actor: actorOf(response), change });
        await answer(response);
      }),
    )
    .delete(
      json,
      route(async (request, response) => {
        const { projectId } = validated(projectPath, request.params);
        const { version } = validated(removalBody, request.body);
        await removeProjectPolicy(deps, { actor: actorOf(response), project: { projectId, version } });
        await answer(response);
      }),
    )
    .all(onlyMethods('PUT', 'DELETE'));
  return router;
}
