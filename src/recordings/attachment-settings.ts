// Whether a site takes attachments, and how large: asked of Jira, remembered for minutes.

import type { JiraAccess } from '../host/jira-access.ts';
import { withJiraErrorsForPeople } from '../host/jira-errors.ts';
import type { Clock } from '../platform/clock.ts';
import { createShortMemory } from '../platform/short-memory.ts';

export interface AttachmentSettings {
  /** @throws {AppError} when Jira cannot be asked and nothing recent is remembered. */
  get(siteId: string): Promise<SiteLimits>;
}

export interface SiteLimits {
  enabled: boolean;
  /** Infinity when there is no limit. */
  uploadLimitBytes: number;
}

export function createAttachmentSettings(deps: { jiraAccess: JiraAccess; clock: Clock }): AttachmentSettings {
  const memory = createShortMemory<SiteLimits>({ clock: deps.clock, forMs: 5 * 60_000, most: 1_000 });
  return {
    get: (siteId) =>
      memory.get(siteId, () =>
        withJiraErrorsForPeople(async () => (await deps.jiraAccess.asApp(siteId)).getAttachmentSettings()),
      ),
  };
}
