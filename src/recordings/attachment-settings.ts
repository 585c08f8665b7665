// Whether a site takes attachments, and how large: asked of Jira, remembered for minutes.

import type { JiraAccess } from '../host/jira-access.ts';
import { jiraUnexpected, withJiraErrorsForPeople } from '../host/jira-errors.ts';
import type { Clock } from '../platform/clock.ts';
import { createShortMemory } from '../platform/short-memory.ts';

export interface AttachmentSettings {
  /** @throws {AppError} when Jira cannot be asked and nothing recent is remembered. */
  get(siteId: string): Promise<SiteLimits>;
  /** As Jira has them at this moment, for telling why it refused a file. @throws {AppError} */
  getNow(siteId: string): Promise<SiteLimits>;
}

export interface SiteLimits {
  enabled: boolean;
  /** Infinity when there is no limit. */
  uploadLimitBytes: number;
}

export function createAttachmentSettings(deps: { jiraAccess: JiraAccess; clock: Clock }): AttachmentSettings {
  const memory = createShortMemory<SiteLimits>({ clock: deps.clock, forMs: 5 * 60_000, most: 1_000 });
  const getNow = (siteId: string): Promise<SiteLimits> =>
    withJiraErrorsForPeople(
      async () => (await deps.jiraAccess.asApp(siteId)).getAttachmentSettings(),
      // Every site has these settings, and they are no issue's.
      jiraUnexpected,
    );
  return { get: (siteId) => memory.get(siteId, () => getNow(siteId)), getNow };
}
