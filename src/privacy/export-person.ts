// Everything that the app holds on the asking person, as JSON, line by line.

import type { AuditLog } from '../audit-log/audit-log.ts';
import type { Actor } from '../host/actor.ts';
import type { PersonsRepository } from '../installations/persons-repository.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { type HeldRows, heldSections } from './held-rows.ts';

export interface ExportPersonDeps {
  auditLog: AuditLog;
  clock: Clock;
  database: Database;
  heldRows: HeldRows;
  persons: PersonsRepository;
}

const about =
  'Everything that this app holds on you on this Jira site. Secrets are left out: where it says that they are held, they are encrypted. Names, topics and files are not held: the app reads them from Jira and Zoom when you look.';

/** Notes in the audit log that it was asked for; then the lines of the file. */
export async function exportPerson(
  deps: ExportPersonDeps,
  { siteId, accountId }: Pick<Actor, 'siteId' | 'accountId'>,
): Promise<AsyncGenerator<string>> {
  const { auditLog, clock, database, persons } = deps;
  const personId = await persons.findIdOf(siteId, accountId);
  const at = clock.now();
  if (personId !== null)
    await database.transaction((transaction) =>
      auditLog.record(transaction, { siteId, personId, issueId: null, at }, { type: 'data_exported' }),
    );
  return linesOf(deps, personId, at);
}

async function* linesOf({ heldRows }: ExportPersonDeps, personId: string | null, at: Date) {
  yield `{\n"about": ${JSON.stringify(about)},\n"exportedAt": ${JSON.stringify(at)}`;
  for (const { name, sql } of heldSections) {
    yield `,\n${JSON.stringify(name)}: [`;
    let separator = '\n';
    if (personId !== null)
      for await (const row of heldRows.ofPerson(personId, sql)) {
        yield `${separator}${JSON.stringify(row)}`;
        separator = ',\n';
      }
    yield ']';
  }
  yield '\n}\n';
}
