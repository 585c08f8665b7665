// Keys and titles of issues on this Jira site, as Jira tells them to the viewer.

import type { HostBridge } from './host-bridge/host-bridge.ts';

export interface NamedIssue {
  key: string;
  summary: string;
}

const mostAtOnce = 100;

/** By id; those that the viewer may not see are missing, and all of which Jira does not answer. */
export async function readIssues(
  host: Pick<HostBridge, 'query'>,
  ids: readonly string[],
): Promise<Map<string, NamedIssue>> {
  const calls = Array.from({ length: Math.ceil(ids.length / mostAtOnce) }, (_none, index) => {
    const some = ids.slice(index * mostAtOnce, (index + 1) * mostAtOnce);
    // Unlike a search, it does not refuse them all because of one that is not found.
    const body = { issueIdsOrKeys: some, fields: ['summary'] };
    return host.query('/rest/api/3/issue/bulkfetch', body).catch(() => null);
  });
  const issues = (await Promise.all(calls)).flatMap((answer) => {
    const list = (answer as { issues?: unknown } | null)?.issues;
    return Array.isArray(list) ? list : [];
  });
  return new Map(
    issues.map(({ id, key, fields }) => [String(id), { key: String(key), summary: fields?.summary ?? '' }]),
  );
}
