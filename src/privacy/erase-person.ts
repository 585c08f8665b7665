// A person goes: their connection, what is set for them, what they asked for, and last the row that says who they are.
// Links and attached files stay, and name nobody any more.

import type { Actor } from '../host/actor.ts';
import { announceIssueChanged } from '../meetings/issue-changed.ts';
import type { Transaction } from '../platform/database/database.ts';
import { endConnection } from '../zoom-accounts/end-connection.ts';
import type { ErasureView } from './api-types.ts';
import type { ErasuresRepository } from './erasures-repository.ts';
import type { SiteRows } from './site-rows.ts';
import { type EndingDeps, stopTransfers } from './stop-transfers.ts';

export interface ErasePersonDeps extends EndingDeps {
  erasures: ErasuresRepository;
  siteRows: SiteRows;
}

interface Wanted {
  personId: string;
  why: 'admin' | 'person' | 'closed';
  /** Random id of who wants it; null when Atlassian said that the account was closed. */
  askedBy: string | null;
}

/**
 * The random id stays where it is written and points to nobody.
 * @returns the certificate; null when the person is gone already.
 */
export async function erasePerson(
  deps: ErasePersonDeps,
  { personId, why, askedBy }: Wanted,
): Promise<ErasureView | null> {
  const { auditLog, clock, connections, database, erasures, jobs, persons, siteRows } = deps;
  const at = clock.now();
  return database.transaction(async (transaction) => {
    const person = await persons.findPerson(personId, transaction);
    if (person === null) return null;
    const { siteId } = person;
    const context = { siteId, personId, issueId: null, at };
    const zoomUsers = await siteRows.listZoomUsersOf(personId, siteId, transaction);
    const connection = await connections.find(personId, transaction);
    if (connection !== null) {
      const reason = why === 'closed' ? 'account_closed' : 'erased';
      await endConnection(deps, { ...context, grantId: connection.grantId, reason }, transaction);
    }
    await stopTheirTransfers(deps, { personId, why }, at, transaction);
    const kept = await siteRows.countKept(personId, transaction);
    const erased = {
      people: 1,
      ...(connection !== null && { connections: 1 }),
      ...(await siteRows.eraseOfPerson(personId, transaction)),
    };
    // Jira may show a topic that was read with their Zoom.
    for (const issueId of await siteRows.listIssuesLinkedBy(personId, transaction))
      await announceIssueChanged(jobs, { siteId, issueId }, transaction);
    // A closed account is nobody's wish: the meeting's host may take over what was linked and shared.
    if (why !== 'closed') await siteRows.forgetZoomUsers(siteId, zoomUsers, transaction);
    const certificate = await erasures.certifyPerson({ siteId, why, at, erased, kept }, transaction);
    await auditLog.record(
      transaction,
      { ...context, personId: askedBy ?? personId },
      why === 'closed'
        ? { type: 'account_closed' }
        : { type: 'person_erased', erasedPersonId: personId, erasureId: certificate.id },
    );
    await persons.remove(personId, transaction);
    return certificate;
  });
}

async function stopTheirTransfers(
  deps: ErasePersonDeps,
  { personId, why }: Pick<Wanted, 'personId' | 'why'>,
  at: Date,
  transaction: Transaction,
): Promise<void> {
  const gone = why === 'closed' ? 'account_closed' : 'person_erased';
  await stopTransfers(deps, { requestedBy: personId }, { own: gone, others: gone }, at, transaction);
  const left = { own: 'linker_left', others: 'linker_left' } as const;
  await stopTransfers(deps, { readAs: personId }, left, at, transaction);
}

/** The same by account id, for an admin or for the person. Null when nothing is held on that account on the site. */
export async function eraseByAccount(
  deps: ErasePersonDeps,
  { actor, accountId, why }: { actor: Actor; accountId: string; why: 'admin' | 'person' },
): Promise<ErasureView | null> {
  const { persons } = deps;
  const personId = await persons.findIdOf(actor.siteId, accountId);
  if (personId === null) return null;
  const askedBy =
    accountId === actor.accountId ? personId : await persons.personIdOf(actor.siteId, actor.accountId);
  return erasePerson(deps, { personId, why, askedBy });
}
