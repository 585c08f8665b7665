// In which projects meetings may be linked and shared, where a site's admins chose some.

import type { IssueActor } from '../host/actor.ts';
import type { JiraAccess } from '../host/jira-access.ts';
import { withJiraErrorsForPeople } from '../host/jira-errors.ts';
import type { JiraError } from '../jira/jira-error.ts';
import { AppError } from '../platform/errors.ts';
import type { SiteSettings } from '../settings/site-settings.ts';

export interface AllowedProjectDeps {
  jiraAccess: JiraAccess;
  siteSettings: SiteSettings;
}

/**
 * The issue may have been moved since Jira signed its project, so Jira is asked anew; only where the site chose projects.
 * @throws {AppError} 403 `project_not_allowed`, `project_not_readable`, 503 `jira_unavailable`.
 */
export async function requireAllowedProject(
  { jiraAccess, siteSettings }: AllowedProjectDeps,
  { siteId, issueId }: Pick<IssueActor, 'siteId' | 'issueId'>,
): Promise<void> {
  const { projectIds } = await siteSettings.get(siteId);
  if (projectIds === null) return;
  const { projectId } = await withJiraErrorsForPeople(
    async () => (await jiraAccess.asApp(siteId)).getIssueAudience(issueId),
    projectNotReadable,
  );
  if (!projectIds.includes(projectId)) throw projectNotAllowed();
}

function projectNotAllowed(): AppError {
  return new AppError(
    'project_not_allowed',
    403,
    'Your Jira admins do not let Zoom meetings be used in this project. What is linked can still be read and unlinked.',
  );
}

function projectNotReadable(cause: JiraError): AppError {
  return new AppError(
    'project_not_readable',
    403,
    'Your Jira admins let Zoom meetings be used in some projects only, and the app cannot see in which one this issue is. Ask them to let the app’s user browse the project.',
    { cause },
  );
}
