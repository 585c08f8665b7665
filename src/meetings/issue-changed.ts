// Tells whoever shows an issue's Zoom state elsewhere in Jira that it has changed. Coalesced per issue.

import type { Transaction } from '../platform/database/database.ts';
import type { Jobs, QueueDefinition } from '../platform/jobs.ts';

export const issueChangedQueue: QueueDefinition = {
  name: 'issue-changed',
  policy: 'coalescing',
  expireInSeconds: 120,
};

export async function announceIssueChanged(
  jobs: Jobs,
  { siteId, issueId }: { siteId: string; issueId: string },
  transaction: Transaction,
): Promise<void> {
  await jobs.enqueue(issueChangedQueue, { siteId, issueId }, { key: `${siteId}/${issueId}`, transaction });
}
