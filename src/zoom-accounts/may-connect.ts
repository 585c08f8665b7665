// Who may connect Zoom, where a site's admins let only members of certain Jira groups. Asked of Jira anew each time.

import type { JiraAccess } from '../host/jira-access.ts';
import { jiraUnexpected, withJiraErrorsForPeople } from '../host/jira-errors.ts';
import { JiraError } from '../jira/jira-error.ts';
import { AppError } from '../platform/errors.ts';
import type { SiteSettings } from '../settings/site-settings.ts';

export interface MayConnectDeps {
  jiraAccess: JiraAccess;
  siteSettings: SiteSettings;
}

/** Jira is asked only where the site restricts it. @throws {AppError} 403 `connecting_not_allowed`, 503 when Jira does not tell. */
export async function requireMayConnect(
  { jiraAccess, siteSettings }: MayConnectDeps,
  { siteId, accountId }: { siteId: string; accountId: string },
): Promise<void> {
  const { connectGroupIds } = await siteSettings.get(siteId);
  if (connectGroupIds === null) return;
  const groupIds = await withJiraErrorsForPeople(async () => {
    const jira = await jiraAccess.asApp(siteId);
    return jira.listGroupIdsOf(accountId).catch((error: unknown) => {
      throw isAboutTheApp(error) ? groupsUnreadable(error) : error;
    });
  }, jiraUnexpected);
  if (!connectGroupIds.some((id) => groupIds.has(id)))
    throw new AppError(
      'connecting_not_allowed',
      403,
      'Only members of certain Jira groups may connect Zoom on this site, and you are in none of them. Ask your Jira admin.',
    );
}

function isAboutTheApp(error: unknown): boolean {
  return error instanceof JiraError && error.kind === 'forbidden';
}

/** Unknown is not "no". */
function groupsUnreadable(cause: unknown): AppError {
  return new AppError(
    'groups_unreadable',
    503,
    'Jira does not tell the app in which groups you are, so it is not known whether you may connect Zoom. Ask your Jira admin to let the app’s user browse users and groups.',
    { cause },
  );
}
