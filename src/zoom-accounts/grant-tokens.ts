// A grant's access token, refreshed when it is due: exactly once at a time, over all processes.

import type { AuditLog } from '../audit-log/audit-log.ts';
import { type Database, isLockTimeout, type Transaction } from '../platform/database/database.ts';
import { AppError } from '../platform/errors.ts';
import { limitConcurrency, WaitedTooLong } from '../platform/limit-concurrency.ts';
import type { Logger } from '../platform/logger.ts';
import { ZoomError } from '../zoom/zoom-error.ts';
import { type ZoomOAuth, ZoomOAuthError, type ZoomTokens } from '../zoom/zoom-oauth.ts';
import { recordMissingScopes } from './connection-health.ts';
import type { ConnectionsRepository } from './connections-repository.ts';
import type { GrantsRepository, StoredTokens } from './grants-repository.ts';
import { type TokenPauseDeps, unlessPaused } from './token-pause.ts';

export interface GrantTokensDeps extends TokenPauseDeps {
  zoomClientId: string;
  auditLog: AuditLog;
  database: Database;
  logger: Logger;
  connections: ConnectionsRepository;
  grants: GrantsRepository;
  zoomOAuth: ZoomOAuth;
  /** Resolves after `ms`, rejects when the signal aborts. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface LiveAccessToken {
  accessToken: string;
  /** Zoom's regional address for this user, not yet checked; null when it named none. */
  apiUrl: string | null;
  /** Pass it to {@link GrantTokens.renew} when Zoom no longer accepts this token. */
  version: number;
}

export interface GrantTokens {
  /**
   * A token that lives at least five more minutes; while Zoom cannot be reached for a new one, what life is left.
   * @throws {AppError} `zoom_needs_reconnect` when the grant is dead. @throws {ZoomError} `unavailable`.
   */
  get(grantId: string): Promise<LiveAccessToken>;
  /**
   * A token newer than `version`, which Zoom refused or which is to be kept from lapsing.
   * @throws as `get` does.
   */
  renew(grantId: string, version: number): Promise<LiveAccessToken>;
}

const refreshBeforeExpiryMs = 5 * 60_000;
/** Less is not worth beginning a call with. */
const leastLifeMs = 30_000;
/** Of one process, over all grants: each holds a database connection while Zoom thinks. */
const mostRefreshesAtOnce = 2;
/** A person waits for the answer: rather say that Zoom is slow than let them wait on. */
const refreshTurnMs = 8_000;
/** Longer than the refresh's own deadlines, so that a waiter outlives the holder. */
const lockSeconds = 25;
const storeAgainAfterMs = [100, 500, 2_000, 5_000];

export function needsReconnect(): AppError {
  return new AppError(
    'zoom_needs_reconnect',
    409,
    'The connection to Zoom has ended. Press Connect Zoom to connect again.',
  );
}

export function createGrantTokens(deps: GrantTokensDeps): GrantTokens {
  const { clock, grants } = deps;
  // In this process one refresh of a grant serves all who wait, so that at most one connection waits for its lock.
  const underWay = new Map<string, Promise<LiveAccessToken>>();
  const fewAtOnce = limitConcurrency(mostRefreshesAtOnce, refreshTurnMs);

  const renew = (grantId: string, version: number): Promise<LiveAccessToken> => {
    const running = underWay.get(grantId);
    if (running !== undefined) return running;
    const refreshing = fewAtOnce(() => refresh(deps, grantId, version))
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
      const token = liveToken(stored);
      const expiresAt = stored?.grant.accessTokenExpiresAt?.getTime() ?? 0;
      const lifeMs = expiresAt - clock.now().getTime();
      if (lifeMs >= refreshBeforeExpiryMs) return token;
      try {
        return await renew(grantId, token.version);
      } catch (error) {
        if (error instanceof ZoomError && lifeMs >= leastLifeMs) return token;
        throw error;
      }
    },
  };
}

/** @throws {AppError} `zoom_needs_reconnect` */
function liveToken(stored: StoredTokens | null): LiveAccessToken {
  if (stored === null || stored.tokens === null) throw needsReconnect();
  const { accessToken, apiUrl } = stored.tokens;
  return { accessToken, apiUrl, version: stored.grant.version };
}

async function refresh(deps: GrantTokensDeps, grantId: string, version: number): Promise<LiveAccessToken> {
  const { database, grants } = deps;
  const fresh: { tokens: ZoomTokens | null } = { tokens: null };
  const inTransaction = async (transaction: Transaction): Promise<boolean> => {
    await grants.lockForRefresh(grantId, lockSeconds, transaction);
    const before = await grants.findTokens(grantId, transaction);
    // Somebody else has been here in the meantime.
    if (before === null || before.tokens === null || before.grant.version !== version) return false;
    if (before.grant.clientId !== deps.zoomClientId) throw otherClient(deps);
    try {
      fresh.tokens = await refreshOnce(deps.zoomOAuth, before.tokens.refreshToken);
    } catch (error) {
      if (!isGrantDead(error)) throw error;
      await endGrant(deps, grantId, version, transaction);
      return false;
    }
    return store(deps, { grantId, version, tokens: fresh.tokens }, transaction);
  };
  const refreshing = unlessPaused(deps, () => database.transaction(inTransaction));
  const stored = await refreshing.catch((error: unknown) => {
    if (fresh.tokens === null) throw unavailable(error);
    // Zoom has rotated already: this pair is all there is, whatever became of the transaction.
    return storeAgain(deps, { grantId, version, tokens: fresh.tokens }, error);
  });
  if (stored && fresh.tokens !== null) {
    const { accessToken, apiUrl } = fresh.tokens;
    return { accessToken, apiUrl, version: version + 1 };
  }
  // What is stored counts: another process refreshed it, or a new authorization came in.
  return liveToken(await grants.findTokens(grantId));
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

interface Refreshed {
  grantId: string;
  version: number;
  tokens: ZoomTokens;
}

/** False when a newer pair is stored, which then stays. */
async function store(deps: GrantTokensDeps, pair: Refreshed, transaction: Transaction): Promise<boolean> {
  const now = deps.clock.now();
  if (!(await deps.grants.storeRefreshed({ ...pair, now }, transaction))) return false;
  // The app asks for more than when this grant was made.
  const scopes = pair.tokens.missingScopes ?? [];
  const stored = { grantId: pair.grantId, version: pair.version + 1 };
  if (scopes.length > 0) await recordMissingScopes(deps, { ...stored, scopes }, now, transaction);
  return true;
}

async function storeAgain(deps: GrantTokensDeps, pair: Refreshed, cause: unknown): Promise<boolean> {
  deps.logger.warn('a refreshed pair of tokens could not be stored: trying again', { error: cause });
  for (const pause of storeAgainAfterMs) {
    await deps.sleep(pause, AbortSignal.timeout(pause + 1_000));
    try {
      return await deps.database.transaction((transaction) => store(deps, pair, transaction));
    } catch (error) {
      deps.logger.warn('a refreshed pair of tokens could still not be stored', { error });
    }
  }
  deps.logger.error('a refreshed pair of tokens is lost: its person has to connect Zoom again', {
    grantId: pair.grantId,
  });
  throw new ZoomError('unavailable', { cause });
}

/** Everybody on the grant learns of it once, each on their own site. */
async function endGrant(
  { clock, connections, auditLog, grants }: GrantTokensDeps,
  grantId: string,
  version: number,
  transaction: Transaction,
): Promise<void> {
  const at = clock.now();
  if (!(await grants.markDead(grantId, version, at, transaction))) return;
  for (const { personId, siteId } of await connections.listOfGrant(grantId, transaction))
    await auditLog.record(
      transaction,
      { siteId, personId, issueId: null, at },
      { type: 'zoom_needs_reconnect' },
    );
}

/** Zoom would call its tokens dead, and they would be erased for what may be a slip in the configuration. */
function otherClient({ logger }: GrantTokensDeps): ZoomError {
  logger.error('a Zoom grant of another client id than ZOOM_CLIENT_ID is left alone');
  return new ZoomError('unavailable');
}

function isGrantDead(error: unknown): boolean {
  return error instanceof ZoomOAuthError && error.kind === 'grant_dead';
}

/** Nothing is known of the grant, so nothing changes. What is not about Zoom at all is thrown on as it is. */
function unavailable(error: unknown): unknown {
  // Other processes have been trying all this time, one after the other: Zoom does not answer.
  const known = error instanceof ZoomOAuthError || isLockTimeout(error);
  return known ? new ZoomError('unavailable', { cause: error }) : error;
}
