// A site removed the app, or came back under another client key: its secret, its Zoom connections, its transfers and the
// account ids of its people end at once. The rest waits for thirty days, in case the site comes back.

import { z } from 'zod';
import { type EndInstallationDeps, endInstallation } from '../installations/end-installation.ts';
import { siteEndedQueue } from '../installations/install-site.ts';
import { secondsAfter } from '../platform/clock.ts';
import type { Transaction } from '../platform/database/database.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { Logger } from '../platform/logger.ts';
import { endConnection } from '../zoom-accounts/end-connection.ts';
import type { ErasePersonDeps } from './erase-person.ts';
import { stopTransfers } from './stop-transfers.ts';

export type EndSiteDeps = ErasePersonDeps & EndInstallationDeps;

const secondsToComeBack = 30 * 24 * 3600;

/** At once, whatever Zoom and Jira are doing. Unknown sites and repeated events change nothing. */
export async function uninstallSite(deps: EndSiteDeps, clientKey: string): Promise<void> {
  const { database, installationsRepository } = deps;
  await database.transaction(async (transaction) => {
    const siteId = await installationsRepository.findIdByClientKey(clientKey, transaction);
    if (siteId === null) return;
    // Sites before erasures, wherever both are changed.
    await installationsRepository.hold(siteId, transaction);
    // It may have come back not long ago: what was to go then is kept, and its time begins anew.
    await deps.erasures.endKept(deps.clock.now(), siteId, transaction);
    await endInstallation(deps, { siteId, state: 'uninstalled' }, transaction);
    await endEndedSite(deps, siteId, transaction);
  });
}

const payload = z.object({ siteId: z.uuid() });

/** The same for sites that were retired by an installation under another client key. */
export async function workOnEndedSites(deps: EndSiteDeps & { jobs: Jobs }): Promise<void> {
  await deps.jobs.work(siteEndedQueue, 1, async (data) => {
    const { siteId } = payload.parse(data);
    await deps.database.transaction((transaction) => endEndedSite(deps, siteId, transaction));
  });
}

/** Scheduled: sites that ended without all of that, as under an older version of the app. */
export async function endForgottenSites(deps: EndSiteDeps & { logger: Logger }): Promise<void> {
  for (const siteId of await deps.erasures.listEndedWithout())
    await deps.database
      .transaction((transaction) => endEndedSite(deps, siteId, transaction))
      // The other sites must not wait for it.
      .catch((error: unknown) => deps.logger.error('a site could not be ended', { siteId, error }));
}

/** Nothing happens to a site that is back by now. */
async function endEndedSite(deps: EndSiteDeps, siteId: string, transaction: Transaction): Promise<void> {
  const { clock, erasures, installationsRepository, siteRows } = deps;
  const endedAt = await installationsRepository.lockEnded(siteId, transaction);
  if (endedAt === null) return;
  const connections = await endConnectionsOfSite(deps, { siteId, reason: 'uninstalled' }, transaction);
  const { erased } = await siteRows.erasePersons(siteId, transaction);
  const begun = await erasures.begin(
    { siteId, why: 'uninstalled', askedBy: null, askedAt: clock.now(), dueAt: comesBackUntil(endedAt) },
    transaction,
  );
  const id = begun ?? (await erasures.findUnderWay(siteId, transaction))?.id;
  if (id !== undefined)
    await erasures.count(id, { erased: { ...erased, connections }, kept: {} }, transaction);
}

export const comesBackUntil = (endedAt: Date): Date => secondsAfter(endedAt, secondsToComeBack);

/** Also stops all transfers. How many connections ended. */
export async function endConnectionsOfSite(
  deps: ErasePersonDeps,
  { siteId, reason }: { siteId: string; reason: 'uninstalled' | 'erased' },
  transaction: Transaction,
): Promise<number> {
  const { clock } = deps;
  const now = clock.now();
  const connections = await deps.connections.listOfSite(siteId, transaction);
  for (const { personId, grantId } of connections)
    await endConnection(deps, { siteId, personId, grantId, issueId: null, at: now, reason }, transaction);
  const code = reason === 'erased' ? 'site_erased' : 'site_not_installed';
  await stopTransfers(deps, { siteId }, { own: code, others: code }, now, transaction);
  return connections.length;
}
