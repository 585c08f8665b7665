// Whether a person administers Jira, remembered for a minute: good enough for reading, never for a write.

import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { createShortMemory } from '../platform/short-memory.ts';
import type { Actor } from './actor.ts';
import type { JiraAccess } from './jira-access.ts';
import { withJiraErrorsForPeople } from './jira-errors.ts';

export type AdminCheck = ReturnType<typeof createAdminCheck>;

export function createAdminCheck({ clock, jiraAccess }: { clock: Clock; jiraAccess: JiraAccess }) {
  const memory = createShortMemory<boolean>({ clock, forMs: 60_000, most: 1000 });
  return {
    /** @throws {AppError} 403 `rights_missing`, 503 `jira_unavailable` when Jira does not tell. */
    async requireForReading({ siteId, accountId }: Pick<Actor, 'siteId' | 'accountId'>): Promise<void> {
      const isAdmin = await memory.get(`${siteId} ${accountId}`, () =>
        withJiraErrorsForPeople(async () => (await jiraAccess.asApp(siteId)).isAdmin(accountId)),
      );
      if (!isAdmin)
        throw new AppError('rights_missing', 403, 'Only people who administer Jira can see this.');
    },
  };
}
