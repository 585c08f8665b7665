// Everything that the app holds of a site goes: while its secret works, first out of Jira's issue properties and badges,
// then out of our tables. A few issues at a time, so that it can stop anywhere and be gone on with by any process.

import type { Actor } from '../host/actor.ts';
import { siteNotInstalled } from '../host/jira-errors.ts';
import type { InstallationsCache } from '../installations/installations-cache.ts';
import { emptyIssueProperty, type IssuePropertyDeps } from '../issue-panel/issue-property.ts';
import { JiraError } from '../jira/jira-error.ts';
import { issueChangedQueue } from '../meetings/issue-changed.ts';
import { secondsAfter } from '../platform/clock.ts';
import type { Transaction } from '../platform/database/database.ts';
import { DecryptionError } from '../platform/encryption.ts';
import { AppError } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';
import type { ErasureView } from '../privacy/api-types.ts';
import { comesBackUntil, type EndSiteDeps, endConnectionsOfSite } from '../privacy/end-site.ts';
import type { SiteErasure } from '../privacy/erasures-repository.ts';

export interface EraseSiteDeps extends EndSiteDeps, Pick<IssuePropertyDeps, 'jiraAccess'> {
  installations: InstallationsCache;
  logger: Logger;
}

/** One after the other, a few at once; then a pause, which leaves most of what Jira allows to everybody else. */
const issuesAtOnce = 10;
const pauseSeconds = 2;
const rowsAtOnce = 5_000;
/** Of a process that was killed. */
const leaseSeconds = 60;
const outageSeconds = 30;
/** An issue for which Jira fails while it answers for others. */
const mostTries = 10;
/** So long Jira is waited for. What was not reached by then is counted as that. */
const patienceSeconds = 3 * 24 * 3600;

/** What the site is called in the address bar, and typed to confirm. @throws {AppError} 410 `site_not_installed` */
export async function hostOfSite(
  { installations }: Pick<EraseSiteDeps, 'installations'>,
  siteId: string,
): Promise<string> {
  const installation = await installations.findById(siteId);
  if (installation === null) throw siteNotInstalled();
  return new URL(installation.displayUrl ?? installation.baseUrl).host;
}

/**
 * From now on nothing of the site is written anew, and all of it goes in the background. One that is under way already
 * goes on. @throws {AppError} 400 `confirmation_wrong` unless `confirm` is the site's host.
 */
export async function askToEraseSite(
  deps: EraseSiteDeps,
  { siteId, accountId, confirm }: Pick<Actor, 'siteId' | 'accountId'> & { confirm: string },
): Promise<ErasureView> {
  const { clock, database, erasures, installationsRepository, persons } = deps;
  if (confirm.trim().toLowerCase() !== (await hostOfSite(deps, siteId)))
    throw new AppError('confirmation_wrong', 400, 'Type the name of the site exactly as it stands there.', {
      field: 'confirm',
    });
  const now = clock.now();
  return database.transaction(async (transaction) => {
    if (!(await installationsRepository.beginErasing(siteId, now, transaction))) throw siteNotInstalled();
    await erasures.endKept(now, siteId, transaction);
    const askedBy = await persons.personIdOf(siteId, accountId, transaction);
    await erasures.begin({ siteId, why: 'admin', askedBy, askedAt: now, dueAt: now }, transaction);
    const erasure = await erasures.findUnderWay(siteId, transaction);
    if (erasure === null) throw new Error('No erasure is under way');
    return erasure;
  });
}

/** Scheduled: each erasure that is due comes once. */
export async function continueErasures(deps: EraseSiteDeps, now: Date, stopping: AbortSignal): Promise<void> {
  await deps.erasures.endKept(now);
  while (!stopping.aborted) {
    const erasure = await deps.erasures.claimDue(now, secondsAfter(now, leaseSeconds));
    if (erasure === null) return;
    // Where this fails, somebody goes on when the lease has run out.
    const dueAt = await continueErasure(deps, erasure, stopping);
    if (dueAt !== null) await deps.erasures.release(erasure.id, dueAt);
  }
}

/** When there is more to do; null once it is over. */
async function continueErasure(
  deps: EraseSiteDeps,
  erasure: SiteErasure,
  stopping: AbortSignal,
): Promise<Date | null> {
  const now = deps.clock.now();
  const pause = secondsAfter(now, pauseSeconds);
  if (erasure.state === 'waiting') {
    const notYet = await begin(deps, erasure);
    if (notYet !== null) return notYet;
  }
  const issues = await deps.erasures.listIssuesToDo(erasure.id, issuesAtOnce);
  if (issues.length > 0) {
    const waitSeconds = await emptyIssues(deps, erasure, issues, stopping);
    return secondsAfter(now, Math.max(pauseSeconds, waitSeconds));
  }
  while (await eraseRows(deps, erasure)) if (stopping.aborted) return now;
  return (await finish(deps, erasure)) ? null : pause;
}

/** Ends what works in the site's name, and notes the issues. When it is not time yet: for when to look again. */
async function begin(deps: EraseSiteDeps, erasure: SiteErasure): Promise<Date | null> {
  const { clock, database, erasures, installationsRepository, siteRows } = deps;
  const { id, siteId, why } = erasure;
  const now = clock.now();
  return database.transaction(async (transaction) => {
    if (why === 'uninstalled') {
      // A site that is back waits for being noted as that; one that ended anew has its time anew.
      const endedAt = await installationsRepository.lockEnded(siteId, transaction);
      const dueAt = endedAt === null ? secondsAfter(now, pauseSeconds) : comesBackUntil(endedAt);
      if (dueAt > now) return dueAt;
      // Should it come back while it goes, nothing may be begun that would go as well.
      await installationsRepository.beginErasing(siteId, now, transaction);
    }
    const connections = await endConnectionsOfSite(deps, { siteId, reason: 'erased' }, transaction);
    await erasures.count(id, { erased: { connections }, kept: {} }, transaction);
    await noteIssues({ erasures, siteRows }, erasure, transaction);
    await erasures.setRunning(id, transaction);
    return null;
  });
}

/** Those whose property Jira may show something in, or is just to be written. Whether there are any that were not known. */
async function noteIssues(
  { erasures, siteRows }: Pick<EraseSiteDeps, 'erasures' | 'siteRows'>,
  { id, siteId }: SiteErasure,
  transaction: Transaction,
): Promise<boolean> {
  const waiting = await siteRows.takeWaitingProperties(siteId, issueChangedQueue.name, transaction);
  const added = await erasures.addIssues(id, siteId, transaction);
  await erasures.addIssuesAgain(id, waiting, transaction);
  return added > 0 || waiting.length > 0;
}

/** For how many seconds Jira is to be left alone. */
async function emptyIssues(
  deps: EraseSiteDeps,
  erasure: SiteErasure,
  issues: readonly { issueId: string; tries: number }[],
  stopping: AbortSignal,
): Promise<number> {
  const { clock, erasures, logger } = deps;
  const isLate = clock.now() > secondsAfter(erasure.askedAt, patienceSeconds);
  for (const { issueId, tries } of issues) {
    if (stopping.aborted) return 0;
    await erasures.keepLease(erasure.id, secondsAfter(clock.now(), leaseSeconds));
    try {
      await emptyIssueProperty(deps, { siteId: erasure.siteId, issueId });
      await erasures.settleIssue(erasure.id, issueId, 'emptied');
    } catch (error) {
      const verdict = verdictOn(error);
      if (verdict === 'throw') throw error;
      if (verdict === 'gone' || (verdict === 'outage' && isLate && erasure.why === 'admin')) {
        await erasures.giveUpIssues(erasure.id);
        return 0;
      }
      if (verdict === 'outage') {
        const asked =
          error instanceof AppError || error instanceof JiraError ? error.retryAfterSeconds : null;
        logger.warn('an erasure waits for Jira', { siteId: erasure.siteId, error });
        return Math.min(Math.max(asked ?? 0, outageSeconds), 3600);
      }
      const isOver = verdict === 'refused' || tries + 1 >= mostTries;
      await erasures.settleIssue(erasure.id, issueId, isOver ? 'not_reached' : 'to_do');
    }
  }
  return 0;
}

/**
 * `gone`: the site does not have the app any more. `outage`: Jira answers for no issue now. `refused`: for this issue it
 * never will. `failed`: for this issue it may later.
 */
function verdictOn(error: unknown): 'gone' | 'outage' | 'refused' | 'failed' | 'throw' {
  if (error instanceof AppError && error.code === 'site_not_installed') return 'gone';
  if (error instanceof DecryptionError) return 'outage';
  if (!(error instanceof JiraError)) return 'throw';
  if (error.kind === 'forbidden' || error.kind === 'not_found') return 'refused';
  const isOfIssue = error.status !== null && error.status !== 503 && error.kind !== 'rate_limited';
  if (error.kind === 'unauthorized') return 'outage';
  return isOfIssue || error.limit === 'issue' ? 'failed' : 'outage';
}

/** Some rows, and their count, in one transaction. Whether there may be more. */
function eraseRows({ auditLog, clock, database, erasures, siteRows }: EraseSiteDeps, erasure: SiteErasure) {
  return database.transaction(async (transaction) => {
    const { id, siteId } = erasure;
    const { erased, attachments, more } = await siteRows.eraseSome(siteId, rowsAtOnce, transaction);
    const auditEvents = more ? 0 : await auditLog.eraseSome(siteId, rowsAtOnce, transaction);
    await erasures.count(id, { erased: { ...erased, auditEvents }, kept: { attachments } }, transaction);
    await erasures.keepLease(id, secondsAfter(clock.now(), leaseSeconds), transaction);
    return more || auditEvents === rowsAtOnce;
  });
}

/**
 * In one transaction, while nothing can be written in the site's name: all that is left, and the site's own row, which an
 * installed site gets anew. False when something has come in between, or is being written to Jira.
 */
async function finish(deps: EraseSiteDeps, erasure: SiteErasure): Promise<boolean> {
  const { auditLog, clock, database, erasures, installationsRepository, logger, persons, siteRows } = deps;
  const { id, siteId, askedBy } = erasure;
  const now = clock.now();
  const isOver = await database.transaction(async (transaction) => {
    await installationsRepository.lock(transaction);
    await installationsRepository.lockOne(siteId, transaction);
    if (await siteRows.isWriting(siteId, issueChangedQueue.name, now, transaction)) return false;
    if (await noteIssues(deps, erasure, transaction)) return false;
    const admin = askedBy === null ? null : await persons.findPerson(askedBy, transaction);
    const { erased, attachments } = await siteRows.eraseAll(siteId, transaction);
    await auditLog.eraseSite(siteId, transaction);
    await erasures.count(id, { erased, kept: { attachments } }, transaction);
    await erasures.end(id, 'done', now, transaction);
    const freshId = await installationsRepository.replace(siteId, now, transaction);
    if (freshId === null) return true;
    const personId = admin && (await persons.personIdOf(freshId, admin.accountId, transaction));
    await auditLog.record(
      transaction,
      { siteId: freshId, personId, issueId: null, at: now },
      { type: 'site_erased', erasureId: id },
    );
    return true;
  });
  if (isOver) logger.info('a site was erased', { siteId, erasureId: id, why: erasure.why });
  return isOver;
}
