// Ending one person's connection, and the grant with the last one.

import { type AuditContext, recordAuditEvent } from '../audit-log/audit-log.ts';
import type { Database, Transaction } from '../platform/database/database.ts';
import type { Logger } from '../platform/logger.ts';
import { type ZoomOAuth, ZoomOAuthError } from '../zoom/zoom-oauth.ts';
import type { GrantsRepository } from './grants-repository.ts';

export interface EndConnectionDeps {
  database: Database;
  logger: Logger;
  grants: GrantsRepository;
  zoomOAuth: ZoomOAuth;
}

/** Removes the connection and records why. Call {@link revokeUnusedGrant} after the commit. */
export async function endConnection(
  { database, grants }: EndConnectionDeps,
  input: AuditContext & { personId: string; reason: 'by_person' | 'uninstalled' | 'other_zoom_user' },
  transaction: Transaction,
): Promise<void> {
  await grants.disconnect(input.personId, transaction);
  await recordAuditEvent(database, transaction, input, { type: 'zoom_disconnected', reason: input.reason });
}

/** Comes round for grants whose last connection ended while nobody could revoke them. */
export async function revokeUnusedGrants(deps: EndConnectionDeps): Promise<void> {
  for (const grantId of await deps.grants.listUnusedGrants()) await revokeUnusedGrant(deps, grantId);
}

/**
 * Erases a grant that nobody uses any more and revokes it at Zoom. When Zoom cannot be reached the tokens are gone
 * from here all the same: the grant then lapses at Zoom by itself, or when the person removes the app there.
 */
export async function revokeUnusedGrant(deps: EndConnectionDeps, grantId: string): Promise<void> {
  const tokens = await deps.database.transaction((transaction) =>
    deps.grants.takeUnusedGrant(grantId, transaction),
  );
  if (tokens !== null) await revokeAtZoom(deps, tokens);
}

/** Zoom revokes by access token, and an idle grant's has expired: then a fresh one is fetched for it. */
export async function revokeAtZoom(
  { logger, zoomOAuth }: Pick<EndConnectionDeps, 'logger' | 'zoomOAuth'>,
  { accessToken, refreshToken }: { accessToken: string; refreshToken: string },
): Promise<void> {
  const isOAuthError = (error: unknown): error is ZoomOAuthError => error instanceof ZoomOAuthError;
  try {
    await zoomOAuth.revoke(accessToken).catch(async (error: unknown) => {
      if (!isOAuthError(error) || error.kind !== 'grant_dead') throw error;
      await zoomOAuth.revoke((await zoomOAuth.refresh(refreshToken)).accessToken);
    });
  } catch (error) {
    if (!isOAuthError(error)) throw error;
    logger.warn('an unused grant could not be revoked at Zoom', { error });
  }
}
