// Takes in an upload: reads with back-pressure, counts, hashes, stores if asked, and suffers the faults of uploads.

import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Site } from './context.ts';
import type { UploadFault } from './faults.ts';
import { readMultipart } from './multipart.ts';

export interface UploadedFile {
  filename: string;
  mimeType: string;
  /** Bytes. */
  size: number;
  /** Hex. */
  sha256: string;
  /** Moves the stored bytes to where attachment content is read from. */
  keepAs(attachmentId: string): Promise<void>;
}

export class UploadTooLarge extends Error {}
export class WrongField extends Error {}
/** The connection is gone: there is nobody to answer. */
export class UploadBroken extends Error {}

export interface UploadOrigin {
  site: Site;
  issueId: string;
  accountId: string | null;
}

/** Reads all files of the body. Throws UploadTooLarge, WrongField, UploadBroken or MalformedMultipart; keeps nothing then. */
export async function receiveFiles(
  request: IncomingMessage,
  boundary: string,
  origin: UploadOrigin,
  fault: UploadFault | undefined,
): Promise<UploadedFile[]> {
  const files: UploadedFile[] = [];
  const folder = origin.site.context.attachmentFolder;
  const limit = origin.site.state.limits.uploadLimit;
  const temporary: string[] = [];
  let current: { hash: ReturnType<typeof createHash>; size: number; stored: FileHandle | null } | null = null;
  let headers = { filename: '', mimeType: '' };
  try {
    for await (const event of readMultipart(readBytes(request, origin, fault), boundary)) {
      if (event.kind === 'part') {
        const { name, filename, contentType } = event.headers;
        if (name !== 'file' || !filename)
          throw new WrongField('each part must be a file in the field `file`');
        headers = { filename, mimeType: contentType };
        let stored: FileHandle | null = null;
        if (folder !== null) {
          mkdirSync(folder, { recursive: true });
          const path = join(folder, `upload-${randomUUID()}`);
          temporary.push(path);
          stored = await open(path, 'wx');
        }
        current = { hash: createHash('sha256'), size: 0, stored };
      } else if (event.kind === 'data' && current) {
        current.size += event.bytes.length;
        if (current.size > limit) throw new UploadTooLarge(`larger than ${limit} bytes`);
        current.hash.update(event.bytes);
        await current.stored?.write(event.bytes);
      } else if (current) {
        await current.stored?.close();
        const path = folder === null ? null : temporary.at(-1);
        files.push({
          ...headers,
          size: current.size,
          sha256: current.hash.digest('hex'),
          keepAs: async (id) => {
            if (path && folder !== null) await rename(path, contentPath(folder, origin.site, id));
          },
        });
        current = null;
      }
    }
    return files;
  } catch (error) {
    await current?.stored?.close();
    await Promise.all(temporary.map((path) => rm(path, { force: true })));
    throw error;
  }
}

/** Where the bytes of an attachment lie. */
export function contentPath(folder: string, site: Site, attachmentId: string): string {
  return join(folder, `${site.state.name}-${attachmentId}`);
}

async function* readBytes(
  request: IncomingMessage,
  { site, issueId, accountId }: UploadOrigin,
  fault: UploadFault | undefined,
): AsyncGenerator<Buffer, void, undefined> {
  const { events, faults } = site.context;
  const issue = { site: site.baseUrl, issueId };
  const startedAt = performance.now();
  let bytes = 0;
  let held = false;
  try {
    // Not destroyed on return: after a refusal the rest is read away, so that the refusal arrives.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      if (bytes === 0) events.emit('upload-first-byte', { ...issue, accountId });
      bytes += chunk.length;
      if (fault?.kind === 'reset' && bytes >= fault.atByte) {
        request.socket.resetAndDestroy();
        throw new UploadBroken('reset by a fault');
      }
      if (fault?.kind === 'hold' && !held && bytes >= fault.atByte) {
        held = true;
        events.emit('upload-held', { ...issue, bytes });
        await Promise.race([fault.until, once(request, 'close')]);
      }
      yield chunk;
      if (faults.uploadBytesPerSecond !== null) {
        const dueMs = (bytes / faults.uploadBytesPerSecond) * 1000;
        const aheadMs = dueMs - (performance.now() - startedAt);
        if (aheadMs > 5) await delay(aheadMs);
      }
    }
    if (fault?.kind === 'reset' && fault.atByte === Number.POSITIVE_INFINITY) {
      request.socket.resetAndDestroy();
      throw new UploadBroken('reset by a fault');
    }
  } catch (error) {
    events.emit('upload-broken', { ...issue, bytes });
    throw new UploadBroken('the connection broke', { cause: error });
  }
}
