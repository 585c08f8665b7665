// Whether a site takes attachments, and how large: asked of Jira, remembered for minutes.

import type { JiraAccess } from '../host/jira-access.ts';
import { withJiraErrorsForPeople } from '../host/jira-errors.ts';
import type { Clock } from '../platform/clock.ts';

export interface AttachmentSettings {
  /** @throws {AppError} when Jira cannot be asked and nothing recent is remembered. */
  get(siteId: string): Promise<{ enabled: boolean; uploadLimitBytes: number }>;
}

const rememberMs = 5 * 60_000;

export function createAttachmentSettings(deps: { jiraAccess: JiraAccess; clock: Clock }): AttachmentSettings {
  const remembered = new Map<
    string,
    { at: number; settings: { enabled: boolean; uploadLimitBytes: number } }
  >();
  return {
    async get(siteId) {
      const now = deps.clock.now().getTime();
      const known = remembered.get(siteId);
      if (known !== undefined && now - known.at < rememberMs) return known.settings;
      const settings = await withJiraErrorsForPeople(async () =>
        (await deps.jiraAccess.asApp(siteId)).getAttachmentSettings(),
      );
      remembered.set(siteId, { at: now, settings });
      return settings;
    },
  };
}
