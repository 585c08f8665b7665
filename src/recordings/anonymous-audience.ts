// Whether people who are not logged in can see an issue: asked of Jira as such a person, remembered for minutes.

import type { JiraAccess } from '../host/jira-access.ts';
import { JiraError } from '../jira/jira-error.ts';
import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { createShortMemory } from '../platform/short-memory.ts';
import type { AnonymousAudience } from './api-types.ts';

export interface AnonymousAudiences {
  /** `anonymous` is null when Jira does not tell. */
  get(issue: { siteId: string; issueId: string }): Promise<AnonymousAudience>;
}

export function createAnonymousAudiences(deps: { clock: Clock; jiraAccess: JiraAccess }): AnonymousAudiences {
  const memory = createShortMemory<boolean>({ clock: deps.clock, forMs: 5 * 60_000, most: 1_000 });
  return {
    async get({ siteId, issueId }) {
      try {
        const anonymous = await memory.get(`${siteId}/${issueId}`, async () =>
          (await deps.jiraAccess.asAnonymous(siteId)).mayBrowse(issueId),
        );
        return { anonymous };
      } catch (error) {
        if (error instanceof JiraError || error instanceof AppError) return { anonymous: null };
        throw error;
      }
    },
  };
}
