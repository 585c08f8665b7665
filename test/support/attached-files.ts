// Files that the app attached, as rows of the database and, where a test asks Jira, as attachments of the simulated site.

import { randomUUID } from 'node:crypto';
import type { TestApp, Viewer } from './test-app.ts';

export interface AttachedFile {
  fileType?: string;
  recordingType?: string | null;
  sizeBytes?: number;
  /** Digits; one that Jira has not by default. */
  attachmentId?: string;
  attachedAt?: Date;
  projectId?: string;
  issueId?: string;
  meetingUuid?: string;
  hostZoomUserId?: string;
  recordingKey?: string;
  state?: 'succeeded' | 'removed' | 'failed' | 'cancelled' | 'queued' | 'waiting';
  reasonCode?: string | null;
}

let made = 0;

/** Rows of the ledger by this person, one for each; their ids. */
export async function addAttachedFiles(
  app: TestApp,
  viewer: Viewer,
  files: readonly AttachedFile[],
): Promise<string[]> {
  const site = viewer.site ?? app.jira.site;
  const installation = await app.deps.installations.findByClientKey(site.clientKey);
  if (installation === null) throw new Error('The site has no app');
  const personId = await app.deps.persons.personIdOf(installation.id, viewer.accountId);
  const issue = site.issues.find(({ id }) => id === viewer.issueId);
  const rows = files.map((file) => {
    made += 1;
    const { state = 'succeeded', attachedAt = app.clock.now() } = file;
    const isAttached = state === 'succeeded' || state === 'removed';
    return {
      id: randomUUID(),
      installation_id: installation.id,
      issue_id: file.issueId ?? issue?.id ?? '1',
      meeting_id: '80000000001',
      meeting_uuid: file.meetingUuid ?? `uuid${made}`,
      host_zoom_user_id: file.hostZoomUserId ?? 'host',
      recording_key: file.recordingKey ?? `file${made}`,
      file_type: file.fileType ?? 'MP4',
      recording_type: file.recordingType === undefined ? 'shared_screen' : file.recordingType,
      requested_by: personId,
      read_as: personId,
      consent_project_id: file.projectId ?? issue?.projectId ?? '1',
      state,
      reason_code: file.reasonCode ?? null,
      attempt: 1,
      failures: 0,
      outages: 0,
      run_after: attachedAt,
      bytes_moved: 0,
      bytes_total: file.sizeBytes ?? 1_000_000,
      sha256: isAttached ? 'ab'.repeat(32) : null,
      attachment_id: isAttached ? (file.attachmentId ?? String(900_000 + made)) : null,
      created_at: attachedAt,
      updated_at: attachedAt,
      attached_at: isAttached ? attachedAt : null,
    };
  });
  await app.deps.database.rows(
    'INSERT INTO transfers SELECT * FROM json_populate_recordset(NULL::transfers, $1)',
    [JSON.stringify(rows)],
  );
  return rows.map(({ id }) => id);
}

/** An attachment of the viewer's issue in Jira, and the row of the app that made it. */
export async function addAttachment(
  app: TestApp,
  viewer: Viewer,
  file: AttachedFile = {},
): Promise<{ id: string; attachmentId: string }> {
  const site = viewer.site ?? app.jira.site;
  const attachmentId = String(500_000 + made);
  site.state.attachments.push({
    id: attachmentId,
    issueId: file.issueId ?? viewer.issueId ?? '',
    filename: 'recording.mp4',
    created: app.clock.now().toISOString(),
    size: 1_000_000,
    mimeType: 'video/mp4',
    sha256: 'ab'.repeat(32),
    authorAccountId: viewer.accountId,
  });
  const [id = ''] = await addAttachedFiles(app, viewer, [{ ...file, attachmentId }]);
  return { id, attachmentId };
}

/** What the site's admins decided, over what they did before. */
export async function decideInTable(app: TestApp, siteId: string, changes: object): Promise<void> {
  const { deps } = app;
  await deps.database.transaction(async (transaction) => {
    const { policy, version } = await deps.siteSettings.read(siteId, transaction);
    await deps.siteSettings.set(siteId, { policy: { ...policy, ...changes }, version }, transaction);
  });
}
