// The audit log: a closed list of events, ids and our own codes only. Written in the transaction of what it tells of.

import { type Database, onlyRow, type Transaction } from '../platform/database/database.ts';

/** Why a person's Zoom connection ended. */
export type DisconnectReason =
  | 'by_person'
  | 'uninstalled'
  | 'other_zoom_user'
  /** The app was removed at Zoom. */
  | 'deauthorized'
  | 'account_closed';

/** Every event there is, with what it carries besides site, time, person and issue. */
export type AuditEvent =
  | { type: 'installed' | 'reinstalled' | 'uninstalled' | 'retired' }
  | { type: 'zoom_connected'; replaced: boolean }
  /** The same Zoom user authorized the app anew, here or elsewhere: this connection goes on with that. */
  | { type: 'zoom_authorization_renewed' }
  | { type: 'zoom_disconnected'; reason: DisconnectReason }
  | { type: 'zoom_needs_reconnect' }
  | { type: 'zoom_permission_missing'; scopes: string[] }
  | { type: 'account_closed' }
  /** The Zoom user left and wants nothing kept: what was linked of their meetings went. */
  | { type: 'zoom_data_erased'; links: number }
  | { type: 'meeting_linked' | 'meeting_unlinked'; linkId: string; meetingId: string }
  /** At Zoom, by its host; linking it is an event of its own. */
  | { type: 'meeting_scheduled' | 'meeting_started'; meetingId: string }
  | { type: 'meeting_time_changed' | 'meeting_cancelled'; linkId: string; meetingId: string }
  | { type: 'recording_shared' | 'recording_unshared'; linkId: string; meetingUuid: string }
  | { type: 'recording_asked_for' | 'recording_request_declined'; linkId: string; meetingUuid: string }
  /** The person was shown who will be able to see the file, and attached it. */
  | ({ type: 'attach_requested' | 'attach_retried'; transferId: string } & ShownAudience)
  | { type: 'attach_cancelled'; transferId: string }
  | { type: 'attached'; transferId: string; attachmentId: string; size: number; sha256: string }
  | { type: 'attach_failed'; transferId: string; code: string }
  | { type: 'attachment_removed'; transferId: string; attachmentId: string }
  | { type: 'attachment_commented'; transferId: string; internal: boolean };

interface ShownAudience {
  projectId: string;
  securityLevelId: string | null;
  openTo: ('anonymous' | 'customers')[];
}

export interface AuditContext {
  siteId: string;
  /** Random id from `persons`; null when nobody in particular acted. */
  personId: string | null;
  issueId: string | null;
  at: Date;
}

export type AuditLog = ReturnType<typeof createAuditLog>;

export function createAuditLog({ database }: { database: Database }) {
  return {
    /** @returns its id, higher than those of the events before. */
    async record(
      transaction: Transaction,
      { siteId, personId, issueId, at }: AuditContext,
      { type, ...details }: AuditEvent,
    ): Promise<string> {
      const recorded = await database.rows<{ id: string }>(
        `INSERT INTO audit_events (installation_id, at, type, person_id, issue_id, details)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
        [siteId, at, type, personId, issueId, JSON.stringify(details)],
        transaction,
      );
      return onlyRow(recorded).id;
    },

    /** The person's latest event of these types; null when there is none any more. */
    async findLatest<Type extends AuditEvent['type']>(
      personId: string,
      types: readonly Type[],
    ): Promise<{ at: Date; event: Extract<AuditEvent, { type: Type }> } | null> {
      const [row] = await database.rows<{ at: Date; type: Type; details: object }>(
        `SELECT at, type, details FROM audit_events WHERE person_id = $1 AND type = ANY ($2::text[])
         ORDER BY id DESC LIMIT 1`,
        [personId, types],
      );
      if (row === undefined) return null;
      return { at: row.at, event: { type: row.type, ...row.details } as Extract<AuditEvent, { type: Type }> };
    },

    /**
     * Whether anything happened to the link since that event, or somebody else than the person unlinked its meeting from
     * the same issue, be it linked anew in between.
     */
    async isOvertaken(
      since: { eventId: string; siteId: string; personId: string; issueId: string; linkId: string },
      transaction: Transaction,
    ): Promise<boolean> {
      const later = await database.rows(
        `SELECT later.id FROM audit_events known JOIN audit_events later
           ON later.installation_id = known.installation_id AND later.issue_id = known.issue_id AND later.id > known.id
         WHERE known.id = $1 AND known.installation_id = $2 AND known.issue_id = $3 AND (
           later.details ->> 'linkId' = $4
           OR (later.type = 'meeting_unlinked' AND later.person_id IS DISTINCT FROM $5
             AND later.details -> 'meetingId' = known.details -> 'meetingId'))
         LIMIT 1`,
        [since.eventId, since.siteId, since.issueId, since.linkId, since.personId],
        transaction,
      );
      return later.length > 0;
    },
  };
}
