// Zoom's AI Companion summary of an occurrence, as the body of a Jira comment. Read at that moment, and kept nowhere.

import type { MeetingLink } from '../../meetings/meeting-links-repository.ts';
import type { Viewer } from '../../meetings/reading/view-meeting.ts';
import { readAs } from '../../meetings/whose-eyes.ts';
import { AppError } from '../../platform/errors.ts';
import { isNotFound, ZoomError } from '../../zoom/zoom-error.ts';
import type { ZoomAccess } from '../../zoom-accounts/zoom-access.ts';
import type { SummaryView } from '../api-types.ts';
import { getVisibleRecording, type ListRecordingsDeps } from '../list-recordings.ts';
import { markdownToAdf } from './markdown-to-adf.ts';

/** Restricted by the account's settings, or in the trash. */
const restricted = 2305;

/** @throws {AppError} as `getVisibleRecording`; 404 `summary_none`, or what keeps Zoom from being read. */
export async function readSummary(
  deps: Pick<ListRecordingsDeps, 'shares' | 'recordingReads'> & { zoomAccess: ZoomAccess },
  input: { link: MeetingLink; viewer: Viewer; meetingUuid: string },
): Promise<SummaryView> {
  const { recording, reader } = await getVisibleRecording(deps, input, 'remembered');
  const summary = await readAs(deps.zoomAccess, reader, async (zoom) => {
    try {
      return await zoom.getSummary(recording.uuid);
    } catch (error) {
      if (isNoSummary(error)) return null;
      throw error;
    }
  });
  if (summary === null)
    throw new AppError(
      'summary_none',
      404,
      'Zoom has no summary of this meeting. AI Companion writes one when it is switched on for the meeting.',
    );
  return { document: markdownToAdf(summary.title, summary.content) };
}

function isNoSummary(error: unknown): boolean {
  if (isNotFound(error)) return true;
  return error instanceof ZoomError && (error.kind === 'paid_only' || error.code === restricted);
}
