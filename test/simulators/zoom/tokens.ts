// Codes and tokens: one live grant per person, refresh rotation, and what each token opens.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { ZoomContext } from './context.ts';
import type { AuthorizationCode, ZoomToken, ZoomUser } from './state.ts';

const codeLifeMs = 5 * 60 * 1000;
const refreshLifeMs = 90 * 24 * 60 * 60 * 1000;

/** The scopes of the simulated Marketplace app, unless others are given at the start. */
export const defaultScopes = [
  'user:read:user',
  'meeting:read:list_meetings',
  'meeting:read:meeting',
  'meeting:write:meeting',
  'meeting:update:meeting',
  'meeting:delete:meeting',
  'meeting:read:list_past_instances',
  'meeting:read:past_meeting',
  'meeting:read:invitation',
  'meeting:read:summary',
  'cloud_recording:read:list_user_recordings',
  'cloud_recording:read:list_recording_files',
  'cloud_recording:read:recording',
  'cloud_recording:read:meeting_transcript',
];

export interface IssuedPair {
  access_token: string;
  token_type: 'bearer';
  refresh_token: string;
  expires_in: number;
  scope: string;
  api_url: string;
}

/** Shaped like a JWT and several hundred characters long; means nothing. */
function opaqueToken(claims: Record<string, unknown>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const header = { sv: '000002', alg: 'HS512', v: '2.0', kid: randomUUID() };
  return `${part(header)}.${part({ ver: 10, auid: randomBytes(16).toString('hex'), ...claims })}.${randomBytes(64).toString('base64url')}`;
}

/** A code for `user`, good for five minutes and one use. */
export function createCode(
  context: ZoomContext,
  user: ZoomUser,
  request: Pick<AuthorizationCode, 'redirectUri' | 'challenge' | 'challengeMethod' | 'scopes'>,
): string {
  const code = `${randomBytes(16).toString('base64url')}_${user.id}`;
  context.state.codes.push({
    ...request,
    scopes: request.scopes.filter((scope) => !context.faults.withheldScopes.includes(scope)),
    code,
    userId: user.id,
    expiresAt: context.now() + codeLifeMs,
    used: false,
  });
  context.save();
  return code;
}

/** Takes a code out of use. Returns its grant's scopes and user, or the reason of Zoom's refusal. */
export function redeemCode(
  context: ZoomContext,
  form: { code: string; redirectUri: string; verifier: string | null },
): AuthorizationCode | { refusal: string } {
  const code = context.state.codes.find((candidate) => candidate.code === form.code);
  if (!code || code.used || code.expiresAt <= context.now()) {
    return { refusal: `Invalid authorization code ${form.code}` };
  }
  code.used = true;
  context.save();
  if (code.redirectUri !== form.redirectUri) return { refusal: 'Redirect URI mismatch.' };
  if (code.challenge !== null) {
    const answer =
      code.challengeMethod === 'plain'
        ? form.verifier
        : createHash('sha256')
            .update(form.verifier ?? '')
            .digest('base64url');
    if (form.verifier === null || answer !== code.challenge) return { refusal: 'Invalid code verifier.' };
  }
  return code;
}

function addToken(
  context: ZoomContext,
  token: Omit<ZoomToken, 'token'>,
  claims: Record<string, unknown>,
): string {
  const value = opaqueToken({
    ...claims,
    exp: Math.floor(token.expiresAt / 1000),
    iat: Math.floor(context.now() / 1000),
  });
  context.state.tokens.set(value, { ...token, token: value });
  return value;
}

function issuePair(context: ZoomContext, user: ZoomUser, grantId: string, scopes: string[]): IssuedPair {
  const seconds = context.faults.accessTokenSeconds;
  const owner = { userId: user.id, grantId, uuid: null, scopes };
  const claims = {
    iss: `zm:cid:${context.state.clientId}`,
    aud: 'https://oauth.zoom.us',
    uid: user.id,
    aid: user.accountId,
  };
  const now = context.now();
  const pair: IssuedPair = {
    access_token: addToken(
      context,
      { ...owner, kind: 'access', expiresAt: now + seconds * 1000 },
      { ...claims, type: 0 },
    ),
    token_type: 'bearer',
    refresh_token: addToken(
      context,
      { ...owner, kind: 'refresh', expiresAt: now + refreshLifeMs },
      { ...claims, type: 1 },
    ),
    expires_in: seconds,
    scope: scopes.join(' '),
    api_url: context.faults.apiUrl ?? context.origins.api,
  };
  context.save();
  return pair;
}

/** Whether the person has added the app and not removed it. */
export const hasGrant = (context: ZoomContext, userId: string): boolean =>
  [...context.state.tokens.values()].some((token) => token.userId === userId && token.grantId !== null);

/** The person removes the app, or it is revoked: the grant ends, and Zoom tells the app. */
export function removeApp(context: ZoomContext, userId: string, userDataRetention?: 'true' | 'false'): void {
  endGrants(context, userId);
  context.emit({ type: 'app-removed', userId, ...(userDataRetention && { userDataRetention }) });
}

/** Ends whatever grant the person has. */
export function endGrants(context: ZoomContext, userId: string): void {
  if (!hasGrant(context, userId)) return;
  for (const [value, token] of context.state.tokens)
    if (token.userId === userId && token.grantId !== null) context.state.tokens.delete(value);
  context.save();
  context.emit({ type: 'grant-ended', userId });
}

/** A new grant. The person's previous one dies: the last authorization wins. */
export function startGrant(context: ZoomContext, user: ZoomUser, scopes: string[]): IssuedPair {
  endGrants(context, user.id);
  return issuePair(context, user, randomUUID(), scopes);
}

/** Rotates a refresh token; null when it is dead, expired, or none of ours. */
export function rotate(
  context: ZoomContext,
  refreshToken: string,
): { pair: IssuedPair; userId: string } | null {
  const old = context.state.tokens.get(refreshToken);
  if (old?.kind !== 'refresh' || old.expiresAt <= context.now()) return null;
  const user = context.state.users.find((candidate) => candidate.id === old.userId);
  if (!user) return null;
  if (context.faults.rotation === 'strict') {
    for (const [value, token] of context.state.tokens)
      if (token.grantId === old.grantId) context.state.tokens.delete(value);
  }
  return { pair: issuePair(context, user, old.grantId ?? randomUUID(), old.scopes), userId: user.id };
}

/** A token that opens the files of one recording: `download` for REST addresses, `webhook` for addresses in events. */
export function issueRecordingToken(
  context: ZoomContext,
  kind: 'download' | 'webhook',
  user: ZoomUser,
  uuid: string,
  seconds: number,
): string {
  const value = addToken(
    context,
    {
      kind,
      userId: user.id,
      grantId: null,
      uuid,
      scopes: [],
      expiresAt: context.now() + seconds * 1000,
    },
    {
      iss: 'https://event.zoom.us',
      aud: 'https://oauth.zoom.us',
      accountId: user.accountId,
      userId: user.id,
      mid: uuid,
    },
  );
  context.save();
  return value;
}

export type TokenCheck = { token: ZoomToken } | { refused: 'missing' | 'invalid' | 'expired' };

/** What an Authorization header holds. */
export function checkBearer(context: ZoomContext, authorization: string | undefined): TokenCheck {
  const value = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  if (!value) return { refused: 'missing' };
  const token = context.state.tokens.get(value);
  if (!token || token.kind === 'refresh') return { refused: 'invalid' };
  if (token.expiresAt <= context.now()) return { refused: 'expired' };
  return { token };
}

/** Whether a token has a scope that the tests do not withhold. */
export const hasScope = (context: ZoomContext, token: ZoomToken, scope: string): boolean =>
  token.scopes.includes(scope) && !context.faults.withheldScopes.includes(scope);
