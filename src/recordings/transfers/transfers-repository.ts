// The transfers table is the truth about each transfer: every change of state is one guarded UPDATE here.

import { randomUUID } from 'node:crypto';
import type { Database, Transaction } from '../../platform/database/database.ts';
import type { TransferState } from '../api-types.ts';
import type { ReasonCode } from './transfer-reasons.ts';

export interface Transfer {
  id: string;
  siteId: string;
  issueId: string;
  linkId: string | null;
  meetingId: string;
  meetingUuid: string;
  /** Whose recording was consented to: another Zoom account connected since must not stand in for it. */
  hostZoomUserId: string;
  recordingKey: string;
  fileType: string;
  recordingType: string | null;
  requestedBy: string;
  /** The person whose Zoom connection reads the recording: the host, or the linker where the host shared it. */
  readAs: string;
  consent: { projectId: string; securityLevelId: string | null };
  state: TransferState;
  reasonCode: ReasonCode | null;
  /** Counts runs; a run may only change the row while it is the latest. */
  attempt: number;
  /** Runs in a row that ended with a passing reason. */
  failures: number;
  bytesMoved: number;
  bytesTotal: number | null;
  sha256: string | null;
  attachmentId: string | null;
  createdAt: Date;
}

/** One run of a transfer. */
export interface Attempt {
  id: string;
  attempt: number;
}

interface TransferRow {
  id: string;
  installation_id: string;
  issue_id: string;
  link_id: string | null;
  meeting_id: string;
  meeting_uuid: string;
  host_zoom_user_id: string;
  recording_key: string;
  file_type: string;
  recording_type: string | null;
  requested_by: string;
  read_as: string;
  consent_project_id: string;
  consent_security_level_id: string | null;
  state: TransferState;
  reason_code: ReasonCode | null;
  attempt: number;
  failures: number;
  bytes_moved: string;
  bytes_total: string | null;
  sha256: string | null;
  attachment_id: string | null;
  created_at: Date;
}

const transferOf = (row: TransferRow): Transfer => ({
  id: row.id,
  siteId: row.installation_id,
  issueId: row.issue_id,
  linkId: row.link_id,
  meetingId: row.meeting_id,
  meetingUuid: row.meeting_uuid,
  hostZoomUserId: row.host_zoom_user_id,
  recordingKey: row.recording_key,
  fileType: row.file_type,
  recordingType: row.recording_type,
  requestedBy: row.requested_by,
  readAs: row.read_as,
  consent: { projectId: row.consent_project_id, securityLevelId: row.consent_security_level_id },
  state: row.state,
  reasonCode: row.reason_code,
  attempt: row.attempt,
  failures: row.failures,
  bytesMoved: Number(row.bytes_moved),
  bytesTotal: row.bytes_total === null ? null : Number(row.bytes_total),
  sha256: row.sha256,
  attachmentId: row.attachment_id,
  createdAt: row.created_at,
});

export type NewTransfer = Pick<
  Transfer,
  | 'siteId'
  | 'issueId'
  | 'meetingId'
  | 'meetingUuid'
  | 'hostZoomUserId'
  | 'recordingKey'
  | 'fileType'
  | 'recordingType'
  | 'requestedBy'
  | 'readAs'
  | 'consent'
  | 'bytesTotal'
> & { linkId: string };

export type TransfersRepository = ReturnType<typeof createTransfersRepository>;

export function createTransfersRepository(database: Database) {
  const list = async (sql: string, bind: unknown[], transaction?: Transaction): Promise<Transfer[]> =>
    (await database.rows<TransferRow>(sql, bind, transaction)).map(transferOf);
  const one = async (sql: string, bind: unknown[], transaction?: Transaction): Promise<Transfer | null> =>
    (await list(sql, bind, transaction))[0] ?? null;

  return {
    /** @throws a unique violation of `transfers_once` while another one is under way or its attachment exists. */
    async add(transfer: NewTransfer, now: Date, transaction: Transaction): Promise<Transfer> {
      const added = await one(
        `INSERT INTO transfers (id, installation_id, issue_id, link_id, meeting_id, meeting_uuid, recording_key,
           file_type, recording_type, requested_by, read_as, consent_project_id, consent_security_level_id,
           bytes_total, host_zoom_user_id, state, attempt, failures, run_after, bytes_moved, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $16, 'queued', 0, 0, $15, 0, $15, $15)
         RETURNING *`,
        [
          randomUUID(),
          transfer.siteId,
          transfer.issueId,
          transfer.linkId,
          transfer.meetingId,
          transfer.meetingUuid,
          transfer.recordingKey,
          transfer.fileType,
          transfer.recordingType,
          transfer.requestedBy,
          transfer.readAs,
          transfer.consent.projectId,
          transfer.consent.securityLevelId,
          transfer.bytesTotal,
          now,
          transfer.hostZoomUserId,
        ],
        transaction,
      );
      if (added === null) throw new Error('The transfer was not stored');
      return added;
    },

    /** Only within the site and the issue given. */
    find(where: { id: string; siteId: string; issueId: string }): Promise<Transfer | null> {
      return one('SELECT * FROM transfers WHERE id = $1 AND installation_id = $2 AND issue_id = $3', [
        where.id,
        where.siteId,
        where.issueId,
      ]);
    },

    /** The one that stands in the way of a new transfer of the same file to the same issue. */
    findCurrent(where: { siteId: string; issueId: string; recordingKey: string }): Promise<Transfer | null> {
      return one(
        `SELECT * FROM transfers WHERE installation_id = $1 AND issue_id = $2 AND recording_key = $3
           AND state IN ('queued', 'running', 'waiting', 'finishing', 'succeeded')`,
        [where.siteId, where.issueId, where.recordingKey],
      );
    },

    /** Newest first; a screenful is enough for the panel. */
    listOfIssue(siteId: string, issueId: string): Promise<Transfer[]> {
      return list(
        `SELECT * FROM transfers WHERE installation_id = $1 AND issue_id = $2
         ORDER BY created_at DESC, id LIMIT 100`,
        [siteId, issueId],
      );
    },

    /**
     * The right to run it until `leaseUntil`; null when it is not due, over, or somebody else's.
     * One that has crossed the fence before is `finishing`: its attachment may exist, so it is looked for first.
     */
    claim(id: string, now: Date, leaseUntil: Date): Promise<Transfer | null> {
      return one(
        `UPDATE transfers SET attempt = attempt + 1, lease_until = $3, updated_at = $2,
           state = CASE WHEN sha256 IS NULL THEN 'running' ELSE 'finishing' END,
           reason_code = NULL, bytes_moved = CASE WHEN sha256 IS NULL THEN 0 ELSE bytes_moved END
         WHERE id = $1 AND ((state IN ('queued', 'waiting') AND run_after <= $2)
           OR (state IN ('running', 'finishing') AND lease_until <= $2))
         RETURNING *`,
        [id, now, leaseUntil],
      );
    },

    /** Keeps the lease and tells how far it is; false when this run has lost the row (cancelled, taken over). */
    async progress(
      run: Attempt,
      report: { bytesMoved: number; bytesTotal: number | null; now: Date; leaseUntil: Date },
    ): Promise<boolean> {
      const row = await one(
        `UPDATE transfers SET bytes_moved = $3, bytes_total = coalesce($4, bytes_total), lease_until = $6,
           updated_at = $5
         WHERE id = $1 AND attempt = $2 AND state IN ('running', 'finishing') RETURNING *`,
        [run.id, run.attempt, report.bytesMoved, report.bytesTotal, report.now, report.leaseUntil],
      );
      return row !== null;
    },

    /**
     * The fence: running -> finishing, for this run only, and while the host still shares what is read as somebody else.
     * After true, and only then, the file may be completed.
     */
    async fence(
      run: Attempt,
      file: { size: number; sha256: string; now: Date; leaseUntil: Date },
    ): Promise<boolean> {
      const row = await one(
        `UPDATE transfers SET state = 'finishing', bytes_moved = $3, bytes_total = $3, sha256 = $4,
           updated_at = $5, lease_until = $6
         WHERE id = $1 AND attempt = $2 AND state = 'running' AND (read_as = requested_by OR EXISTS (
           SELECT FROM recording_shares s WHERE s.link_id = transfers.link_id
             AND s.meeting_uuid = transfers.meeting_uuid))
         RETURNING *`,
        [run.id, run.attempt, file.size, file.sha256, file.now, file.leaseUntil],
      );
      return row !== null;
    },

    /** finishing -> running: no attachment was found, so the file is uploaded anew by this run. */
    async unfence(run: Attempt, now: Date): Promise<boolean> {
      const row = await one(
        `UPDATE transfers SET state = 'running', sha256 = NULL, bytes_moved = 0, updated_at = $3
         WHERE id = $1 AND attempt = $2 AND state = 'finishing' RETURNING *`,
        [run.id, run.attempt, now],
      );
      return row !== null;
    },

    /** finishing -> succeeded. */
    succeed(
      run: Attempt,
      attachmentId: string,
      now: Date,
      transaction: Transaction,
    ): Promise<Transfer | null> {
      return one(
        `UPDATE transfers SET state = 'succeeded', attachment_id = $3, lease_until = NULL, reason_code = NULL,
           updated_at = $4
         WHERE id = $1 AND attempt = $2 AND state = 'finishing' RETURNING *`,
        [run.id, run.attempt, attachmentId, now],
        transaction,
      );
    },

    /**
     * Ends this run: waiting, failed or queued (handed back). In doubt whether Jira stored the file, the transfer
     * stays `finishing` for the next run to look, and keeps its hash, which says so, even when it has failed.
     */
    settle(
      run: Attempt,
      outcome: {
        state: 'waiting' | 'failed' | 'queued';
        reasonCode: ReasonCode | null;
        failures: number;
        runAfter: Date;
        inDoubt: boolean;
        now: Date;
      },
      transaction: Transaction,
    ): Promise<Transfer | null> {
      const held = outcome.inDoubt && outcome.state !== 'failed';
      return one(
        `UPDATE transfers SET state = $3, reason_code = $4, failures = $5, run_after = $6, lease_until = $7,
           updated_at = $8, bytes_moved = CASE WHEN $9 THEN bytes_moved ELSE 0 END,
           sha256 = CASE WHEN $9 THEN sha256 END
         WHERE id = $1 AND attempt = $2 AND state IN ('running', 'finishing') RETURNING *`,
        [
          run.id,
          run.attempt,
          held ? 'finishing' : outcome.state,
          outcome.reasonCode,
          outcome.failures,
          outcome.runAfter,
          held ? outcome.runAfter : null,
          outcome.now,
          outcome.inDoubt,
        ],
        transaction,
      );
    },

    /** queued | running | waiting -> cancelled; null when it is too late. */
    cancel(id: string, now: Date, transaction: Transaction): Promise<Transfer | null> {
      return one(
        `UPDATE transfers SET state = 'cancelled', lease_until = NULL, updated_at = $2
         WHERE id = $1 AND state IN ('queued', 'running', 'waiting') RETURNING *`,
        [id, now],
        transaction,
      );
    },

    /** failed | cancelled -> queued, with what the person consents to now. */
    requeue(
      id: string,
      consent: Transfer['consent'],
      readAs: string,
      now: Date,
      transaction: Transaction,
    ): Promise<Transfer | null> {
      return one(
        `UPDATE transfers SET state = 'queued', reason_code = NULL, failures = 0, bytes_moved = 0, run_after = $5,
           updated_at = $5, consent_project_id = $2, consent_security_level_id = $3, read_as = $4
         WHERE id = $1 AND state IN ('failed', 'cancelled') RETURNING *`,
        [id, consent.projectId, consent.securityLevelId, readAs, now],
        transaction,
      );
    },

    /** succeeded -> removed: its attachment is gone from Jira. */
    markRemoved(id: string, now: Date, transaction: Transaction): Promise<Transfer | null> {
      return one(
        `UPDATE transfers SET state = 'removed', updated_at = $2 WHERE id = $1 AND state = 'succeeded' RETURNING *`,
        [id, now],
        transaction,
      );
    },

    /** queued | running | waiting ones that read Zoom as this person -> failed: their connection has ended. */
    failReadingAs(
      personId: string,
      reasonCode: ReasonCode,
      now: Date,
      transaction: Transaction,
    ): Promise<Transfer[]> {
      return list(
        `UPDATE transfers SET state = 'failed', reason_code = $2, lease_until = NULL, updated_at = $3
         WHERE read_as = $1 AND state IN ('queued', 'running', 'waiting') RETURNING *`,
        [personId, reasonCode, now],
        transaction,
      );
    },

    /** queued | running | waiting ones of a site -> failed: the app was removed there. */
    failOfSite(
      siteId: string,
      reasonCode: ReasonCode,
      now: Date,
      transaction: Transaction,
    ): Promise<Transfer[]> {
      return list(
        `UPDATE transfers SET state = 'failed', reason_code = $2, lease_until = NULL, updated_at = $3
         WHERE installation_id = $1 AND state IN ('queued', 'running', 'waiting') RETURNING *`,
        [siteId, reasonCode, now],
        transaction,
      );
    },

    /** Those that should be running but are not: lease lost, or due for a while without anybody taking them. */
    async listStranded(now: Date, dueBefore: Date): Promise<string[]> {
      const rows = await database.rows<{ id: string }>(
        `SELECT id FROM transfers WHERE state IN ('running', 'finishing') AND lease_until <= $1
         UNION ALL
         SELECT id FROM transfers WHERE state IN ('queued', 'waiting') AND run_after <= $2
         LIMIT 1000`,
        [now, dueBefore],
      );
      return rows.map(({ id }) => id);
    },
  };
}
