// What a person may do on an issue: asked of Jira anew for every write.

import type { IssuePermission } from '../jira/jira-client.ts';
import { AppError } from '../platform/errors.ts';
import type { IssueActor } from './actor.ts';
import type { JiraAccess } from './jira-access.ts';
import { withJiraErrorsForPeople } from './jira-errors.ts';

const inWords: Record<IssuePermission, string> = {
  BROWSE_PROJECTS: 'see this issue',
  EDIT_ISSUES: 'edit this issue',
  CREATE_ATTACHMENTS: 'add attachments to this issue',
  ADD_COMMENTS: 'comment on this issue',
};

/**
 * Resolves when Jira says now that the person sees the issue and has all of `permissions` on it.
 * @param purpose completes the sentence "You need permission to edit this issue ...", e.g. "to link a meeting".
 * @throws {AppError} 404 `issue_not_visible`, 403 `rights_missing`, 503 `jira_unavailable` when Jira cannot be asked.
 */
export async function requireIssuePermission(
  jiraAccess: JiraAccess,
  actor: Pick<IssueActor, 'siteId' | 'accountId' | 'issueId'>,
  permissions: readonly IssuePermission[],
  purpose: string,
): Promise<void> {
  const wanted = [...new Set<IssuePermission>(['BROWSE_PROJECTS', ...permissions])];
  const granted = await withJiraErrorsForPeople(async () => {
    const jira = await jiraAccess.asApp(actor.siteId);
    return jira.checkPermissions({
      accountId: actor.accountId,
      issueId: actor.issueId,
      permissions: wanted,
    });
  });
  if (!granted.has('BROWSE_PROJECTS'))
    throw new AppError('issue_not_visible', 404, 'Jira says that you cannot see this issue, or it is gone.');
  const missing = wanted.filter((permission) => !granted.has(permission));
  if (missing.length > 0) {
    const rights = missing.map((permission) => inWords[permission]).join(' and to ');
    throw new AppError('rights_missing', 403, `You need permission to ${rights} ${purpose}.`);
  }
}
