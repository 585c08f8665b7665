// The personal data report: Atlassian is told regularly whose account ids are kept, and says whose account was closed.

import type { JiraAccess } from '../host/jira-access.ts';
import { type ReportablePerson, reportCycleDays } from '../installations/persons-repository.ts';
import { JiraError } from '../jira/jira-error.ts';
import { secondsAfter } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';
import { closeAccount } from './close-account.ts';
import type { ErasePersonDeps } from './erase-person.ts';

export interface ReportAccountsDeps extends ErasePersonDeps {
  jiraAccess: JiraAccess;
  logger: Logger;
}

/** As many as Atlassian takes in one call. */
const batchSize = 90;
/** Of one site in one round; the others come in the next. */
const mostBatches = 50;
/** Those of a process that was killed, and those that could not be reported, are tried again after it. */
const tryAgainSeconds = 3600;
const longestPauseSeconds = reportCycleDays * 24 * 3600;

/** Everybody who is due at `now`, on each site. Any number of processes may do it at once: each takes people of its own. */
export async function reportAccounts(
  deps: ReportAccountsDeps,
  now: Date,
  stopping: AbortSignal,
): Promise<void> {
  for (const siteId of await deps.persons.listSitesToReport(now))
    for (let batch = 0; batch < mostBatches && !stopping.aborted; batch += 1)
      if (!(await reportBatch(deps, siteId, now))) break;
}

/** False when nobody of the site is due any more, or the site has to be left alone for a while. */
async function reportBatch(deps: ReportAccountsDeps, siteId: string, now: Date): Promise<boolean> {
  const { logger, persons } = deps;
  const until = secondsAfter(now, tryAgainSeconds);
  const claimed = await persons.claimToReport(siteId, { now, until, most: batchSize });
  if (claimed.length === 0) return false;
  const ids = claimed.map(({ id }) => id);
  try {
    const { days, updated } = await report(deps, siteId, claimed);
    await persons.setReported(ids, { now, days, updated });
    return true;
  } catch (error) {
    // Nothing is concluded about anybody. A site that asks for a pause gets it.
    const asked =
      error instanceof AppError || error instanceof JiraError ? error.retryAfterSeconds : undefined;
    logger.warn('accounts could not be reported', { siteId, error });
    await persons.postponeReport(
      siteId,
      ids,
      secondsAfter(now, Math.min(asked ?? tryAgainSeconds, longestPauseSeconds)),
    );
    return false;
  }
}

/**
 * Days until the next report, and whose accounts were changed: they need nothing, since no name or picture is kept, but
 * would be told as changed each time if the next report did not say that we know.
 */
async function report(
  deps: ReportAccountsDeps,
  siteId: string,
  claimed: readonly ReportablePerson[],
): Promise<{ days: number; updated: string[] }> {
  const jira = await deps.jiraAccess.asApp(siteId);
  const { closed, updated, cycleDays } = await jira.reportAccounts(claimed);
  const gone = claimed.filter(({ accountId }) => closed.includes(accountId));
  const changed = claimed.filter(({ accountId }) => updated.includes(accountId));
  for (const { id } of gone) await closeAccount(deps, id);
  deps.logger.info('accounts reported', { siteId, count: claimed.length, closed: gone.length });
  return { days: cycleDays ?? reportCycleDays, updated: changed.map(({ id }) => id) };
}
