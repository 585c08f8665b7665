// The transfers table is the truth about each transfer: every change of state is one guarded UPDATE here.

import { randomUUID } from 'node:crypto';
import { secondsAfter } from '../../platform/clock.ts';
import type { Database, Transaction } from '../../platform/database/database.ts';
import { type Attempt, type Transfer, type TransferRow, transferOf } from './transfer.ts';
import type { ReasonCode } from './transfer-reasons.ts';

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

const firstCheckSeconds = 7 * 24 * 3600;

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

    /** One of the same file on the issue that has failed, while Jira may have stored the file all the same. */
    findUnclear(where: { siteId: string; issueId: string; recordingKey: string }): Promise<Transfer | null> {
      return one(
        `SELECT * FROM transfers WHERE installation_id = $1 AND issue_id = $2 AND recording_key = $3
           AND state = 'failed' AND sha256 IS NOT NULL ORDER BY created_at DESC LIMIT 1`,
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
     * One that has crossed the fence before is `finishing`: its attachment may exist, so it is looked for first. Where
     * it is not known when, as of a process of an older version, that counts from now.
     */
    claim(id: string, now: Date, leaseUntil: Date, transaction?: Transaction): Promise<Transfer | null> {
      return one(
        `UPDATE transfers SET attempt = attempt + 1, lease_until = $3, started_at = $2, updated_at = $2,
           state = CASE WHEN sha256 IS NULL THEN 'running' ELSE 'finishing' END,
           fenced_at = CASE WHEN sha256 IS NOT NULL THEN coalesce(fenced_at, $2) END,
           reason_code = NULL, bytes_moved = CASE WHEN sha256 IS NULL THEN 0 ELSE bytes_moved END
         WHERE id = $1 AND ((state IN ('queued', 'waiting') AND run_after <= $2)
           OR (state IN ('running', 'finishing') AND lease_until <= $2))
         RETURNING *`,
        [id, now, leaseUntil],
        transaction,
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
           fenced_at = $5, updated_at = $5, lease_until = $6
         WHERE id = $1 AND attempt = $2 AND state = 'running' AND (read_as = requested_by OR EXISTS (
           SELECT FROM recording_shares s WHERE s.link_id = transfers.link_id
             AND s.meeting_uuid = transfers.meeting_uuid))
         RETURNING *`,
        [run.id, run.attempt, file.size, file.sha256, file.now, file.leaseUntil],
      );
      return row !== null;
    },

    /** For the next run, should Zoom go on sending the file in a length that is not the one of its list. */
    async rememberSize(run: Attempt, size: number): Promise<void> {
      await database.rows(
        `UPDATE transfers SET sent_size = $3 WHERE id = $1 AND attempt = $2 AND state = 'running'`,
        [run.id, run.attempt, size],
      );
    },

    /** finishing -> succeeded. Whether it is still there is first looked for after a week. */
    succeed(
      run: Attempt,
      attachmentId: string,
      now: Date,
      transaction: Transaction,
    ): Promise<Transfer | null> {
      return one(
        `UPDATE transfers SET state = 'succeeded', attachment_id = $3, lease_until = NULL, reason_code = NULL,
           updated_at = $4, attached_at = $4, check_due_at = $5
         WHERE id = $1 AND attempt = $2 AND state = 'finishing' RETURNING *`,
        [run.id, run.attempt, attachmentId, now, secondsAfter(now, firstCheckSeconds)],
        transaction,
      );
    },

    /** failed -> succeeded: the attachment was there all the same. */
    adopt(id: string, attachmentId: string, now: Date, transaction: Transaction): Promise<Transfer | null> {
      return one(
        `UPDATE transfers SET state = 'succeeded', attachment_id = $2, reason_code = NULL, updated_at = $3,
           attached_at = $3, check_due_at = $4
         WHERE id = $1 AND state = 'failed' AND sha256 IS NOT NULL RETURNING *`,
        [id, attachmentId, now, secondsAfter(now, firstCheckSeconds)],
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
        outages: number;
        runAfter: Date;
        inDoubt: boolean;
        now: Date;
      },
      transaction: Transaction,
    ): Promise<Transfer | null> {
      const held = outcome.inDoubt && outcome.state !== 'failed';
      return one(
        `UPDATE transfers SET state = $3, reason_code = $4, failures = $5, outages = $10, run_after = $6,
           lease_until = $7, updated_at = $8, bytes_moved = CASE WHEN $9 THEN bytes_moved ELSE 0 END,
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
          outcome.outages,
        ],
        transaction,
      );
    },

    /** queued | running | waiting -> cancelled; null when it is too late: what Jira may have stored is looked for first. */
    cancel(id: string, now: Date, transaction: Transaction): Promise<Transfer | null> {
      return one(
        `UPDATE transfers SET state = 'cancelled', reason_code = NULL, lease_until = NULL, updated_at = $2
         WHERE id = $1 AND state IN ('queued', 'running', 'waiting') AND sha256 IS NULL RETURNING *`,
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
        `UPDATE transfers SET state = 'queued', reason_code = NULL, failures = 0, outages = 0, bytes_moved = 0, run_after = $5,
           updated_at = $5, consent_project_id = $2, consent_security_level_id = $3, read_as = $4, told_at = NULL
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

    /**
     * queued | running | waiting ones that read Zoom as a person, were asked for by them, or all of a site -> failed:
     * what they need has ended. `reason.others`: for those who read with somebody else's Zoom.
     */
    failAll(
      where: { readAs: string } | { requestedBy: string } | { siteId: string },
      reason: { own: ReasonCode; others: ReasonCode },
      now: Date,
      transaction: Transaction,
    ): Promise<Transfer[]> {
      const [column, value] =
        'readAs' in where
          ? ['read_as', where.readAs]
          : 'requestedBy' in where
            ? ['requested_by', where.requestedBy]
            : ['installation_id', where.siteId];
      return list(
        `UPDATE transfers SET state = 'failed', lease_until = NULL, updated_at = $4,
           reason_code = CASE WHEN requested_by = read_as THEN $2 ELSE $3 END
         WHERE ${column} = $1 AND state IN ('queued', 'running', 'waiting') RETURNING *`,
        [value, reason.own, reason.others, now],
        transaction,
      );
    },

    /** Those that wait until Zoom has processed this recording are due now. */
    wake(recording: { meetingUuid: string; hostZoomUserId: string }, now: Date): Promise<Transfer[]> {
      return list(
        `UPDATE transfers SET run_after = $3, updated_at = $3
         WHERE meeting_uuid = $1 AND host_zoom_user_id = $2 AND state = 'waiting'
           AND reason_code = 'recording_processing' AND run_after > $3 RETURNING *`,
        [recording.meetingUuid, recording.hostZoomUserId, now],
      );
    },

    /**
     * A Zoom user wants nothing kept: failed and cancelled transfers of their recordings go, all others lose Zoom's ids
     * and keep what says which attachment was made. The sites concerned.
     */
    async eraseHost(zoomUserId: string, transaction: Transaction): Promise<string[]> {
      const deleted = await list(
        `DELETE FROM transfers WHERE host_zoom_user_id = $1 AND state IN ('failed', 'cancelled') RETURNING *`,
        [zoomUserId],
        transaction,
      );
      const kept = await list(
        `UPDATE transfers SET host_zoom_user_id = '', meeting_id = 0, meeting_uuid = '', recording_key = id::text
         WHERE host_zoom_user_id = $1 RETURNING *`,
        [zoomUserId],
        transaction,
      );
      return [...new Set([...deleted, ...kept].map(({ siteId }) => siteId))];
    },
  };
}
