// What changes in Jira between the press and the file's last byte: issues, people, rights, settings, and the app itself.

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ReasonCode } from '../../src/recordings/transfers/transfer-reasons.ts';
import { attach } from '../support/recorded-meeting.ts';
import {
  type AskedTransfer,
  gate,
  shown,
  startTransferBench,
  stoppedFor,
  type TransferBench,
} from '../support/transfer-bench.ts';

let bench: TransferBench;
let first: AskedTransfer;
beforeAll(async () => {
  bench = await startTransferBench();
  first = await bench.asked();
});
afterEach(async () => {
  await bench.calm();
  const { site } = bench.app.jira;
  site.grant(bench.engineer.accountId, site.projects[0]?.id ?? '');
  bench.engineer.active = true;
  limit({ uploadLimit: 1_073_741_824, attachmentsEnabled: true });
});
afterAll(() => bench.stop());

const attachments = ({ issueId }: AskedTransfer) => bench.app.jira.site.attachments(issueId);
const issueOf = ({ issueId }: AskedTransfer) => {
  const issue = bench.app.jira.site.issues.find(({ id }) => id === issueId);
  if (issue === undefined) throw new Error('there is no such issue');
  return issue;
};
const allow = (permissions: Parameters<TransferBench['app']['jira']['site']['grant']>[2]) => {
  const { site } = bench.app.jira;
  site.grant(bench.engineer.accountId, site.projects[0]?.id ?? '', permissions);
};
/** Changes the site's limits, and lets pass the minutes for which the app remembers them. */
function limit(limits: Parameters<TransferBench['app']['jira']['site']['setLimits']>[0]): void {
  bench.app.jira.site.setLimits(limits);
  bench.app.clock.advance(301);
}
/** As a person who asks anew after being shown the audience of now. */
const retry = ({ id, viewer }: AskedTransfer, audience: object) =>
  bench.app.api('POST', `/transfers/${id}/retry`, viewer, { audience });

async function expectAttachedOnce(asked: AskedTransfer): Promise<void> {
  expect(attachments(asked).map(({ sha256 }) => sha256)).toEqual([await asked.file.sha256()]);
  expect(await bench.row(asked)).toMatchObject({
    state: 'succeeded',
    attachmentId: attachments(asked)[0]?.id,
  });
}

const changes: [string, ReasonCode, (asked: AskedTransfer) => void][] = [
  [
    'the issue was moved to another project',
    'audience_changed',
    (asked) => {
      const { site } = bench.app.jira;
      const elsewhere = site.addProject({ key: `MOVE${site.projects.length}` });
      site.grant(bench.engineer.accountId, elsewhere.id);
      issueOf(asked).projectId = elsewhere.id;
    },
  ],
  [
    'the issue was given a security level',
    'audience_changed',
    (asked) => {
      const members = [bench.engineer.accountId];
      issueOf(asked).securityLevel = { id: '31001', name: 'Insiders', members };
    },
  ],
  ['the issue was deleted', 'issue_not_visible', ({ issueId }) => bench.app.jira.site.deleteIssue(issueId)],
  ['the issue can no longer be seen', 'issue_not_visible', () => allow([])],
  ['the right to attach was taken away', 'rights_missing', () => allow(['BROWSE_PROJECTS'])],
  [
    'the person was deactivated',
    'impersonation_refused',
    () => {
      bench.engineer.active = false;
    },
  ],
  ['attachments were switched off', 'attachments_disabled', () => limit({ attachmentsEnabled: false })],
  [
    'the site’s limit fell below the file’s size',
    'too_large',
    ({ file }) => limit({ uploadLimit: (file.size ?? 0) - 1 }),
  ],
];

test.each(changes)(
  '%s after the press, so that the transfer fails with %s before any byte is at Jira',
  async (_what, code, change) => {
    const asked = await bench.again(first);
    const since = bench.app.jira.requests.length;
    change(asked);

    expect(await bench.run(asked)).toMatchObject({ state: 'failed', reasonCode: code });

    const uploads = bench.app.jira.requests.slice(since).filter(({ path }) => path.endsWith('/attachments'));
    expect(uploads).toEqual([]);
    expect(attachments(asked)).toEqual([]);
  },
);

/** The change comes when all was checked and the first byte is about to be sent. */
test.each([
  ['the right to attach was taken away', 'rights_missing', () => allow(['BROWSE_PROJECTS'])],
  ['the issue can no longer be seen', 'issue_not_visible', () => allow([])],
] as const)(
  '%s in the last moment, so that Jira itself refuses and the person reads %s',
  async (_what, code, change) => {
    const asked = await bench.again(first);
    const { deps } = bench.app;
    await bench.run(asked, {
      openJiraRequest: (...request) => {
        change();
        return deps.openJiraRequest(...request);
      },
    });
    allow(undefined);

    expect(await shown(bench, asked)).toMatchObject(stoppedFor('failed', code));
    expect(attachments(asked)).toEqual([]);
  },
);

test('a person deactivated in the last moment is refused by Jira, so that the next try tells them why', async () => {
  const asked = await bench.again(first);
  const { clock, deps } = bench.app;
  const row = await bench.run(asked, {
    openJiraRequest: (...request) => {
      bench.engineer.active = false;
      return deps.openJiraRequest(...request);
    },
  });
  expect(row).toMatchObject({ state: 'waiting', reasonCode: 'jira_unauthorized' });

  clock.advance((await bench.secondsUntilDue(asked)) + 1);

  expect(await bench.run(asked)).toMatchObject({ state: 'failed', reasonCode: 'impersonation_refused' });
  expect(attachments(asked)).toEqual([]);
});

test('a security level that changed is consented to anew with Retry, so that the file is attached', async () => {
  const asked = await bench.asked();
  const members = [bench.engineer.accountId];
  issueOf(asked).securityLevel = { id: '31001', name: 'Insiders', members };
  expect(await bench.run(asked)).toMatchObject({ state: 'failed', reasonCode: 'audience_changed' });

  const audience = { projectId: issueOf(asked).projectId, securityLevelId: '31001' };
  expect((await retry(asked, audience)).status).toBe(200);
  await bench.run(asked);

  await expectAttachedOnce(asked);
});

test('a site without an OAuth client id cannot be uploaded to as a person, and the app’s own user is no way around', async () => {
  const asked = await bench.asked();
  const { baseUrl, jira } = bench.app;
  await jira.site.install(baseUrl, { oauthClientId: undefined });

  expect(await bench.run(asked)).toMatchObject({ state: 'failed', reasonCode: 'impersonation_unavailable' });

  expect(attachments(asked)).toEqual([]);
  await jira.site.install(baseUrl);
});

test('the site removed the app before the run, so that nothing runs and the person is told when it is back', async () => {
  const asked = await bench.asked();
  const { baseUrl, jira } = bench.app;
  await jira.site.uninstall();

  expect(await bench.run(asked)).toMatchObject({
    state: 'failed',
    reasonCode: 'site_not_installed',
    attempt: 0,
  });

  await jira.site.install(baseUrl);
  expect(await shown(bench, asked)).toMatchObject(stoppedFor('failed', 'site_not_installed'));
  expect(attachments(asked)).toEqual([]);
});

test('the site removes the app in the middle of an upload, so that the file is never completed', async () => {
  const asked = await bench.asked([{ fileType: 'MP4', size: 32 * 1024 * 1024 }]);
  const { baseUrl, jira } = bench.app;
  const held = gate();
  jira.faults.uploads.push({ kind: 'hold', atByte: 30_000, until: held.until });
  const reached = jira.waitFor('upload-held');
  const broken = jira.waitFor('upload-broken');
  const running = bench.run(asked);
  await reached;
  await jira.site.uninstall();
  held.open();

  expect(await running).toMatchObject({ state: 'failed', reasonCode: 'site_not_installed' });

  await broken;
  expect(attachments(asked)).toEqual([]);
  await jira.site.install(baseUrl);
});

test('the site removes the app when the file is stored, so that what was done is told as done', async () => {
  const asked = await bench.asked();
  const { baseUrl, deps, jira } = bench.app;
  const begun = jira.waitFor('upload-first-byte');
  await bench.run(asked, {
    transfers: {
      ...deps.transfers,
      async fence(...file) {
        const crossed = await deps.transfers.fence(...file);
        await begun;
        await jira.site.uninstall();
        return crossed;
      },
    },
  });

  await expectAttachedOnce(asked);
  await jira.site.install(baseUrl);
});

test('the site removes the app when the file is stored and the answer lost, so that attaching after its return adopts the file', async () => {
  const asked = await bench.asked();
  const { app } = bench;
  const { baseUrl, deps, jira } = app;
  jira.faults.uploads.push({ kind: 'lose-answer' });
  const begun = jira.waitFor('upload-first-byte');
  const row = await bench.run(asked, {
    transfers: {
      ...deps.transfers,
      async fence(...file) {
        const crossed = await deps.transfers.fence(...file);
        await begun;
        await jira.site.uninstall();
        return crossed;
      },
    },
  });
  expect(row).toMatchObject({ state: 'failed', reasonCode: 'site_not_installed' });

  await jira.site.install(baseUrl);
  await app.connectZoom(asked.viewer, asked.recorded.host);
  const again = await attach(app, asked.viewer, asked.recorded, 0);

  expect([again.status, again.body.error.code]).toEqual([409, 'already_attached']);
  await expectAttachedOnce(asked);
});
