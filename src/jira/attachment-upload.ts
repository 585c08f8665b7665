// Jira's attachment upload as a stream: multipart around bytes that somebody else writes, with exact Content-Length.
// https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-attachments/

import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Writable } from 'node:stream';
import { z } from 'zod';
import type { OpenRequest } from '../platform/http/agents.ts';
import { JiraError, jiraErrorOf } from './jira-error.ts';

export interface AttachmentUpload {
  /** Takes exactly `size` bytes. Its `error` events are also the rejection of `answer`. */
  body: Writable;
  /** Sends the closing boundary: only now can Jira store the file. */
  finish(): void;
  /** The attachment's id, or null when Jira stored the file without telling it. @throws {JiraError} */
  answer: Promise<string | null>;
  destroy(): void;
}

const answerSchema = z.array(z.object({ id: z.coerce.string().regex(/^\d{1,18}$/) })).min(1);
/** After the last byte Jira may take its time with a large file: but no longer, be anything on the way or not. */
export const answerWithinMs = 300_000;
const longestAnswer = 1024 * 1024;

/**
 * @param fileName made of safe characters already; a quote or line break in it would break the multipart header.
 * @param size bytes that will be written to `body`.
 */
export function openAttachmentUpload(input: {
  baseUrl: string;
  issueId: string;
  authorization: string;
  fileName: string;
  contentType: string;
  size: number;
  openRequest: OpenRequest;
  signal: AbortSignal;
}): AttachmentUpload {
  const boundary = `----${randomBytes(18).toString('base64url')}`;
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${input.fileName.replace(/["\r\n\\]/g, '_')}"\r\n` +
      `Content-Type: ${input.contentType}\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const request = input.openRequest(
    new URL(`/rest/api/3/issue/${encodeURIComponent(input.issueId)}/attachments`, input.baseUrl),
    {
      method: 'POST',
      headers: {
        authorization: input.authorization,
        accept: 'application/json',
        'x-atlassian-token': 'no-check',
        'content-type': `multipart/form-data; boundary=${boundary}`,
        'content-length': head.length + input.size + tail.length,
      },
      signal: input.signal,
    },
  );
  const giveUp = () => request.destroy(new JiraError('unavailable', null));
  const answer = new Promise<string | null>((resolve, reject) => {
    request.on('timeout', giveUp);
    request.on('error', (error) =>
      reject(error instanceof JiraError ? error : new JiraError('unavailable', null, { cause: error })),
    );
    request.on('response', (response) => {
      readAnswer(response).then(resolve, (error: unknown) => {
        reject(error);
        // An answer before the end of the upload: nobody reads the rest of it.
        request.destroy();
      });
    });
  });
  // Whoever gave up on the upload does not wait for its answer any more.
  answer.catch(() => undefined);
  request.write(head);
  return {
    body: request,
    answer,
    finish() {
      request.setTimeout(0);
      const deadline = setTimeout(giveUp, answerWithinMs);
      request.once('close', () => clearTimeout(deadline));
      request.end(tail);
    },
    destroy: () => request.destroy(),
  };
}

async function readAnswer(response: IncomingMessage): Promise<string | null> {
  const status = response.statusCode ?? 0;
  if (status !== 200) {
    response.resume();
    const { 'retry-after': retryAfter = '', 'ratelimit-reason': reason } = response.headers;
    throw jiraErrorOf({ status, headers: { 'retry-after': retryAfter, 'ratelimit-reason': String(reason) } });
  }
  let text = '';
  response.setEncoding('utf8');
  try {
    for await (const chunk of response) {
      text += chunk;
      if (text.length > longestAnswer) break;
    }
  } catch (error) {
    throw new JiraError('unavailable', status, { cause: error });
  }
  try {
    const parsed = answerSchema.safeParse(JSON.parse(text));
    return parsed.success ? (parsed.data[0]?.id ?? null) : null;
  } catch {
    return null;
  }
}
