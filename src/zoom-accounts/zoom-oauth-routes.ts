// The window in which Zoom is connected. Called by people's browsers and by Zoom's redirect, without a Jira token:
// what counts is the one-time link, the cookie of the browser that opened it, and the one-time token of the form.

import express, { type Request, Router } from 'express';
import { z } from 'zod';
import type { JiraAccess } from '../host/jira-access.ts';
import { siteNotInstalled, withJiraErrorsForPeople } from '../host/jira-errors.ts';
import type { InstallationsCache } from '../installations/installations-cache.ts';
import type { JiraError } from '../jira/jira-error.ts';
import { AppError } from '../platform/errors.ts';
import { asAppError, onlyMethods, route, validated } from '../platform/http/routes.ts';
import {
  beginAuthorization,
  type ConnectionFlowDeps,
  confirmConnection,
  declineConnection,
  prepareConfirmation,
  receiveAuthorization,
  receiveRefusal,
} from './connection-flow.ts';
import { sendConnectionPage } from './connection-pages.ts';

const secret = z.string().regex(/^[\w-]{20,200}$/, 'is not a token of ours');
const startQuery = z.object({ token: secret });
const confirmQuery = z.object({ flow: z.uuid() });
const confirmBody = z.object({ flow: z.uuid(), token: secret, decision: z.enum(['connect', 'decline']) });
const callbackQuery = z.object({
  state: z.string().min(1).max(500).optional(),
  code: z.string().min(1).max(2000).optional(),
  error: z.string().max(200).optional(),
});

export interface ZoomOAuthRoutesDeps extends ConnectionFlowDeps {
  jiraAccess: JiraAccess;
  installations: InstallationsCache;
}

export function zoomOAuthRoutes(deps: ZoomOAuthRoutesDeps): Router {
  const router = Router();
  const secure = deps.appBaseUrl.startsWith('https:');
  // One cookie per flow, so that two windows do not take each other's place.
  const cookieName = (flowId: string) => `${secure ? '__Host-' : ''}zoom-flow-${flowId}`;
  const browserSecretOf = (request: Request) => (flowId: string) =>
    readCookie(request.headers.cookie, cookieName(flowId));

  router.get(
    '/start',
    route(async (request, response) => {
      const { token } = validated(startQuery, request.query);
      const { flowId, browserSecret, authorizationUrl } = await beginAuthorization(deps, token);
      response.cookie(cookieName(flowId), browserSecret, {
        httpOnly: true,
        secure,
        sameSite: 'lax',
        path: '/',
        maxAge: 600_000,
      });
      response.set({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
      response.redirect(302, authorizationUrl);
    }),
  );

  router.get(
    '/callback',
    route(async (request, response) => {
      const { state, code, error } = validated(callbackQuery, request.query);
      if (state === undefined && error === undefined) {
        sendConnectionPage(response, 200, {
          title: 'Almost there: start from Jira',
          text: [
            'Zoom knows this app now. To connect your Zoom account, open a Jira issue, find its Zoom meetings panel and press Connect Zoom.',
            'If the panel is missing, ask your Jira administrator to install the app. You can close this window.',
          ],
        });
        return;
      }
      if (state === undefined || error !== undefined || code === undefined) {
        await receiveRefusal(deps, { state, error, browserSecretOf: browserSecretOf(request) });
        sendConnectionPage(response, 200, declinedPage);
        return;
      }
      const { flowId } = await receiveAuthorization(deps, {
        state,
        code,
        browserSecretOf: browserSecretOf(request),
      });
      // Away from the address that carries the code, before anything is shown.
      response.set({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
      response.redirect(303, `/zoom/oauth/confirm?flow=${flowId}`);
    }),
  );

  router.get(
    '/confirm',
    route(async (request, response) => {
      const { flow: flowId } = validated(confirmQuery, request.query);
      const browserSecret = browserSecretOf(request)(flowId) ?? '';
      const { confirmToken, siteId, accountId } = await prepareConfirmation(deps, { flowId, browserSecret });
      const site = await deps.installations.findById(siteId);
      if (site === null) throw siteNotInstalled();
      const { displayName } = await withJiraErrorsForPeople(
        async () => (await deps.jiraAccess.asApp(siteId)).getUser(accountId),
        personUnknown,
      );
      sendConnectionPage(response, 200, {
        title: 'Connect your Zoom account?',
        text: [
          'You have approved this app at Zoom. Nothing is connected yet.',
          'Press Connect only if this is your own Jira account. If somebody sent you a link to this, press Decline.',
        ],
        form: {
          flowId,
          confirmToken,
          facts: [
            ['Jira site', new URL(site.baseUrl).host],
            ['Jira person who will use your Zoom account', displayName],
          ],
        },
      });
    }),
  );

  router.post(
    '/confirm',
    express.urlencoded({ extended: false, limit: '4kb' }),
    route(async (request, response) => {
      const { flow: flowId, token: confirmToken, decision } = validated(confirmBody, request.body);
      const input = { flowId, confirmToken, browserSecret: browserSecretOf(request)(flowId) ?? '' };
      const forgetBrowser = () => response.clearCookie(cookieName(flowId), { path: '/', secure });
      if (decision === 'decline') {
        await declineConnection(deps, input);
        forgetBrowser();
        sendConnectionPage(response, 200, declinedPage);
        return;
      }
      await confirmConnection(deps, input);
      forgetBrowser();
      sendConnectionPage(response, 200, {
        title: 'Zoom is connected',
        text: ['Go back to Jira, which has noticed already. You can close this window.'],
      });
    }),
  );

  for (const path of ['/start', '/callback']) router.all(path, onlyMethods('GET'));
  router.all('/confirm', onlyMethods('GET', 'POST'));

  // People stand in front of this window, so its refusals are pages.
  router.use(((thrown, _request, response, _next) => {
    const error = asAppError(thrown);
    if (error.status >= 500) deps.logger.error('connecting Zoom failed', { error });
    sendConnectionPage(response, error.status, { title: 'Zoom was not connected', text: [error.message] });
  }) as express.ErrorRequestHandler);
  return router;
}

function personUnknown(cause: JiraError): AppError {
  return new AppError(
    'person_unknown',
    404,
    'Jira does not know this person any more. Start again from Jira.',
    {
      cause,
    },
  );
}

const declinedPage = {
  title: 'Nothing was connected',
  text: [
    'You declined, so this app cannot use your Zoom account. A connection that existed before stays as it was.',
    'You can close this window.',
  ],
};

function readCookie(header: string | undefined, name: string): string | null {
  for (const pair of (header ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value !== undefined) return value;
  }
  return null;
}
