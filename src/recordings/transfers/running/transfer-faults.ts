// What any error on the way means for the transfer: the one place where faults become reasons.

import { JiraError } from '../../../jira/jira-error.ts';
import { AppError } from '../../../platform/errors.ts';
import { DownloadError, type DownloadFault } from '../../../zoom/recording-download.ts';
import { isReasonCode, type ReasonCode, TransferStop } from '../transfer-reasons.ts';

const ofDownload: Record<DownloadFault, ReasonCode> = {
  host_not_allowed: 'zoom_refused',
  refused: 'zoom_refused',
  gone: 'recording_gone',
  rate_limited: 'zoom_rate_limited',
  unavailable: 'zoom_unavailable',
  cut: 'download_cut',
};

const ofJira: Record<JiraError['kind'], ReasonCode> = {
  unauthorized: 'jira_unavailable',
  forbidden: 'rights_missing',
  not_found: 'issue_not_visible',
  too_large: 'upload_refused',
  rate_limited: 'jira_rate_limited',
  unavailable: 'jira_unavailable',
  unexpected: 'upload_refused',
};

/** Codes of {@link AppError} that are not reasons by the same name. */
const ofAppError: Record<string, ReasonCode> = {
  zoom_not_found: 'recording_gone',
  zoom_paid_only: 'zoom_refused',
};

export function stopOf(error: unknown): TransferStop {
  if (error instanceof TransferStop) return error;
  const options = {
    cause: error,
    retryAfterSeconds: (error as { retryAfterSeconds?: number }).retryAfterSeconds,
  };
  if (error instanceof DownloadError) return new TransferStop(ofDownload[error.kind], options);
  if (error instanceof JiraError) return new TransferStop(ofJira[error.kind], options);
  if (error instanceof AppError) {
    const code = isReasonCode(error.code) ? error.code : ofAppError[error.code];
    if (code !== undefined) return new TransferStop(code, options);
  }
  return new TransferStop('internal', options);
}

/** Whether Jira's refusal leaves no doubt that it stored nothing. A lost answer, a 408 or a 5xx may hide an attachment. */
export function isCertainRefusal(error: unknown): boolean {
  if (!(error instanceof JiraError) || error.status === null) return false;
  return error.status >= 400 && error.status < 500 && error.status !== 408;
}
