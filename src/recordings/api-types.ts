// JSON shapes of recordings and of the transfers that copy them. Times are ISO 8601 in UTC, sizes in bytes.

import type { Rendition } from '../settings/api-types.ts';

export type RecordingFileKind = Rendition;

export interface RecordingFileView {
  /** Identifies the file within its occurrence. */
  key: string;
  kind: RecordingFileKind;
  /** Zoom's own word, e.g. `shared_screen_with_speaker_view`; null when Zoom does not say. */
  recordingType: string | null;
  /** `MP4`, `VTT`, ...: for showing beside the kind; null when Zoom does not say. */
  extension: string | null;
  sizeBytes: number | null;
  durationSeconds: number | null;
  startTime: string | null;
  /** Null when it can be attached; otherwise why not, in plain words. */
  unavailable: {
    code:
      | 'recording_processing'
      | 'not_in_cloud'
      | 'too_large'
      | 'attachments_disabled'
      /** What follows was decided by the site's admins. */
      | 'project_not_allowed'
      | 'rendition_not_allowed'
      | 'above_site_ceiling';
    message: string;
  } | null;
}

/** One occurrence of the meeting that was recorded. */
export interface RecordingView {
  meetingUuid: string;
  startTime: string | null;
  durationMinutes: number | null;
  /** Shared on this issue by the host, so everybody who sees the issue may see and attach it. */
  shared: boolean;
  /** The day on which Zoom deletes it, `2026-12-20`; null when it does not say, or keeps it. */
  deletedOn: string | null;
  /** For the host: who asked them to share it on this issue. Names are read from Jira as the viewer. */
  askedBy: string[];
  files: RecordingFileView[];
}

/** An occurrence that was recorded and that the host has not shared: that it exists is all that is told. */
export interface ClosedRecordingView {
  meetingUuid: string;
  startTime: string | null;
  durationMinutes: number | null;
  /** The person asking has asked the host to share it. */
  askedByMe: boolean;
}

/** GET /api/meeting-links/{linkId}/recordings */
export interface RecordingsView {
  /** Newest first. For somebody who is not the host: only what the host shared. */
  recordings: RecordingView[];
  /** For somebody who is not the host: the others, newest first. */
  closed: ClosedRecordingView[];
  /** The largest file that this site takes, or its admins allow; null when that is not known, or there is no limit. */
  uploadLimitBytes: number | null;
  /** True for the host, who alone may share. A personal room is never shared. */
  canShare: boolean;
  /** True when the person asking is not the host and sees only what was shared. */
  onlyShared: boolean;
}

/** POST and DELETE /api/meeting-links/{linkId}/shares: the host shares one occurrence on this issue. */
export interface ShareRequest {
  meetingUuid: string;
}

/**
 * POST /api/meeting-links/{linkId}/requests (204): asks the host to share one occurrence on this issue. DELETE with the
 * same body (204): the host declines all requests for it; anybody else takes their own back.
 */
export type AskHostRequest = ShareRequest;

/** One occurrence that people ask for on one issue. */
export interface RecordingRequestView {
  linkId: string;
  issueId: string;
  meetingUuid: string;
  /** Read live from Zoom; null when that is not possible now. */
  startTime: string | null;
  askedBy: string[];
  askedAt: string;
}

/**
 * GET /api/recording-requests: what the person asking, as host, is asked for on this site; newest first.
 * POST /api/recording-requests/answer (204) shares the occurrence on its issue, or declines.
 */
export interface RecordingRequestsView {
  requests: RecordingRequestView[];
}
export interface AnswerRecordingRequest {
  linkId: string;
  meetingUuid: string;
  answer: 'share' | 'decline';
}

/** GET /api/audience: whether people who are not logged in can see the issue; null when Jira does not tell. */
export interface AnonymousAudience {
  anonymous: boolean | null;
}

/** GET /api/meeting-links/{linkId}/transcript?meetingUuid=&fileKey= */
export interface TranscriptView {
  cues: TranscriptCue[];
}
export interface TranscriptCue {
  /** From the beginning of the recording. */
  startSeconds: number;
  /** Null where the transcript names nobody. */
  speaker: string | null;
  text: string;
}

/** GET /api/meeting-links/{linkId}/summary?meetingUuid= ; 404 `summary_none` where Zoom has none. */
export interface SummaryView {
  /** The body of a Jira comment, title first: an Atlassian Document Format `doc` of paragraphs, headings, lists, marks. */
  document: AdfNode;
}

/** A node of the Atlassian Document Format, as far as it is made here. */
export interface AdfNode {
  type: string;
  version?: 1;
  attrs?: Record<string, string | number>;
  content?: AdfNode[];
  text?: string;
  marks?: { type: string; attrs?: Record<string, string> }[];
}

/**
 * POST /api/transfers: attach one recording file to this issue, as the person asking.
 * `audience` is what the person was shown of who will see the file; the transfer stops if it has changed since.
 */
export interface AttachRequest {
  linkId: string;
  meetingUuid: string;
  fileKey: string;
  audience: {
    projectId: string;
    securityLevelId: string | null;
    /** Who else may see it, as the person was shown: kept in the audit log with their consent. */
    openTo?: ('anonymous' | 'customers')[];
  };
}

/** POST /api/transfers/{id}/retry: the requester's own failed transfer, with what they are shown of the audience now. */
export type RetryRequest = Pick<AttachRequest, 'audience'>;

export type TransferState =
  | 'queued'
  | 'running'
  | 'waiting'
  | 'finishing'
  | 'succeeded'
  | 'failed'
  | 'cancelled'
  | 'removed';

/** A transfer, as POST /api/transfers, POST /api/transfers/{id}/cancel|retry and GET /api/transfers tell it. */
export interface TransferView {
  id: string;
  linkId: string | null;
  meetingUuid: string;
  fileKey: string;
  kind: RecordingFileKind;
  state: TransferState;
  /** How many transfers of this site come before it; null when it does not stand in line. */
  ahead: number | null;
  bytesMoved: number;
  /** Null until known. */
  bytesTotal: number | null;
  requestedByMe: boolean;
  canCancel: boolean;
  canRetry: boolean;
  /** Why it failed or waits, and what to do; null otherwise. */
  reason: { code: string; message: string } | null;
  attachmentId: string | null;
  createdAt: string;
}

/** GET /api/transfers: those of this issue, newest first. Ask about once a second while one is under way. */
export interface TransfersView {
  transfers: TransferView[];
}

/** A transfer of the person asking that ended while they were elsewhere. POST /api/transfers/told {ids} (204) ends it. */
export interface TransferNewsView {
  id: string;
  issueId: string;
  kind: RecordingFileKind;
  state: 'succeeded' | 'failed';
  reason: { code: string; message: string } | null;
}
