// Everything that people do with their own settings and data, and admins with the site's, for the test of what is kept.

import { seedDemoSite } from '../simulators/jira/demo-site.ts';
import type { JiraUser } from '../simulators/jira/site-state.ts';
import { ask } from './ask.ts';
import { erasureRound } from './erasing.ts';
import { attachAndWait, recordedMeeting } from './recorded-meeting.ts';
import { linked } from './team.ts';
import type { TestApp, Viewer } from './test-app.ts';

/** Opens every page, decides, looks at what is theirs, asks and takes back. @param stage is awaited after each part. */
export async function walkOwnSettings(app: TestApp, stage: () => Promise<void>): Promise<void> {
  const { jira, zoom } = app;
  const { admin, engineer, designer, issues } = seedDemoSite(jira);
  const issueId = issues[1]?.id ?? '';
  const [host, colleague] = [engineer, designer].map(({ accountId }) => ({ accountId, issueId })) as [
    Viewer,
    Viewer,
  ];
  for (const page of ['zoom-issue-panel', 'zoom-issue-context', 'zoom-settings', 'zoom-admin']) {
    const { status } = await fetch(jira.site.iframeUrl(page, { accountId: admin.accountId, issueId }));
    if (status !== 200) throw new Error(`${page} was answered with ${status}`);
  }
  for (const path of ['/', '/health/live', '/health/ready', '/metrics', '/zoomverify/verifyzoom.html'])
    await fetch(app.baseUrl + path);

  for (const allowed of [false, true, false]) await ask(app, 204, 'PUT /analytics-choice', host, { allowed });
  await ask(app, 200, 'GET /analytics-choice', host);
  await ask(app, 400, 'PUT /analytics-choice', host, { allowed: zoom.marker, [zoom.marker]: true });
  await ask(app, 200, 'GET /meeting-defaults', host);
  await stage();

  const recorded = recordedMeeting(app, [{ fileType: 'MP4' }, { fileType: 'CHAT' }]);
  const { flowId } = await ask(app, 201, 'POST /zoom-connection/flows', host, {});
  await ask(app, 200, `GET /zoom-connection/flows/${flowId}`, host);
  await app.connectZoom(host, recorded.host);
  for (const path of [
    'GET /zoom-connection',
    'GET /zoom-connection/account',
    'POST /zoom-connection/check',
  ] as const)
    await ask(app, 200, path, host);
  await stage();

  const linkId = await linked(app, host, { meetingId: recorded.meeting.id });
  const meetingUuid = recorded.recording.uuid;
  const path = `/meeting-links/${linkId}` as const;
  await ask(app, 204, `POST ${path}/requests`, colleague, { meetingUuid });
  await ask(app, 204, `DELETE ${path}/requests`, colleague, { meetingUuid });
  await ask(app, 204, `POST ${path}/shares`, host, { meetingUuid });
  await ask(app, 204, `DELETE ${path}/shares`, host, { meetingUuid });
  const links = {
    host: recorded.host,
    linkId,
    meetingId: recorded.meeting.id,
    recording: recorded.recording,
  };
  for (const index of [0, 1]) await attachAndWait(app, host, links, index);
  const [file] = recorded.recording.files;
  for (const event of ['recording.trashed', 'recording.recovered', 'recording.trashed'])
    await zoom.sendEvent(
      `${app.baseUrl}/zoom/webhooks`,
      zoom.recordingEvent(event, recorded.recording, [file?.id ?? '']),
    );
  await stage();

  await ask(app, 200, 'GET /me/export', host);
  await stage();
  await ask(app, 200, 'DELETE /me/data', { accountId: jira.site.users[4]?.accountId ?? '', issueId });
  await ask(app, 200, 'DELETE /me/data', colleague);
  await stage();
}

/** Looks at everything that admins may, restricts and lifts, exports, checks, and erases a person. */
export async function walkAdministration(app: TestApp, stage: () => Promise<void>): Promise<void> {
  const { jira } = app;
  const { admin, engineer, designer, issues } = seedDemoSite(jira);
  const [marker] = jira.marks;
  const viewer = { accountId: admin.accountId, issueId: issues[0]?.id };
  await changePolicy(app, viewer, { engineer, designer }, stage);

  await ask(app, 200, 'GET /admin/overview?timeZone=Europe/Berlin', viewer);
  await ask(app, 400, `GET /admin/overview?timeZone=${marker}`, viewer);
  await ask(app, 200, 'GET /admin/unwritable-projects', viewer);
  await app.jira.site.deleteAttachment(jira.site.attachments(issues[1]?.id ?? '')[0]?.id ?? '');
  const { files } = await ask(app, 200, 'GET /admin/files?sort=size', viewer);
  await ask(app, 400, `GET /admin/files?rendition=${marker}&${marker}=${marker}`, viewer);
  await ask(app, 200, 'GET /admin/files.csv', viewer);
  await ask(app, 200, 'GET /admin/files/people', viewer);
  app.clock.advance(3_600);
  await ask(app, 200, 'POST /admin/files/check', viewer, { ids: files.map(({ id }: { id: string }) => id) });
  await stage();

  await ask(app, 200, 'GET /admin/audit-log?limit=200', viewer);
  await ask(app, 200, `GET /admin/audit-log?person=${encodeURIComponent(engineer.accountId)}`, viewer);
  await ask(app, 400, `GET /admin/audit-log?type=${marker}`, viewer);
  await ask(app, 200, `GET /admin/audit-log?person=${marker}`, viewer);
  for (const format of ['csv', 'json'] as const)
    await ask(app, 200, `GET /admin/audit-log.${format}`, viewer);
  await ask(app, 200, 'POST /admin/audit-log/verification', viewer, {});
  await stage();

  await ask(app, 200, 'GET /admin/data', viewer);
  await ask(app, 400, 'POST /admin/erasures/person', viewer, { accountId: `${marker} <b>` });
  await ask(app, 400, 'POST /admin/erasures/site', viewer, { confirm: marker });
  await ask(app, 200, 'POST /admin/erasures/person', viewer, { accountId: engineer.accountId });
  await ask(app, 200, 'GET /admin/erasures', viewer);
  await stage();
}

async function changePolicy(
  app: TestApp,
  viewer: Viewer,
  { engineer, designer }: { engineer: JiraUser; designer: JiraUser },
  stage: () => Promise<void>,
): Promise<void> {
  const { site } = app.jira;
  const group = site.addGroup({ name: 'Zoom people', members: [engineer.accountId] });
  const projectId = site.projects[0]?.id ?? '';
  const before = await ask(app, 200, 'GET /admin/policy', viewer);
  const { version: _version, ...open } = { ...before.policy, version: 0 };
  const strict = {
    connectGroupIds: [group.groupId],
    projectIds: [projectId],
    renditions: ['video'],
    sizeCeilingBytes: 1_048_576,
    topicInProperty: true,
    retentionDays: 1,
    markTrashed: true,
    projectOverrides: true,
    auditRetentionDays: 365,
    analytics: false,
  };
  await ask(app, 400, 'PUT /admin/policy', viewer, {
    ...open,
    version: before.version,
    connectGroupIds: [group.name],
  });
  const changed = await ask(app, 200, 'PUT /admin/policy', viewer, {
    ...open,
    ...strict,
    version: before.version,
  });
  await ask(app, 201, 'POST /zoom-connection/flows', { accountId: engineer.accountId }, {});
  await ask(app, 403, 'POST /zoom-connection/flows', { accountId: designer.accountId }, {});
  const path = `/admin/policy/projects/${projectId}` as const;
  const own = { renditions: null, attachmentComment: 'internal', topicInProperty: false, version: 0 };
  const withProject = await ask(app, 200, `PUT ${path}`, viewer, own);
  await stage();
  await ask(app, 200, `DELETE ${path}`, viewer, { version: withProject.projects[0].version });
  await ask(app, 200, 'PUT /admin/policy', viewer, { ...open, version: changed.version });
  await stage();
}

/** The app, removed before, is installed again, used, and everything of the site is erased. */
export async function walkErasing(app: TestApp, stage: () => Promise<void>): Promise<void> {
  const { jira } = app;
  const { admin, issues } = seedDemoSite(jira);
  const viewer = { accountId: admin.accountId, issueId: issues[0]?.id };
  const { status } = await jira.site.reinstall();
  if (status !== 204) throw new Error(`installing again was answered with ${status}`);
  const recorded = recordedMeeting(app, [{ fileType: 'M4A' }]);
  await app.connectZoom(viewer, recorded.host);
  await linked(app, viewer, { meetingId: recorded.meeting.id });
  await stage();
  const confirm = new URL(jira.site.baseUrl).host;
  await ask(app, 202, 'POST /admin/erasures/site', viewer, { confirm });
  await stage();
  for (let round = 0; round < 50; round += 1) {
    await erasureRound(app);
    await stage();
    const { erasures } = await ask(app, 200, 'GET /admin/erasures', viewer);
    if (erasures[0].state === 'done') return;
  }
  throw new Error('Erasing the site does not end');
}
