// Zoom's OAuth 2.0 endpoints: authorization URL, code exchange, refresh, revocation.
// https://developers.zoom.us/docs/integrations/oauth/

import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../platform/clock.ts';
import { type HttpAnswer, type HttpClient, NoAnswerError } from '../platform/http/http-client.ts';
import { retryAfterSeconds } from '../platform/http/retries.ts';
import type { Logger } from '../platform/logger.ts';
import { missingScopes, type ZoomScope } from './scopes.ts';

export interface ZoomTokens {
  accessToken: string;
  refreshToken: string;
  /** Lifetime of the access token from now on. */
  expiresInSeconds: number;
  /** Where Zoom wants this user's API calls; not checked against the allowed hosts yet. */
  apiUrl: string | null;
  /** Scopes that the app needs and the user's authorization does not have; null when Zoom does not say. */
  missingScopes: ZoomScope[] | null;
}

export type ZoomOAuthErrorKind =
  /** The refresh token, and with it the grant, is dead for good. */
  | 'grant_dead'
  /** The authorization code is wrong, used or older than five minutes. */
  | 'code_refused'
  /** Our own client id or secret is wrong: an alarm for the operator, and no verdict on anybody's grant. */
  | 'client_refused'
  /** Nothing may be concluded. */
  | 'unavailable';

export class ZoomOAuthError extends Error {
  override readonly name = 'ZoomOAuthError';
  readonly kind: ZoomOAuthErrorKind;
  readonly status: number | undefined;
  /** What Zoom asks for with a 429; undefined when it does not say. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    kind: ZoomOAuthErrorKind,
    details: { status?: number; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(`Zoom OAuth: ${kind}`, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.status = details.status;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

export interface ZoomOAuth {
  authorizationUrl(input: { state: string; codeVerifier: string }): string;
  /** @throws {ZoomOAuthError} */
  exchangeCode(input: { code: string; codeVerifier: string }): Promise<ZoomTokens>;
  /** Every refresh returns a new refresh token, and the old one counts as dead. @throws {ZoomOAuthError} */
  refresh(refreshToken: string): Promise<ZoomTokens>;
  /** Ends the whole grant at Zoom. @throws {ZoomOAuthError} */
  revoke(accessToken: string): Promise<void>;
}

const tokens = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  // Zoom has rotated the pair by now: it must not be lost for a lifetime that makes no sense.
  expires_in: z.coerce.number().positive().max(86_400).catch(3_600),
  scope: z.string().optional().catch(undefined),
  api_url: z.url().max(300).optional().catch(undefined),
});

const refusal = z.object({
  error: z.string().catch(''),
  reason: z.string().catch(''),
  code: z.coerce.number().optional().catch(undefined),
  errorCode: z.coerce.number().optional().catch(undefined),
});

/** 4735 owner gone, 4738 disabled by the Zoom admin, 4741 a later authorization won. */
const deadGrantCodes = new Set([4735, 4738, 4741]);
const answerWithinMs = 10_000;

export function createZoomOAuth(input: {
  http: HttpClient;
  clock: Clock;
  logger: Pick<Logger, 'error'>;
  baseUrl: string;
  clientId: string;
  clientSecret: string;
  redirectUri: string;
}): ZoomOAuth {
  const { http, clock, logger, baseUrl, clientId, clientSecret, redirectUri } = input;
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;

  const post = async (path: string, form: Record<string, string>): Promise<HttpAnswer> => {
    try {
      return await http({
        method: 'POST',
        url: `${baseUrl}${path}`,
        headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
        deadlineMs: answerWithinMs,
      });
    } catch (error) {
      if (error instanceof NoAnswerError) throw new ZoomOAuthError('unavailable', { cause: error });
      throw error;
    }
  };

  const refusalOf = (answer: HttpAnswer, whenInvalid: 'grant_dead' | 'code_refused'): ZoomOAuthError => {
    const error = oauthErrorOf(answer, whenInvalid, clock.now().getTime());
    if (error.kind === 'client_refused')
      logger.error('Zoom refuses our client id or secret: nobody can be connected or refreshed', { error });
    return error;
  };

  const tokensFrom = (answer: HttpAnswer, whenInvalid: 'grant_dead' | 'code_refused'): ZoomTokens => {
    if (answer.status !== 200) throw refusalOf(answer, whenInvalid);
    const parsed = tokens.safeParse(answer.json);
    if (!parsed.success) throw new ZoomOAuthError('unavailable', { status: answer.status });
    return {
      accessToken: parsed.data.access_token,
      refreshToken: parsed.data.refresh_token,
      expiresInSeconds: parsed.data.expires_in,
      apiUrl: parsed.data.api_url ?? null,
      missingScopes: missingScopes(parsed.data.scope),
    };
  };

  return {
    authorizationUrl({ state, codeVerifier }) {
      const url = new URL(`${baseUrl}/oauth/authorize`);
      url.search = new URLSearchParams({
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        state,
        code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
        // Never left out: Zoom's default is "plain".
        code_challenge_method: 'S256',
      }).toString();
      return url.toString();
    },
    async exchangeCode({ code, codeVerifier }) {
      const form = {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: codeVerifier,
      };
      return tokensFrom(await post('/oauth/token', form), 'code_refused');
    },
    async refresh(refreshToken) {
      const form = { grant_type: 'refresh_token', refresh_token: refreshToken };
      return tokensFrom(await post('/oauth/token', form), 'grant_dead');
    },
    async revoke(accessToken) {
      const answer = await post('/oauth/revoke', { token: accessToken });
      if (answer.status === 200) return;
      // Whatever else Zoom says of a token that it read: it is not one that it would revoke.
      const error = refusalOf(answer, 'grant_dead');
      const refused = answer.status >= 400 && answer.status < 500 && answer.status !== 429;
      throw refused && error.kind === 'unavailable'
        ? new ZoomOAuthError('grant_dead', { status: answer.status })
        : error;
    },
  };
}

/** @param now epoch milliseconds, for a `Retry-After` that is a date. */
function oauthErrorOf(
  answer: HttpAnswer,
  whenInvalid: 'grant_dead' | 'code_refused',
  now: number,
): ZoomOAuthError {
  const parsed = refusal.safeParse(answer.json);
  const status = { status: answer.status };
  if (answer.status === 429) {
    const asked = retryAfterSeconds(answer.headers['retry-after'], now);
    return new ZoomOAuthError('unavailable', {
      ...status,
      ...(asked === null ? {} : { retryAfterSeconds: asked }),
    });
  }
  if (!parsed.success || answer.status >= 500) return new ZoomOAuthError('unavailable', status);
  const { error, reason, code, errorCode } = parsed.data;
  const number = code ?? errorCode;
  if (error === 'invalid_client') return new ZoomOAuthError('client_refused', status);
  if (whenInvalid === 'code_refused' && (error === 'invalid_request' || error === 'invalid_grant'))
    return new ZoomOAuthError('code_refused', status);
  if (error === 'invalid_grant' || /invalid token/i.test(reason) || deadGrantCodes.has(number ?? 0))
    return new ZoomOAuthError('grant_dead', status);
  return new ZoomOAuthError('unavailable', status);
}
