// Why a transfer waits, failed or was not started: our own codes, with the words for the person. The only list of them.

import type { TransferState } from '../api-types.ts';

/** These pass: the transfer waits and goes on by itself, until it was tried too often. */
const passing = {
  recording_processing: 'Zoom is still processing this recording.',
  zoom_unavailable: 'Zoom cannot be reached.',
  zoom_rate_limited: 'Zoom is receiving too many requests.',
  download_cut: 'The download from Zoom was cut off.',
  jira_unavailable: 'Jira cannot be reached.',
  jira_rate_limited: 'Jira is receiving too many requests.',
  upload_cut: 'The upload to Jira was cut off.',
  upload_unclear: 'Jira has not said whether it has stored the file.',
  jira_unauthorized:
    'Jira does not recognise this app. If that stays, ask your Jira admin to reinstall the app.',
  jira_unexpected:
    'Jira gave an answer that this app does not understand. If that stays, ask your Jira admin to reinstall the app.',
  app_overloaded: 'This app has too much to do at the moment.',
  // The key may be missing in this process only, while all are restarted with a new one.
  secret_unreadable: 'This app cannot open something that it keeps encrypted. Whoever runs it can mend that.',
  internal: 'Something went wrong on our side.',
} as const;

/** These do not: somebody has to do something. */
const final = {
  too_large:
    'The file is larger than this Jira site allows. Ask your Jira admin to raise the attachment limit.',
  issue_full:
    'Jira did not accept the file although it is small enough: the issue seems to have as many attachments as Jira allows. Delete some that nobody needs, then press Retry.',
  project_not_allowed:
    'Your Jira admins do not let Zoom recordings be attached in this project. Ask them to allow it.',
  rendition_not_allowed:
    'Your Jira admins do not let files of this kind be attached here. Ask them to allow it.',
  above_site_ceiling: 'The file is larger than your Jira admins let be attached here. Ask them to allow it.',
  attachments_disabled:
    'Attachments are switched off on this Jira site. Ask your Jira admin to switch them on.',
  upload_refused:
    'Jira did not accept the file. It may be larger than this site allows, or the issue may have too many attachments. Ask your Jira admin, then press Retry.',
  rights_missing:
    'You may no longer add attachments to this issue. Ask your Jira admin for the permission, then press Retry.',
  issue_not_visible:
    'The issue is gone or you can no longer see it. If you need it, ask your Jira admin, then press Retry.',
  audience_changed:
    'The issue was moved or its security level changed since you asked, so others might see the file. Check who can see the issue, then press Retry.',
  recording_gone:
    'Zoom no longer has this recording file. It can be attached again when the host restores it from Zoom’s trash.',
  not_in_cloud:
    'This file is kept on your company’s own server, not in Zoom’s cloud, so it cannot be attached from here. Ask the host for it.',
  recording_not_shared: 'The host no longer shares this recording on this issue. Ask the host to share it.',
  zoom_refused:
    'Zoom does not hand out this file: its settings or the host’s administrator forbid downloading. Ask the host to allow it.',
  wrong_content:
    'What Zoom sent is not the recording, so nothing was attached. Ask the host whether it plays at Zoom.',
  size_unknown:
    'Zoom does not say how large this file is, so it cannot be uploaded to Jira from here. Ask the host for it.',
  zoom_not_connected: 'The Zoom account is no longer connected. Press Connect Zoom, then Retry.',
  zoom_deauthorized:
    'The app was removed from the Zoom account at Zoom, so it can no longer read the recording. Press Connect Zoom, then Retry.',
  zoom_needs_reconnect: 'The connection to Zoom has ended. Press Connect Zoom, then Retry.',
  linker_not_connected:
    'The person whose Zoom account this recording is read with is no longer connected. They can connect again, or the host can link the meeting anew.',
  linker_left:
    'The person whose Zoom account this recording is read with has left Jira. The host can link the meeting anew.',
  zoom_permission_missing:
    'Zoom has not given this app a permission it needs. Press Connect Zoom, then Retry.',
  impersonation_unavailable:
    'This Jira site does not let the app upload as you. Ask your Jira admin to reinstall the app.',
  impersonation_refused:
    'Jira does not let the app act as you. Is your account active, with access to this site? Ask your Jira admin, then press Retry.',
  account_closed:
    'The Jira account of the person who asked for this was closed. Others can press Attach to issue.',
  person_erased:
    'What the app knew of the person who asked for this was erased. Others can press Attach to issue.',
  site_erased:
    'Everything that the app held of this Jira site was erased. You can link the meeting again and attach it anew.',
  site_not_installed:
    'The app is no longer installed on this Jira site. Ask your Jira admin to install it again.',
} as const;

/** Where the words above speak to the person who asked: for everybody else who sees the issue. */
const toOthers: Partial<Record<ReasonCode, string>> = {
  issue_full:
    'Jira did not accept the file although it is small enough: the issue seems to have as many attachments as Jira allows.',
  upload_refused:
    'Jira did not accept the file. It may be larger than this site allows, or the issue may have too many attachments.',
  rights_missing: 'The person who asked for this may no longer add attachments to the issue.',
  issue_not_visible: 'The person who asked for this can no longer see the issue.',
  audience_changed:
    'The issue was moved or its security level changed since somebody asked for this, so others might see the file.',
  zoom_not_connected: 'The person who asked for this is no longer connected to Zoom.',
  zoom_deauthorized: 'The person who asked for this is no longer connected to Zoom.',
  zoom_needs_reconnect: 'The connection to Zoom of the person who asked for this has ended.',
  zoom_permission_missing:
    'Zoom has not given this app a permission that it needs for the person who asked for this.',
  impersonation_unavailable:
    'This Jira site does not let the app upload as the person who asked for this. A Jira admin can reinstall the app.',
  impersonation_refused: 'Jira does not let the app act as the person who asked for this.',
};

export type ReasonCode = keyof typeof passing | keyof typeof final;

export function isPassing(code: ReasonCode): code is keyof typeof passing {
  return Object.hasOwn(passing, code);
}

export const reasonCodes = Object.keys({ ...passing, ...final }) as ReasonCode[];

export function isReasonCode(code: string): code is ReasonCode {
  return Object.hasOwn(passing, code) || Object.hasOwn(final, code);
}

/** What keeps a file from being attached, for somebody who has not asked for it yet. */
export function obstacleInWords(code: ReasonCode): string {
  return isPassing(code) ? passing[code] : final[code];
}

/** Why a transfer waits or has failed, and what comes next. `mine`: told to the person who asked for it. */
export function reasonInWords(
  code: ReasonCode,
  state: TransferState,
  mine: boolean,
): { code: string; message: string } {
  if (!isPassing(code)) return { code, message: (mine ? undefined : toOthers[code]) ?? final[code] };
  const next =
    state === 'failed'
      ? `It was tried several times, so the transfer was stopped.${mine ? ' Press Retry to try again.' : ''}`
      : code === 'recording_processing'
        ? 'The transfer starts by itself when it is ready.'
        : code === 'upload_unclear'
          ? 'The transfer goes on by itself as soon as that is known.'
          : 'The transfer tries again by itself.';
  return { code, message: `${passing[code]} ${next}` };
}

/** Ends a run of a transfer: it waits when the reason passes by itself, otherwise it has failed. */
export class TransferStop extends Error {
  override readonly name = 'TransferStop';
  readonly code: ReasonCode;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ReasonCode, options: { retryAfterSeconds?: number | undefined; cause?: unknown } = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
