// The ledger is the rows of `transfers` that made an attachment. Read here page by page; what is written is when to look
// for the attachment, what was seen, and what became of the original. States are the transfers repository's affair.

import type { Database } from '../../platform/database/database.ts';
import type { Rendition } from '../../settings/api-types.ts';
import { fileTypesOf, kindOf, namedFileTypes } from '../recording-files.ts';
import type { DueReason } from './api-types.ts';
import type { Retention } from './retention.ts';

export interface LedgerFile {
  id: string;
  /** Its place in the order asked for, as the database writes it. */
  key: string;
  attachedAt: Date;
  accountId: string | null;
  issueId: string;
  projectId: string;
  meetingId: string | null;
  rendition: Rendition;
  recordingType: string | null;
  sizeBytes: number;
  sha256: string;
  attachmentId: string;
  goneSince: Date | null;
  hiddenSince: Date | null;
  due: DueReason[];
}

export interface LedgerFilter {
  state?: 'there' | 'gone' | 'due' | undefined;
  rendition?: Rendition | undefined;
  accountId?: string | undefined;
  issueId?: string | undefined;
  projectId?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  ids?: readonly string[] | undefined;
}

export interface LedgerOrder {
  sort: 'attachedAt' | 'size';
  order: 'asc' | 'desc';
}

/** After which a page begins. */
export type LedgerPlace = Pick<LedgerFile, 'key' | 'id'>;

/** An attachment to be looked for. */
export interface CheckedFile {
  id: string;
  siteId: string;
  issueId: string;
  attachmentId: string;
}

interface LedgerRow {
  id: string;
  attached_at: Date;
  account_id: string | null;
  issue_id: string;
  consent_project_id: string;
  meeting_id: string;
  file_type: string;
  recording_type: string | null;
  bytes_total: string;
  sha256: string;
  attachment_id: string;
  gone_since: Date | null;
  hidden_since: Date | null;
  due_by_age: boolean;
  due_by_trash: boolean;
  key: string;
}

const sortColumns = { attachedAt: 'attached_at', size: 'bytes_total' } as const;
const keyTypes = { attachedAt: 'timestamptz', size: 'bigint' } as const;

export type LedgerRepository = ReturnType<typeof createLedgerRepository>;

export function createLedgerRepository(database: Database) {
  return {
    /** At most `most` files that come after a place in this order. */
    async list(
      siteId: string,
      filter: LedgerFilter,
      { sort, order }: LedgerOrder,
      { after, most, retention }: { after: LedgerPlace | null; most: number; retention: Retention },
    ): Promise<LedgerFile[]> {
      const query = new Conditions();
      const column = sortColumns[sort];
      query.filter(siteId, filter, retention);
      if (after !== null)
        query.and(
          `(t.${column}, t.id) ${order === 'asc' ? '>' : '<'}
           (${query.bound(after.key)}::${keyTypes[sort]}, ${query.bound(after.id)}::uuid)`,
        );
      const due = query.due(retention);
      // Chosen from the index alone; only what is shown is read.
      const rows = await database.rows<LedgerRow>(
        `WITH page AS (
           SELECT t.id FROM transfers t WHERE ${query.text()}
           ORDER BY t.${column} ${order}, t.id ${order} LIMIT ${query.bound(most)})
         SELECT t.id, t.attached_at, p.account_id, t.issue_id, t.consent_project_id, t.meeting_id, t.file_type,
           t.recording_type, t.bytes_total, t.sha256, t.attachment_id, t.hidden_since,
           CASE t.state WHEN 'removed' THEN t.updated_at END AS gone_since,
           t.state = 'succeeded' AND ${due.byAge} AS due_by_age,
           t.state = 'succeeded' AND ${due.byTrash} AS due_by_trash,
           t.${column}::text AS key
         FROM page JOIN transfers t USING (id) LEFT JOIN persons p ON p.id = t.requested_by
         ORDER BY t.${column} ${order}, t.id ${order}`,
        query.values,
      );
      return rows.map(fileOf);
    },

    /** Stops counting at `most`. */
    async countDue(siteId: string, retention: Retention, most: number): Promise<number> {
      const query = new Conditions();
      query.filter(siteId, { state: 'due' }, retention);
      const [row] = await database.rows<{ due: number }>(
        `SELECT count(*)::int AS due FROM (
           SELECT FROM transfers t WHERE ${query.text()} LIMIT ${query.bound(most)}) counted`,
        query.values,
      );
      return row?.due ?? 0;
    },

    /** Account ids of those who attached the site's ten thousand newest files, whoever did so last first. */
    async listPeople(siteId: string, most: number): Promise<string[]> {
      const rows = await database.rows<{ accountId: string }>(
        `SELECT p.account_id AS "accountId" FROM (
           SELECT requested_by, max(attached_at) AS latest FROM (
             SELECT requested_by, attached_at FROM transfers
             WHERE installation_id = $1 AND attached_at IS NOT NULL
             ORDER BY attached_at DESC, id DESC LIMIT 10000) newest
           GROUP BY requested_by ORDER BY latest DESC LIMIT $2) people
         JOIN persons p ON p.id = requested_by ORDER BY latest DESC`,
        [siteId, most],
      );
      return rows.map(({ accountId }) => accountId);
    },

    /**
     * The right to look for these of the site until `until`; not for those of which is known how they were after
     * `seenAfter`, which is that their next look is due after `dueAfter`.
     */
    claimThese(
      siteId: string,
      ids: readonly string[],
      when: { seenAfter: Date; dueAfter: Date; until: Date },
    ): Promise<CheckedFile[]> {
      return database.rows<CheckedFile>(
        `UPDATE transfers SET check_due_at = $5
         WHERE installation_id = $1 AND id = ANY ($2::uuid[]) AND state = 'succeeded' AND attached_at <= $3
           AND coalesce(check_due_at, '-infinity') <= $4
         RETURNING ${checkedColumns}`,
        [siteId, ids, when.seenAfter, when.dueAfter, when.until],
      );
    },

    /** The right to look for those of all sites that are due longest, until `until`. */
    claimDue(now: Date, until: Date, most: number): Promise<CheckedFile[]> {
      return database.rows<CheckedFile>(
        `UPDATE transfers SET check_due_at = $2 WHERE id IN (
           SELECT id FROM transfers
           WHERE state = 'succeeded' AND attached_at IS NOT NULL
             AND coalesce(check_due_at, '-infinity'::timestamptz) <= $1
           ORDER BY coalesce(check_due_at, '-infinity'::timestamptz) LIMIT $3 FOR UPDATE SKIP LOCKED)
         RETURNING ${checkedColumns}`,
        [now, until, most],
      );
    },

    /** How many are due for their next look only after this moment. */
    async countCheckedInto(after: Date): Promise<number> {
      const [row] = await database.rows<{ checked: number }>(
        `SELECT count(*)::int AS checked FROM transfers
         WHERE state = 'succeeded' AND attached_at IS NOT NULL
           AND coalesce(check_due_at, '-infinity'::timestamptz) > $1`,
        [after],
      );
      return row?.checked ?? 0;
    },

    /** Jira has told of these: they are there, or their issue is hidden from the app. */
    async setSeen(seen: { there: readonly string[]; hidden: readonly string[] }, now: Date, dueAt: Date) {
      await database.rows(
        `UPDATE transfers SET check_due_at = $4,
           hidden_since = CASE WHEN id = ANY ($2::uuid[]) THEN coalesce(hidden_since, $3) END
         WHERE (id = ANY ($1::uuid[]) OR id = ANY ($2::uuid[])) AND state = 'succeeded'`,
        [seen.there, seen.hidden, now, dueAt],
      );
    },

    /**
     * The original was trashed or deleted at Zoom, or is back. Of two tellings the later one counts, whichever comes
     * first. `fileIds` null: all of the recording; files without an id of their own are always among them.
     */
    async noteOriginal(original: {
      meetingUuid: string;
      hostZoomUserId: string;
      fileIds: readonly string[] | null;
      at: Date;
      isTrashed: boolean;
    }): Promise<void> {
      await database.rows(
        `UPDATE transfers SET original_told_at = $4, original_trashed_at = CASE WHEN $5 THEN $4::timestamptz END
         WHERE meeting_uuid = $1 AND host_zoom_user_id = $2 AND attached_at IS NOT NULL
           AND ($3::text[] IS NULL OR recording_key = ANY ($3) OR position('|' IN recording_key) > 0)
           AND (original_told_at IS NULL OR original_told_at <= $4)`,
        [original.meetingUuid, original.hostZoomUserId, original.fileIds, original.at, original.isTrashed],
      );
    },

    /** Rows of an older version of the app enter the ledger, at most `most`; how many did. */
    async enter(most: number): Promise<number> {
      const entered = await database.rows(
        `UPDATE transfers SET attached_at = CASE state WHEN 'removed' THEN created_at ELSE updated_at END
         WHERE id IN (SELECT id FROM transfers WHERE state IN ('succeeded', 'removed') AND attached_at IS NULL
           LIMIT $1 FOR UPDATE SKIP LOCKED)
         RETURNING id`,
        [most],
      );
      return entered.length;
    },
  };
}

const checkedColumns = `id, installation_id AS "siteId", issue_id AS "issueId", attachment_id AS "attachmentId"`;

/** Conditions on `transfers t`, and the values that they are bound to. */
class Conditions {
  readonly values: unknown[] = [];
  readonly #parts: string[] = [];

  bound(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  and(condition: string): void {
    this.#parts.push(condition);
  }

  text(): string {
    return this.#parts.join(' AND ');
  }

  filter(siteId: string, filter: LedgerFilter, retention: Retention): void {
    const site = this.bound(siteId);
    this.and(`t.installation_id = ${site} AND t.attached_at IS NOT NULL`);
    if (filter.ids) this.and(`t.id = ANY (${this.bound(filter.ids)}::uuid[])`);
    if (filter.issueId) this.and(`t.issue_id = ${this.bound(filter.issueId)}`);
    if (filter.projectId) this.and(`t.consent_project_id = ${this.bound(filter.projectId)}`);
    if (filter.from) this.and(`t.attached_at >= ${this.bound(filter.from)}`);
    if (filter.to) this.and(`t.attached_at < ${this.bound(filter.to)}`);
    if (filter.accountId)
      this.and(
        `t.requested_by = (SELECT p.id FROM persons p
           WHERE p.installation_id = ${site} AND p.account_id = ${this.bound(filter.accountId)})`,
      );
    if (filter.rendition === 'other') this.and(`t.file_type <> ALL (${this.bound(namedFileTypes)}::text[])`);
    else if (filter.rendition)
      this.and(`t.file_type = ANY (${this.bound(fileTypesOf(filter.rendition))}::text[])`);
    if (filter.state) this.and(`t.state = '${filter.state === 'gone' ? 'removed' : 'succeeded'}'`);
    if (filter.state === 'due') this.#onlyDue(retention);
  }

  #onlyDue(retention: Retention): void {
    const { byAge, byTrash } = this.due(retention);
    this.and(`(${byAge} OR ${byTrash})`);
    const rules = [retention.site, ...retention.projects];
    const untils = rules.flatMap(({ attachedUntil }) => attachedUntil ?? []);
    // Where age alone decides, what is too young everywhere need not be looked at.
    if (rules.some(({ markTrashed }) => markTrashed)) return;
    const latest = new Date(Math.max(0, ...untils.map((until) => until.getTime())));
    this.and(`t.attached_at <= ${this.bound(latest)}`);
  }

  /** Whether a file of this row is due, if it is still there. */
  due({ site, projects }: Retention): { byAge: string; byTrash: string } {
    const age = (value: string) => `coalesce(t.attached_at <= ${value}, false)`;
    const trash = (value: string) => `(${value} AND t.original_trashed_at IS NOT NULL)`;
    const siteUntil = `${this.bound(site.attachedUntil)}::timestamptz`;
    const siteMark = `${this.bound(site.markTrashed)}::boolean`;
    if (projects.length === 0) return { byAge: age(siteUntil), byTrash: trash(siteMark) };
    const ids = `${this.bound(projects.map(({ projectId }) => projectId))}::bigint[]`;
    const untils = this.bound(projects.map(({ attachedUntil }) => attachedUntil));
    const marks = this.bound(projects.map(({ markTrashed }) => markTrashed));
    const own = (values: string, otherwise: string) =>
      `CASE WHEN t.consent_project_id = ANY (${ids})
         THEN (${values})[array_position(${ids}, t.consent_project_id)] ELSE ${otherwise} END`;
    return {
      byAge: age(own(`${untils}::timestamptz[]`, siteUntil)),
      byTrash: trash(own(`${marks}::boolean[]`, siteMark)),
    };
  }
}

function fileOf(row: LedgerRow): LedgerFile {
  return {
    id: row.id,
    key: row.key,
    attachedAt: row.attached_at,
    accountId: row.account_id,
    issueId: row.issue_id,
    projectId: row.consent_project_id,
    // Zero: Zoom's ids were erased.
    meetingId: row.meeting_id === '0' ? null : row.meeting_id,
    rendition: kindOf(row.file_type),
    recordingType: row.recording_type,
    sizeBytes: Number(row.bytes_total),
    sha256: row.sha256,
    attachmentId: row.attachment_id,
    goneSince: row.gone_since,
    hiddenSince: row.gone_since === null ? row.hidden_since : null,
    due: [...(row.due_by_age ? (['age'] as const) : []), ...(row.due_by_trash ? (['trashed'] as const) : [])],
  };
}
