// JSON shapes of recordings and of the transfers that copy them. Times are ISO 8601 in UTC, sizes in bytes.

export type RecordingFileKind = 'video' | 'audio' | 'transcript' | 'chat' | 'captions' | 'other';

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
    code: 'recording_processing' | 'not_in_cloud' | 'too_large' | 'attachments_disabled';
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
  files: RecordingFileView[];
}

/** GET /api/meeting-links/{linkId}/recordings */
export interface RecordingsView {
  /** Newest first. For somebody who is not the host: only what the host shared. */
  recordings: RecordingView[];
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
 * POST /api/transfers: attach one recording file to this issue, as the person asking.
 * `audience` is what the person was shown of who will see the file; the transfer stops if it has changed since.
 */
export interface AttachRequest {
  linkId: string;
  meetingUuid: string;
  fileKey: string;
  audience: { projectId: string; securityLevelId: string | null };
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
