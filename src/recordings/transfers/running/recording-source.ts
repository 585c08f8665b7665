// Finds the file among the recording's files as they are now, opens it, and learns its size and that it is what it says.

import { Readable } from 'node:stream';
import { readAs } from '../../../meetings/whose-eyes.ts';
import {
  type Download,
  DownloadError,
  openDownload,
  type RestOfDownload,
} from '../../../zoom/recording-download.ts';
import type { Recording, RecordingFile } from '../../../zoom/schemas.ts';
import { hasRightContent, isText, recordingKey, sniffBytes } from '../../recording-files.ts';
import type { Transfer } from '../transfer.ts';
import { TransferStop } from '../transfer-reasons.ts';
import { attachmentFileName } from './file-name.ts';
import { resumableSource } from './resumable-source.ts';
import { firstBytes } from './stream-recording.ts';
import type { RunTransferDeps } from './transfer-deps.ts';

export interface RecordingSource {
  /** Paused; brings exactly `size` bytes, or breaks. */
  body: Readable;
  size: number;
  /** What Zoom's list says of it; null when it says nothing. */
  listedSize: number | null;
  fileName: string;
}

/** Texts without a known length are read into memory up to this size, to learn it. */
const mostTextBytes = 8 * 1024 * 1024;

/** @throws {TransferStop}, {@link DownloadError}, or AppError as of ZoomAccess. So does `body` when it breaks. */
export async function openRecording(
  deps: RunTransferDeps,
  transfer: Transfer,
  signal: AbortSignal,
): Promise<RecordingSource> {
  const { recording, file, download } = await openFile(deps, transfer, signal);
  const { contentLength, etag } = download;
  const known = contentLength ?? file.size;
  const reopen = async (offset: number, until: AbortSignal): Promise<Readable> => {
    const rest = { offset, total: known ?? 0, etag: etag ?? '' };
    const { body } = (await openFile(deps, transfer, until, rest)).download;
    deps.transferJournal.resumed(transfer, offset);
    return body;
  };
  const body = resumableSource(deps, {
    first: download.body,
    size: known,
    reopen: etag === null || known === null ? null : reopen,
    signal,
  });
  try {
    const first = await firstBytes(body, sniffBytes);
    if (!hasRightContent(transfer.fileType, first)) throw new TransferStop('wrong_content');
    const whole = first.length < sniffBytes ? Readable.from([first]) : body;
    const { topic, startTime } = recording;
    const { fileType, recordingType, id } = transfer;
    const rest = {
      listedSize: file.size,
      fileName: attachmentFileName({ topic, startTime, fileType, recordingType, transferId: id }),
    };
    if (known !== null) return { ...rest, body: whole, size: known };
    if (!isText(fileType)) throw new TransferStop('size_unknown');
    const text = await wholeText(whole);
    return { ...rest, body: Readable.from([text]), size: text.length };
  } catch (error) {
    body.destroy();
    throw error;
  }
}

/** With the reader's Zoom as it is now: a new address, a token that may have been renewed, and rights that may have ended. */
async function openFile(
  deps: RunTransferDeps,
  transfer: Transfer,
  signal: AbortSignal,
  rest?: RestOfDownload,
): Promise<{ recording: Recording; file: RecordingFile; download: Download }> {
  await requireShared(deps, transfer);
  const reader = { personId: transfer.readAs, isHost: transfer.readAs === transfer.requestedBy };
  return readAs(deps.zoomAccess, reader, async (zoom, accessToken) => {
    const recording = await zoom.getRecording(transfer.meetingUuid);
    // The connection may be to another Zoom account by now.
    if (recording.uuid !== transfer.meetingUuid || recording.hostId !== transfer.hostZoomUserId)
      throw new TransferStop('recording_gone');
    const file = recording.files.find(
      (candidate) => recordingKey(recording.uuid, candidate) === transfer.recordingKey,
    );
    if (file === undefined) throw new TransferStop('recording_gone');
    if (file.processing) throw new TransferStop('recording_processing');
    if (file.downloadUrl === null) throw new TransferStop('not_in_cloud');
    const download = await openDownload({
      url: file.downloadUrl,
      accessToken,
      ...(rest === undefined ? {} : { rest }),
      hosts: deps.zoomHosts,
      clock: deps.clock,
      openRequest: deps.openZoomRequest,
      signal,
    });
    return { recording, file, download };
  });
}

/** Whoever reads with somebody else's Zoom may do so only while the host shares the recording. */
export async function requireShared(
  { shares }: Pick<RunTransferDeps, 'shares'>,
  { meetingUuid, readAs: reader, requestedBy, linkId }: Transfer,
): Promise<void> {
  if (reader === requestedBy) return;
  if (linkId === null || !(await shares.isShared(linkId, meetingUuid)))
    throw new TransferStop('recording_not_shared');
}

/** Failures before a length that is not the one of Zoom's list may be believed. */
const failuresBeforeOtherSize = 2;

/**
 * A file cut short and sent with a matching length looks whole, and only Zoom's list tells. But the list may be wrong
 * for good: what was tried again, and again, and came in the same length as the time before, is taken as it is.
 * @throws {DownloadError} `cut`.
 */
export async function requireListedSize(
  { transfers }: Pick<RunTransferDeps, 'transfers'>,
  { size, listedSize }: RecordingSource,
  transfer: Transfer,
): Promise<void> {
  if (listedSize === null || size === listedSize) return;
  if (size === transfer.sentSize && transfer.failures >= failuresBeforeOtherSize) return;
  await transfers.rememberSize(transfer, size);
  throw new DownloadError('cut');
}

async function wholeText(source: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > mostTextBytes) throw new TransferStop('size_unknown');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
