// /api/transfers. Reads: whoever has a signed token for the issue. Writes: checked with Jira.

import express, { type Response, Router } from 'express';
import { z } from 'zod';
import { actorOf, issueActorOf } from '../../host/actor.ts';
import type { PersonsRepository } from '../../installations/persons-repository.ts';
import { viewerOf } from '../../meetings/reading/view-meeting.ts';
import type { Allowance } from '../../platform/allowance.ts';
import { onlyMethods, route, validated } from '../../platform/http/routes.ts';
import type { ConnectionsRepository } from '../../zoom-accounts/connections-repository.ts';
import { fileKey, meetingUuid } from '../recordings-routes.ts';
import { type AttachRecordingDeps, attachRecording } from './asking/attach-recording.ts';
import { cancelTransfer, retryTransfer } from './asking/control-transfer.ts';
import type { EndedTransfersRepository } from './telling/ended-transfers-repository.ts';
import { viewTransfer, viewTransfers } from './transfer-view.ts';

export type TransfersRoutesDeps = AttachRecordingDeps & {
  endedTransfers: EndedTransfersRepository;
  persons: PersonsRepository;
  connections: ConnectionsRepository;
  recordingAllowance: Allowance;
};

const jiraId = z.string().regex(/^\d{1,15}$/, 'must be digits');
const audience = z.strictObject({
  projectId: jiraId,
  securityLevelId: jiraId.nullable(),
  openTo: z
    .array(z.enum(['anonymous', 'customers']))
    .max(2)
    .exactOptional(),
});
const attachBody = z.strictObject({ linkId: z.uuid(), meetingUuid, fileKey, audience });
const retryBody = z.strictObject({ audience });
const toldBody = z.strictObject({ ids: z.array(z.uuid()).max(100) });
const transferPath = z.object({ transferId: z.uuid() });

export function transfersRoutes(deps: TransfersRoutesDeps): Router {
  const router = Router();
  const json = express.json({ limit: '8kb' });

  const asking = async (response: Response) => {
    const actor = issueActorOf(response);
    return { actor, viewer: await viewerOf(deps, actor) };
  };
  /** For what reads Zoom before it refuses. */
  const toAttach = async (response: Response) => {
    const asked = await asking(response);
    deps.recordingAllowance.take(asked.viewer.personId);
    return asked;
  };

  router
    .route('/')
    .get(
      route(async (_request, response) => {
        const { actor, viewer } = await asking(response);
        const transfers = await deps.transfers.listOfIssue(actor.siteId, actor.issueId);
        response.json({ transfers: await viewTransfers(deps, transfers, viewer.personId) });
      }),
    )
    .post(
      json,
      route(async (request, response) => {
        const body = validated(attachBody, request.body);
        const { actor, viewer } = await toAttach(response);
        const transfer = await attachRecording(deps, { actor, viewer, request: body });
        response.status(201).json(await viewTransfer(deps, transfer, viewer.personId));
      }),
    )
    .all(onlyMethods('GET', 'POST'));

  router
    .route('/told')
    .post(
      json,
      route(async (request, response) => {
        const { ids } = validated(toldBody, request.body);
        const { siteId, accountId } = actorOf(response);
        const personId = await deps.persons.personIdOf(siteId, accountId);
        await deps.endedTransfers.setTold(personId, ids, deps.clock.now());
        response.status(204).end();
      }),
    )
    .all(onlyMethods('POST'));

  router
    .route('/:transferId/cancel')
    .post(
      route(async (request, response) => {
        const { transferId } = validated(transferPath, request.params);
        const { actor, viewer } = await asking(response);
        const transfer = await cancelTransfer(deps, { actor, viewer, transferId });
        response.json(await viewTransfer(deps, transfer, viewer.personId));
      }),
    )
    .all(onlyMethods('POST'));

  router
    .route('/:transferId/retry')
    .post(
      json,
      route(async (request, response) => {
        const { transferId } = validated(transferPath, request.params);
        const body = validated(retryBody, request.body);
        const { actor, viewer } = await toAttach(response);
        const transfer = await retryTransfer(deps, { actor, viewer, transferId, ...body });
        response.json(await viewTransfer(deps, transfer, viewer.personId));
      }),
    )
    .all(onlyMethods('POST'));
  return router;
}
