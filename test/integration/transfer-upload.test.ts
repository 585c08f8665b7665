// The way into Jira: limits, rights and audience before the first byte, and Jira's refusals after it.

import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { isNamedBy } from '../../src/recordings/transfers/running/file-name.ts';
import type { RunTransferDeps } from '../../src/recordings/transfers/running/transfer-deps.ts';
import { attach, linkedRecording } from '../support/recorded-meeting.ts';
import {
  type AskedTransfer,
  shown,
  startTransferBench,
  stoppedFor,
  type TransferBench,
} from '../support/transfer-bench.ts';

let bench: TransferBench;
beforeAll(async () => {
  bench = await startTransferBench();
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
const uploads = (since: number) =>
  bench.app.jira.requests
    .slice(since)
    .filter(({ method, path }) => method === 'POST' && /\/attachments$/.test(path));

/** Changes the site's limits, and lets pass the minutes for which the app remembers them. */
function limit(limits: Parameters<TransferBench['app']['jira']['site']['setLimits']>[0]): void {
  bench.app.jira.site.setLimits(limits);
  bench.app.clock.advance(301);
}

/** Nothing was attached, and Jira was not even sent the beginning of a file. */
async function expectRefusedBeforeAnyByte(asked: AskedTransfer, code: Parameters<typeof stoppedFor>[1]) {
  const since = bench.app.jira.requests.length;
  await bench.run(asked);
  expect(await shown(bench, asked)).toMatchObject(stoppedFor('failed', code));
  expect(uploads(since)).toEqual([]);
  expect(attachments(asked)).toEqual([]);
}

test('a file of exactly the site’s limit passes, so that no byte of the limit is wasted', async () => {
  const { size } = (await bench.asked()).file;
  limit({ uploadLimit: size });
  const asked = await bench.asked();

  expect((await bench.run(asked)).state).toBe('succeeded');
  expect(attachments(asked)[0]).toMatchObject({ size, sha256: await asked.file.sha256() });
});

test('a file one byte above the limit is refused at the click, so that nothing is downloaded', async () => {
  const { size } = (await bench.asked()).file;
  limit({ uploadLimit: size - 1 });
  const since = bench.app.zoom.requests.length;

  await expect(bench.asked()).rejects.toThrow(/413.*too_large/);

  expect(
    bench.app.zoom.requests.slice(since).filter(({ host }) => host === 'web' || host === 'files'),
  ).toEqual([]);
});

test('a file that turns out larger than Zoom’s list said is refused before any byte reaches Jira', async () => {
  const { size } = (await bench.asked()).file;
  limit({ uploadLimit: size });
  const asked = await bench.asked();
  bench.app.zoom.faults.arm({ on: 'download', kind: 'other-size', by: 1 });

  await expectRefusedBeforeAnyByte(asked, 'too_large');
});

test('attachments switched off since the click fail the transfer with whom to ask', async () => {
  const asked = await bench.asked();
  limit({ attachmentsEnabled: false });

  await expectRefusedBeforeAnyByte(asked, 'attachments_disabled');
});

test('an issue that moved to another project since consent stops the transfer, so that no new people see the file', async () => {
  const asked = await bench.asked();
  const { site } = bench.app.jira;
  const elsewhere = site.addProject({ key: `MOVE${site.projects.length}` });
  site.grant(bench.engineer.accountId, elsewhere.id);
  const issue = site.issues.find(({ id }) => id === asked.issueId);
  if (issue) issue.projectId = elsewhere.id;

  await expectRefusedBeforeAnyByte(asked, 'audience_changed');
});

test('a security level that changed since consent stops the transfer until the person consents anew', async () => {
  const asked = await bench.asked();
  const issue = bench.app.jira.site.issues.find(({ id }) => id === asked.issueId);
  if (issue) issue.securityLevel = { id: '31001', name: 'Insiders', members: [bench.engineer.accountId] };
  await expectRefusedBeforeAnyByte(asked, 'audience_changed');

  const audience = { projectId: issue?.projectId, securityLevelId: '31001' };
  const retried = await bench.app.api('POST', `/transfers/${asked.id}/retry`, asked.viewer, { audience });
  expect(retried.status).toBe(200);
  expect((await bench.run(asked)).state).toBe('succeeded');
});

test.each([
  ['the right to attach was taken away', ['BROWSE_PROJECTS'], 'rights_missing'],
  ['the issue can no longer be seen', [], 'issue_not_visible'],
] as const)(
  '%s since the click, so that the transfer fails before any byte',
  async (_what, permissions, code) => {
    const asked = await bench.asked();
    const { site } = bench.app.jira;
    site.grant(bench.engineer.accountId, site.projects[0]?.id ?? '', permissions);

    await expectRefusedBeforeAnyByte(asked, code);
  },
);

test('an issue deleted since the click fails the transfer', async () => {
  const asked = await bench.asked();
  bench.app.jira.site.deleteIssue(asked.issueId);

  expect(await bench.run(asked)).toMatchObject({ state: 'failed', reasonCode: 'issue_not_visible' });
});

test('a person deactivated since the click is not acted for, so that the transfer fails', async () => {
  const asked = await bench.asked();
  bench.engineer.active = false;

  await expectRefusedBeforeAnyByte(asked, 'impersonation_refused');
});

test('a site without an OAuth client id cannot be uploaded to as a person, and the app’s own user is no way around', async () => {
  const asked = await bench.asked();
  const { baseUrl, jira } = bench.app;
  await jira.site.install(baseUrl, { oauthClientId: undefined });

  await expectRefusedBeforeAnyByte(asked, 'impersonation_unavailable');
  await jira.site.install(baseUrl);
});

test('two people’s transfers use a token each, so that every file has its own author', async () => {
  const { jira } = bench.app;
  const designer = jira.site.users.find(({ accountId }) => accountId !== bench.engineer.accountId);
  const [mine, since] = [await bench.asked(), jira.requests.length];
  const viewer = { accountId: designer?.accountId ?? '', issueId: mine.issueId };
  const recorded = await linkedRecording(bench.app, viewer, [{ fileType: 'CHAT' }]);
  const theirs = { ...mine, id: (await attach(bench.app, viewer, recorded, 0)).body.id as string };

  await Promise.all([bench.run(mine), bench.run(theirs)]);

  expect(new Set(attachments(mine).map(({ authorAccountId }) => authorAccountId))).toEqual(
    new Set([bench.engineer.accountId, viewer.accountId]),
  );
  expect(jira.requests.slice(since).filter(({ path }) => path === '/oauth2/token')).toHaveLength(2);
});

test('attaching asks four things of Jira with warm settings, so that its rate limits last', async () => {
  const warm = await bench.asked();
  await bench.run(warm);
  const since = bench.app.jira.requests.length;

  const asked = await bench.asked();
  await bench.run(asked);

  const { site } = bench.app.jira;
  const calls = bench.app.jira.requests
    .slice(since)
    .filter((request) => request.site === site.baseUrl && request.path.includes('/rest/'))
    .map(
      ({ method, path, identity }) => `${identity.split(':')[0]} ${method} ${path.replace(/\d{4,}/g, '#')}`,
    );
  // The first two belong to connecting Zoom and to linking the meeting.
  expect(calls.slice(2).sort()).toEqual([
    'app POST /rest/api/3/permissions/check',
    'user GET /rest/api/3/issue/#?fields=project%2Csecurity',
    'user GET /rest/api/3/mypermissions?issueId=#&permissions=CREATE_ATTACHMENTS',
    'user POST /rest/api/3/issue/#/attachments',
  ]);
});

test('the attachment is named after topic, start, kind and code, so that people and the app find it', async () => {
  const asked = await bench.asked();
  await bench.run(asked);

  const name = attachments(asked)[0]?.filename ?? '';
  expect(name).toMatch(
    /^Meeting \d+ MARK-ZOOM \d{4}-\d\d-\d\d \d\d-\d\d UTC shared screen with speaker view [0-9a-z]{8}\.mp4$/,
  );
  expect(isNamedBy(name, asked.id)).toBe(true);
});

/** Jira as a server of the test's own takes the upload: it reads all of it, then answers as told. */
async function uploadingTo(
  answer: (response: ServerResponse) => void,
  work: (other: Partial<RunTransferDeps>) => Promise<void>,
): Promise<void> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => answer(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { jiraAccess } = bench.app.deps;
  try {
    await work({
      jiraAccess: {
        ...jiraAccess,
        actAs: async (siteId, accountId) => ({ ...(await jiraAccess.actAs(siteId, accountId)), baseUrl }),
      },
    });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

test.each([
  [401, 'waiting', 'jira_unavailable'],
  [403, 'failed', 'rights_missing'],
  [404, 'failed', 'issue_not_visible'],
  [413, 'failed', 'upload_refused'],
  [429, 'waiting', 'jira_rate_limited'],
] as const)(
  'Jira refuses the whole file with %i, so that the transfer has %s without looking for it',
  async (status, state, code) => {
    const asked = await bench.asked();
    await uploadingTo(
      (response) => response.writeHead(status, { 'retry-after': '700' }).end('{}'),
      async (other) => {
        const since = bench.app.jira.requests.length;
        expect(await bench.run(asked, other)).toMatchObject({ state, reasonCode: code, sha256: null });
        expect(
          bench.app.jira.requests.slice(since).some(({ path }) => path.includes('fields=attachment')),
        ).toBe(false);
      },
    );
    if (status === 429) expect(Math.round((await bench.secondsUntilDue(asked)) / 10)).toBe(70);
  },
);

test.each([
  ['a server error', 500],
  ['a request timeout', 408],
  ['a redirect', 302],
  ['an answer without a body', 200],
] as const)(
  '%s after the last byte leaves it open whether the file is stored, so that Jira is looked at twice first',
  async (_what, status) => {
    const asked = await bench.asked();
    const pauses: number[] = [];
    await uploadingTo(
      (response) => response.writeHead(status).end(),
      async (other) => {
        const since = bench.app.jira.requests.length;
        const row = await bench.run(asked, { ...other, sleep: async (ms) => void pauses.push(ms) });
        expect(row.state).not.toBe('succeeded');
        const looks = bench.app.jira.requests
          .slice(since)
          .filter(({ path }) => path.includes('fields=attachment'));
        expect([looks.length, pauses]).toEqual([2, [15_000]]);
      },
    );
  },
);

test.each([
  [403, 'rights_missing'],
  [413, 'upload_refused'],
] as const)(
  'Jira refuses a large upload with %i before reading it, so that the download ends at once too',
  async (status, code) => {
    const asked = await bench.asked([{ fileType: 'MP4', size: 64 * 1024 * 1024 }]);
    bench.app.jira.faults.answers.push({ method: 'POST', path: /\/attachments$/, times: 1, status });
    const closed = bench.app.zoom.waitFor('download-closed', ({ fileId }) => fileId === asked.file.id);

    expect(await bench.run(asked)).toMatchObject({ state: 'failed', reasonCode: code });
    expect((await closed).complete).toBe(false);
  },
);
