// Every column that holds sealed secrets, and a look whether they still open.

import { auditChainSecrets } from './audit-log/chains-repository.ts';
import { installationSecrets } from './installations/installations-repository.ts';
import type { Database } from './platform/database/database.ts';
import type { Encryption } from './platform/encryption.ts';
import { findUnreadable } from './platform/key-rotation.ts';
import type { Logger } from './platform/logger.ts';
import { grantSecrets } from './zoom-accounts/grants-repository.ts';
import { flowSecrets } from './zoom-accounts/oauth-flows-repository.ts';

export const storedSecrets = [installationSecrets, auditChainSecrets, grantSecrets, flowSecrets];

/** Tells the operator at the worker's start and every hour, before somebody needs what does not open. */
export async function lookAtStoredSecrets({
  database,
  encryption,
  logger,
}: {
  database: Database;
  encryption: Encryption;
  logger: Logger;
}): Promise<void> {
  for (const error of await findUnreadable({ database, encryption }, storedSecrets))
    logger.error('a stored secret does not open, nor may others of its key: see docs/operations/keys.md', {
      error,
    });
}
