// The line of transfers: which one runs next, so that no site delays another, and how many stand before one.

import { type Clock, secondsAfter } from '../../../platform/clock.ts';
import type { Database, Transaction } from '../../../platform/database/database.ts';
import { leaseSeconds } from '../running/lease.ts';
import type { TransferJournal } from '../telling/transfer-journal.ts';
import type { Transfer } from '../transfer.ts';
import type { TransfersRepository } from '../transfers-repository.ts';

/** Told that a transfer may be due. The payload is empty, and may be missed: workers look by themselves as well. */
export const transfersChannel = 'transfers';

/** Of one site, in all processes together. */
export const mostOfSite = 8;
/** More before a transfer in its line are not counted. */
export const mostCounted = 1_000;
/**
 * Uploads to one issue that begin within so many seconds. Jira allows 20 writes to an issue in 2 s and 100 in 30 s; the
 * rest is for comments, and for the issue's property.
 */
const issueStarts = [
  { seconds: 2, most: 10 },
  { seconds: 30, most: 60 },
] as const;
/** So many of a site's due transfers are looked at for one whose issue may be written to. */
const mostLookedAt = 1_000;

/** Held while one is chosen, so that no two processes count the same running ones. */
const choosing = 0x7a6a_0001;
/** A process that stops in the middle of choosing is cut off, so that the others go on. */
const choosingMs = 5_000;

/** What may not run now: `$1` is now, `$2` and `$3` are where {@link issueStarts} begin. */
const resting = `
  paused AS MATERIALIZED (SELECT scope FROM pauses WHERE until > $1),
  resting_issues AS MATERIALIZED (
    SELECT installation_id, issue_id FROM transfers WHERE started_at > $3
    GROUP BY installation_id, issue_id
    HAVING count(*) >= ${issueStarts[1].most} OR count(*) FILTER (WHERE started_at > $2) >= ${issueStarts[0].most})`;
const isAbandoned = `t.state IN ('running', 'finishing') AND t.run_after < t.lease_until AS abandoned`;
/** Of a `due` transfer. */
const issueMayBeWritten = `NOT EXISTS (SELECT FROM resting_issues resting
        WHERE resting.installation_id = due.installation_id AND resting.issue_id = due.issue_id)
      AND NOT EXISTS (SELECT FROM paused
        WHERE scope = concat('jira/', due.installation_id, '/', due.issue_id))`;
const siteIsPaused = (site: string) =>
  `EXISTS (SELECT FROM paused WHERE scope IN ('jira', concat('jira/', ${site}.installation_id)))`;

/** So many of all that are due are looked at for one of a site that has none running. */
const mostLookedAtFirst = 200;
/**
 * The short way: of those that have been due longest, the first one of a site that has none running. It is the one that
 * {@link nextInLine} would find by going through all sites that wait.
 */
const nextOfIdleSite = `
  WITH ${resting},
  busy AS MATERIALIZED (
    SELECT DISTINCT installation_id FROM transfers
    WHERE state IN ('running', 'finishing') AND lease_until > $1 AND run_after < lease_until)
  SELECT t.id, ${isAbandoned}
  FROM (
    (SELECT id, installation_id, issue_id, run_after FROM transfers
     WHERE state IN ('queued', 'waiting') AND run_after <= $1 ORDER BY run_after LIMIT ${mostLookedAtFirst})
    UNION ALL
    SELECT id, installation_id, issue_id, run_after FROM transfers
    WHERE state IN ('running', 'finishing') AND lease_until <= $1
  ) due JOIN transfers t USING (id)
  WHERE NOT EXISTS (SELECT FROM busy WHERE busy.installation_id = due.installation_id)
    AND NOT ${siteIsPaused('due')} AND ${issueMayBeWritten}
  ORDER BY due.run_after, due.id LIMIT 1 FOR UPDATE OF t SKIP LOCKED
`;

/**
 * `sites` goes from site to site along the index, so that it reads one row of each, however many wait. A transfer that is
 * `finishing` and only waits for its next look (its lease ends when it is due) is not counted as running. Sites are then
 * tried in their order until one has a transfer that may run, and that nobody is changing at this moment.
 */
const nextInLine = `
  WITH RECURSIVE
  sites AS (
    (SELECT installation_id, run_after FROM transfers WHERE state IN ('queued', 'waiting')
     ORDER BY installation_id, run_after, id LIMIT 1)
    UNION ALL
    SELECT following.* FROM sites CROSS JOIN LATERAL (
      SELECT t.installation_id, t.run_after FROM transfers t
      WHERE t.state IN ('queued', 'waiting') AND t.installation_id > sites.installation_id
      ORDER BY t.installation_id, t.run_after, t.id LIMIT 1) following),
  ${resting},
  open_sites AS (
    SELECT counted.installation_id, sum(running) AS running, min(due_since) AS due_since FROM (
      SELECT installation_id, 0 AS running, run_after AS due_since FROM sites WHERE run_after <= $1
      UNION ALL
      SELECT installation_id, (lease_until > $1 AND run_after < lease_until)::int,
        CASE WHEN lease_until <= $1 THEN run_after END
      FROM transfers WHERE state IN ('running', 'finishing')) counted
    GROUP BY counted.installation_id
    HAVING sum(running) < $4 AND min(due_since) IS NOT NULL AND NOT ${siteIsPaused('counted')}
    ORDER BY running, due_since, installation_id)
  SELECT first.id, first.abandoned FROM open_sites site CROSS JOIN LATERAL (
    SELECT t.id, ${isAbandoned}
    FROM (
      (SELECT id, installation_id, issue_id, run_after FROM transfers
       WHERE installation_id = site.installation_id AND state IN ('queued', 'waiting') AND run_after <= $1
       ORDER BY run_after, id LIMIT ${mostLookedAt})
      UNION ALL
      SELECT id, installation_id, issue_id, run_after FROM transfers
      WHERE installation_id = site.installation_id AND state IN ('running', 'finishing') AND lease_until <= $1
    ) due JOIN transfers t USING (id)
    WHERE ${issueMayBeWritten}
    ORDER BY due.run_after, due.id LIMIT 1 FOR UPDATE OF t SKIP LOCKED) first
  ORDER BY site.running, site.due_since, site.installation_id LIMIT 1
`;

export type TransferLine = ReturnType<typeof createTransferLine>;

export function createTransferLine({
  clock,
  database,
  transfers,
  transferJournal,
}: {
  clock: Clock;
  database: Database;
  transfers: Pick<TransfersRepository, 'claim'>;
  transferJournal: Pick<TransferJournal, 'takenOver'>;
}) {
  return {
    /**
     * Claims the next transfer: of the site with the fewest running ones, among those of the site that has waited
     * longest, and of a site's the one that is due first. Null when none is due, or may run: because of its site's or
     * its issue's limit, or because Jira asked us to wait (`pauses`).
     * @param onlyIdleSites only of sites that have none running in any process.
     */
    claimNext(onlyIdleSites: boolean): Promise<Transfer | null> {
      return database.transaction(async (transaction) => {
        await database.rows(
          `SELECT set_config('idle_in_transaction_session_timeout', $2, true), set_config('lock_timeout', $2, true),
             pg_advisory_xact_lock($1)`,
          [choosing, String(choosingMs)],
          transaction,
        );
        const now = clock.now();
        const times = [now, ...issueStarts.map(({ seconds }) => secondsAfter(now, -seconds))];
        const find = async (sql: string, ...more: unknown[]) => {
          const bind = [...times, ...more];
          return (await database.rows<{ id: string; abandoned: boolean }>(sql, bind, transaction))[0];
        };
        const next = (await find(nextOfIdleSite)) ?? (await find(nextInLine, onlyIdleSites ? 1 : mostOfSite));
        if (next === undefined) return null;
        if (next.abandoned) transferJournal.takenOver(next.id, transaction);
        return transfers.claim(next.id, now, secondsAfter(now, leaseSeconds), transaction);
      });
    },

    /** Wakes the workers, when the transaction given commits. */
    async wakeWorkers(transaction?: Transaction): Promise<void> {
      await database.rows(`SELECT pg_notify($1, '')`, [transfersChannel], transaction);
    },

    /**
     * How many of the site come before each transfer of the issue that is due and not running, by its id; at most
     * 1,000.
     */
    async listAhead(siteId: string, issueId: string): Promise<Map<string, number>> {
      const rows = await database.rows<{ id: string; ahead: number }>(
        `SELECT t.id, coalesce(line.ahead, $4)::int AS ahead
         FROM transfers t LEFT JOIN (
           SELECT id, row_number() OVER (ORDER BY run_after, id) - 1 AS ahead FROM (
             SELECT id, run_after FROM transfers
             WHERE installation_id = $1 AND state IN ('queued', 'waiting') AND run_after <= $3
             ORDER BY run_after, id LIMIT $4) first) line USING (id)
         WHERE t.installation_id = $1 AND t.issue_id = $2 AND t.state IN ('queued', 'waiting') AND t.run_after <= $3`,
        [siteId, issueId, clock.now(), mostCounted],
      );
      return new Map(rows.map(({ id, ahead }) => [id, ahead]));
    },
  };
}
