// REST resources of attachments: uploading, the site's limits, reading, deleting.

import { createReadStream, existsSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { attachmentBean } from './attachment-bean.ts';
import type { Site } from './context.ts';
import type { UploadFault } from './faults.ts';
import { boundaryOf, MalformedMultipart } from './multipart.ts';
import { jiraError, type RestAnswer, type RestCall, type RestRoute } from './rest-call.ts';
import { getVisibleIssue } from './rest-issues.ts';
import { accountIdOf, type Identity, isAdmin, type JiraAttachment, mayOnIssue } from './site-state.ts';
import {
  contentPath,
  receiveFiles,
  UploadBroken,
  type UploadedFile,
  UploadTooLarge,
  WrongField,
} from './upload.ts';

const maxFilesPerRequest = 60;
const multipartAllowance = 64 * 1024;
const attachmentPath = /^\/rest\/api\/3\/attachment\/(\d+)$/;

export const attachmentRoutes: RestRoute[] = [
  {
    method: 'POST',
    path: /^\/rest\/api\/3\/issue\/([^/]+)\/attachments$/,
    scope: 'WRITE',
    answer: addAttachments,
  },
  { method: 'GET', path: /^\/rest\/api\/3\/attachment\/meta$/, scope: 'READ', answer: getMeta },
  { method: 'GET', path: attachmentPath, scope: 'READ', answer: getAttachment },
  { method: 'DELETE', path: attachmentPath, scope: 'DELETE', answer: deleteAttachment },
  { method: 'GET', path: /^\/rest\/api\/3\/attachment\/content\/(\d+)$/, scope: 'READ', answer: getContent },
];

async function addAttachments(call: RestCall): Promise<RestAnswer | null> {
  const { site, request, response, identity, captured } = call;
  const { state, context } = site;
  const { limits } = state;
  if (request.headers['x-atlassian-token'] !== 'no-check') throw jiraError(site, 403, 'XSRF check failed');
  const length = Number(request.headers['content-length'] ?? Number.NaN);
  if (Number.isNaN(length)) throw jiraError(site, 411, 'Length Required');
  const contentType = request.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\b/i.test(contentType)) throw jiraError(site, 415, 'Unsupported Media Type');
  const boundary = boundaryOf(contentType);
  if (boundary === null) throw jiraError(site, 400, 'The multipart boundary is missing.');

  const issue = getVisibleIssue(site, identity, captured[0] ?? '');
  if (!limits.attachmentsEnabled) throw jiraError(site, 404, 'Attachments are disabled.');
  if (!mayOnIssue(state, identity, 'CREATE_ATTACHMENTS', issue)) {
    throw jiraError(site, 403, 'You do not have permission to create attachments for this issue.');
  }
  const present = state.attachments.filter((attachment) => attachment.issueId === issue.id).length;
  if (present >= limits.maxAttachmentsPerIssue) {
    throw jiraError(site, 413, 'The issue has as many attachments as it may have.');
  }
  const tooLarge = `The file exceeds its maximum permitted size of ${limits.uploadLimit} bytes.`;
  if (length > limits.uploadLimit * maxFilesPerRequest + multipartAllowance)
    throw jiraError(site, 413, tooLarge);

  const accountId = accountIdOf(state, identity);
  const fault = context.faults.uploads.shift();
  let files: UploadedFile[];
  try {
    files = await receiveFiles(request, boundary, { site, issueId: issue.id, accountId }, fault);
  } catch (error) {
    request.resume();
    if (error instanceof UploadBroken) {
      response.destroy();
      return null;
    }
    if (error instanceof UploadTooLarge) throw jiraError(site, 413, tooLarge);
    if (error instanceof WrongField || error instanceof MalformedMultipart) {
      throw jiraError(site, 400, `The multipart body is not valid: ${error.message}.`);
    }
    throw error;
  }
  if (files.length === 0) throw jiraError(site, 400, 'There is no file in the request.');
  if (files.length > maxFilesPerRequest || present + files.length > limits.maxAttachmentsPerIssue) {
    throw jiraError(site, 413, 'Too many files.');
  }
  if (fault?.kind === 'answer' && !fault.stored) return sendText(response, fault);
  const created: JiraAttachment[] = [];
  for (const file of files) created.push(await store(site, file, issue.id, accountId));
  return uploadAnswer(site, response, created, fault);
}

/** Makes an attachment of a received file, and tells the world. */
async function store(site: Site, file: UploadedFile, issueId: string, authorAccountId: string) {
  const { state, context } = site;
  const id = String(state.nextId++);
  await file.keepAs(id);
  const { filename, size, sha256, mimeType } = file;
  const created = new Date(context.now()).toISOString().replace('Z', '+0000');
  const attachment = { id, issueId, filename, size, sha256, mimeType, authorAccountId, created };
  state.attachments.push(attachment);
  site.save();
  context.events.emit('attachment-created', { site: site.baseUrl, issueId, attachmentId: id });
  return attachment;
}

function uploadAnswer(
  site: Site,
  response: ServerResponse,
  created: JiraAttachment[],
  fault: UploadFault | undefined,
): RestAnswer | null {
  if (fault?.kind === 'lose-answer') {
    response.destroy();
    return null;
  }
  if (fault?.kind === 'answer') return sendText(response, fault);
  const beans = created.map((attachment) => attachmentBean(site, attachment));
  if (fault?.kind === 'answer-without-id') for (const bean of beans) delete bean.id;
  return { status: 200, body: beans };
}

function sendText(response: ServerResponse, fault: Extract<UploadFault, { kind: 'answer' }>): null {
  response.writeHead(fault.status, fault.headers).end(fault.text);
  return null;
}

function getMeta({ site }: RestCall): RestAnswer {
  const { attachmentsEnabled, uploadLimit } = site.state.limits;
  return { status: 200, body: { enabled: attachmentsEnabled, uploadLimit } };
}

function getAttachment({ site, identity, captured }: RestCall): RestAnswer {
  const { id, ...rest } = attachmentBean(site, getVisibleAttachment(site, identity, captured[0]));
  return { status: 200, body: { id: Number(id), ...rest, properties: {} } };
}

function deleteAttachment({ site, identity, captured }: RestCall): RestAnswer {
  const attachment = getVisibleAttachment(site, identity, captured[0]);
  const own = identity.kind === 'user' && identity.accountId === attachment.authorAccountId;
  if (!own && !isAdmin(site.state, identity)) {
    throw jiraError(site, 403, 'You do not have permission to delete this attachment.');
  }
  removeAttachment(site, attachment);
  return { status: 204 };
}

/** Deletes an attachment with its bytes, as a person does in Jira. */
export function removeAttachment(site: Site, attachment: JiraAttachment): void {
  const { state, context } = site;
  state.attachments = state.attachments.filter((other) => other !== attachment);
  if (context.attachmentFolder !== null) {
    rmSync(contentPath(context.attachmentFolder, site, attachment.id), { force: true });
  }
  site.save();
  const { issueId, id } = attachment;
  context.events.emit('attachment-deleted', { site: site.baseUrl, issueId, attachmentId: id });
}

async function getContent({ site, identity, captured, url, request, response }: RestCall) {
  const attachment = getVisibleAttachment(site, identity, captured[0]);
  if (url.searchParams.get('redirect') === 'false') {
    await sendContent(site, attachment, request, response);
    return null;
  }
  // Jira sends people on to its media servers; here the same site plays that part.
  const location = `${site.baseUrl}${url.pathname}?redirect=false`;
  return { status: 303, headers: { location } };
}

function getVisibleAttachment(site: Site, identity: Identity, id: string | undefined): JiraAttachment {
  const attachment = site.state.attachments.find((candidate) => candidate.id === id);
  const issue = site.state.issues.find((candidate) => candidate.id === attachment?.issueId);
  const visible = issue && mayOnIssue(site.state, identity, 'BROWSE_PROJECTS', issue);
  if (!attachment || !visible || !site.state.limits.attachmentsEnabled) {
    throw jiraError(site, 404, 'The attachment does not exist or you cannot see it.');
  }
  return attachment;
}

async function sendContent(
  site: Site,
  attachment: JiraAttachment,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const folder = site.context.attachmentFolder;
  const path = folder === null ? null : contentPath(folder, site, attachment.id);
  if (path === null || !existsSync(path)) throw jiraError(site, 404, 'The bytes were not kept.');
  const { size } = attachment;
  const header = request.headers.range;
  const range = header === undefined ? { start: 0, end: size - 1 } : parseRange(header, size);
  if (range === 'malformed') throw jiraError(site, 400, 'The range is malformed.');
  if (range === 'unsatisfiable') {
    throw jiraError(site, 416, 'The range cannot be satisfied.', { 'content-range': `bytes */${size}` });
  }
  response.writeHead(header === undefined ? 200 : 206, {
    'content-type': attachment.mimeType,
    'content-length': range.end - range.start + 1,
    'accept-ranges': 'bytes',
    'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(attachment.filename)}`,
    ...(header !== undefined && { 'content-range': `bytes ${range.start}-${range.end}/${size}` }),
  });
  if (size === 0) response.end();
  else await pipeline(createReadStream(path, range), response).catch(() => response.destroy());
}

/** One byte range, both ends included. */
function parseRange(
  header: string,
  size: number,
): { start: number; end: number } | 'malformed' | 'unsatisfiable' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header);
  if (!match || (match[1] === '' && match[2] === '')) return 'malformed';
  const start = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = match[1] === '' || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  return start > end || start >= size ? 'unsatisfiable' : { start, end };
}
