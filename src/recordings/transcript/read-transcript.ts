// The transcript of a recording, to be read in the panel: downloaded from Zoom at that moment, and kept nowhere.

import type { MeetingLink } from '../../meetings/meeting-links-repository.ts';
import type { Viewer } from '../../meetings/reading/view-meeting.ts';
import { readAs } from '../../meetings/whose-eyes.ts';
import type { Clock } from '../../platform/clock.ts';
import { AppError } from '../../platform/errors.ts';
import type { OpenRequest } from '../../platform/http/agents.ts';
import { limitConcurrency, WaitedTooLong } from '../../platform/limit-concurrency.ts';
import type { HostPolicy } from '../../platform/outbound-hosts.ts';
import { DownloadError, downloadText } from '../../zoom/recording-download.ts';
import type { RecordingFile } from '../../zoom/schemas.ts';
import type { ZoomAccess } from '../../zoom-accounts/zoom-access.ts';
import type { TranscriptView } from '../api-types.ts';
import { getVisibleRecording, type ListRecordingsDeps } from '../list-recordings.ts';
import { kindOf, recordingKey } from '../recording-files.ts';
import { stopOf } from '../transfers/running/transfer-faults.ts';
import { isPassing, obstacleInWords, type ReasonCode } from '../transfers/transfer-reasons.ts';
import { parseVtt } from './parse-vtt.ts';

export interface ReadTranscriptDeps extends Pick<ListRecordingsDeps, 'shares' | 'recordingReads'> {
  clock: Clock;
  zoomAccess: ZoomAccess;
  zoomHosts: HostPolicy;
  openZoomRequest: OpenRequest;
}

const mostBytes = 8 * 1024 * 1024;
const withinMs = 20_000;
/** Each may hold the whole text a few times over. */
const inTurn = limitConcurrency(4, 10_000);

/**
 * @throws {AppError} as `getVisibleRecording`; `not_a_transcript`, `recording_processing`, `not_in_cloud` (409),
 * `recording_gone` (404), `transcript_too_large` (413), `wrong_content` (502), or what keeps Zoom from being read.
 */
export async function readTranscript(
  deps: ReadTranscriptDeps,
  input: { link: MeetingLink; viewer: Viewer; meetingUuid: string; fileKey: string },
): Promise<TranscriptView> {
  const { recording, reader } = await getVisibleRecording(deps, input, 'remembered');
  const file = recording.files.find((candidate) => recordingKey(recording.uuid, candidate) === input.fileKey);
  const url = downloadUrlOf(file);
  try {
    const text = await inTurn(() =>
      readAs(deps.zoomAccess, reader, (_zoom, accessToken) =>
        downloadText({
          url,
          accessToken,
          hosts: deps.zoomHosts,
          clock: deps.clock,
          openRequest: deps.openZoomRequest,
          signal: AbortSignal.timeout(withinMs),
          maxBytes: mostBytes,
        }),
      ),
    );
    if (text === null)
      throw new AppError(
        'transcript_too_large',
        413,
        'This transcript is too long to be shown here. It can be attached to the issue.',
      );
    const cues = parseVtt(text);
    if (cues === null) throw refusal('wrong_content', 502);
    return { cues };
  } catch (error) {
    throw inWords(error);
  }
}

function downloadUrlOf(file: RecordingFile | undefined): string {
  if (file === undefined) throw refusal('recording_gone', 404);
  const kind = kindOf(file.fileType);
  if (kind !== 'transcript' && kind !== 'captions')
    throw new AppError('not_a_transcript', 409, 'This file is no transcript, so there is nothing to read.');
  if (file.processing) throw refusal('recording_processing', 409);
  if (file.downloadUrl === null) throw refusal('not_in_cloud', 409);
  return file.downloadUrl;
}

function inWords(error: unknown): unknown {
  if (error instanceof WaitedTooLong)
    return new AppError(
      'too_busy',
      503,
      'Too many transcripts are being read at the moment. Please try again.',
      { retryAfterSeconds: 10 },
    );
  if (!(error instanceof DownloadError)) return error;
  const { code, retryAfterSeconds } = stopOf(error);
  const status = code === 'recording_gone' ? 404 : isPassing(code) ? 503 : 409;
  return refusal(code, status, {
    cause: error,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

function refusal(
  code: ReasonCode,
  status: number,
  options: { cause?: unknown; retryAfterSeconds?: number } = {},
): AppError {
  return new AppError(code, status, obstacleInWords(code), options);
}
