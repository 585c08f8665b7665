// An installation ends: its shared secret goes at once, in the transaction of whatever ends it.

import type { AuditLog } from '../audit-log/audit-log.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Transaction } from '../platform/database/database.ts';
import type { InstallationsRepository } from './installations-repository.ts';

export interface EndInstallationDeps {
  auditLog: AuditLog;
  database: Database;
  installationsRepository: InstallationsRepository;
  clock: Clock;
}

/**
 * `uninstalled`: Jira said so. `retired`: the site came back under another client key.
 * Records the audit event and tells all processes. False when it had ended before.
 */
export async function endInstallation(
  { auditLog, installationsRepository, clock }: EndInstallationDeps,
  { siteId, state }: { siteId: string; state: 'uninstalled' | 'retired' },
  transaction: Transaction,
): Promise<boolean> {
  const at = clock.now();
  if (!(await installationsRepository.end(siteId, state, at, transaction))) return false;
  await auditLog.record(transaction, { siteId, personId: null, issueId: null, at }, { type: state });
  return true;
}
