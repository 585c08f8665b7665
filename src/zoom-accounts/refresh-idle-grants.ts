// Refresh tokens live 90 days, and each refresh starts anew: connections that nobody uses are refreshed now and then.

import { secondsAfter } from '../platform/clock.ts';
import { DecryptionError } from '../platform/encryption.ts';
import type { Logger } from '../platform/logger.ts';
import { ZoomError } from '../zoom/zoom-error.ts';
import type { GrantTokens } from './grant-tokens.ts';
import type { GrantsRepository } from './grants-repository.ts';

const idleSeconds = 30 * 24 * 3600;
/** Then Zoom is down rather than one grant strange. */
const mostFailuresInARow = 5;

export interface RefreshIdleGrantsDeps {
  zoomClientId: string;
  grants: GrantsRepository;
  grantTokens: Pick<GrantTokens, 'renew'>;
  logger: Logger;
}

/** One round. Grants that Zoom ended are marked so; those that Zoom does not answer for come again next round. */
export async function refreshIdleGrants(
  { grants, grantTokens, logger, zoomClientId }: RefreshIdleGrantsDeps,
  now: Date,
  stopping: AbortSignal,
): Promise<void> {
  let failuresInARow = 0;
  for (const { id, version } of await grants.listIdleGrants(zoomClientId, secondsAfter(now, -idleSeconds))) {
    if (stopping.aborted) return;
    try {
      await grantTokens.renew(id, version);
      failuresInARow = 0;
    } catch (error) {
      const log = error instanceof DecryptionError ? logger.error : logger.info;
      log('an idle Zoom grant was not refreshed', { grantId: id, error });
      failuresInARow = error instanceof ZoomError ? failuresInARow + 1 : 0;
      if (failuresInARow >= mostFailuresInARow) return;
    }
  }
}
