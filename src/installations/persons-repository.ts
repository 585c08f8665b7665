// Random ids for the account ids of a site: every other table names people by these only.

import { randomUUID } from 'node:crypto';
import { type Clock, secondsAfter } from '../platform/clock.ts';
import type { Database, Transaction } from '../platform/database/database.ts';
import { AppError } from '../platform/errors.ts';

/** How often account ids are reported to Atlassian, unless it says otherwise. */
export const reportCycleDays = 7;
const daySeconds = 24 * 3600;

/** Somebody whose account id is due to be reported. */
export interface ReportablePerson {
  id: string;
  accountId: string;
  /** Since when the account id is kept, or when Atlassian last said that the account had changed. */
  since: Date;
}

export interface PersonsRepository {
  /** The person's id, made on first use. */
  personIdOf(siteId: string, accountId: string, transaction?: Transaction): Promise<string>;
  /** Null where nothing is held on them. */
  findIdOf(siteId: string, accountId: string): Promise<string | null>;
  /** By random id; erased people are missing. */
  accountIdsOf(siteId: string, personIds: readonly string[]): Promise<Map<string, string>>;
  /** Null once the person was erased; `lock` holds the row until the transaction ends. */
  findPerson(personId: string, lock?: Transaction): Promise<{ siteId: string; accountId: string } | null>;
  /** Forgets whose random id this is, with their Zoom connection and attempts at one. */
  remove(personId: string, transaction: Transaction): Promise<void>;
  /** Sites with the app installed where somebody is due to be reported. */
  listSitesToReport(now: Date): Promise<string[]>;
  /** Up to `most` of the site who are due, for this caller alone until `until`. */
  claimToReport(siteId: string, range: { now: Date; until: Date; most: number }): Promise<ReportablePerson[]>;
  /** These were reported at `now`, and are due again after so many days; the accounts of `updated` had changed by then. */
  setReported(
    personIds: readonly string[],
    report: { now: Date; days: number; updated: readonly string[] },
  ): Promise<void>;
  /** Nobody of the site is due before `until`, nor are those who were claimed due later. */
  postponeReport(siteId: string, claimed: readonly string[], until: Date): Promise<void>;
}

/**
 * For what is about to be written in a person's name: until the transaction ends nobody erases them.
 * @throws {AppError} 409 `person_erased`
 */
export async function requirePresent(
  persons: Pick<PersonsRepository, 'findPerson'>,
  personId: string,
  transaction: Transaction,
): Promise<void> {
  if ((await persons.findPerson(personId, transaction)) === null)
    throw new AppError(
      'person_erased',
      409,
      'What the app knew of you was erased a moment ago. Reload the page to begin anew.',
    );
}

export function createPersonsRepository(database: Database, clock: Clock): PersonsRepository {
  return {
    async personIdOf(siteId, accountId, transaction) {
      const now = clock.now();
      const find = () =>
        database.rows<{ id: string }>(
          'SELECT id FROM persons WHERE installation_id = $1 AND account_id = $2',
          [siteId, accountId],
          transaction,
        );
      const make = () =>
        database.rows<{ id: string }>(
          `INSERT INTO persons (id, installation_id, account_id, created_at, report_due_at) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (installation_id, account_id) DO NOTHING RETURNING id`,
          [randomUUID(), siteId, accountId, now, secondsAfter(now, reportCycleDays * daySeconds)],
          transaction,
        );
      // Somebody else may make or erase the row in between; each step can lose such a race once.
      for (const step of [find, make, find, make]) {
        const [row] = await step();
        if (row !== undefined) return row.id;
      }
      throw new Error('The person was made and erased at the same time');
    },
    async accountIdsOf(siteId, personIds) {
      if (personIds.length === 0) return new Map();
      const rows = await database.rows<{ id: string; accountId: string }>(
        `SELECT id, account_id AS "accountId" FROM persons WHERE installation_id = $1 AND id = ANY ($2::uuid[])`,
        [siteId, personIds],
      );
      return new Map(rows.map(({ id, accountId }) => [id, accountId]));
    },
    async findIdOf(siteId, accountId) {
      const [row] = await database.rows<{ id: string }>(
        'SELECT id FROM persons WHERE installation_id = $1 AND account_id = $2',
        [siteId, accountId],
      );
      return row?.id ?? null;
    },
    async findPerson(personId, lock) {
      const [row] = await database.rows<{ siteId: string; accountId: string }>(
        `SELECT installation_id AS "siteId", account_id AS "accountId" FROM persons WHERE id = $1
         ${lock === undefined ? '' : 'FOR UPDATE'}`,
        [personId],
        lock,
      );
      return row ?? null;
    },
    async remove(personId, transaction) {
      await database.rows('DELETE FROM persons WHERE id = $1', [personId], transaction);
    },
    async listSitesToReport(now) {
      const rows = await database.rows<{ id: string }>(
        `SELECT DISTINCT i.id FROM persons p JOIN installations i ON i.id = p.installation_id
         WHERE i.state = 'installed' AND ${isDue('$1')}`,
        [now],
      );
      return rows.map(({ id }) => id);
    },
    claimToReport(siteId, { now, until, most }) {
      return database.rows<ReportablePerson>(
        `UPDATE persons SET report_due_at = $3 WHERE id IN (
           SELECT p.id FROM persons p WHERE p.installation_id = $1 AND ${isDue('$2')}
           LIMIT $4 FOR UPDATE SKIP LOCKED)
         RETURNING id, account_id AS "accountId", coalesce(account_seen_at, created_at) AS since`,
        [siteId, now, until, most],
      );
    },
    async setReported(personIds, { now, days, updated }) {
      await database.rows(
        `UPDATE persons SET report_due_at = $2,
           account_seen_at = CASE WHEN id = ANY($3::uuid[]) THEN $4 ELSE account_seen_at END
         WHERE id = ANY($1::uuid[])`,
        [personIds, secondsAfter(now, days * daySeconds), updated, now],
      );
    },
    async postponeReport(siteId, claimed, until) {
      await database.rows(
        `UPDATE persons p SET report_due_at = $3
         WHERE p.installation_id = $1 AND (p.id = ANY($2::uuid[]) OR ${isDue('$3')})`,
        [siteId, claimed, until],
      );
    },
  };
}

/** Rows of a process of the version before say nothing. Atlassian wants never to be asked about the id `unknown`. */
const isDue = (moment: string) =>
  `(p.account_id <> 'unknown' AND (p.report_due_at IS NULL OR p.report_due_at <= ${moment}))`;
