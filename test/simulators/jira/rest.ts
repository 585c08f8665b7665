// The site's REST API: who is asking, with which scopes, and which resource answers.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal, sendJson } from '../http.ts';
import type { Site } from './context.ts';
import { expandScopes, type Scope } from './descriptor.ts';
import type { LoggedRequest } from './events.ts';
import { takeAnswerFault } from './faults.ts';
import { accountRoutes } from './rest-accounts.ts';
import { attachmentRoutes } from './rest-attachments.ts';
import { jiraError, type RestRoute } from './rest-call.ts';
import { commentRoutes } from './rest-comments.ts';
import { groupRoutes } from './rest-groups.ts';
import { issueRoutes } from './rest-issues.ts';
import { permissionRoutes } from './rest-permissions.ts';
import { projectRoutes } from './rest-projects.ts';
import { searchRoutes } from './rest-search.ts';
import { userRoutes } from './rest-users.ts';
import { sessionAccountId } from './session.ts';
import type { Identity } from './site-state.ts';
import { queryStringHash, readClaims, verifyHs256 } from './tokens.ts';

const routes: RestRoute[] = [
  ...accountRoutes,
  ...attachmentRoutes,
  ...commentRoutes,
  ...groupRoutes,
  ...issueRoutes,
  ...permissionRoutes,
  ...projectRoutes,
  ...searchRoutes,
  ...userRoutes,
];
const allScopes: Set<Scope> = expandScopes(['ADMIN']) ?? new Set();
const clockSkewSeconds = 30;

/** Names the app on whose behalf the host page calls, so that the app's scopes apply to the call. */
const addOnHeader = 'x-simulator-add-on';

/** Answers a request under /rest/. Throws a Refusal when it is refused. */
export async function answerRest(
  site: Site,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const method = request.method ?? 'GET';
  let identity: LoggedRequest['identity'] = 'none';
  response.on('close', () => {
    const status = response.headersSent ? response.statusCode : 0;
    const path = url.pathname + url.search.replace(/([?&]jwt=)[^&]*/g, '$1');
    site.context.log({ site: site.baseUrl, method, path, identity, status });
  });

  const caller = authenticate(site, request, url);
  identity = loggedAs(caller.identity);

  const fault = takeAnswerFault(site.context.faults, method, url.pathname);
  if (fault) throw new Refusal(fault.status, fault.body, fault.headers);

  const matching = routes.filter((route) => route.path.test(url.pathname));
  if (matching.length === 0) throw jiraError(site, 404, 'There is no such resource.');
  const route = matching.find((candidate) => candidate.method === method);
  if (!route) {
    const allow = matching.map((candidate) => candidate.method).join(', ');
    throw jiraError(site, 405, 'Method not allowed.', { allow });
  }
  if (caller.identity.kind === 'anonymous' && !route.anonymous) throw unauthorized(site, 'no credentials');
  if (!caller.scopes.has(route.scope)) {
    throw jiraError(site, 403, `The app does not have the scope ${route.scope} that this request needs.`);
  }
  const captured = (route.path.exec(url.pathname) ?? []).slice(1).map((text) => decode(site, text));
  const answer = await route.answer({ site, request, response, url, identity: caller.identity, captured });
  if (answer) sendJson(response, answer.status, answer.body, answer.headers);
}

function loggedAs(identity: Identity): LoggedRequest['identity'] {
  if (identity.kind === 'user') return `user:${identity.accountId}`;
  return identity.kind === 'app' ? 'app' : 'none';
}

interface Caller {
  identity: Identity;
  scopes: Set<Scope>;
}

/** The app by its own token, a user by a bearer token of the app or by the host page's session, or nobody known. */
function authenticate(site: Site, request: IncomingMessage, url: URL): Caller {
  const [scheme, credential, ...rest] = request.headers.authorization?.split(' ') ?? [];
  if (scheme && rest.length === 0 && credential) {
    if (scheme === 'JWT') return authenticateApp(site, request, url, credential);
    if (scheme === 'Bearer') return authenticateUserToken(site, credential);
  }
  if (scheme) throw unauthorized(site, 'no credentials that this site knows');
  const accountId = sessionAccountId(site, request);
  if (!accountId) return { identity: { kind: 'anonymous' }, scopes: allScopes };
  const addOn = request.headers[addOnHeader];
  if (addOn !== undefined && addOn !== site.state.installation?.descriptor.key) {
    throw unauthorized(site, 'no such app');
  }
  return { identity: { kind: 'user', accountId }, scopes: addOn === undefined ? allScopes : appScopes(site) };
}

function authenticateApp(site: Site, request: IncomingMessage, url: URL, token: string): Caller {
  const installation = site.state.installation;
  if (installation?.state !== 'installed') throw unauthorized(site, 'the app is not installed');
  if (readClaims(token)?.iss !== installation.descriptor.key) {
    throw unauthorized(site, 'iss is not the key of an installed app');
  }
  const verified = verifyHs256(token, site.state.sharedSecret);
  if ('fault' in verified) throw unauthorized(site, verified.fault);
  const { iat, exp, qsh } = verified.claims;
  const seconds = site.context.now() / 1000;
  if (typeof exp !== 'number') throw unauthorized(site, 'exp missing');
  if (exp <= seconds) throw unauthorized(site, 'the token has expired');
  if (typeof iat !== 'number' || iat > seconds + clockSkewSeconds) {
    throw unauthorized(site, 'iat missing or in the future');
  }
  if (qsh !== queryStringHash(request.method ?? 'GET', url.pathname, url.searchParams)) {
    throw unauthorized(site, 'qsh does not match this request');
  }
  return { identity: { kind: 'app' }, scopes: appScopes(site) };
}

function authenticateUserToken(site: Site, bearer: string): Caller {
  const token = site.context.findToken(bearer);
  if (!token || token.clientKey !== site.state.clientKey || site.state.installation?.state !== 'installed') {
    throw unauthorized(site, 'unknown or expired token');
  }
  if (!site.state.users.some((user) => user.accountId === token.accountId && user.active)) {
    throw unauthorized(site, 'the user is not active');
  }
  return { identity: { kind: 'user', accountId: token.accountId }, scopes: token.scopes };
}

function appScopes(site: Site): Set<Scope> {
  return expandScopes(site.state.installation?.descriptor.scopes ?? []) ?? new Set();
}

function unauthorized(site: Site, reason: string): Refusal {
  const message = site.context.marked(`Client must be authenticated to access this resource: ${reason}.`);
  return new Refusal(401, { message, 'status-code': 401 }, { 'www-authenticate': 'JWT realm="jira"' });
}

function decode(site: Site, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw jiraError(site, 400, 'The path is not well-formed.');
  }
}
