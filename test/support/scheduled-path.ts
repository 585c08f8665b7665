// What comes round by itself, and what goes wrong without anybody's doing, for the test of what is kept.

import { pruneAuditLogs } from '../../src/administration/prune-audit-logs.ts';
import { chainEventsOfOldVersions } from '../../src/audit-log/chain-old-events.ts';
import { logHeads } from '../../src/audit-log/log-heads.ts';
import { forgetOldRefusals } from '../../src/issue-panel/unwritable-projects.ts';
import { endForgottenSites } from '../../src/privacy/end-site.ts';
import { forgetOldCertificates } from '../../src/privacy/erasures-repository.ts';
import { reportAccounts } from '../../src/privacy/report-accounts.ts';
import { sweepLedger } from '../../src/recordings/ledger/check-files.ts';
import { forgetOldRequests } from '../../src/recordings/sharing/ask-host.ts';
import { lookAtStoredSecrets } from '../../src/stored-secrets.ts';
import { revokeUnusedGrants } from '../../src/zoom-accounts/end-connection.ts';
import { refreshIdleGrants } from '../../src/zoom-accounts/refresh-idle-grants.ts';
import { seedDemoSite } from '../simulators/jira/demo-site.ts';
import { ask } from './ask.ts';
import { erasureRound } from './erasing.ts';
import { decide } from './policy.ts';
import { recordedMeeting } from './recorded-meeting.ts';
import { linked } from './team.ts';
import type { TestApp, Viewer } from './test-app.ts';

/** What the log says where the scheduled work found something to do. */
export const doneByItself = [
  'accounts could not be reported',
  'accounts reported',
  'audit log head',
  'old audit events removed',
];

/** Is made to wait, is refused, fails, and does all scheduled work once. @param stage is awaited after each part. */
export async function walkScheduledWork(app: TestApp, stage: () => Promise<void>): Promise<void> {
  const { admin, issues } = seedDemoSite(app.jira);
  const viewer = { accountId: admin.accountId, issueId: issues[0]?.id ?? '' };
  await failInTheDatabase(app, viewer);
  await stage();
  await mayNotWrite(app, viewer, issues[0]?.projectId ?? '');
  await useUpZoom(app, viewer);
  await stage();
  await reportPeople(app, viewer, stage);

  const { deps } = app;
  const stopping = new AbortController().signal;
  await decide(app, viewer, { auditRetentionDays: 365 });
  await pruneAuditLogs(deps, inDays(app, 400), stopping);
  await logHeads(deps, inDays(app, 2), stopping);
  await chainEventsOfOldVersions(deps, app.clock.now(), stopping);
  await sweepLedger(deps, inDays(app, 60), stopping);
  await stage();
  await refreshIdleGrants(deps, inDays(app, 60), stopping);
  await revokeUnusedGrants(deps, stopping);
  await lookAtStoredSecrets(deps);
  await stage();
  await endForgottenSites(deps);
  await erasureRound(app);
  await forgetOldCertificates(deps, inDays(app, 4 * 365));
  await forgetOldRequests(deps, inDays(app, 60));
  await forgetOldRefusals(deps, inDays(app, 100));
  await deps.grants.forgetUsedUp(inDays(app, 2));
  await deps.flows.expire(inDays(app, 1));
  await stage();
}

const inDays = ({ clock }: TestApp, days: number) => new Date(clock.now().getTime() + days * 86_400_000);

/** A fault that nobody has thought of, with what people wrote in all that Postgres says about it. */
async function failInTheDatabase(app: TestApp, viewer: Viewer): Promise<void> {
  const { database } = app.deps;
  const { marker } = app.zoom;
  await database.rows(`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    RAISE EXCEPTION ''${marker}'' USING DETAIL = ''Row (${marker})'', HINT = ''${marker}''; END'`);
  await database.rows('CREATE TRIGGER fail BEFORE INSERT OR UPDATE ON user_settings EXECUTE FUNCTION fail()');
  const flags = { waitingRoom: true, cloudRecording: false, joinBeforeHost: false, muteUponEntry: true };
  await ask(app, 500, 'PUT /meeting-defaults', viewer, { durationMinutes: 30, ...flags });
  await database.rows('DROP TRIGGER fail ON user_settings');
  await database.rows('DROP FUNCTION fail');
}

/** The app finds out that it may not write in the project. */
async function mayNotWrite(app: TestApp, viewer: Viewer, projectId: string): Promise<void> {
  const recorded = recordedMeeting(app, [{ fileType: 'MP4' }]);
  await app.connectZoom(viewer, recorded.host);
  app.jira.site.grantApp(projectId, ['BROWSE_PROJECTS']);
  await linked(app, viewer, { meetingId: recorded.meeting.id });
  await someThere(app, 'unwritable_projects');
  app.jira.site.grantApp(projectId);
}

/** Zoom takes no more calls of the firm today. */
async function useUpZoom(app: TestApp, viewer: Viewer): Promise<void> {
  const resetAt = inDays(app, 1).getTime();
  app.zoom.faults.arm({ on: 'api', path: '/users/me/meetings', kind: 'daily-limit', resetAt });
  await app.api('GET', '/meetings?when=past', viewer);
  await someThere(app, 'zoom_limits');
}

/** Somebody whose account was closed, somebody whose was changed, and a Jira that asks to be left alone first. */
async function reportPeople(app: TestApp, viewer: Viewer, stage: () => Promise<void>): Promise<void> {
  const { deps, jira, zoom } = app;
  const { accountId } = jira.site.addUser({ name: 'Lara Leaver' });
  await app.connectZoom({ accountId }, zoom.createUser());
  jira.site.closeAccount(accountId);
  jira.site.updateAccount(viewer.accountId);
  const headers = { 'retry-after': '600' };
  const body = { errorMessages: jira.marks };
  jira.faults.answers.push({ path: /report-accounts$/, times: 1, status: 429, headers, body });
  const stopping = new AbortController().signal;
  await reportAccounts(deps, inDays(app, 8), stopping);
  await someThere(app, 'pauses');
  await stage();
  await deps.pauses.forgetPast(inDays(app, 1));
  await reportAccounts(deps, inDays(app, 16), stopping);
  await stage();
}

/** Bounded by the test's own time. */
async function someThere({ deps }: TestApp, table: string): Promise<void> {
  for (let asked = 0; asked < 2_000; asked += 1) {
    if ((await deps.database.rows(`SELECT 1 FROM ${table}`)).length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`There is nothing in ${table}`);
}
