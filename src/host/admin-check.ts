// Whether a person administers Jira: remembered for a minute for reading, asked anew for every write.

import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { createShortMemory } from '../platform/short-memory.ts';
import type { Actor } from './actor.ts';
import type { JiraAccess } from './jira-access.ts';
import { withJiraErrorsForPeople } from './jira-errors.ts';

type Person = Pick<Actor, 'siteId' | 'accountId'>;

export type AdminCheck = ReturnType<typeof createAdminCheck>;

export function createAdminCheck({ clock, jiraAccess }: { clock: Clock; jiraAccess: JiraAccess }) {
  const memory = createShortMemory<boolean>({ clock, forMs: 60_000, most: 1000 });
  const ask = ({ siteId, accountId }: Person) =>
    withJiraErrorsForPeople(async () => (await jiraAccess.asApp(siteId)).isAdmin(accountId));
  return {
    /** @throws {AppError} 403 `rights_missing`, 503 `jira_unavailable` when Jira does not tell. */
    async requireForReading(person: Person): Promise<void> {
      if (!(await memory.get(`${person.siteId} ${person.accountId}`, () => ask(person))))
        throw new AppError(
          'rights_missing',
          403,
          'Only people who administer Jira can see this. Ask one of them.',
        );
    },

    /** @throws {AppError} the same, by what Jira says now. */
    async requireForWriting(person: Person): Promise<void> {
      if (!(await ask(person)))
        throw new AppError('rights_missing', 403, 'Only people who administer Jira can do this.');
    },
  };
}
