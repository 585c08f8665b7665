// /api/meetings and /api/meeting-links. Reads: whoever has a signed token for the issue. Writes: checked with Jira.

import express, { Router } from 'express';
import { z } from 'zod';
import { actorOf, issueActorOf } from '../host/actor.ts';
import { onlyMethods, route, validated } from '../platform/http/routes.ts';
import { type LinkMeetingDeps, linkMeeting } from './link-meeting.ts';
import { listOwnMeetings } from './list-own-meetings.ts';
import { unlinkMeeting } from './unlink-meeting.ts';
import { linkView, type ViewMeetingDeps, viewerOf, viewMeetingDetails } from './view-meeting.ts';
import { getLink } from './whose-eyes.ts';

const listQuery = z.strictObject({
  when: z.enum(['upcoming', 'past']),
  page: z.string().min(1).max(200).optional(),
});
const meetingId = z.string().regex(/^\d{9,12}$/, 'must be 9 to 12 digits');
const linkBody = z
  .strictObject({
    meetingId: meetingId.optional(),
    pasted: z.string().max(2000).optional(),
    scope: z.enum(['series', 'occurrence']).optional(),
    occurrence: z.string().min(1).max(100).optional(),
  })
  .refine(
    (body) => (body.meetingId === undefined) !== (body.pasted === undefined),
    'either meetingId or pasted is needed',
  );
const linkPath = z.object({ linkId: z.uuid() });

export type MeetingsRoutesDeps = LinkMeetingDeps & ViewMeetingDeps;

export function meetingsRoutes(deps: MeetingsRoutesDeps): Router {
  const router = Router();

  router.get(
    '/meetings',
    route(async (request, response) => {
      const query = validated(listQuery, request.query);
      const actor = actorOf(response);
      const personId = await deps.persons.personIdOf(actor.siteId, actor.accountId);
      response.json(await listOwnMeetings(deps, { personId, ...query }));
    }),
  );
  router.post(
    '/meeting-links',
    express.json({ limit: '8kb' }),
    route(async (request, response) => {
      const actor = issueActorOf(response);
      const link = await linkMeeting(deps, { actor, request: validated(linkBody, request.body) });
      response.status(201).json(linkView(link, await viewerOf(deps, actor)));
    }),
  );
  router.delete(
    '/meeting-links/:linkId',
    route(async (request, response) => {
      const { linkId } = validated(linkPath, request.params);
      await unlinkMeeting(deps, { actor: issueActorOf(response), linkId });
      response.status(204).end();
    }),
  );
  router.get(
    '/meeting-links/:linkId/details',
    route(async (request, response) => {
      const { linkId } = validated(linkPath, request.params);
      const actor = issueActorOf(response);
      const link = await getLink(deps.links, { id: linkId, siteId: actor.siteId, issueId: actor.issueId });
      response.json(await viewMeetingDetails(deps, { link, viewer: await viewerOf(deps, actor) }));
    }),
  );
  router.all('/meetings', onlyMethods('GET'));
  router.all('/meeting-links', onlyMethods('POST'));
  router.all('/meeting-links/:linkId', onlyMethods('DELETE'));
  router.all('/meeting-links/:linkId/details', onlyMethods('GET'));
  return router;
}
