// The closed list of events of the audit log, and the JSON shapes of reading and checking it. Types only: the browser takes them.

/** Why a person's Zoom connection ended. */
export type DisconnectReason =
  | 'by_person'
  | 'uninstalled'
  | 'other_zoom_user'
  /** The app was removed at Zoom. */
  | 'deauthorized'
  | 'account_closed'
  /** What was held on the person, or of the whole site, was erased. */
  | 'erased';

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
  /** By an admin, or by the person: what was held on them went. */
  | { type: 'person_erased'; erasedPersonId: string; erasureId: string }
  /** The first event of the log that begins then. */
  | { type: 'site_erased'; erasureId: string }
  /** The person got everything that is held on them. */
  | { type: 'data_exported' }
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
  | { type: 'attachment_commented'; transferId: string; internal: boolean }
  /** `projectId` null: the site's. What changed, and nothing else; missing on one side: the project has none of its own. */
  | { type: 'policy_changed'; projectId: string | null; before: PolicyFields; after: PolicyFields };

/** By the names that they have in `SitePolicy`: ids, numbers, our own codes. */
export type PolicyFields = Record<string, string | number | boolean | null | readonly string[]>;

interface ShownAudience {
  projectId: string;
  securityLevelId: string | null;
  openTo: ('anonymous' | 'customers')[];
}

export type AuditEventType = AuditEvent['type'];

/** `asked`: it is still to happen. `refused`: somebody decided that it does not. */
export type AuditOutcome = 'done' | 'asked' | 'refused' | 'failed';

/** One event as a page or an export has it. */
export interface AuditEntry {
  /** Its number in the site's chain. */
  position: number;
  at: string;
  type: AuditEventType;
  outcome: AuditOutcome;
  /** Null when nobody in particular acted, or the person was erased. */
  accountId: string | null;
  erased: boolean;
  issueId: string | null;
  /** Ids, numbers and our own codes; by type as in `AuditEvent`. */
  details: Record<string, unknown>;
}

/** Newest first. */
export interface AuditLogPage {
  events: AuditEntry[];
  /** For the next page; null on the last. */
  before: string | null;
}

/** What is wrong first, and with which event, by its number. */
export interface AuditFault {
  kind:
    | 'changed_row'
    | 'removed_row'
    /** Events are missing at the end. */
    | 'cut_tail'
    | 'changed_head'
    | 'changed_checkpoint'
    /** Put in without being chained. */
    | 'unchained_row'
    /** Before the beginning or after the end of what is chained. */
    | 'stray_row'
    /** Neither events nor a chain, though every site has at least that the app was installed. */
    | 'nothing_left';
  position: number | null;
}

export interface AuditVerificationRequest {
  /** Where the step before ended; absent begins. */
  after?: number;
}

/** What a step of the verification found. `unverifiable`: nothing wrong, but a key does not open. */
export interface AuditVerification {
  state: 'going_on' | 'whole' | 'faulty' | 'unverifiable';
  after: number;
  /** Events, so far and in all. */
  checked: number;
  total: number;
  fault: AuditFault | null;
}
