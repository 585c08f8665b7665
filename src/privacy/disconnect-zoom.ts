// A person disconnects their Zoom account: that connection and the transfers reading through it end; what is attached stays.

import { recordAuditEvent } from '../audit-log/audit-log.ts';
import type { Actor } from '../host/actor.ts';
import type { PersonsRepository } from '../installations/persons-repository.ts';
import type { Clock } from '../platform/clock.ts';
import type { Transaction } from '../platform/database/database.ts';
import type { Transfer } from '../recordings/transfers/transfer.ts';
import type { TransfersRepository } from '../recordings/transfers/transfers-repository.ts';
import { type EndConnectionDeps, endConnection } from '../zoom-accounts/end-connection.ts';

export interface EndingDeps extends EndConnectionDeps {
  clock: Clock;
  persons: PersonsRepository;
  transfers: TransfersRepository;
}

export async function disconnectZoom(
  deps: EndingDeps,
  { siteId, accountId }: Pick<Actor, 'siteId' | 'accountId'>,
): Promise<void> {
  const { clock, database, grants, persons, transfers } = deps;
  const personId = await persons.personIdOf(siteId, accountId);
  const now = clock.now();
  await database.transaction(async (transaction) => {
    const connection = await grants.findConnection(personId, transaction);
    if (connection === null) return;
    const { grantId } = connection;
    await endConnection(
      deps,
      { siteId, personId, grantId, issueId: null, at: now, reason: 'by_person' },
      transaction,
    );
    const reason = { own: 'zoom_not_connected', others: 'linker_not_connected' } as const;
    const failed = await transfers.failAll({ readAs: personId }, reason, now, transaction);
    await recordFailures(deps, failed, now, transaction);
  });
}

/** Each transfer that was stopped gets its audit event. */
export async function recordFailures(
  { database }: Pick<EndingDeps, 'database'>,
  failed: readonly Transfer[],
  at: Date,
  transaction: Transaction,
): Promise<void> {
  for (const { id, siteId, issueId, requestedBy, reasonCode } of failed)
    await recordAuditEvent(
      database,
      transaction,
      { siteId, personId: requestedBy, issueId, at },
      { type: 'attach_failed', transferId: id, code: reasonCode ?? 'internal' },
    );
}
