// What a person is asked for as host, on all issues of the site, and their answers: for the settings page.

import type { Actor } from '../../host/actor.ts';
import { requireIssuePermission } from '../../host/rights.ts';
import type { MeetingLinksRepository } from '../../meetings/meeting-links-repository.ts';
import type { Viewer } from '../../meetings/reading/view-meeting.ts';
import { getLink } from '../../meetings/whose-eyes.ts';
import { AppError } from '../../platform/errors.ts';
import { limitConcurrency, WaitedTooLong } from '../../platform/limit-concurrency.ts';
import type { AnswerRecordingRequest, RecordingRequestsView } from '../api-types.ts';
import { type AskHostDeps, withdrawRequest } from './ask-host.ts';
import type { AskedOccurrence } from './requests-repository.ts';
import { requireHost, type ShareRecordingDeps, shareRecording } from './share-recording.ts';

export type RecordingRequestsDeps = AskHostDeps & ShareRecordingDeps & { links: MeetingLinksRepository };

interface Host {
  actor: Actor;
  viewer: Viewer;
}

const mostListed = 50;

/** Only when each occurrence began is asked of Zoom, and left out where that fails. */
export async function listRecordingRequests(
  deps: RecordingRequestsDeps,
  { actor, viewer }: Host,
): Promise<RecordingRequestsView> {
  const { connection } = viewer;
  if (connection?.grantState !== 'alive') return { requests: [] };
  const asked = await deps.requests.listOfHost(actor.siteId, connection.zoomUserId, mostListed);
  const inTurn = limitConcurrency(4, 10_000);
  return {
    requests: await Promise.all(
      asked.map(async (occurrence) => ({
        ...occurrence,
        startTime: await inTurn(() => startOf(deps, actor.siteId, viewer.personId, occurrence)).catch(
          unknown,
        ),
        askedAt: occurrence.askedAt.toISOString(),
      })),
    ),
  };
}

async function startOf(
  { links, recordingReads }: RecordingRequestsDeps,
  siteId: string,
  personId: string,
  { linkId, issueId, meetingUuid }: AskedOccurrence,
): Promise<string | null> {
  const link = await getLink(links, { id: linkId, siteId, issueId });
  const recording = await recordingReads.find(link, { personId, isHost: true }, meetingUuid);
  return recording?.startTime?.toISOString() ?? null;
}

function unknown(error: unknown): null {
  if (error instanceof AppError || error instanceof WaitedTooLong) return null;
  throw error;
}

/**
 * Shares the occurrence where it was asked for, or declines. The host must still see that issue to share there.
 * @throws {AppError} 404 `request_not_found`, 403 `not_the_host`, or as `shareRecording`.
 */
export async function answerRecordingRequest(
  deps: RecordingRequestsDeps,
  { actor, viewer, request }: Host & { request: AnswerRecordingRequest },
): Promise<void> {
  const { linkId, meetingUuid } = request;
  const issueId = await deps.requests.findIssue({ linkId, meetingUuid }, actor.siteId);
  if (issueId === null)
    throw new AppError(
      'request_not_found',
      404,
      'Nobody asks for this any more, or it was answered already.',
    );
  const link = await getLink(deps.links, { id: linkId, siteId: actor.siteId, issueId });
  requireHost({ link, viewer });
  const input = { actor: { ...actor, issueId, projectId: null }, link, viewer, meetingUuid };
  if (request.answer === 'decline') return withdrawRequest(deps, input);
  await requireIssuePermission(deps.jiraAccess, input.actor, [], 'to share a recording there');
  await shareRecording(deps, input);
}
