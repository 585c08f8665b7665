// The way into Jira: the site's limits, whose token is used, how much is asked of Jira, and the attachment's name.

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { secondsAfter } from '../../src/platform/clock.ts';
import { isNamedBy } from '../../src/recordings/transfers/running/file-name.ts';
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
  limit({ uploadLimit: 1_073_741_824 });
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

  const since = bench.app.jira.requests.length;

  await bench.run(asked);

  expect(await shown(bench, asked)).toMatchObject(stoppedFor('failed', 'too_large'));
  expect(uploads(since)).toEqual([]);
  expect(attachments(asked)).toEqual([]);
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

test.each([
  ['jira-per-issue-on-write', ({ siteId, issueId }: AskedTransfer) => `jira/${siteId}/${issueId}`],
  ['jira-burst-based', ({ siteId }: AskedTransfer) => `jira/${siteId}`],
  ['jira-quota-global-based', () => 'jira'],
])('an upload refused for the reason %s tells all processes what to leave alone', async (reason, scopeOf) => {
  const asked = await bench.asked();
  const headers = { 'retry-after': '60', 'ratelimit-reason': reason };
  bench.app.jira.faults.answers.push({ path: /\/attachments$/, times: 1, status: 429, headers });

  await bench.run(asked);

  const rows = await bench.app.deps.database.rows('SELECT scope FROM pauses');
  expect(rows).toEqual([{ scope: scopeOf(asked) }]);
});

test('while writes to an issue are paused its transfer waits for the end of the pause, and no upload is begun', async () => {
  const asked = await bench.asked();
  const { clock, deps, jira } = bench.app;
  await deps.pauses.begin(`jira/${asked.siteId}/${asked.issueId}`, secondsAfter(clock.now(), 1_000));

  const row = await bench.run(asked);

  expect(row).toMatchObject({ state: 'waiting', reasonCode: 'jira_rate_limited' });
  expect(await bench.secondsUntilDue(asked)).toBeGreaterThan(990);
  expect(jira.requests.filter(({ path }) => path.endsWith(`/${asked.issueId}/attachments`))).toEqual([]);
});
