// Ending one person's connection, and the grant with the last one.

import { z } from 'zod';
import type { AuditContext, AuditLog, DisconnectReason } from '../audit-log/audit-log.ts';
import { secondsAfter } from '../platform/clock.ts';
import type { Database, Transaction } from '../platform/database/database.ts';
import { DecryptionError } from '../platform/encryption.ts';
import type { Jobs, QueueDefinition } from '../platform/jobs.ts';
import type { Logger } from '../platform/logger.ts';
import { type ZoomOAuth, ZoomOAuthError } from '../zoom/zoom-oauth.ts';
import type { ConnectionsRepository } from './connections-repository.ts';
import type { GrantsRepository } from './grants-repository.ts';
import { type TokenPauseDeps, unlessPaused } from './token-pause.ts';

/** `{grantId}`: a connection to it ended, so it may be unused now. */
export const unusedGrantQueue: QueueDefinition = {
  name: 'unused-grant',
  policy: 'coalescing',
  expireInSeconds: 120,
};

export interface RevokeGrantDeps extends TokenPauseDeps {
  logger: Logger;
  grants: GrantsRepository;
  zoomOAuth: ZoomOAuth;
}

export interface EndConnectionDeps {
  auditLog: AuditLog;
  database: Database;
  jobs: Jobs;
  connections: ConnectionsRepository;
}

/**
 * Removes the connection and records why, once. Whether it was the grant's last one is found out afterwards by a worker:
 * an answer that waits for Zoom, or does not, would tell whether somebody on another site uses the same Zoom user.
 */
export async function endConnection(
  { connections, auditLog, jobs }: EndConnectionDeps,
  input: AuditContext & { personId: string; grantId: string; reason: DisconnectReason },
  transaction: Transaction,
): Promise<void> {
  if (!(await connections.disconnect(input.personId, input.grantId, transaction))) return;
  await auditLog.record(transaction, input, { type: 'zoom_disconnected', reason: input.reason });
  await jobs.enqueue(unusedGrantQueue, { grantId: input.grantId }, { key: input.grantId, transaction });
}

const payload = z.object({ grantId: z.uuid() });

export async function workOnUnusedGrants(deps: RevokeGrantDeps & { jobs: Jobs }): Promise<void> {
  await deps.jobs.work(unusedGrantQueue, 2, (data) => revokeUnusedGrant(deps, payload.parse(data).grantId));
}

/** Comes round for grants whose last connection ended without anybody taking the job. */
export async function revokeUnusedGrants(deps: RevokeGrantDeps, stopping: AbortSignal): Promise<void> {
  for (const grantId of await deps.grants.listUnusedGrants(forgottenBefore(deps))) {
    if (stopping.aborted) return;
    await revokeUnusedGrant(deps, grantId);
  }
}

/** Zoom sends an event again for 85 minutes. */
const echoSeconds = 2 * 3600;

const forgottenBefore = ({ clock }: RevokeGrantDeps): Date => secondsAfter(clock.now(), -echoSeconds);

/**
 * Revokes a grant at Zoom that nobody uses any more, and erases its tokens. When Zoom cannot be reached they go from
 * here all the same: the grant then lapses at Zoom by itself, or when the person removes the app there. That we revoked
 * it is known for two hours more: Zoom then says that the app was removed, and nobody removed it.
 */
async function revokeUnusedGrant(deps: RevokeGrantDeps, grantId: string): Promise<void> {
  const { grants, logger } = deps;
  const version = await grants.findUnusedVersion(grantId, forgottenBefore(deps));
  if (version === null) return;
  try {
    const stored = await grants.findTokens(grantId);
    if (stored?.tokens) {
      // Said before it is done, because Zoom's event may be here first. Not when somebody has just connected again.
      if (!(await grants.markRevoked(grantId, version, deps.clock.now()))) return;
      await revokeAtZoom(deps, stored.tokens);
      await grants.eraseUnusedTokens(grantId, version, deps.clock.now());
      return;
    }
  } catch (error) {
    if (!(error instanceof DecryptionError)) throw error;
    logger.error('an unused grant cannot be opened, so it is erased without being revoked', { error });
  }
  await grants.removeUnusedGrant(grantId, version);
}

/** Zoom revokes by access token, and an idle grant's has expired: then a fresh one is fetched for it. */
export async function revokeAtZoom(
  deps: TokenPauseDeps & Pick<RevokeGrantDeps, 'logger' | 'zoomOAuth'>,
  { accessToken, refreshToken }: { accessToken: string; refreshToken: string },
): Promise<void> {
  const { logger, zoomOAuth } = deps;
  const isOAuthError = (error: unknown): error is ZoomOAuthError => error instanceof ZoomOAuthError;
  try {
    await zoomOAuth.revoke(accessToken).catch(async (error: unknown) => {
      if (!isOAuthError(error) || error.kind !== 'grant_dead') throw error;
      const fresh = await unlessPaused(deps, () => zoomOAuth.refresh(refreshToken));
      await zoomOAuth.revoke(fresh.accessToken);
    });
  } catch (error) {
    if (!isOAuthError(error)) throw error;
    logger.warn('an unused grant could not be revoked at Zoom', { error });
  }
}
