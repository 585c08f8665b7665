// Whether attached files are still there: Jira is asked as the app, which may only read. An issue that it finds without the
// attachment says that it is gone; an issue that it does not find says nothing, for it may only be hidden from the app.

import type { JiraAccess } from '../../host/jira-access.ts';
import type { JiraClient } from '../../jira/jira-client.ts';
import { JiraError } from '../../jira/jira-error.ts';
import { secondsAfter } from '../../platform/clock.ts';
import { AppError } from '../../platform/errors.ts';
import { NoAnswerError } from '../../platform/http/http-client.ts';
import type { Logger } from '../../platform/logger.ts';
import { type RecordRemovalDeps, recordRemoval } from '../transfers/record-removal.ts';
import type { CheckedFile, LedgerRepository } from './ledger-repository.ts';

export interface CheckFilesDeps extends RecordRemovalDeps {
  jiraAccess: JiraAccess;
  ledger: LedgerRepository;
}

const daySeconds = 24 * 3600;
/** Between two looks that nobody asked for. */
const roundSeconds = 30 * daySeconds;
/** What was seen or attached so recently is not looked for again because somebody opens a page. */
const freshSeconds = 600;
/** A look that failed, or whose process was killed, is made up for after this time. */
const lookSeconds = 3600;
/** Jira gives a hundred in one answer; these stay far below what may be read of one. */
const issuesAtOnce = 50;

/**
 * Looks for these files of the site, save those seen within ten minutes. 1 point of Jira's, and 1 for each issue.
 * @throws {JiraError} {@link AppError} when Jira does not tell; nothing is concluded from that.
 */
export async function checkFiles(
  deps: CheckFilesDeps,
  { siteId, ids }: { siteId: string; ids: readonly string[] },
): Promise<void> {
  const now = deps.clock.now();
  const files = await deps.ledger.claimThese(siteId, ids, {
    seenAfter: secondsAfter(now, -freshSeconds),
    dueAfter: secondsAfter(now, roundSeconds - freshSeconds),
    until: secondsAfter(now, lookSeconds),
  });
  if (files.length > 0) await lookFor(deps, siteId, files);
}

/** In one round, and of all processes together within an hour. */
const mostAtOnce = 500;
const mostPerHour = 3_000;

/**
 * Scheduled. Each file is looked for a week after it was attached and then once in 30 days, those that are due longest
 * first. An issue costs 1 point of Jira's 65,000 an hour, and each fifty of a site one more: in all at most about 3,000 an
 * hour, 5 in 100, whatever the number of sites and files. Beyond two million files a round takes longer than 30 days.
 */
export async function sweepLedger(
  deps: CheckFilesDeps & { logger: Logger },
  now: Date,
  stopping: AbortSignal,
): Promise<void> {
  const { ledger, logger } = deps;
  while ((await ledger.enter(5_000)) > 0 && !stopping.aborted);
  const lately = await ledger.countCheckedInto(secondsAfter(now, roundSeconds - 3600));
  const most = Math.min(mostAtOnce, mostPerHour - lately);
  if (most <= 0 || stopping.aborted) return;
  const claimed = await ledger.claimDue(now, secondsAfter(now, lookSeconds), most);
  for (const [siteId, files] of Map.groupBy(claimed, (file) => file.siteId)) {
    if (stopping.aborted) return;
    try {
      await lookFor(deps, siteId, files);
    } catch (error) {
      if (!(error instanceof JiraError || error instanceof AppError)) throw error;
      logger.info('attached files of a site could not be looked for', { siteId, error });
    }
  }
}

async function lookFor(deps: CheckFilesDeps, siteId: string, files: readonly CheckedFile[]): Promise<void> {
  const jira = await deps.jiraAccess.asApp(siteId);
  const issueIds = [...new Set(files.map(({ issueId }) => issueId))];
  for (let from = 0; from < issueIds.length; from += issuesAtOnce) {
    const told = await attachmentsOf(jira, issueIds.slice(from, from + issuesAtOnce));
    await noteWhatIsThere(
      deps,
      files.filter(({ issueId }) => told.has(issueId)),
      told,
    );
  }
}

/** Issues with so many attachments that the answer is too large are asked for in smaller numbers. */
async function attachmentsOf(jira: JiraClient, issueIds: readonly string[]): Promise<Told> {
  try {
    return await jira.findAttachmentIds(issueIds);
  } catch (error) {
    if (issueIds.length === 1 || !isTooLarge(error)) throw error;
    const half = Math.ceil(issueIds.length / 2);
    const [first, second] = [issueIds.slice(0, half), issueIds.slice(half)];
    return new Map([...(await attachmentsOf(jira, first)), ...(await attachmentsOf(jira, second))]);
  }
}

type Told = Map<string, Set<string> | null>;

function isTooLarge(error: unknown): boolean {
  const cause = error instanceof JiraError ? error.cause : null;
  return cause instanceof NoAnswerError && cause.kind === 'too_large';
}

async function noteWhatIsThere(
  deps: CheckFilesDeps,
  files: readonly CheckedFile[],
  told: Told,
): Promise<void> {
  const now = deps.clock.now();
  const isHidden = ({ issueId }: CheckedFile) => told.get(issueId) === null;
  const isThere = ({ issueId, attachmentId }: CheckedFile) => told.get(issueId)?.has(attachmentId) === true;
  const idsOf = (some: readonly CheckedFile[]) => some.map(({ id }) => id);
  await deps.ledger.setSeen(
    { there: idsOf(files.filter(isThere)), hidden: idsOf(files.filter(isHidden)) },
    now,
    secondsAfter(now, roundSeconds),
  );
  for (const file of files) if (!isHidden(file) && !isThere(file)) await recordRemoval(deps, file);
}
