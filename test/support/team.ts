// People around one issue of their own, so that tests that share an app do not disturb each other.

import type { NewMeeting, ZoomMeeting } from '../simulators/zoom/population.ts';
import type { MadeRecording, NewRecordingFile } from '../simulators/zoom/recorded.ts';
import type { ZoomUser } from '../simulators/zoom/state.ts';
import type { TestApp, Viewer } from './test-app.ts';

export interface Team {
  projectId: string;
  issueId: string;
  /** Three who may do everything in the project; nobody has Zoom connected. */
  host: Viewer;
  colleague: Viewer;
  coworker: Viewer;
  /** May only browse. */
  visitor: Viewer;
  /** Administers Jira, and may do everything in the project. */
  admin: Viewer;
  /** The same people, looking at another issue of the project. */
  onIssue(issueId: string): Pick<Team, 'host' | 'colleague'>;
}

/** A project, an issue and five people, new on the first site. */
export function newTeam({ jira: { site } }: TestApp): Team {
  const project = site.addProject({ key: `TEAM${site.projects.length + 1}` });
  const { id: issueId } = site.addIssue({ projectId: project.id });
  const join = (name: string, admin = false): Viewer => {
    const { accountId } = site.addUser({ name, admin });
    site.grant(accountId, project.id);
    return { accountId, issueId };
  };
  const host = join('Hanna Host');
  const colleague = join('Carl Colleague');
  const coworker = join('Cora Coworker');
  const admin = join('Ada Admin', true);
  const visitor = join('Vito Visitor');
  site.grant(visitor.accountId, project.id, ['BROWSE_PROJECTS']);
  return {
    projectId: project.id,
    issueId,
    host,
    colleague,
    coworker,
    visitor,
    admin,
    onIssue: (other) => ({ host: { ...host, issueId: other }, colleague: { ...colleague, issueId: other } }),
  };
}

/** Connects the person to a new Zoom user. */
export async function connected(app: TestApp, viewer: Viewer, options = {}): Promise<ZoomUser> {
  const user = app.zoom.createUser(options);
  await app.connectZoom(viewer, user);
  return user;
}

/** Links a new meeting of the Zoom user; the id of the link. */
export async function linkNewMeeting(
  app: TestApp,
  viewer: Viewer,
  zoomUser: ZoomUser,
  meeting: NewMeeting = {},
): Promise<{ meeting: ZoomMeeting; linkId: string }> {
  const created = app.zoom.createMeeting(zoomUser, meeting);
  return { meeting: created, linkId: await linked(app, viewer, { meetingId: created.id }) };
}

/** Links as asked; the id of the link. */
export async function linked(app: TestApp, viewer: Viewer, request: object): Promise<string> {
  const answer = await app.api('POST', '/meeting-links', viewer, request);
  if (answer.status !== 201) throw new Error(`Not linked: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body.id;
}

/** A recording of the meeting as held `hoursAgo`, 42 minutes long. */
export function recorded(
  app: TestApp,
  meeting: Pick<ZoomMeeting, 'id'>,
  hoursAgo: number,
  files: NewRecordingFile[] = [{ fileType: 'MP4' }],
  uuidShape: 'any' | 'leading-slash' | 'double-slash' = 'any',
): MadeRecording {
  const startTime = app.clock.now().getTime() - hoursAgo * 3_600_000;
  return app.zoom.addRecording(app.zoom.addPastInstance(meeting, { startTime, uuidShape }), { files });
}

/** How many rows the table has for this issue. */
export async function rowsOfIssue(
  { deps }: TestApp,
  table: 'meeting_links' | 'transfers' | 'audit_events',
  issueId: string,
): Promise<number> {
  const rows = await deps.database.rows(`SELECT 1 FROM ${table} WHERE issue_id = $1`, [issueId]);
  return rows.length;
}
