// The server that lets an app act as a user: POST /oauth2/token turns a signed assertion into a bearer token.

import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type LoopbackServer, listenOnLoopback, Refusal, readBody, sendJson } from '../http.ts';
import type { Site, UserToken } from './context.ts';
import { expandScopes, type Scope } from './descriptor.ts';
import type { LoggedRequest } from './events.ts';
import { type JiraFaults, takeAnswerFault } from './faults.ts';
import { readClaims, verifyHs256 } from './tokens.ts';

const tokenLifeSeconds = 900;
const assertionLifeSeconds = 60;
const clockSkewSeconds = 30;

export interface AuthorizationServer extends LoopbackServer {
  /** The sites whose apps may ask; the simulator adds its own. */
  sites: Site[];
  /** What a bearer token stands for; undefined when unknown or expired. */
  findToken(bearer: string): UserToken | undefined;
}

/** Starts it; `now` in milliseconds. */
export async function startAuthorizationServer(
  faults: JiraFaults,
  now: () => number,
  log: (request: LoggedRequest) => void,
): Promise<AuthorizationServer> {
  const sites: Site[] = [];
  const tokens = new Map<string, UserToken>();

  const server: LoopbackServer = await listenOnLoopback(async (request, response) => {
    if (faults.authorizationServer === 'unreachable') {
      request.socket.resetAndDestroy();
      return;
    }
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    response.on('close', () => {
      const status = response.statusCode;
      log({ site: server.origin, method: request.method ?? '', path, identity: 'none', status });
    });
    if (faults.authorizationServer === 'unavailable') {
      throw new Refusal(503, { error: 'temporarily_unavailable' });
    }
    const fault = takeAnswerFault(faults, request.method ?? '', path);
    if (fault) throw new Refusal(fault.status, fault.body, fault.headers);
    if (path !== '/oauth2/token') throw new Refusal(404, { error: 'not_found' });
    if (request.method !== 'POST') throw new Refusal(405, { error: 'method_not_allowed' }, { allow: 'POST' });
    const token = await grant(request);
    const bearer = randomBytes(32).toString('base64url');
    for (const [known, { expiresAt }] of tokens) if (expiresAt <= now()) tokens.delete(known);
    tokens.set(bearer, token);
    sendJson(
      response,
      200,
      { access_token: bearer, token_type: 'Bearer', expires_in: tokenLifeSeconds },
      { 'cache-control': 'no-store' },
    );
  });

  async function grant(request: IncomingMessage): Promise<UserToken> {
    const type = request.headers['content-type']?.split(';')[0]?.trim();
    if (type !== 'application/x-www-form-urlencoded') throw refusal('invalid_request', 'wrong content type');
    const form = new URLSearchParams((await readBody(request, 64 * 1024)).toString('utf8'));
    if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') {
      throw refusal('unsupported_grant_type', 'wrong grant_type');
    }
    const assertion = form.get('assertion') ?? '';
    const issuer = readClaims(assertion)?.iss;
    const site = sites.find((one) => `urn:atlassian:connect:clientid:${one.state.oauthClientId}` === issuer);
    const installation = site?.state.installation;
    if (!site || installation?.state !== 'installed') throw refusal('invalid_client', 'unknown issuer', 401);
    const verified = verifyHs256(assertion, site.state.sharedSecret);
    if ('fault' in verified) throw refusal('invalid_grant', verified.fault);

    const { sub, tnt, aud, iat, exp } = verified.claims;
    const seconds = now() / 1000;
    if (aud !== server.origin) throw refusal('invalid_grant', 'aud is not this server');
    if (tnt !== site.baseUrl) throw refusal('invalid_grant', 'tnt is not the base URL of the site');
    if (typeof iat !== 'number' || typeof exp !== 'number')
      throw refusal('invalid_grant', 'iat or exp missing');
    if (exp <= seconds) throw refusal('invalid_grant', 'the assertion has expired');
    if (iat > seconds + clockSkewSeconds) throw refusal('invalid_grant', 'iat is in the future');
    if (exp - iat > assertionLifeSeconds) throw refusal('invalid_grant', 'exp is more than 60 s after iat');

    const prefix = 'urn:atlassian:connect:useraccountid:';
    const accountId = typeof sub === 'string' && sub.startsWith(prefix) ? sub.slice(prefix.length) : null;
    const user = site.state.users.find((one) => one.accountId === accountId);
    if (!user?.active) throw refusal('invalid_grant', 'no active user with this account id');

    const allowed = expandScopes(installation.descriptor.scopes) ?? new Set<Scope>();
    if (!allowed.has('ACT_AS_USER')) throw refusal('unauthorized_client', 'the app lacks ACT_AS_USER', 403);
    const asked = form.get('scope')?.split(' ').filter(Boolean) ?? [...allowed];
    const scopes = asked.every((name) => name === name.toUpperCase()) ? expandScopes(asked) : null;
    if (!scopes || [...scopes].some((scope) => !allowed.has(scope))) {
      throw refusal('invalid_scope', 'a scope is unknown or not in the descriptor');
    }
    const expiresAt = now() + tokenLifeSeconds * 1000;
    return { clientKey: site.state.clientKey, accountId: user.accountId, scopes, expiresAt };
  }

  function findToken(bearer: string): UserToken | undefined {
    const token = tokens.get(bearer);
    return token && token.expiresAt > now() ? token : undefined;
  }

  return { ...server, sites, findToken };
}

function refusal(error: string, description: string, status = 400): Refusal {
  return new Refusal(status, { error, error_description: description });
}
