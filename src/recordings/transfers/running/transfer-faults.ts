// What any error on the way means for the transfer: the one place where faults become reasons.

import { JiraError } from '../../../jira/jira-error.ts';
import { AppError } from '../../../platform/errors.ts';
import { DownloadError, type DownloadFault } from '../../../zoom/recording-download.ts';
import type { SiteLimits } from '../../attachment-settings.ts';
import { isReasonCode, type ReasonCode, TransferStop } from '../transfer-reasons.ts';

const ofDownload: Record<DownloadFault, ReasonCode> = {
  host_not_allowed: 'zoom_refused',
  refused: 'zoom_refused',
  gone: 'recording_gone',
  rate_limited: 'zoom_rate_limited',
  unavailable: 'zoom_unavailable',
  cut: 'download_cut',
};

/** Of the calls before the upload; that of its own is {@link uploadStopOf}. */
const ofJira: Record<JiraError['kind'], ReasonCode> = {
  unauthorized: 'jira_unauthorized',
  forbidden: 'rights_missing',
  not_found: 'issue_not_visible',
  too_large: 'jira_unexpected',
  rate_limited: 'jira_rate_limited',
  unavailable: 'jira_unavailable',
  unexpected: 'jira_unexpected',
};

/** Codes of {@link AppError} that are not reasons by the same name. */
const ofAppError: Record<string, ReasonCode> = {
  zoom_not_found: 'recording_gone',
  zoom_paid_only: 'zoom_refused',
  // Of what the app asks in its own name.
  jira_forbidden: 'jira_unauthorized',
};

export function stopOf(error: unknown): TransferStop {
  if (error instanceof TransferStop) return error;
  const options = {
    cause: error,
    retryAfterSeconds: (error as { retryAfterSeconds?: number }).retryAfterSeconds,
  };
  if (lacksDescriptors(error)) return new TransferStop('app_overloaded', options);
  if (error instanceof DownloadError) return new TransferStop(ofDownload[error.kind], options);
  if (error instanceof JiraError) return new TransferStop(ofJira[error.kind], options);
  if (error instanceof AppError) {
    const code = isReasonCode(error.code) ? error.code : ofAppError[error.code];
    if (code !== undefined) return new TransferStop(code, options);
  }
  return new TransferStop('internal', options);
}

/** Whether this process could open no further socket: then neither Zoom nor Jira is to blame. */
function lacksDescriptors(error: unknown): boolean {
  let cause = error;
  for (let depth = 0; depth < 6 && cause instanceof Error; depth += 1) {
    const { code } = cause as { code?: unknown };
    if (code === 'EMFILE' || code === 'ENFILE') return true;
    cause = cause.cause ?? (cause as { parent?: unknown }).parent;
  }
  return false;
}

/**
 * What stopped an upload. Where Jira's status leaves open why, its settings of this moment tell; its own words may not
 * be kept, and come in the language of the site.
 * @param limitsNow asks Jira.
 */
export async function uploadStopOf(
  error: unknown,
  size: number,
  limitsNow: () => Promise<SiteLimits>,
): Promise<unknown> {
  if (!(error instanceof JiraError)) return error;
  const stop = (code: ReasonCode) => new TransferStop(code, { cause: error });
  const { kind } = error;
  if (kind === 'unexpected') return isCertainRefusal(error) ? stop('upload_refused') : error;
  if (kind !== 'not_found' && kind !== 'too_large') return error;
  const limits = await limitsNow().catch(() => null);
  if (limits?.enabled === false) return stop('attachments_disabled');
  if (kind === 'not_found') return error;
  if (limits === null) return stop('upload_refused');
  return stop(size > limits.uploadLimitBytes ? 'too_large' : 'issue_full');
}

/** Whether Jira's refusal leaves no doubt that it stored nothing. A lost answer, a 408 or a 5xx may hide an attachment. */
export function isCertainRefusal(error: unknown): boolean {
  if (!(error instanceof JiraError) || error.status === null) return false;
  return error.status >= 400 && error.status < 500 && error.status !== 408;
}
