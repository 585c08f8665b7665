// The rows of `erasures`: erasures of sites while they are under way, and the certificates of all that are over.

import { randomUUID } from 'node:crypto';
import { secondsAfter } from '../platform/clock.ts';
import { type Database, onlyRow, type Transaction } from '../platform/database/database.ts';
import type { Counts, ErasureView, HeldKind } from './api-types.ts';

/** The erasure of a site that is under way. */
export interface SiteErasure {
  id: string;
  siteId: string;
  why: 'admin' | 'uninstalled';
  state: 'waiting' | 'running';
  /** Random id of who asked for it. */
  askedBy: string | null;
  askedAt: Date;
}

interface ErasureRow extends Omit<ErasureView, 'askedAt' | 'doneAt' | 'progress' | 'notReached'> {
  askedAt: Date;
  doneAt: Date | null;
  notReached: Counts<'issues'>;
  issues: number;
  settled: number;
}

type NewCertificate = Pick<ErasureView, 'why' | 'erased' | 'kept'> & { siteId: string; at: Date };

/** Sites are named by a hash of their client key, so that certificates are found again when the site comes back. */
const siteHash = (id: string) =>
  `(SELECT encode(sha256(convert_to(client_key, 'UTF8')), 'hex') FROM installations WHERE id = ${id})`;

const select = `
  SELECT e.id, e.what, e.why, e.state, e.asked_at AS "askedAt", e.done_at AS "doneAt", e.erased, e.kept,
    e.not_reached AS "notReached", p.issues, p.settled
  FROM erasures e LEFT JOIN LATERAL (
    SELECT count(*)::integer AS issues, count(*) FILTER (WHERE i.state <> 'to_do')::integer AS settled
    FROM erasure_issues i WHERE i.erasure_id = e.id AND e.state = 'running') p ON true`;

const viewOf = ({ issues, settled, askedAt, doneAt, ...row }: ErasureRow): ErasureView => ({
  ...row,
  askedAt: askedAt.toISOString(),
  doneAt: doneAt?.toISOString() ?? null,
  progress: row.state === 'running' ? { issues, settled } : null,
});

const underWay = `id, installation_id AS "siteId", why, state, asked_by AS "askedBy", asked_at AS "askedAt"`;

export type ErasuresRepository = ReturnType<typeof createErasuresRepository>;

export function createErasuresRepository(database: Database) {
  return {
    /** The certificate of a person who has just been erased. */
    async certifyPerson(certificate: NewCertificate, transaction: Transaction): Promise<ErasureView> {
      const { siteId, why, at, erased, kept } = certificate;
      const id = randomUUID();
      await database.rows(
        `INSERT INTO erasures (id, site_hash, what, why, state, asked_at, due_at, done_at, erased, kept, not_reached)
         VALUES ($1, ${siteHash('$2')}, 'person', $3, 'done', $4, $4, $4, $5, $6, '{}')`,
        [id, siteId, why, at, JSON.stringify(erased), JSON.stringify(kept)],
        transaction,
      );
      return viewOf(onlyRow(await database.rows<ErasureRow>(`${select} WHERE e.id = $1`, [id], transaction)));
    },

    /** Null when one is under way already. */
    async begin(
      erasure: Pick<SiteErasure, 'siteId' | 'why' | 'askedBy' | 'askedAt'> & { dueAt: Date },
      transaction: Transaction,
    ): Promise<string | null> {
      const [row] = await database.rows<{ id: string }>(
        `INSERT INTO erasures (id, site_hash, installation_id, asked_by, what, why, state, asked_at, due_at, erased,
           kept, not_reached)
         VALUES ($1, ${siteHash('$2')}, $2, $3, 'site', $4, 'waiting', $5, $6, '{}', '{}', '{}')
         ON CONFLICT (installation_id) WHERE installation_id IS NOT NULL DO NOTHING RETURNING id`,
        [randomUUID(), erasure.siteId, erasure.askedBy, erasure.why, erasure.askedAt, erasure.dueAt],
        transaction,
      );
      return row?.id ?? null;
    },

    /** Newest first; at most a hundred. */
    async listOfSite(siteId: string): Promise<ErasureView[]> {
      const rows = await database.rows<ErasureRow>(
        `${select} WHERE e.site_hash = ${siteHash('$1')} ORDER BY e.asked_at DESC, e.id LIMIT 100`,
        [siteId],
      );
      return rows.map(viewOf);
    },

    async findUnderWay(siteId: string, transaction?: Transaction): Promise<ErasureView | null> {
      const [row] = await database.rows<ErasureRow>(
        `${select} WHERE e.installation_id = $1`,
        [siteId],
        transaction,
      );
      return row === undefined ? null : viewOf(row);
    },

    /** The one that waits longest of those that are due, for this caller alone until `until`. */
    async claimDue(now: Date, until: Date): Promise<SiteErasure | null> {
      const [row] = await database.rows<SiteErasure>(
        `UPDATE erasures SET lease_until = $2 WHERE id = (
           SELECT id FROM erasures WHERE installation_id IS NOT NULL AND due_at <= $1
             AND (lease_until IS NULL OR lease_until <= $1)
           ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
         RETURNING ${underWay}`,
        [now, until],
      );
      return row ?? null;
    },

    async keepLease(id: string, until: Date, transaction?: Transaction): Promise<void> {
      await database.rows('UPDATE erasures SET lease_until = $2 WHERE id = $1', [id, until], transaction);
    },

    /** Gives it back until `dueAt`. */
    async release(id: string, dueAt: Date): Promise<void> {
      await database.rows('UPDATE erasures SET lease_until = NULL, due_at = $2 WHERE id = $1', [id, dueAt]);
    },

    async setRunning(id: string, transaction: Transaction): Promise<void> {
      await database.rows(`UPDATE erasures SET state = 'running' WHERE id = $1`, [id], transaction);
    },

    /** Adds to what has gone and what stays so far. */
    async count(
      id: string,
      { erased, kept }: { erased: Counts<HeldKind>; kept: Counts<'attachments'> },
      transaction: Transaction,
    ): Promise<void> {
      await database.rows(
        `UPDATE erasures SET erased = ${sum('erased', '$2')}, kept = ${sum('kept', '$3')} WHERE id = $1`,
        [id, JSON.stringify(erased), JSON.stringify(kept)],
        transaction,
      );
    },

    /** Those that Jira may show something of: what is counted, and what is still to be written there. */
    async addIssues(id: string, siteId: string, transaction: Transaction): Promise<number> {
      const added = await database.rows(
        `INSERT INTO erasure_issues (erasure_id, issue_id, state, tries)
         SELECT $1::uuid, issue_id, 'to_do', 0 FROM (
           SELECT issue_id FROM meeting_links WHERE installation_id = $2
           UNION SELECT issue_id FROM transfers WHERE installation_id = $2) AS issues
         ON CONFLICT DO NOTHING RETURNING issue_id`,
        [id, siteId],
        transaction,
      );
      return added.length;
    },

    /** Anew, whatever became of them before. */
    async addIssuesAgain(id: string, issueIds: readonly string[], transaction: Transaction): Promise<void> {
      await database.rows(
        `INSERT INTO erasure_issues (erasure_id, issue_id, state, tries)
         SELECT $1::uuid, issue_id, 'to_do', 0 FROM unnest($2::bigint[]) AS issue_id
         ON CONFLICT (erasure_id, issue_id) DO UPDATE SET state = 'to_do'`,
        [id, issueIds],
        transaction,
      );
    },

    /** Those that failed least come first. */
    async listIssuesToDo(id: string, most: number): Promise<{ issueId: string; tries: number }[]> {
      return database.rows(
        `SELECT issue_id::text AS "issueId", tries FROM erasure_issues WHERE erasure_id = $1 AND state = 'to_do'
         ORDER BY tries, issue_id LIMIT $2`,
        [id, most],
      );
    },

    async settleIssue(
      id: string,
      issueId: string,
      state: 'emptied' | 'not_reached' | 'to_do',
    ): Promise<void> {
      await database.rows(
        `UPDATE erasure_issues SET state = $3, tries = tries + 1 WHERE erasure_id = $1 AND issue_id = $2`,
        [id, issueId, state],
      );
    },

    /** All that are still to do are given up. */
    async giveUpIssues(id: string): Promise<void> {
      await database.rows(
        `UPDATE erasure_issues SET state = 'not_reached' WHERE erasure_id = $1 AND state = 'to_do'`,
        [id],
      );
    },

    /** It becomes its own certificate: whom and which site it was about is forgotten, but for the site's hash. */
    async end(id: string, state: 'done' | 'kept', at: Date, transaction: Transaction): Promise<void> {
      await database.rows(
        `UPDATE erasures e SET state = $2, done_at = $3, installation_id = NULL, asked_by = NULL, lease_until = NULL,
           not_reached = jsonb_build_object('issues',
             (SELECT count(*) FROM erasure_issues i WHERE i.erasure_id = e.id AND i.state = 'not_reached'))
         WHERE id = $1`,
        [id, state, at],
        transaction,
      );
      await database.rows('DELETE FROM erasure_issues WHERE erasure_id = $1', [id], transaction);
    },

    /** Of sites that came back before their time: what had not gone is kept. */
    async endKept(at: Date, siteId: string | null = null, transaction?: Transaction): Promise<void> {
      await database.rows(
        `UPDATE erasures e SET state = 'kept', done_at = $1, installation_id = NULL, lease_until = NULL
         FROM installations i WHERE i.id = e.installation_id AND i.state = 'installed' AND e.state = 'waiting'
           AND e.why = 'uninstalled' AND ($2::uuid IS NULL OR i.id = $2)`,
        [at, siteId],
        transaction,
      );
    },

    /** Sites without the app for which no erasure is under way. */
    async listEndedWithout(): Promise<string[]> {
      const rows = await database.rows<{ id: string }>(
        `SELECT id FROM installations i WHERE state <> 'installed'
           AND NOT EXISTS (SELECT FROM erasures e WHERE e.installation_id = i.id)`,
      );
      return rows.map(({ id }) => id);
    },

    async forgetOlder(than: Date): Promise<void> {
      await database.rows('DELETE FROM erasures WHERE done_at < $1', [than]);
    },
  };
}

/** Both objects' numbers, added up by their names. */
function sum(column: string, more: string): string {
  return `coalesce((SELECT jsonb_object_agg(key, total) FROM (
    SELECT key, sum(value::bigint) AS total FROM (
      SELECT * FROM jsonb_each_text(${column}) UNION ALL SELECT * FROM jsonb_each_text(${more}::jsonb)) AS numbers
    GROUP BY key HAVING sum(value::bigint) > 0) AS totals), '{}')`;
}

/** How long certificates are kept: as long as somebody may have to prove what was erased. */
const keptSeconds = 3 * 365 * 24 * 3600;

/** Scheduled. */
export async function forgetOldCertificates(
  { erasures }: { erasures: ErasuresRepository },
  now: Date,
): Promise<void> {
  await erasures.forgetOlder(secondsAfter(now, -keptSeconds));
}
