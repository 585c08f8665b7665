// A grant's access token, refreshed when it is due: exactly once at a time, over all processes.

import { recordAuditEvent } from '../audit-log/audit-log.ts';
import type { Clock } from '../platform/clock.ts';
import { type Database, isLockTimeout } from '../platform/database/database.ts';
import { AppError } from '../platform/errors.ts';
import { limitConcurrency, WaitedTooLong } from '../platform/limit-concurrency.ts';
import type { Logger } from '../platform/logger.ts';
import { ZoomError } from '../zoom/zoom-error.ts';
import { type ZoomOAuth, ZoomOAuthError, type ZoomTokens } from '../zoom/zoom-oauth.ts';
import type { GrantsRepository } from './grants-repository.ts';

export interface GrantTokensDeps {
  clock: Clock;
  database: Database;
  logger: Logger;
  grants: GrantsRepository;
  zoomOAuth: ZoomOAuth;
}

export interface LiveAccessToken {
  accessToken: string;
  /** Pass it to {@link GrantTokens.renew} when Zoom no longer accepts this token. */
  version: number;
}

export interface GrantTokens {
  /**
   * A token that lives at least five more minutes.
   * @throws {AppError} `zoom_needs_reconnect` when the grant is dead. @throws {ZoomError} `unavailable`.
   */
  get(grantId: string): Promise<LiveAccessToken>;
  /** A token newer than `version`, which Zoom refused. Throws as `get` does. */
  renew(grantId: string, version: number): Promise<LiveAccessToken>;
}

const refreshBeforeExpiryMs = 5 * 60_000;
const mostRefreshesAtOnce = 2;
/** A person waits for the answer: rather say that Zoom is slow than let them wait on. */
const refreshTurnMs = 8_000;

export function needsReconnect(): AppError {
  return new AppError(
    'zoom_needs_reconnect',
    409,
    'The connection to Zoom has ended. Press Connect Zoom to connect again.',
  );
}

export function createGrantTokens(deps: GrantTokensDeps): GrantTokens {
  const { clock, database, grants } = deps;
  // In this process one refresh of a grant serves all who wait, so that at most one connection waits for its lock.
  const underWay = new Map<string, Promise<LiveAccessToken>>();
  // Each holds a database connection while Zoom thinks: a slow Zoom must not take all of them.
  const fewAtOnce = limitConcurrency(mostRefreshesAtOnce, refreshTurnMs);

  const renew = (grantId: string, version: number): Promise<LiveAccessToken> => {
    const running = underWay.get(grantId);
    if (running !== undefined) return running;
    const refreshing = fewAtOnce(() => refreshUnderLock(deps, grantId, version))
      .catch((error: unknown) => {
        throw error instanceof WaitedTooLong ? new ZoomError('unavailable', { cause: error }) : error;
      })
      .finally(() => underWay.delete(grantId));
    underWay.set(grantId, refreshing);
    return refreshing;
  };

  return {
    renew,
    async get(grantId) {
      const stored = await grants.findTokens(grantId);
      if (stored === null || stored.tokens === null) throw needsReconnect();
      const { version, accessTokenExpiresAt } = stored.grant;
      const due =
        accessTokenExpiresAt === null ||
        accessTokenExpiresAt.getTime() - clock.now().getTime() < refreshBeforeExpiryMs;
      if (!due) return { accessToken: stored.tokens.accessToken, version };
      return renew(grantId, version);
    },
  };

  async function refreshUnderLock(
    { logger, zoomOAuth }: GrantTokensDeps,
    grantId: string,
    version: number,
  ): Promise<LiveAccessToken> {
    const refreshing = database.transaction(async (transaction) => {
      // Longer than the refresh's own deadlines, so that a waiter outlives the holder.
      await database.rows("SET LOCAL lock_timeout = '25s'", [], transaction);
      const stored = await grants.findTokens(grantId, transaction);
      if (stored === null || stored.tokens === null) return null;
      if (stored.grant.version !== version)
        return { accessToken: stored.tokens.accessToken, version: stored.grant.version };
      const now = clock.now();
      let tokens: ZoomTokens;
      try {
        tokens = await refreshOnce(zoomOAuth, stored.tokens.refreshToken);
      } catch (error) {
        if (!(error instanceof ZoomOAuthError)) throw error;
        if (error.kind === 'client_refused')
          logger.error('Zoom refuses our client id or secret: nobody can be connected or refreshed', {
            error,
          });
        if (error.kind !== 'grant_dead') throw new ZoomError('unavailable', { cause: error });
        await grants.markDead(grantId, now, transaction);
        for (const { personId, siteId } of await grants.listConnectedPersons(grantId, transaction))
          await recordAuditEvent(
            database,
            transaction,
            { siteId, personId, issueId: null, at: now },
            { type: 'zoom_needs_reconnect' },
          );
        return null;
      }
      await grants.storeRefreshed({ grantId, version, tokens, now }, transaction);
      return { accessToken: tokens.accessToken, version: version + 1 };
    });
    const outcome = await refreshing.catch((error: unknown) => {
      // Other processes have been trying all this time, one after the other: Zoom does not answer.
      throw isLockTimeout(error) ? new ZoomError('unavailable', { cause: error }) : error;
    });
    if (outcome === null) throw needsReconnect();
    return outcome;
  }
}

/** Zoom may have rotated the pair although its answer was lost; for a while it answers the same refresh token again. */
async function refreshOnce(zoomOAuth: ZoomOAuth, refreshToken: string): Promise<ZoomTokens> {
  try {
    return await zoomOAuth.refresh(refreshToken);
  } catch (error) {
    const answerLost =
      error instanceof ZoomOAuthError && error.kind === 'unavailable' && error.status === undefined;
    if (!answerLost) throw error;
    return zoomOAuth.refresh(refreshToken);
  }
}
