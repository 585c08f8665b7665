// The descriptor of atlassian-connect.json, and the names that follow from the app's key.

import descriptor from '../../atlassian-connect.json' with { type: 'json' };

export const appKey: string = descriptor.key;
const contextKey = descriptor.modules.jiraIssueContexts[0]?.key;

/** The issue property that shows the panel: atlassian-connect.json names it in `contentPresentConditions`. */
export const issuePropertyKey = `${appKey}.meetings`;

/** The issue property that Jira reads the badge of the module in the right column from. */
export const badgePropertyKey = `com.atlassian.jira.issue:${appKey}:${contextKey}:status`;

/** The descriptor as Jira is to read it. @param appBaseUrl origin without a trailing slash */
export function descriptorFor(appBaseUrl: string): object {
  return JSON.parse(JSON.stringify(descriptor).replaceAll('{{localBaseUrl}}', appBaseUrl));
}
