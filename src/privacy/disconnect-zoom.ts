// A person disconnects their Zoom account: that connection and the transfers reading through it end; what is attached stays.

import type { Actor } from '../host/actor.ts';
import { endConnection } from '../zoom-accounts/end-connection.ts';
import { type EndingDeps, stopTransfers } from './stop-transfers.ts';

export async function disconnectZoom(
  deps: EndingDeps,
  { siteId, accountId }: Pick<Actor, 'siteId' | 'accountId'>,
): Promise<void> {
  const { clock, connections, database, persons } = deps;
  const personId = await persons.personIdOf(siteId, accountId);
  const now = clock.now();
  await database.transaction(async (transaction) => {
    const connection = await connections.find(personId, transaction);
    if (connection === null) return;
    const { grantId } = connection;
    await endConnection(
      deps,
      { siteId, personId, grantId, issueId: null, at: now, reason: 'by_person' },
      transaction,
    );
    const reason = { own: 'zoom_not_connected', others: 'linker_not_connected' } as const;
    await stopTransfers(deps, { readAs: personId }, reason, now, transaction);
  });
}
