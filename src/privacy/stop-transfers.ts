// Transfers whose ground is gone fail at once, running ones included: what every way of leaving does to them.

import type { PersonsRepository } from '../installations/persons-repository.ts';
import type { Clock } from '../platform/clock.ts';
import type { Transaction } from '../platform/database/database.ts';
import type { ReasonCode } from '../recordings/transfers/transfer-reasons.ts';
import type { TransfersRepository } from '../recordings/transfers/transfers-repository.ts';
import type { EndConnectionDeps } from '../zoom-accounts/end-connection.ts';

/** What every way of leaving needs. */
export interface EndingDeps extends EndConnectionDeps {
  clock: Clock;
  persons: PersonsRepository;
  transfers: TransfersRepository;
}

/** Each gets its audit event, in the name of whoever asked for it. `reason` as in `failAll`. */
export async function stopTransfers(
  { auditLog, transfers }: Pick<EndingDeps, 'auditLog' | 'database' | 'transfers'>,
  where: Parameters<TransfersRepository['failAll']>[0],
  reason: { own: ReasonCode; others: ReasonCode },
  at: Date,
  transaction: Transaction,
): Promise<void> {
  const failed = await transfers.failAll(where, reason, at, transaction);
  for (const { id, siteId, issueId, requestedBy, reasonCode } of failed)
    await auditLog.record(
      transaction,
      { siteId, personId: requestedBy, issueId, at },
      { type: 'attach_failed', transferId: id, code: reasonCode ?? 'internal' },
    );
}
