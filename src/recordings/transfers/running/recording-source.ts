// Finds the file among the recording's files as they are now, opens it, and learns its size and that it is what it says.

import { Readable } from 'node:stream';
import type { Clock } from '../../../platform/clock.ts';
import type { OpenRequest } from '../../../platform/http/agents.ts';
import type { HostPolicy } from '../../../platform/outbound-hosts.ts';
import { DownloadError, openDownload } from '../../../zoom/recording-download.ts';
import type { Recording } from '../../../zoom/schemas.ts';
import { hasRightContent, isText, recordingKey, sniffBytes } from '../../recording-files.ts';
import type { Transfer } from '../transfer.ts';
import { TransferStop } from '../transfer-reasons.ts';
import { firstBytes } from './stream-recording.ts';

export interface RecordingSource {
  /** Paused; brings exactly `size` bytes, or breaks. */
  body: Readable;
  size: number;
}

/** Texts without a known length are read into memory up to this size, to learn it. */
const mostTextBytes = 8 * 1024 * 1024;

/** @throws {TransferStop}, {@link DownloadError}, or ZoomError `access_token_dead`. */
export async function openSource(
  {
    clock,
    zoomHosts,
    openZoomRequest,
  }: { clock: Clock; zoomHosts: HostPolicy; openZoomRequest: OpenRequest },
  input: { recording: Recording; transfer: Transfer; accessToken: string; signal: AbortSignal },
): Promise<RecordingSource> {
  const { recording, transfer, accessToken, signal } = input;
  const file = recording.files.find(
    (candidate) => recordingKey(recording.uuid, candidate) === transfer.recordingKey,
  );
  if (file === undefined) throw new TransferStop('recording_gone');
  if (file.processing) throw new TransferStop('recording_processing');
  if (file.downloadUrl === null) throw new TransferStop('not_in_cloud');
  const { body, contentLength } = await openDownload({
    url: file.downloadUrl,
    accessToken,
    hosts: zoomHosts,
    clock,
    openRequest: openZoomRequest,
    signal,
  });
  try {
    const first = await firstBytes(body, sniffBytes);
    if (!hasRightContent(transfer.fileType, first)) throw new TransferStop('wrong_content');
    const whole = first.length < sniffBytes ? Readable.from([first]) : body;
    const size = contentLength ?? file.size;
    if (size !== null) return { body: whole, size };
    if (!isText(transfer.fileType)) throw new TransferStop('size_unknown');
    const text = await wholeText(whole);
    return { body: Readable.from([text]), size: text.length };
  } catch (error) {
    body.destroy();
    throw error;
  }
}

async function wholeText(source: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > mostTextBytes) throw new TransferStop('size_unknown');
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof TransferStop ? error : new DownloadError('cut', { cause: error });
  }
  return Buffer.concat(chunks);
}
