// Zoom, read as a person: finds their connection, keeps the token alive, and says in plain words what went wrong.

import { secondsAfter } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { pauseEnd } from '../platform/http/paused-http.ts';
import type { Pauses } from '../platform/pauses.ts';
import { DownloadError } from '../zoom/recording-download.ts';
import type { ApiAccess, ZoomApi } from '../zoom/zoom-api.ts';
import { ZoomError } from '../zoom/zoom-error.ts';
import { zoomPauseScope } from '../zoom/zoom-pauses.ts';
import { type ConnectionHealthDeps, noteHealth } from './connection-health.ts';
import type { GrantTokens, LiveAccessToken } from './grant-tokens.ts';

export interface ZoomAccess {
  /**
   * Runs `work` with the person's Zoom. When Zoom no longer accepts the access token, refreshes it and runs `work`
   * once more. Zoom did nothing of what it refused so, but `work` must not change anything before its last call.
   * @throws {AppError} `zoom_not_connected`, `zoom_needs_reconnect`, `zoom_unavailable` and the like.
   */
  as<Result>(
    personId: string,
    work: (zoom: ZoomApi, accessToken: string) => Promise<Result>,
  ): Promise<Result>;
}

export interface ZoomAccessDeps extends ConnectionHealthDeps {
  grantTokens: GrantTokens;
  pauses: Pauses;
  zoomApi: (access: ApiAccess) => ZoomApi;
}

/** How long a token that Zoom refuses although it is new is not renewed again. */
const contradictionSeconds = 60;

export function createZoomAccess(deps: ZoomAccessDeps): ZoomAccess {
  const { clock, connections, grantTokens, pauses, zoomApi } = deps;
  // By grant. Each press would send Zoom a refresh, whose limit is the whole app's.
  const contradicted = new Map<string, { version: number; until: Date }>();
  const isContradicted = (grantId: string, version: number): boolean => {
    const known = contradicted.get(grantId);
    return known?.version === version && known.until > clock.now();
  };
  const remember = (grantId: string, version: number): void => {
    const now = clock.now();
    for (const [known, { until }] of contradicted) if (until <= now) contradicted.delete(known);
    contradicted.set(grantId, { version, until: secondsAfter(now, contradictionSeconds) });
  };
  return {
    async as(personId, work) {
      const connection = await connections.find(personId);
      if (connection === null) throw notConnected();
      const { grantId, usedUp, zoomAccountId } = connection;
      let version: number | null = null;
      const workWith = (token: LiveAccessToken) => {
        version = token.version;
        return work(zoomApi({ ...token, usedUp, zoomAccountId }), token.accessToken);
      };
      try {
        const token = await grantTokens.get(grantId);
        const result = await workWith(token).catch(async (error: unknown) => {
          if (!isTokenDead(error) || isContradicted(grantId, token.version)) throw error;
          const renewed = await grantTokens.renew(grantId, token.version);
          return workWith(renewed).catch((again: unknown) => {
            if (isTokenDead(again)) remember(grantId, renewed.version);
            throw again;
          });
        });
        contradicted.delete(grantId);
        await noteHealth(deps, connection, version, null);
        return result;
      } catch (error) {
        if (error instanceof DownloadError && error.kind === 'rate_limited')
          await pauses.begin(zoomPauseScope(zoomAccountId), pauseEnd(clock.now(), error.retryAfterSeconds));
        if (!(error instanceof ZoomError)) throw error;
        await noteHealth(deps, connection, version, error);
        throw refusalOf(error);
      }
    },
  };
}

function isTokenDead(error: unknown): boolean {
  return error instanceof ZoomError && error.kind === 'access_token_dead';
}

function notConnected(): AppError {
  return new AppError('zoom_not_connected', 409, 'Connect your Zoom account first: press Connect Zoom.');
}

/** What a Zoom error that nobody expected means for the person. */
export function refusalOf(error: ZoomError): AppError {
  const options = {
    cause: error,
    ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
  };
  switch (error.kind) {
    case 'scope_missing':
      return new AppError(
        'zoom_permission_missing',
        409,
        'Zoom has not given this app a permission it needs. Press Connect Zoom and approve all of them.',
        options,
      );
    case 'not_found':
      return new AppError(
        'zoom_not_found',
        404,
        'Zoom no longer has this, or not for this account.',
        options,
      );
    case 'paid_only':
      return new AppError('zoom_paid_only', 409, 'This needs a paid Zoom plan.', options);
    case 'forbidden':
    case 'refused':
      return new AppError('zoom_refused', 409, 'Zoom does not allow this for your account.', options);
    case 'rate_limited':
      return new AppError('zoom_rate_limited', 429, rateLimitInWords(error.retryAfterSeconds ?? 0), options);
    case 'access_token_dead':
      // A token just renewed and still refused: Zoom contradicts itself, so nothing is concluded about the grant.
      return new AppError('zoom_unavailable', 503, 'Zoom cannot be reached at the moment.', options);
    case 'unavailable':
      return new AppError(
        'zoom_unavailable',
        503,
        'Zoom cannot be reached at the moment. Nothing was changed; please try again.',
        options,
      );
  }
}

function rateLimitInWords(retryAfterSeconds: number): string {
  const hours = Math.ceil(retryAfterSeconds / 3600);
  const why = 'Zoom accepts no more requests from your Zoom account for now.';
  if (retryAfterSeconds < 120) return `${why} Please try again in a moment.`;
  if (retryAfterSeconds < 3600)
    return `${why} Please try again in ${Math.ceil(retryAfterSeconds / 60)} minutes.`;
  return `Your Zoom account’s daily limit is used up. Please try again in ${hours === 1 ? 'an hour' : `${hours} hours`}.`;
}
