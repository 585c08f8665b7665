// What each use of a Zoom connection shows of its health, written down so that people see it before the next use fails.

import type { AuditLog } from '../audit-log/audit-log.ts';
import { type Clock, secondsAfter } from '../platform/clock.ts';
import type { Database, Transaction } from '../platform/database/database.ts';
import type { Logger } from '../platform/logger.ts';
import type { ZoomScope } from '../zoom/scopes.ts';
import type { ZoomError } from '../zoom/zoom-error.ts';
import type { Connection, ConnectionsRepository } from './connections-repository.ts';
import type { GrantsRepository } from './grants-repository.ts';

export interface ConnectionHealthDeps {
  clock: Clock;
  auditLog: AuditLog;
  database: Database;
  logger: Logger;
  connections: ConnectionsRepository;
  grants: GrantsRepository;
}

/** Zoom's daily limits end within a day, whatever it asks for. */
const longestLimitSeconds = 24 * 3600;

/**
 * After a use that succeeded (`error` null) or that Zoom refused. What cannot be written down is logged: the use
 * itself is not to fail for it.
 * @param version of the pair of tokens that was used; null when none was had.
 */
export async function noteHealth(
  deps: ConnectionHealthDeps,
  connection: Connection,
  version: number | null,
  error: ZoomError | null,
): Promise<void> {
  try {
    await noteReach(deps, connection, error);
    if (error?.kind === 'scope_missing' && version !== null)
      await noteMissingScopes(deps, { grantId: connection.grantId, version, scopes: error.missingScopes });
    if (error?.usedUpToday !== undefined) await noteUsedUp(deps, connection.grantId, error);
  } catch (failure) {
    deps.logger.error('the health of a Zoom connection could not be written down', { error: failure });
  }
}

async function noteReach(
  { clock, grants }: ConnectionHealthDeps,
  { grantId, unreachableSince }: Connection,
  error: ZoomError | null,
): Promise<void> {
  // A new token that is refused as well: Zoom contradicts itself, and nothing follows from that.
  if (error?.kind === 'access_token_dead') return;
  const unreachable = error?.kind === 'unavailable';
  if (unreachable !== (unreachableSince !== null))
    await grants.setUnreachable(grantId, unreachable ? clock.now() : null);
}

interface MissingScopes {
  grantId: string;
  version: number;
  scopes: ZoomScope[];
}

async function noteMissingScopes(deps: ConnectionHealthDeps, missing: MissingScopes): Promise<void> {
  await deps.database.transaction((transaction) =>
    recordMissingScopes(deps, missing, deps.clock.now(), transaction),
  );
}

/** Everybody on the grant learns of it once, each on their own site. */
export async function recordMissingScopes(
  {
    connections,
    auditLog,
    grants,
  }: Pick<ConnectionHealthDeps, 'connections' | 'auditLog' | 'database' | 'grants'>,
  { grantId, version, scopes }: MissingScopes,
  now: Date,
  transaction: Transaction,
): Promise<void> {
  if (!(await grants.addMissingScopes({ grantId, version }, scopes, now, transaction))) return;
  for (const { personId, siteId } of await connections.listOfGrant(grantId, transaction))
    await auditLog.record(
      transaction,
      { siteId, personId, issueId: null, at: now },
      { type: 'zoom_permission_missing', scopes },
    );
}

async function noteUsedUp(
  { clock, grants }: ConnectionHealthDeps,
  grantId: string,
  { usedUpToday, retryAfterSeconds }: ZoomError,
): Promise<void> {
  if (usedUpToday === undefined) return;
  const now = clock.now();
  // Without a word from Zoom: its days end at midnight UTC.
  const untilMidnight = 86_400 - ((now.getTime() / 1000) % 86_400);
  const seconds = Math.min(retryAfterSeconds ?? untilMidnight, longestLimitSeconds);
  await grants.setUsedUp(grantId, usedUpToday, secondsAfter(now, seconds));
}
