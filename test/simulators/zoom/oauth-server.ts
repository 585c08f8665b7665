// The simulated zoom.us: consent page, token endpoint, revocation, and a person's own list of apps.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { removeFromYourApps, showYourApps } from './apps-page.ts';
import { consentPage, zoomPage } from './consent-page.ts';
import { recordWhenAnswered, type ZoomContext } from './context.ts';
import { type Exchange, readForm, sendHtml, sendJson, sendRedirect } from './http-server.ts';
import { playTokenFault, refusal } from './token-faults.ts';
import { createCode, redeemCode, removeApp, rotate, startGrant } from './tokens.ts';

interface AuthorizeRequest {
  redirectUri: string;
  state: string | null;
  challenge: string | null;
  challengeMethod: 'S256' | 'plain';
  scopes: string[];
}

/** Handles one request to the OAuth host. */
export async function handleOauth(context: ZoomContext, exchange: Exchange): Promise<void> {
  const { method, rawPath, response } = exchange;
  let userId: string | null = null;
  recordWhenAnswered(context, response, () => ({ host: 'oauth', method, path: rawPath, userId }));
  if (method === 'GET' && rawPath === '/oauth/authorize') showConsent(context, exchange);
  else if (method === 'POST' && rawPath === '/oauth/authorize')
    userId = await answerConsent(context, exchange);
  else if (method === 'POST' && rawPath === '/oauth/token') userId = await answerToken(context, exchange);
  else if (method === 'POST' && rawPath === '/oauth/revoke') userId = await revoke(context, exchange);
  else if (method === 'GET' && rawPath === '/apps') showYourApps(context, exchange);
  else if (method === 'POST' && rawPath === '/apps/remove')
    userId = await removeFromYourApps(context, exchange);
  else sendHtml(response, 404, zoomPage('Not found', '<h1>This page does not exist.</h1>'));
}

/** Checks an authorization request; a refusal is already answered when null comes back. */
function parseAuthorize(
  context: ZoomContext,
  { response }: Exchange,
  query: URLSearchParams,
): AuthorizeRequest | null {
  const refuse = (errorMessage: string) => {
    sendJson(response, 400, { status: false, errorCode: 4700, errorMessage, result: null });
    return null;
  };
  if (query.get('client_id') !== context.state.clientId) {
    sendHtml(response, 400, zoomPage('Error', '<h1>Invalid client_id (4,700)</h1>'));
    return null;
  }
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!context.redirectUris.includes(redirectUri)) return refuse(`Invalid redirect: ${redirectUri}`);
  if (query.get('response_type') !== 'code') return refuse('Invalid response_type');
  const challenge = query.get('code_challenge');
  const challengeMethod = query.get('code_challenge_method') ?? 'plain';
  if (challengeMethod !== 'S256' && challengeMethod !== 'plain')
    return refuse('Invalid code_challenge_method');
  const wanted = query.get('scope')?.split(' ');
  return {
    redirectUri,
    state: query.get('state'),
    challenge,
    challengeMethod,
    scopes: context.scopes.filter((scope) => wanted?.includes(scope) ?? true),
  };
}

function showConsent(context: ZoomContext, exchange: Exchange): void {
  const request = parseAuthorize(context, exchange, exchange.query);
  if (!request) return;
  const page = consentPage(context.state.users, request.scopes, Object.fromEntries(exchange.query));
  sendHtml(exchange.response, 200, page, { 'x-frame-options': 'SAMEORIGIN' });
}

async function answerConsent(context: ZoomContext, exchange: Exchange): Promise<string | null> {
  const form = await readForm(exchange.request);
  const request = parseAuthorize(context, exchange, form);
  if (!request) return null;
  const back = new URL(request.redirectUri);
  const user = context.state.users.find((candidate) => candidate.id === form.get('user_id'));
  if (form.get('answer') === 'allow' && user) {
    back.searchParams.set('code', createCode(context, user, request));
  } else {
    back.searchParams.set('error', 'access_denied');
  }
  if (request.state !== null) back.searchParams.set('state', request.state);
  sendRedirect(exchange.response, back.href);
  return user?.id ?? null;
}

/** HTTP Basic with the app's own credentials, nothing else. */
function isOurClient(context: ZoomContext, authorization: string | undefined): boolean {
  const { clientId, clientSecret } = context.state;
  return authorization === `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
}

async function answerToken(context: ZoomContext, exchange: Exchange): Promise<string | null> {
  const { request, response } = exchange;
  const form = await readForm(request);
  const grantType = form.get('grant_type') ?? '';
  context.emit({ type: 'token-requested', grantType });
  const fault = context.takeFault('token', (candidate) => candidate.on === 'token');
  const token = form.get('refresh_token');
  if (fault && (await playTokenFault(context, fault, exchange, token))) return null;
  if (!isOurClient(context, request.headers.authorization)) {
    sendJson(response, 400, refusal('invalid_client', 'Invalid client_id or client_secret'));
    return null;
  }
  if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    sendJson(response, 400, refusal('invalid_request', 'The request body must be a form.'));
    return null;
  }
  const outcome =
    grantType === 'authorization_code'
      ? exchangeCode(context, form)
      : grantType === 'refresh_token'
        ? refresh(context, form)
        : refusal('unsupported_grant_type', 'unsupported grant type');
  if ('error' in outcome) {
    sendJson(response, 400, outcome);
    return null;
  }
  context.emit({ type: 'tokens-issued', grantType, userId: outcome.userId });
  if (fault?.kind === 'lost-after-rotation') {
    await nextTurn();
    request.socket.destroy();
  } else {
    sendJson(response, 200, outcome.pair, { 'cache-control': 'no-store' });
  }
  return outcome.userId;
}

function exchangeCode(context: ZoomContext, form: URLSearchParams) {
  const code = redeemCode(context, {
    code: form.get('code') ?? '',
    redirectUri: form.get('redirect_uri') ?? '',
    verifier: form.get('code_verifier'),
  });
  if ('refusal' in code) return refusal('invalid_request', code.refusal);
  const user = context.state.users.find((candidate) => candidate.id === code.userId);
  if (!user) return refusal('invalid_request', 'Token owner does not exist.');
  return { pair: startGrant(context, user, code.scopes), userId: user.id };
}

const refresh = (context: ZoomContext, form: URLSearchParams) =>
  rotate(context, form.get('refresh_token') ?? '') ?? refusal('invalid_grant', 'Invalid Token!');

async function revoke(context: ZoomContext, exchange: Exchange): Promise<string | null> {
  const { request, response } = exchange;
  const form = await readForm(request);
  context.emit({ type: 'revoke-requested' });
  const fault = context.takeFault('revoke', (candidate) => candidate.on === 'revoke');
  const value = form.get('token');
  if (fault && (await playTokenFault(context, fault, exchange, value))) return null;
  if (!isOurClient(context, request.headers.authorization)) {
    sendJson(response, 400, refusal('invalid_client', 'Invalid client_id or client_secret'));
    return null;
  }
  const token = context.state.tokens.get(value ?? '');
  if (token?.kind !== 'access' || token.expiresAt <= context.now()) {
    sendJson(response, 400, refusal('invalid_request', 'Invalid Token!'));
    return null;
  }
  sendJson(response, 200, { status: 'success' });
  removeApp(context, token.userId);
  return token.userId;
}
