// The two hosts of a download: the web host that checks the token and redirects, and the file host behind signed addresses.
import { createHash, createHmac } from 'node:crypto';
import { meetingOf } from './api-meetings.ts';
import { zoomPage } from './consent-page.ts';
import { recordWhenAnswered, type ZoomContext } from './context.ts';
import type { DownloadFault } from './faults.ts';
import { sendFile } from './file-sender.ts';
import { type Exchange, sendHtml, sendRedirect } from './http-server.ts';
import { handleRoom, isRoom } from './room-pages.ts';
import type { ZoomRecordingFile } from './state.ts';
import { checkBearer, hasScope } from './tokens.ts';

const signedForMs = 5 * 60 * 1000;

const refusals = {
  passcode: 'Password Required - Zoom',
  'host-only': 'Only the host can download this recording',
  'sign-in': 'Sign In | Zoom',
};

const refuse = (exchange: Exchange, why: keyof typeof refusals) =>
  sendHtml(exchange.response, 200, zoomPage(refusals[why], `<h1>${refusals[why]}</h1>`));

const noPage = (exchange: Exchange, status: number, headers: Record<string, string> = {}) =>
  sendHtml(
    exchange.response,
    status,
    zoomPage('Error', '<h1>This page does not exist or was moved.</h1>'),
    headers,
  );

/** Handles one request to the web host: downloads, and the pages behind join addresses. */
export async function handleWeb(context: ZoomContext, exchange: Exchange): Promise<void> {
  const { method, rawPath, response } = exchange;
  const [, area, key = ''] = /^\/rec\/(download|webhook_download)\/([^/]+)$/.exec(rawPath) ?? [];
  const file = area ? findFile(context, decodeURIComponent(key)) : undefined;
  let userId: string | null = null;
  const logPath = area ? `/rec/${area}/${file?.id ?? 'unknown'}` : rawPath;
  recordWhenAnswered(context, response, () => ({ host: 'web', method, path: logPath, userId }));
  if (isRoom(rawPath)) return handleRoom(context, exchange);
  if (!area || (method !== 'GET' && method !== 'HEAD')) return noPage(exchange, 404);
  const fault = context.takeFault(
    'download',
    (candidate) => atWebHost.has(candidate.kind) && concerns(candidate, file),
  );
  if (fault?.kind === 'html-refusal') return refuse(exchange, fault.page ?? 'passcode');
  if (fault?.kind === 'redirect') return sendRedirect(response, fault.to);
  if (fault?.kind === 'status') {
    const { status, retryAfter } = fault;
    return noPage(exchange, status, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
  }
  if (!file || file.onPremises || file.status !== 'completed') return noPage(exchange, 404);
  if (exchange.query.has('access_token')) return noPage(exchange, 401);

  const check = checkBearer(context, exchange.request.headers.authorization);
  if ('refused' in check) {
    if (check.refused === 'missing') return refuse(exchange, 'sign-in');
    return noPage(exchange, 401);
  }
  const { token } = check;
  userId = token.userId;
  if ((token.kind === 'webhook') !== (area === 'webhook_download')) return noPage(exchange, 401);
  if (token.kind === 'access') {
    const instance = context.state.instances.find((candidate) => candidate.uuid === file.uuid);
    const isHost = instance && meetingOf(context, instance)?.hostId === token.userId;
    if (!isHost || !hasScope(context, token, 'cloud_recording:read:list_recording_files')) {
      return refuse(exchange, 'host-only');
    }
  } else if (token.uuid !== file.uuid) {
    return noPage(exchange, 401);
  }
  sendRedirect(response, signedAddress(context, file));
}

const atWebHost = new Set<DownloadFault['kind']>(['html-refusal', 'redirect', 'status']);

const concerns = (fault: DownloadFault, file: ZoomRecordingFile | undefined) =>
  fault.fileId === undefined || fault.fileId === file?.id;

/** The file of an opaque key, which carries the marker in front. */
function findFile(context: ZoomContext, key: string): ZoomRecordingFile | undefined {
  return allFiles(context).find((file) => `${context.marker}${file.downloadKey}` === key);
}

const allFiles = (context: ZoomContext) => context.state.recordings.flatMap((recording) => recording.files);

const contentTypes: Record<string, string> = {
  MP4: 'video/mp4',
  M4A: 'audio/mp4',
  VTT: 'text/vtt',
  TXT: 'text/plain',
  JSON: 'application/json',
};

const contentTypeOf = (file: ZoomRecordingFile) => contentTypes[file.extension] ?? 'application/octet-stream';

/** Where the file host keeps a file. The name in it is the one that a person would save. */
function pathOf(context: ZoomContext, file: ZoomRecordingFile): string {
  const stamp = file.recordingStart.replace(/[-:Z]/g, '').replace('T', '-');
  const frame = file.fileType === 'MP4' ? '_640x360' : '';
  const name = `GMT${stamp}_Recording_${context.marker}${frame}.${file.extension.toLowerCase()}`;
  return `/replay02/${file.recordingStart.slice(0, 10).replaceAll('-', '/')}/${file.id.toUpperCase()}/${name}`;
}

const sign = (context: ZoomContext, path: string, policy: string) =>
  createHmac('sha256', context.state.signingKey).update(`${path}|${policy}`).digest('base64url');

/** An address of the file host that works for five minutes. */
function signedAddress(context: ZoomContext, file: ZoomRecordingFile): string {
  const path = pathOf(context, file);
  const until = Math.floor((context.now() + signedForMs) / 1000);
  const policy = Buffer.from(JSON.stringify({ DateLessThan: until })).toString('base64url');
  const query = new URLSearchParams({
    'response-content-type': contentTypeOf(file),
    'response-cache-control': 'max-age=0,s-maxage=86400',
    data: createHash('sha256').update(file.id).digest('hex'),
    fid: file.downloadKey,
    Policy: policy,
    Signature: sign(context, path, policy),
    'Key-Pair-Id': 'APKAJFHNSLHYCGFYQGIA',
  });
  return `${context.origins.files}${path}?${query}`;
}

const denied = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code></Error>';

/** Handles one request to the file host, which knows signatures and wants no Authorization. */
export async function handleFiles(context: ZoomContext, exchange: Exchange): Promise<void> {
  const { method, rawPath, query, request, response } = exchange;
  const file = allFiles(context).find((candidate) => pathOf(context, candidate) === rawPath);
  const logPath = `/replay/${file?.id ?? 'unknown'}`;
  recordWhenAnswered(context, response, () => ({ host: 'files', method, path: logPath, userId: null }));
  const policy = query.get('Policy') ?? '';
  if (
    !file ||
    (method !== 'GET' && method !== 'HEAD') ||
    request.headers.authorization !== undefined ||
    query.get('Signature') !== sign(context, rawPath, policy) ||
    expiryOf(policy) * 1000 <= context.now()
  ) {
    response
      .writeHead(403, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(denied) })
      .end(denied);
    return;
  }
  const fault = context.takeFault(
    'download',
    (candidate) => !atWebHost.has(candidate.kind) && concerns(candidate, file),
  );
  if (fault?.kind === 'html-file') {
    return sendHtml(response, 200, zoomPage('Error', '<h1>Something went wrong.</h1>'));
  }
  await sendFile(context, exchange, file, contentTypeOf(file), fault);
}

function expiryOf(policy: string): number {
  try {
    return Number(
      (JSON.parse(Buffer.from(policy, 'base64url').toString()) as { DateLessThan: unknown }).DateLessThan,
    );
  } catch {
    return 0;
  }
}
