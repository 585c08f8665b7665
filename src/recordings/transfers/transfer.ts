// A transfer: our job of copying one recording file to one issue. README.md explains its states.

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
  /** Runs that ended with a passing reason since it was asked for, but for {@link outages}. */
  failures: number;
  /** Those that ended because Zoom, Jira or we could not be reached or were asked too much. */
  outages: number;
  bytesMoved: number;
  bytesTotal: number | null;
  /** The length in which Zoom last sent the file, where it was not the one of its list. */
  sentSize: number | null;
  /** Of the complete file; while there is one and no attachment, Jira may have stored it. */
  sha256: string | null;
  /** When the run that knew the hash crossed the fence. */
  fencedAt: Date | null;
  attachmentId: string | null;
  createdAt: Date;
}

/** One run of a transfer. */
export interface Attempt {
  id: string;
  attempt: number;
}

export interface TransferRow {
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
  outages: number;
  bytes_moved: string;
  bytes_total: string | null;
  sent_size: string | null;
  sha256: string | null;
  fenced_at: Date | null;
  attachment_id: string | null;
  created_at: Date;
}

export const transferOf = (row: TransferRow): Transfer => ({
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
  outages: row.outages,
  bytesMoved: Number(row.bytes_moved),
  bytesTotal: row.bytes_total === null ? null : Number(row.bytes_total),
  sentSize: row.sent_size === null ? null : Number(row.sent_size),
  sha256: row.sha256,
  fencedAt: row.fenced_at,
  attachmentId: row.attachment_id,
  createdAt: row.created_at,
});
