// What a worker does: takes jobs, and comes round for what fell through. In main.ts, or in worker.ts beside it.

import { continueErasures } from './administration/erase-site.ts';
import { pruneAuditLogs } from './administration/prune-audit-logs.ts';
import { chainEventsOfOldVersions } from './audit-log/chain-old-events.ts';
import { logHeads } from './audit-log/log-heads.ts';
import type { Deps } from './composition.ts';
import { workOnIssueProperties } from './issue-panel/issue-property.ts';
import { workOnTopicPolicies } from './issue-panel/refresh-topics.ts';
import { forgetOldRefusals } from './issue-panel/unwritable-projects.ts';
import { scheduleEvery } from './platform/schedule.ts';
import { endForgottenSites, workOnEndedSites } from './privacy/end-site.ts';
import { forgetOldCertificates } from './privacy/erasures-repository.ts';
import { reportAccounts } from './privacy/report-accounts.ts';
import { sweepLedger } from './recordings/ledger/check-files.ts';
import { forgetOldRequests } from './recordings/sharing/ask-host.ts';
import { startTransferWorker } from './recordings/transfers/line/transfer-worker.ts';
import { workOnTransferComments } from './recordings/transfers/telling/comment-on-attachment.ts';
import { lookAtStoredSecrets } from './stored-secrets.ts';
import { revokeUnusedGrants, workOnUnusedGrants } from './zoom-accounts/end-connection.ts';
import { refreshIdleGrants } from './zoom-accounts/refresh-idle-grants.ts';
import { startEventDispatch } from './zoom-events/dispatch-events.ts';

/** `stop` begins nothing more but jobs, and gives transfers in hand `graceMs` to end; jobs are taken until `deps.close`. */
export async function startBackgroundWork(deps: Deps): Promise<{ stop(graceMs: number): Promise<void> }> {
  await workOnTransferComments(deps);
  await workOnIssueProperties(deps);
  await workOnTopicPolicies(deps);
  await workOnEndedSites(deps);
  await workOnUnusedGrants(deps);
  const schedules = [
    await startEventDispatch(deps),
    scheduleEvery(60_000, 'unused grants', deps, (_now, stopping) => revokeUnusedGrants(deps, stopping)),
    scheduleEvery(3_600_000, 'idle grants', deps, (now, stopping) => refreshIdleGrants(deps, now, stopping)),
    scheduleEvery(600_000, 'account reports', deps, (now, stopping) => reportAccounts(deps, now, stopping)),
    scheduleEvery(2_000, 'erasures', deps, (now, stopping) => continueErasures(deps, now, stopping)),
    scheduleEvery(3_600_000, 'ended sites', deps, () => endForgottenSites(deps)),
    scheduleEvery(3_600_000, 'old certificates', deps, (now) => forgetOldCertificates(deps, now)),
    scheduleEvery(3_600_000, 'stored secrets', deps, () => lookAtStoredSecrets(deps)),
    scheduleEvery(600_000, 'attached files', deps, (now, stopping) => sweepLedger(deps, now, stopping)),
    scheduleEvery(600_000, 'past limits', deps, (now) => forgetPastLimits(deps, now)),
    scheduleEvery(3_600_000, 'old requests', deps, (now) => forgetOldRequests(deps, now)),
    scheduleEvery(3_600_000, 'old refusals', deps, (now) => forgetOldRefusals(deps, now)),
    scheduleEvery(60_000, 'events without a place', deps, (now, stopping) =>
      chainEventsOfOldVersions(deps, now, stopping),
    ),
    scheduleEvery(600_000, 'audit log heads', deps, (now, stopping) => logHeads(deps, now, stopping)),
    scheduleEvery(3_600_000, 'old audit events', deps, (now, stopping) =>
      pruneAuditLogs(deps, now, stopping),
    ),
    scheduleEvery(15_000, 'expired connection flows', deps, (now) => deps.flows.expire(now)),
  ];
  const transfers = await startTransferWorker(deps);
  return {
    async stop(graceMs) {
      await Promise.all([transfers.stop(graceMs), ...schedules.map((schedule) => schedule.stop())]);
    },
  };
}

async function forgetPastLimits({ grants, pauses }: Deps, now: Date): Promise<void> {
  await Promise.all([grants.forgetUsedUp(now), pauses.forgetPast(now)]);
}
