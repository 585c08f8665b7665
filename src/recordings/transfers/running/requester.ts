// Jira as the person who asked for a transfer.

import type { Transfer } from '../transfer.ts';
import { TransferStop } from '../transfer-reasons.ts';
import type { RunTransferDeps } from './transfer-deps.ts';

/**
 * With a fresh token to act as them.
 * @throws {TransferStop} `account_closed` when they are gone; {@link AppError} `site_not_installed` when nobody of their
 * site is known any more.
 */
export async function actAsRequester(
  { jiraAccess, persons }: Pick<RunTransferDeps, 'jiraAccess' | 'persons'>,
  { siteId, requestedBy }: Transfer,
) {
  const person = await persons.findPerson(requestedBy);
  if (person === null) {
    // An uninstalled site takes its people along: it is the site that is gone, then.
    await jiraAccess.asApp(siteId);
    throw new TransferStop('account_closed');
  }
  const { accountId } = person;
  return { accountId, ...(await jiraAccess.actAs(siteId, accountId)) };
}
