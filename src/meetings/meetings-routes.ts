// /api/meetings, /api/meeting-links and /api/meeting-defaults. Reads: whoever has a signed token for the issue. Writes:
// checked with Jira, or for the host alone.

import express, { type Request, type Response, Router } from 'express';
import { type Actor, actorOf, issueActorOf } from '../host/actor.ts';
import { siteNotInstalled } from '../host/jira-errors.ts';
import type { InstallationsCache } from '../installations/installations-cache.ts';
import type { Allowance } from '../platform/allowance.ts';
import { onlyMethods, route, validated } from '../platform/http/routes.ts';
import type { MeetingDefaultsView } from '../settings/api-types.ts';
import { type LinkMeetingDeps, linkMeeting } from './linking/link-meeting.ts';
import { type ListOwnMeetingsDeps, listOwnMeetings } from './linking/list-own-meetings.ts';
import { putLinkBack, type UnlinkMeetingDeps, unlinkMeeting } from './linking/unlink-meeting.ts';
import {
  defaultsBody,
  linkBody,
  linkPath,
  listQuery,
  scheduleBody,
  startBody,
  timeBody,
  undoBody,
} from './meeting-requests.ts';
import { getInvitation, makeCalendar } from './reading/pass-on-meeting.ts';
import { linkView, viewerOf, viewMeetingDetails } from './reading/view-meeting.ts';
import { type ChangeMeetingDeps, cancelMeeting, changeMeetingTime } from './scheduling/change-meeting.ts';
import { type MakeMeetingDeps, scheduleMeeting, startMeeting } from './scheduling/make-meeting.ts';
import { getLink } from './whose-eyes.ts';

export type MeetingsRoutesDeps = LinkMeetingDeps &
  ListOwnMeetingsDeps &
  MakeMeetingDeps &
  ChangeMeetingDeps &
  UnlinkMeetingDeps & { installations: InstallationsCache; readAllowance: Allowance };

export function meetingsRoutes(deps: MeetingsRoutesDeps): Router {
  const router = Router();
  const json = express.json({ limit: '16kb' });

  const personOf = ({ siteId, accountId }: Actor) => deps.persons.personIdOf(siteId, accountId);
  const linkAndViewer = async (request: Request, response: Response) => {
    const { linkId } = validated(linkPath, request.params);
    const actor = issueActorOf(response);
    const viewer = await viewerOf(deps, actor);
    const link = await getLink(deps.links, { id: linkId, siteId: actor.siteId, issueId: actor.issueId });
    return { link, viewer };
  };
  /** For what reads Zoom. */
  const toRead = async (request: Request, response: Response) => {
    const found = await linkAndViewer(request, response);
    deps.readAllowance.take(found.viewer.personId);
    return found;
  };

  router
    .route('/meetings')
    .get(
      route(async (request, response) => {
        const query = validated(listQuery, request.query);
        const personId = await personOf(actorOf(response));
        deps.readAllowance.take(personId);
        response.json(await listOwnMeetings(deps, { personId, ...query }));
      }),
    )
    .post(
      json,
      route(async (request, response) => {
        const actor = issueActorOf(response);
        const link = await scheduleMeeting(deps, { actor, request: validated(scheduleBody, request.body) });
        response.status(201).json(linkView(link, await viewerOf(deps, actor)));
      }),
    )
    .all(onlyMethods('GET', 'POST'));

  router
    .route('/meetings/start')
    .post(
      json,
      route(async (request, response) => {
        const actor = issueActorOf(response);
        const started = await startMeeting(deps, { actor, ...validated(startBody, request.body) });
        response.status(201).json({ ...started, link: linkView(started.link, await viewerOf(deps, actor)) });
      }),
    )
    .all(onlyMethods('POST'));

  router
    .route('/meeting-links')
    .post(
      express.json({ limit: '64kb' }),
      route(async (request, response) => {
        const actor = issueActorOf(response);
        const link = await linkMeeting(deps, { actor, request: validated(linkBody, request.body) });
        response.status(201).json(linkView(link, await viewerOf(deps, actor)));
      }),
    )
    .all(onlyMethods('POST'));

  router
    .route('/meeting-links/undo')
    .post(
      express.json({ limit: '512kb' }),
      route(async (request, response) => {
        const actor = issueActorOf(response);
        const link = await putLinkBack(deps, { actor, ...validated(undoBody, request.body) });
        response.status(201).json(linkView(link, await viewerOf(deps, actor)));
      }),
    )
    .all(onlyMethods('POST'));

  router
    .route('/meeting-links/:linkId')
    .delete(
      route(async (request, response) => {
        const { linkId } = validated(linkPath, request.params);
        response.json(await unlinkMeeting(deps, { actor: issueActorOf(response), linkId }));
      }),
    )
    .all(onlyMethods('DELETE'));

  router
    .route('/meeting-links/:linkId/details')
    .get(
      route(async (request, response) => {
        response.json(await viewMeetingDetails(deps, await toRead(request, response)));
      }),
    )
    .all(onlyMethods('GET'));

  router
    .route('/meeting-links/:linkId/time')
    .post(
      json,
      route(async (request, response) => {
        const time = validated(timeBody, request.body);
        response.json(await changeMeetingTime(deps, { ...(await toRead(request, response)), time }));
      }),
    )
    .all(onlyMethods('POST'));

  router
    .route('/meeting-links/:linkId/cancel')
    .post(
      route(async (request, response) => {
        response.json(await cancelMeeting(deps, await toRead(request, response)));
      }),
    )
    .all(onlyMethods('POST'));

  router
    .route('/meeting-links/:linkId/invitation')
    .get(
      route(async (request, response) => {
        response.json(await getInvitation(deps, await toRead(request, response)));
      }),
    )
    .all(onlyMethods('GET'));

  router
    .route('/meeting-links/:linkId/calendar')
    .get(
      route(async (request, response) => {
        const calendar = await makeCalendar(deps, await toRead(request, response));
        response.attachment('meeting.ics').type('text/calendar; charset=utf-8').send(calendar);
      }),
    )
    .all(onlyMethods('GET'));

  router
    .route('/meeting-defaults')
    .get(
      route(async (_request, response) => {
        const actor = actorOf(response);
        const site = await deps.installations.findById(actor.siteId);
        if (site === null) throw siteNotInstalled();
        const defaults = await deps.userSettings.get(await personOf(actor));
        response.json({
          defaults,
          siteUrl: site.displayUrl ?? site.baseUrl,
        } satisfies MeetingDefaultsView);
      }),
    )
    .put(
      json,
      route(async (request, response) => {
        const defaults = validated(defaultsBody, request.body);
        await deps.userSettings.set(await personOf(actorOf(response)), defaults);
        response.status(204).end();
      }),
    )
    .all(onlyMethods('GET', 'PUT'));
  return router;
}
