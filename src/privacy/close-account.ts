// A Jira account was closed: the person goes, with all that works in their name. What they linked and attached stays.

import { endConnection } from '../zoom-accounts/end-connection.ts';
import { type EndingDeps, stopTransfers } from './stop-transfers.ts';

/** Their random id stays where it is written and points to nobody. A person who is gone already changes nothing. */
export async function closeAccount(deps: EndingDeps, personId: string): Promise<void> {
  const { clock, connections, auditLog, database, persons } = deps;
  const at = clock.now();
  await database.transaction(async (transaction) => {
    const person = await persons.findPerson(personId, transaction);
    if (person === null) return;
    const context = { siteId: person.siteId, personId, issueId: null, at };
    const connection = await connections.find(personId, transaction);
    if (connection !== null) {
      const { grantId } = connection;
      await endConnection(deps, { ...context, grantId, reason: 'account_closed' }, transaction);
    }
    const closed = { own: 'account_closed', others: 'account_closed' } as const;
    await stopTransfers(deps, { requestedBy: personId }, closed, at, transaction);
    const left = { own: 'linker_left', others: 'linker_left' } as const;
    await stopTransfers(deps, { readAs: personId }, left, at, transaction);
    await auditLog.record(transaction, context, { type: 'account_closed' });
    await persons.remove(personId, transaction);
  });
}
