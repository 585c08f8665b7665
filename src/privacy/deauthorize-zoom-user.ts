// Somebody removed the app at Zoom: their authorization ends at once, with everything on it, on every site.

import { announceIssueChanged } from '../meetings/issue-changed.ts';
import type { MeetingLinksRepository } from '../meetings/meeting-links-repository.ts';
import { secondsAfter } from '../platform/clock.ts';
import type { Transaction } from '../platform/database/database.ts';
import { AppError } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';
import type { ConnectedPerson } from '../zoom-accounts/connections-repository.ts';
import { endConnection } from '../zoom-accounts/end-connection.ts';
import type { GrantTokens } from '../zoom-accounts/grant-tokens.ts';
import type { GrantsRepository } from '../zoom-accounts/grants-repository.ts';
import { type EndingDeps, stopTransfers } from './stop-transfers.ts';

export interface DeauthorizeZoomUserDeps extends EndingDeps {
  zoomClientId: string;
  logger: Logger;
  grants: GrantsRepository;
  grantTokens: GrantTokens;
  links: MeetingLinksRepository;
}

interface Deauthorization {
  zoomUserId: string;
  /** When it happened, by Zoom's clock. */
  at: Date;
  /** Zoom's `user_data_retention`; null when it does not say. */
  retainData: boolean | null;
}

/**
 * What happened so much later than the authorization cannot be about the one before it: events are taken in while Zoom's
 * clock and ours are up to five minutes apart.
 */
const surelyLaterSeconds = 600;

/**
 * Our own revocation comes back as such an event too: nobody removed anything, so nothing is erased for it, whatever Zoom
 * says of retention. It may come after the person connected again: what is not surely about the authorization of now is
 * checked with Zoom. Throws when Zoom cannot say: then it must be tried again later.
 */
export async function deauthorizeZoomUser(
  deps: DeauthorizeZoomUserDeps,
  { zoomUserId, at, retainData }: Deauthorization,
): Promise<void> {
  const { clock, database, grants, logger, zoomClientId } = deps;
  const judged = await grants.findGrantOf(zoomClientId, zoomUserId);
  if (judged !== null && judged.revokedAt !== null) return;
  if (judged !== null && at <= secondsAfter(judged.authorizedAt, surelyLaterSeconds)) {
    if (await isAlive(deps, judged)) {
      logger.info('a deauthorization was of an earlier authorization', { grantId: judged.id });
      return;
    }
  }
  const now = clock.now();
  await database.transaction(async (transaction) => {
    const grant = await grants.findGrantOf(zoomClientId, zoomUserId, transaction);
    if (grant !== null && grant.authorizedAt.getTime() !== judged?.authorizedAt.getTime())
      throw new Error('The Zoom user has just authorized the app again');
    if (grant !== null && grant.revokedAt !== null) return;
    // Connections before transfers, as in every way of leaving: otherwise two of them could wait for each other.
    const ended = grant === null ? [] : await endGrant(deps, grant.id, now, transaction);
    if (retainData === false) await eraseZoomUser(deps, zoomUserId, now, transaction);
    const reason = { own: 'zoom_deauthorized', others: 'linker_not_connected' } as const;
    for (const { personId } of ended)
      await stopTransfers(deps, { readAs: personId }, reason, now, transaction);
  });
}

async function isAlive(
  { grantTokens }: DeauthorizeZoomUserDeps,
  grant: { id: string; version: number },
): Promise<boolean> {
  try {
    await grantTokens.renew(grant.id, grant.version);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'zoom_needs_reconnect') return false;
    throw error;
  }
}

/** Whose connections ended with it. */
async function endGrant(
  deps: DeauthorizeZoomUserDeps,
  grantId: string,
  at: Date,
  transaction: Transaction,
): Promise<ConnectedPerson[]> {
  const { connections, grants } = deps;
  const connected = await connections.listOfGrant(grantId, transaction);
  for (const { siteId, personId } of connected)
    await endConnection(
      deps,
      { siteId, personId, grantId, issueId: null, at, reason: 'deauthorized' },
      transaction,
    );
  await grants.removeGrant(grantId, transaction);
  return connected;
}

/** Links to their meetings go, with what was shared of them; attached files stay in Jira, and here as files of nobody. */
async function eraseZoomUser(
  { auditLog, jobs, links, transfers }: DeauthorizeZoomUserDeps,
  zoomUserId: string,
  at: Date,
  transaction: Transaction,
): Promise<void> {
  const removed = await links.removeOfHost(zoomUserId, transaction);
  for (const issue of removed) await announceIssueChanged(jobs, issue, transaction);
  const erased = await transfers.eraseHost(zoomUserId, transaction);
  for (const siteId of new Set([...removed.map((issue) => issue.siteId), ...erased]))
    await auditLog.record(
      transaction,
      { siteId, personId: null, issueId: null, at },
      { type: 'zoom_data_erased', links: removed.filter((issue) => issue.siteId === siteId).length },
    );
}
