// Recordings under /api: seeing, sharing, asking for, reading. Reads: whoever has a signed token for the issue.

import express, { type Response, Router } from 'express';
import { z } from 'zod';
import { actorOf, issueActorOf } from '../host/actor.ts';
import type { PersonsRepository } from '../installations/persons-repository.ts';
import { linkPath } from '../meetings/meeting-requests.ts';
import { viewerOf } from '../meetings/reading/view-meeting.ts';
import { getLink } from '../meetings/whose-eyes.ts';
import type { Allowance } from '../platform/allowance.ts';
import { onlyMethods, route, validated } from '../platform/http/routes.ts';
import type { ConnectionsRepository } from '../zoom-accounts/connections-repository.ts';
import type { AnonymousAudiences } from './anonymous-audience.ts';
import { type ListRecordingsDeps, listRecordings } from './list-recordings.ts';
import { askHost, withdrawRequest } from './sharing/ask-host.ts';
import {
  answerRecordingRequest,
  listRecordingRequests,
  type RecordingRequestsDeps,
} from './sharing/recording-requests.ts';
import { shareRecording, unshareRecording } from './sharing/share-recording.ts';
import { readSummary } from './summary/read-summary.ts';
import { type ReadTranscriptDeps, readTranscript } from './transcript/read-transcript.ts';

export type RecordingsRoutesDeps = ListRecordingsDeps &
  RecordingRequestsDeps &
  ReadTranscriptDeps & {
    anonymousAudiences: AnonymousAudiences;
    persons: PersonsRepository;
    connections: ConnectionsRepository;
    recordingAllowance: Allowance;
  };

/** Of the allowance: what is downloaded or rewritten whenever somebody reads it takes time of everybody's. */
const textCost = 6;

export const meetingUuid = z
  .string()
  .regex(/^(?!\d+$)[A-Za-z0-9+/=_-]{10,100}$/, 'is not the UUID of a meeting');
export const fileKey = z.string().min(1).max(300);
const occurrence = z.strictObject({ meetingUuid });
const transcriptQuery = z.strictObject({ meetingUuid, fileKey });
const answerBody = z.strictObject({ linkId: z.uuid(), meetingUuid, answer: z.enum(['share', 'decline']) });

export function recordingsRoutes(deps: RecordingsRoutesDeps): Router {
  const router = Router();
  const json = express.json({ limit: '8kb' });

  /** The link, and who asks for something of it, on their issue: within their allowance, since it is read with others' Zoom. */
  const asking = async (params: unknown, response: Response, cost = 1) => {
    const { linkId } = validated(linkPath, params);
    const actor = issueActorOf(response);
    const { siteId, issueId } = actor;
    const viewer = await viewerOf(deps, actor);
    deps.recordingAllowance.take(viewer.personId, cost);
    return { actor, viewer, link: await getLink(deps.links, { id: linkId, siteId, issueId }) };
  };
  const host = async (response: Response) => {
    const actor = actorOf(response);
    return { actor, viewer: await viewerOf(deps, actor) };
  };
  /** A handler of POST or DELETE with an occurrence as its body, which answers 204. */
  const changing = (
    change: (
      deps: RecordingsRoutesDeps,
      input: Awaited<ReturnType<typeof asking>> & { meetingUuid: string },
    ) => Promise<void>,
  ) =>
    route(async (request, response) => {
      const body = validated(occurrence, request.body);
      await change(deps, { ...(await asking(request.params, response)), ...body });
      response.status(204).end();
    });

  router
    .route('/meeting-links/:linkId/recordings')
    .get(
      route(async (request, response) => {
        const asked = await asking(request.params, response);
        const { projectId } = asked.actor;
        response.json(await listRecordings(deps, { ...asked, projectId }));
      }),
    )
    .all(onlyMethods('GET'));
  router
    .route('/meeting-links/:linkId/shares')
    .post(json, changing(shareRecording))
    .delete(json, changing(unshareRecording))
    .all(onlyMethods('POST', 'DELETE'));
  router
    .route('/meeting-links/:linkId/requests')
    .post(json, changing(askHost))
    .delete(json, changing(withdrawRequest))
    .all(onlyMethods('POST', 'DELETE'));

  router
    .route('/meeting-links/:linkId/transcript')
    .get(
      route(async (request, response) => {
        const query = validated(transcriptQuery, request.query);
        const asked = await asking(request.params, response, textCost);
        response.json(await readTranscript(deps, { ...asked, ...query }));
      }),
    )
    .all(onlyMethods('GET'));
  router
    .route('/meeting-links/:linkId/summary')
    .get(
      route(async (request, response) => {
        const query = validated(occurrence, request.query);
        const asked = await asking(request.params, response, textCost);
        response.json(await readSummary(deps, { ...asked, ...query }));
      }),
    )
    .all(onlyMethods('GET'));

  router
    .route('/recording-requests')
    .get(
      route(async (_request, response) => {
        response.json(await listRecordingRequests(deps, await host(response)));
      }),
    )
    .all(onlyMethods('GET'));
  router
    .route('/recording-requests/answer')
    .post(
      json,
      route(async (request, response) => {
        const answer = validated(answerBody, request.body);
        await answerRecordingRequest(deps, { ...(await host(response)), request: answer });
        response.status(204).end();
      }),
    )
    .all(onlyMethods('POST'));

  router
    .route('/audience')
    .get(
      route(async (_request, response) => {
        response.json(await deps.anonymousAudiences.get(issueActorOf(response)));
      }),
    )
    .all(onlyMethods('GET'));
  return router;
}
