// A Jira site installs the app, installs it anew, or comes back from an import under another client key.

import { randomUUID } from 'node:crypto';
import type { Jobs, QueueDefinition } from '../platform/jobs.ts';
import { type EndInstallationDeps, endInstallation } from './end-installation.ts';
import type { InstallationFacts } from './installations-repository.ts';

/** `{siteId}`: that installation has ended, so what people connected there must go. */
export const siteEndedQueue: QueueDefinition = {
  name: 'site-ended',
  policy: 'standard',
  expireInSeconds: 300,
};

export interface InstallSiteDeps extends EndInstallationDeps {
  jobs: Jobs;
}

/**
 * Keeps one row per client key and one installed row per base URL. A known client key keeps its row and gets the
 * new secret. Another client key at a known base URL retires the old row: an import sends no `uninstalled`.
 */
export async function installSite(
  deps: InstallSiteDeps,
  facts: InstallationFacts,
): Promise<{ siteId: string }> {
  const { auditLog, database, installationsRepository, jobs, clock } = deps;
  return database.transaction(async (transaction) => {
    // Installs are rare. One after the other, each sees the whole outcome of the one before.
    await installationsRepository.lock(transaction);
    const replaced = await installationsRepository.findOtherIdAt(facts.baseUrl, facts.clientKey, transaction);
    if (replaced !== null) {
      await endInstallation(deps, { siteId: replaced, state: 'retired' }, transaction);
      await jobs.enqueue(siteEndedQueue, { siteId: replaced }, { transaction });
    }
    const known = await installationsRepository.findIdByClientKey(facts.clientKey, transaction);
    const siteId = known ?? randomUUID();
    const at = clock.now();
    await installationsRepository.save(siteId, facts, at, transaction);
    await auditLog.record(
      transaction,
      { siteId, personId: null, issueId: null, at },
      { type: known === null ? 'installed' : 'reinstalled' },
    );
    return { siteId };
  });
}
