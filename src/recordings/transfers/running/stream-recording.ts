// The byte path: Zoom's socket to Jira's socket with back-pressure, counted and hashed in passing, never stored.

import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { AttachmentUpload } from '../../../jira/attachment-upload.ts';
import { collectYoungAfter } from '../../../platform/young-garbage.ts';
import { DownloadError } from '../../../zoom/recording-download.ts';

/**
 * Reads until at least `least` bytes are there and puts them back. Fewer came: the source has ended and they are all.
 * @throws what the source breaks with, or {@link DownloadError} `cut`.
 */
export async function firstBytes(source: Readable, least: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  await new Promise<void>((resolve, reject) => {
    const stop = (finish: () => void) => () => {
      source.off('readable', read).off('end', done).off('error', broken).off('close', broken);
      finish();
    };
    const done = stop(resolve);
    const broken = (error?: Error): void => stop(() => reject(error ?? new DownloadError('cut')))();
    const read = (): void => {
      for (
        let chunk = source.read() as Buffer | null;
        chunk !== null;
        chunk = source.read() as Buffer | null
      ) {
        chunks.push(chunk);
        length += chunk.length;
        if (length >= least) {
          done();
          // At once: a tick later, a source that has sent everything would count as read to its end.
          source.unshift(Buffer.concat(chunks));
          return;
        }
      }
    };
    source.on('readable', read).on('end', done).on('error', broken).on('close', broken);
    read();
  });
  return Buffer.concat(chunks);
}

/**
 * Moves exactly `size` bytes; the closing boundary is left to the caller.
 * @param onBytes is told the number of bytes moved so far, with each chunk.
 * @returns the hex sha-256 of what was moved.
 * @throws {DownloadError} `cut` when the source ends early or brings more; what the source breaks with; what
 * `upload.answer` rejects with when Jira refuses or breaks.
 */
export function streamRecording(
  source: Readable,
  upload: AttachmentUpload,
  size: number,
  onBytes: (moved: number) => void,
): Promise<string> {
  const hash = createHash('sha256');
  let moved = 0;
  return new Promise<string>((resolve, reject) => {
    const stop = (): void => {
      source.off('data', move).off('end', ended).off('error', broken).off('close', broken);
      upload.body.off('drain', resume);
    };
    const fail = (error: unknown): void => {
      stop();
      reject(error);
    };
    const broken = (error?: Error): void => fail(error ?? new DownloadError('cut'));
    const resume = (): void => {
      source.resume();
    };
    const move = (chunk: Buffer): void => {
      moved += chunk.length;
      if (moved > size) {
        broken();
        return;
      }
      hash.update(chunk);
      if (!upload.body.write(chunk)) source.pause();
      collectYoungAfter(chunk.length);
      onBytes(moved);
    };
    const ended = (): void => {
      if (moved !== size) {
        broken();
        return;
      }
      stop();
      resolve(hash.digest('hex'));
    };
    // What broke before anybody listened tells nobody any more.
    if (source.destroyed) {
      broken(source.errored ?? undefined);
      return;
    }
    upload.answer.then(
      () => fail(new DownloadError('cut')),
      (error: unknown) => fail(error),
    );
    upload.body.on('drain', resume);
    source.on('data', move).on('end', ended).on('error', broken).on('close', broken);
    source.resume();
  });
}
