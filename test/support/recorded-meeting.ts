// A host with Zoom connected, a meeting of theirs linked to the issue, and a recording of it.

import type { Clock } from '../../src/platform/clock.ts';
import type { TransferView } from '../../src/recordings/api-types.ts';
import type { ZoomUser } from '../simulators/zoom/state.ts';
import type { AppClient, Viewer } from './app-client.ts';
import type { TestApp } from './test-app.ts';

/** What is needed of a running app, in this process or another. */
export type RunningApp = AppClient & { clock: Clock } & Pick<TestApp, 'jira' | 'zoom'>;

type Files = Parameters<TestApp['zoom']['addRecording']>[1]['files'];

export interface LinkedRecording {
  host: ZoomUser;
  linkId: string;
  meetingId: string;
  recording: ReturnType<TestApp['zoom']['addRecording']>;
}

/** A new Zoom user, who held and recorded a meeting two hours ago. */
export function recordedMeeting({ zoom, clock }: Pick<RunningApp, 'zoom' | 'clock'>, files: Files) {
  const host = zoom.createUser({});
  const held = clock.now().getTime() - 2 * 3_600_000;
  const meeting = zoom.createMeeting(host, { startTime: held, durationMinutes: 60 });
  const instance = zoom.addPastInstance(meeting, { startTime: held, durationMinutes: 55 });
  return { host, meeting, recording: zoom.addRecording(instance, { files }) };
}

/** Connects `viewer` to a new Zoom user with a recorded meeting, and links that meeting. */
export async function linkedRecording(
  app: RunningApp,
  viewer: Viewer,
  files: Files,
): Promise<LinkedRecording> {
  const { host, meeting, recording } = recordedMeeting(app, files);
  await app.connectZoom(viewer, host);
  const linked = await app.api('POST', '/meeting-links', viewer, { meetingId: meeting.id });
  if (linked.status !== 201) throw new Error(`Not linked: ${linked.status} ${JSON.stringify(linked.body)}`);
  return { host, linkId: linked.body.id, meetingId: meeting.id, recording };
}

/** What the panel shows of the issue's audience, read as Jira tells it. */
export function audienceOf(app: RunningApp, issueId: string | undefined) {
  const issue = app.jira.site.issues.find(({ id }) => id === issueId);
  return { projectId: issue?.projectId ?? '', securityLevelId: issue?.securityLevel?.id ?? null };
}

/** Presses **Attach to issue** for the recording's file at `index`. */
export function attach(
  app: RunningApp,
  viewer: Viewer,
  { linkId, recording }: LinkedRecording,
  index: number,
) {
  return app.api('POST', '/transfers', viewer, {
    linkId,
    meetingUuid: recording.uuid,
    fileKey: recording.files[index]?.id,
    audience: audienceOf(app, viewer.issueId),
  });
}

const settled = new Set(['succeeded', 'failed', 'cancelled', 'waiting']);

/** Attaches and asks, as the panel does, until the transfer has come to rest. */
export async function attachAndWait(
  app: RunningApp,
  viewer: Viewer,
  recorded: LinkedRecording,
  index: number,
): Promise<TransferView> {
  const asked = await attach(app, viewer, recorded, index);
  if (asked.status !== 201) throw new Error(`Not accepted: ${asked.status} ${JSON.stringify(asked.body)}`);
  return settledTransfer(app, viewer, asked.body.id);
}

/** The transfer once it is `succeeded`, `failed`, `cancelled` or `waiting`. */
export async function settledTransfer(app: RunningApp, viewer: Viewer, id: string): Promise<TransferView> {
  return transferWhen(app, viewer, id, ({ state }) => settled.has(state));
}

/** Asks until the transfer is as wanted; bounded by the test's own time. */
export async function transferWhen(
  app: RunningApp,
  viewer: Viewer,
  id: string,
  wanted: (transfer: TransferView) => boolean,
): Promise<TransferView> {
  for (let asked = 0; asked < 10_000; asked += 1) {
    const { body } = await app.api('GET', '/transfers', viewer);
    const transfer = (body.transfers as TransferView[]).find((candidate) => candidate.id === id);
    if (transfer !== undefined && wanted(transfer)) return transfer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('The transfer did not get there');
}
