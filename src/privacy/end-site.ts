// A site removed the app, or came back under another client key: its secret, its Zoom connections and transfers end.

import { z } from 'zod';
import { type EndInstallationDeps, endInstallation } from '../installations/end-installation.ts';
import { siteEndedQueue } from '../installations/install-site.ts';
import type { Transaction } from '../platform/database/database.ts';
import type { Jobs } from '../platform/jobs.ts';
import { endConnection } from '../zoom-accounts/end-connection.ts';
import { type EndingDeps, stopTransfers } from './stop-transfers.ts';

export type EndSiteDeps = EndingDeps & EndInstallationDeps;

/** At once, whatever Zoom and Jira are doing. Unknown sites and repeated events change nothing. */
export async function uninstallSite(deps: EndSiteDeps, clientKey: string): Promise<void> {
  const { database, installationsRepository } = deps;
  await database.transaction(async (transaction) => {
    const siteId = await installationsRepository.findIdByClientKey(clientKey, transaction);
    if (siteId === null) return;
    await endInstallation(deps, { siteId, state: 'uninstalled' }, transaction);
    await endConnectionsOfSite(deps, siteId, transaction);
  });
}

const payload = z.object({ siteId: z.uuid() });

/** The same for sites that were retired by an installation under another client key. */
export async function workOnEndedSites(deps: EndSiteDeps & { jobs: Jobs }): Promise<void> {
  await deps.jobs.work(siteEndedQueue, 1, async (data) => {
    const { siteId } = payload.parse(data);
    // It may be back under its old key by now.
    if ((await deps.installationsRepository.findInstalled({ id: siteId })) !== null) return;
    await deps.database.transaction((transaction) => endConnectionsOfSite(deps, siteId, transaction));
  });
}

async function endConnectionsOfSite(
  deps: EndingDeps,
  siteId: string,
  transaction: Transaction,
): Promise<void> {
  const { clock } = deps;
  const now = clock.now();
  const connections = await deps.connections.listOfSite(siteId, transaction);
  for (const { personId, grantId } of connections)
    await endConnection(
      deps,
      { siteId, personId, grantId, issueId: null, at: now, reason: 'uninstalled' },
      transaction,
    );
  const reason = { own: 'site_not_installed', others: 'site_not_installed' } as const;
  await stopTransfers(deps, { siteId }, reason, now, transaction);
}
