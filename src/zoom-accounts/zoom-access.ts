// Zoom, read as a person: finds their connection, keeps the token alive, and says in plain words what went wrong.

import { AppError } from '../platform/errors.ts';
import type { ZoomApi } from '../zoom/zoom-api.ts';
import { ZoomError } from '../zoom/zoom-error.ts';
import type { GrantTokens } from './grant-tokens.ts';
import type { GrantsRepository } from './grants-repository.ts';

export interface ZoomAccess {
  /**
   * Runs `work` with the person's Zoom. When Zoom no longer accepts the access token, refreshes it and runs `work`
   * once more, so `work` must only read.
   * @throws {AppError} `zoom_not_connected`, `zoom_needs_reconnect`, `zoom_unavailable` and the like.
   */
  as<Result>(
    personId: string,
    work: (zoom: ZoomApi, accessToken: string) => Promise<Result>,
  ): Promise<Result>;
}

export function createZoomAccess(deps: {
  grants: GrantsRepository;
  grantTokens: GrantTokens;
  zoomApi: (accessToken: string) => ZoomApi;
}): ZoomAccess {
  const { grants, grantTokens, zoomApi } = deps;
  return {
    async as(personId, work) {
      const connection = await grants.findConnection(personId);
      if (connection === null) throw notConnected();
      try {
        const token = await grantTokens.get(connection.grantId);
        try {
          return await work(zoomApi(token.accessToken), token.accessToken);
        } catch (error) {
          if (!(error instanceof ZoomError) || error.kind !== 'access_token_dead') throw error;
          const renewed = await grantTokens.renew(connection.grantId, token.version);
          return await work(zoomApi(renewed.accessToken), renewed.accessToken);
        }
      } catch (error) {
        throw error instanceof ZoomError ? refusalOf(error) : error;
      }
    },
  };
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
      return new AppError(
        'zoom_rate_limited',
        429,
        'Zoom is receiving too many requests from your account. Please try again in a moment.',
        options,
      );
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
