// Removes what each site has decided to keep no longer in its audit log.

import { type PruneDeps, pruneAuditLog } from '../audit-log/prune-audit-log.ts';
import { secondsAfter } from '../platform/clock.ts';
import type { SiteSettings } from '../settings/site-settings.ts';

export async function pruneAuditLogs(
  deps: PruneDeps & { siteSettings: SiteSettings },
  now: Date,
  stopping: AbortSignal,
): Promise<void> {
  for (const siteId of await deps.auditChains.listSites()) {
    if (stopping.aborted) return;
    try {
      const { auditRetentionDays } = await deps.siteSettings.get(siteId);
      if (auditRetentionDays === null) continue;
      const before = secondsAfter(now, -auditRetentionDays * 24 * 3600);
      const removed = await pruneAuditLog(deps, siteId, before, now, stopping);
      if (removed > 0) deps.logger.info('old audit events removed', { siteId, count: removed });
    } catch (error) {
      // The other sites must not wait for it.
      deps.logger.error('old audit events could not be removed', { siteId, error });
    }
  }
}
