// Once a day the head of each chain goes into the app's own log: a table that was put back from an old copy is whole in
// itself, but does not have that head any more.

import type { Logger } from '../platform/logger.ts';
import type { ChainsRepository } from './chains-repository.ts';

const daySeconds = 24 * 3600;
const batchSize = 500;

/** Any number of processes may do it at once. */
export async function logHeads(
  { auditChains, logger }: { auditChains: ChainsRepository; logger: Logger },
  now: Date,
  stopping: AbortSignal,
): Promise<void> {
  const before = new Date(now.getTime() - daySeconds * 1000);
  while (!stopping.aborted) {
    const heads = await auditChains.claimHeads(before, now, batchSize);
    for (const { siteId, head } of heads)
      logger.info('audit log head', { siteId, count: head.position, head: head.mac.toString('hex') });
    if (heads.length < batchSize) break;
  }
}
