// Recordings and transfers under /api. Reads: whoever has a signed token for the issue. Writes: checked with Jira.

import express, { type Response, Router } from 'express';
import { z } from 'zod';
import { issueActorOf } from '../host/actor.ts';
import type { PersonsRepository } from '../installations/persons-repository.ts';
import { viewerOf } from '../meetings/view-meeting.ts';
import { getLink } from '../meetings/whose-eyes.ts';
import { onlyMethods, route, validated } from '../platform/http/routes.ts';
import type { ConnectionsRepository } from '../zoom-accounts/connections-repository.ts';
import { listRecordings } from './list-recordings.ts';
import { shareRecording, unshareRecording } from './share-recording.ts';
import { type AttachRecordingDeps, attachRecording } from './transfers/attach-recording.ts';
import { cancelTransfer, retryTransfer } from './transfers/control-transfer.ts';
import { transferView } from './transfers/transfer-view.ts';

export type RecordingsRoutesDeps = AttachRecordingDeps & {
  persons: PersonsRepository;
  connections: ConnectionsRepository;
};

const meetingUuid = z.string().regex(/^(?!\d+$)[A-Za-z0-9+/=_-]{10,100}$/, 'is not the UUID of a meeting');
const jiraId = z.string().regex(/^\d{1,15}$/, 'must be digits');
const audience = z.strictObject({ projectId: jiraId, securityLevelId: jiraId.nullable() });
const attachBody = z.strictObject({
  linkId: z.uuid(),
  meetingUuid,
  fileKey: z.string().min(1).max(300),
  audience,
});
const retryBody = z.strictObject({ audience });
const shareBody = z.strictObject({ meetingUuid });
const linkPath = z.object({ linkId: z.uuid() });
const transferPath = z.object({ transferId: z.uuid() });

export function recordingsRoutes(deps: RecordingsRoutesDeps): Router {
  const router = Router();
  const json = express.json({ limit: '8kb' });

  const asking = async (response: Response) => {
    const actor = issueActorOf(response);
    return { actor, viewer: await viewerOf(deps, actor) };
  };
  const linkOf = async (params: unknown, { siteId, issueId }: { siteId: string; issueId: string }) =>
    getLink(deps.links, { id: validated(linkPath, params).linkId, siteId, issueId });

  router
    .route('/meeting-links/:linkId/recordings')
    .get(
      route(async (request, response) => {
        const { actor, viewer } = await asking(response);
        response.json(await listRecordings(deps, { link: await linkOf(request.params, actor), viewer }));
      }),
    )
    .all(onlyMethods('GET'));

  router
    .route('/meeting-links/:linkId/shares')
    .post(
      json,
      route(async (request, response) => {
        const body = validated(shareBody, request.body);
        const { actor, viewer } = await asking(response);
        const link = await linkOf(request.params, actor);
        await shareRecording(deps, { actor, viewer, link, ...body });
        response.status(204).end();
      }),
    )
    .delete(
      json,
      route(async (request, response) => {
        const body = validated(shareBody, request.body);
        const { actor, viewer } = await asking(response);
        const link = await linkOf(request.params, actor);
        await unshareRecording(deps, { actor, viewer, link, ...body });
        response.status(204).end();
      }),
    )
    .all(onlyMethods('POST', 'DELETE'));

  router
    .route('/transfers')
    .get(
      route(async (_request, response) => {
        const { actor, viewer } = await asking(response);
        const transfers = await deps.transfers.listOfIssue(actor.siteId, actor.issueId);
        response.json({ transfers: transfers.map((transfer) => transferView(transfer, viewer.personId)) });
      }),
    )
    .post(
      json,
      route(async (request, response) => {
        const body = validated(attachBody, request.body);
        const { actor, viewer } = await asking(response);
        const transfer = await attachRecording(deps, { actor, viewer, request: body });
        response.status(201).json(transferView(transfer, viewer.personId));
      }),
    )
    .all(onlyMethods('GET', 'POST'));

  router
    .route('/transfers/:transferId/cancel')
    .post(
      route(async (request, response) => {
        const { transferId } = validated(transferPath, request.params);
        const { actor, viewer } = await asking(response);
        const transfer = await cancelTransfer(deps, { actor, viewer, transferId });
        response.json(transferView(transfer, viewer.personId));
      }),
    )
    .all(onlyMethods('POST'));

  router
    .route('/transfers/:transferId/retry')
    .post(
      json,
      route(async (request, response) => {
        const { transferId } = validated(transferPath, request.params);
        const body = validated(retryBody, request.body);
        const { actor, viewer } = await asking(response);
        const transfer = await retryTransfer(deps, { actor, viewer, transferId, ...body });
        response.json(transferView(transfer, viewer.personId));
      }),
    )
    .all(onlyMethods('POST'));
  return router;
}
