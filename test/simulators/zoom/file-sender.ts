// Sends one recording file with back-pressure, whole or a range of it, with the faults that a body can have.
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ZoomContext } from './context.ts';
import type { DownloadFault } from './faults.ts';
import type { Exchange } from './http-server.ts';
import { contentChunks } from './recording-content.ts';
import type { ZoomRecordingFile } from './state.ts';

const throttledChunkBytes = 64 * 1024;

/** Answers with the file's bytes; resolves when all are written or the other side is gone. */
export async function sendFile(
  context: ZoomContext,
  { method, request, response }: Exchange,
  file: ZoomRecordingFile,
  contentType: string,
  fault: DownloadFault | undefined,
): Promise<void> {
  const { faults } = context;
  const size = file.size + (fault?.kind === 'other-size' ? fault.by : 0);
  const salt = faults.range === 'etag-changes' ? randomBytes(8).toString('hex') : '';
  const etag = `"${createHash('sha256').update(file.id).update(salt).digest('hex').slice(0, 32)}"`;
  const wanted = faults.range === 'ignored' ? null : parseRange(request.headers.range, size);
  if (wanted === 'unsatisfiable') {
    response.writeHead(416, { 'content-range': `bytes */${size}`, 'content-length': 0 }).end();
    return;
  }
  const condition = request.headers['if-range'];
  const range = wanted && (condition === undefined || condition === etag) ? wanted : null;
  const { from, to } = range ?? { from: 0, to: size };
  const chunked = fault?.kind === 'no-length' || (fault?.kind === 'truncate' && fault.clean === true);
  response.writeHead(range ? 206 : 200, {
    'content-type': contentType,
    ...(faults.range === 'no-etag' ? {} : { etag }),
    ...(chunked ? {} : { 'content-length': to - from }),
    ...(faults.range === 'ignored' ? {} : { 'accept-ranges': 'bytes' }),
    ...(range ? { 'content-range': `bytes ${from}-${to - 1}/${size}` } : {}),
  });
  if (method === 'HEAD') {
    response.end();
    return;
  }
  // Its headers arrive even when not one byte follows.
  response.flushHeaders();
  await sendBody(context, response, file, { from, to, fault });
}

async function sendBody(
  context: ZoomContext,
  response: ServerResponse,
  file: ZoomRecordingFile,
  { from, to, fault }: { from: number; to: number; fault: DownloadFault | undefined },
): Promise<void> {
  const { fileType, size, cues } = file;
  const key = { fileType, size, cues, marker: context.marker };
  const speed = context.faults.bytesPerSecond;
  const stopAt = fault?.kind === 'truncate' || fault?.kind === 'stall' ? from + fault.at : null;
  const startedAt = performance.now();
  let at = from;
  response.once('close', () => {
    const complete = response.writableFinished && at === to;
    context.emit({ type: 'download-closed', fileId: file.id, bytesSent: at - from, complete });
  });
  const sendUntil = async (end: number) => {
    for (const chunk of contentChunks(key, at, end, speed ? throttledChunkBytes : undefined)) {
      const bytes = fault?.kind === 'wrong-magic' && at === 0 ? spoil(chunk) : chunk;
      const first = at === from;
      at += bytes.length;
      if (!(await write(response, bytes))) return false;
      if (first) context.emit({ type: 'download-first-byte', fileId: file.id });
      if (speed) await pause(response, startedAt + ((at - from) / speed) * 1000);
    }
    return !response.destroyed;
  };
  if (stopAt !== null && stopAt < to) {
    if (!(await sendUntil(stopAt))) return;
    if (fault?.kind === 'truncate') {
      if (fault.clean) response.end();
      else response.socket?.destroySoon();
      return;
    }
    if (fault?.kind === 'stall') {
      context.emit({ type: 'download-stalled', fileId: file.id, bytesSent: at - from });
      await Promise.race([fault.until, once(response, 'close')]);
    }
  }
  if (await sendUntil(to)) response.end();
}

/** Bytes that no type's signature matches. */
function spoil(chunk: Buffer): Buffer {
  const spoilt = Buffer.from(chunk);
  spoilt.fill('not what it claims to be', 0, Math.min(32, spoilt.length));
  return spoilt;
}

/** Writes with back-pressure. False once the other side is gone. */
async function write(response: ServerResponse, bytes: Buffer): Promise<boolean> {
  if (response.destroyed) return false;
  if (response.write(bytes)) return true;
  await new Promise<void>((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
  });
  return !response.destroyed;
}

/** Waits until the given moment of `performance.now()`, or until the other side is gone. */
async function pause(response: ServerResponse, until: number): Promise<void> {
  const ms = until - performance.now();
  if (ms <= 0) return;
  const stop = new AbortController();
  const abort = () => stop.abort();
  response.once('close', abort);
  await sleep(ms, undefined, { signal: stop.signal }).catch(() => undefined);
  response.off('close', abort);
}

/** One byte range as [from, to). Null when there is none, or a form that is answered with everything. */
function parseRange(
  header: string | undefined,
  size: number,
): { from: number; to: number } | 'unsatisfiable' | null {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return null;
  if (first === '') return { from: Math.max(0, size - Number(last)), to: size };
  const from = Number(first);
  const to = last === '' ? size : Math.min(size, Number(last) + 1);
  return from < size && to > from ? { from, to } : 'unsatisfiable';
}
