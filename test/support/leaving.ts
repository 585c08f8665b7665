// A recorded meeting that several people of a site use, and what is left of it when somebody leaves.

import type { TransferView } from '../../src/recordings/api-types.ts';
import type { JiraSite } from '../simulators/jira/site.ts';
import type { MadeRecording } from '../simulators/zoom/recorded.ts';
import type { ZoomMeeting, ZoomUser } from '../simulators/zoom/zoom-simulator.ts';
import { recorded } from './team.ts';
import type { TestApp, Viewer } from './test-app.ts';

export interface Scene {
  site: JiraSite;
  issueId: string;
  /** Connected to `hostZoom`; has linked the meeting and shared its recording. */
  host: Viewer;
  /** Not connected; sees what the host shared. */
  colleague: Viewer;
  hostZoom: ZoomUser;
  meeting: ZoomMeeting;
  linkId: string;
  recording: MadeRecording;
}

export async function secondSite(app: TestApp): Promise<JiraSite> {
  const site = await app.jira.addSite();
  const { status } = await site.install(app.baseUrl);
  if (status !== 204) throw new Error(`The second site could not install the app: ${status}`);
  return site;
}

/** Somebody new on the scene's issue, who may do everything there. */
export function newcomer(
  { site, issueId }: Pick<Scene, 'site' | 'issueId'>,
  name = 'Nora Newcomer',
): Viewer & { site: JiraSite } {
  const { accountId } = site.addUser({ name });
  const { projectId } = site.issues.find(({ id }) => id === issueId) ?? {};
  if (projectId === undefined) throw new Error('No such issue');
  site.grant(accountId, projectId);
  return { accountId, issueId, site };
}

/** A host, a colleague, and a recording with two files, on an issue of their own. */
export async function sharedScene(
  app: TestApp,
  { site = app.jira.site, hostZoom = app.zoom.createUser() } = {},
): Promise<Scene> {
  const project = site.addProject({ key: `LEAVE${site.projects.length + 1}` });
  const { id: issueId } = site.addIssue({ projectId: project.id });
  const [host, colleague] = [newcomer({ site, issueId }, 'Hanna Host'), newcomer({ site, issueId }, 'Carl')];
  await app.connectZoom(host, hostZoom);
  const startTime = app.clock.now().getTime() - 3 * 3_600_000;
  const meeting = app.zoom.createMeeting(hostZoom, { startTime });
  const linkId = await expected(app, 201, 'POST', '/meeting-links', host, { meetingId: meeting.id });
  const files = [{ fileType: 'MP4', size: 2_000_000 } as const, { fileType: 'M4A', size: 50_000 } as const];
  const recording = recorded(app, meeting, 3, files);
  await expected(app, 204, 'POST', `/meeting-links/${linkId}/shares`, host, { meetingUuid: recording.uuid });
  return { site, issueId, host, colleague, hostZoom, meeting, linkId, recording };
}

/** Presses **Attach to issue** for one of the files; the transfer's id. */
export function asked(app: TestApp, viewer: Viewer, scene: Scene, index = 0): Promise<string> {
  const { site, issueId, linkId, recording } = scene;
  const issue = site.issues.find(({ id }) => id === issueId);
  return expected(app, 201, 'POST', '/transfers', viewer, {
    linkId,
    meetingUuid: recording.uuid,
    fileKey: recording.files[index]?.id,
    audience: { projectId: issue?.projectId, securityLevelId: issue?.securityLevel?.id ?? null },
  });
}

/** The `id` of the answer, which must have this status. */
async function expected(
  app: TestApp,
  status: number,
  method: string,
  path: string,
  viewer: Viewer,
  body: unknown,
): Promise<string> {
  const answer = await app.api(method, path, viewer, body);
  if (answer.status !== status) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body?.id;
}

/** The transfer as this person's panel shows it; undefined when it does not. */
export async function seenBy(app: TestApp, viewer: Viewer, id: string): Promise<TransferView | undefined> {
  const { body } = await app.api('GET', '/transfers', viewer);
  return (body.transfers as TransferView[]).find((transfer) => transfer.id === id);
}

export async function linkSeenBy(app: TestApp, viewer: Viewer, id: string) {
  const { body } = await app.api('GET', '/issue-panel', viewer);
  return (body.links as { id: string }[]).find((link) => link.id === id);
}

export const connectionOf = async (app: TestApp, viewer: Viewer): Promise<string> =>
  (await app.api('GET', '/zoom-connection', viewer)).body.state;

/** Type and details of the site's audit events, oldest first. */
export async function auditOf({ deps }: TestApp, { clientKey }: JiraSite) {
  return deps.database.rows<{ type: string; personId: string | null; details: Record<string, unknown> }>(
    `SELECT a.type, a.person_id AS "personId", a.details FROM audit_events a
     JOIN installations i ON i.id = a.installation_id WHERE i.client_key = $1 ORDER BY a.id`,
    [clientKey],
  );
}

export async function hasGrant({ deps }: TestApp, { id }: Pick<ZoomUser, 'id'>): Promise<boolean> {
  return (await deps.database.rows('SELECT 1 FROM zoom_grants WHERE zoom_user_id = $1', [id])).length > 0;
}
