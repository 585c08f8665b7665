// Jira's refusals, call by call: how the transfer stands then, in which words, and that it attaches the file once or never.

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ReasonCode } from '../../src/recordings/transfers/transfer-reasons.ts';
import { attach } from '../support/recorded-meeting.ts';
import {
  type AskedTransfer,
  shown,
  startTransferBench,
  stoppedFor,
  type TransferBench,
} from '../support/transfer-bench.ts';

let bench: TransferBench;
let first: AskedTransfer;
/** Its third file. */
const large = 2;
beforeAll(async () => {
  bench = await startTransferBench();
  first = await bench.asked([
    { fileType: 'MP4' },
    { fileType: 'CHAT' },
    { fileType: 'MP4', size: 16 * 1024 * 1024 },
  ]);
});
afterEach(async () => {
  await bench.calm();
  bench.app.jira.site.setLimits({
    uploadLimit: 1_073_741_824,
    attachmentsEnabled: true,
    maxAttachmentsPerIssue: 2_000,
  });
});
afterAll(() => bench.stop());

const attachments = ({ issueId }: AskedTransfer) => bench.app.jira.site.attachments(issueId);
const looksSince = (since: number) =>
  bench.app.jira.requests.slice(since).filter(({ path }) => path.includes('fields=attachment')).length;

const paths = {
  token: /^\/oauth2\/token$/,
  audience: /\/issue\/\d+$/,
  rights: /\/mypermissions$/,
  limits: /\/attachment\/meta$/,
  upload: /\/attachments$/,
};

/** In words as titles have them: '429', '429 with Retry-After', '429 with Retry-After for jira-burst-based'. */
function answerOf(words: string): { status: number; headers: Record<string, string> } {
  const [, status, asked, reason] = /^(\d+)( with Retry-After)?(?: for (\S+))?$/.exec(words) ?? [];
  return {
    status: Number(status),
    headers: {
      ...(asked === undefined ? {} : { 'retry-after': '700' }),
      ...(reason === undefined ? {} : { 'ratelimit-reason': reason }),
    },
  };
}

/** Where it waits it goes on later and attaches the file; where it failed, nothing is attached. */
async function expectStopped(asked: AskedTransfer, state: 'waiting' | 'failed', code: ReasonCode) {
  expect(await shown(bench, asked)).toMatchObject(stoppedFor(state, code));
  expect(attachments(asked)).toEqual([]);
  await bench.calm();
  if (state === 'failed') return;
  while ((await bench.runUntilCertain(asked)).state === 'waiting');
  expect(attachments(asked).map(({ sha256 }) => sha256)).toEqual([await asked.file.sha256()]);
  expect(await bench.row(asked)).toMatchObject({
    state: 'succeeded',
    attachmentId: attachments(asked)[0]?.id,
  });
}

test('a Retry-After that is a date is read as one in seconds is, so that the transfer waits for just that long', async () => {
  const asked = await bench.again(first);
  const date = new Date(bench.app.clock.now().getTime() + 700_000).toUTCString();
  const headers = { 'retry-after': date };
  bench.app.jira.faults.answers.push({ path: paths.upload, times: 1, status: 429, headers });

  await bench.run(asked);

  // The date lost its milliseconds, and was told a while before it was read.
  const pause = await bench.pause(asked);
  expect(pause).toBeGreaterThan(670);
  expect(pause).toBeLessThan(701);
  await expectStopped(asked, 'waiting', 'jira_rate_limited');
});

/** Without a `Retry-After`, calls before the upload are repeated after a moment: so those have one here. */
test.each([
  ['token', '302', 'waiting', 'jira_unavailable'],
  ['token', '400', 'failed', 'impersonation_refused'],
  ['token', '401', 'failed', 'impersonation_refused'],
  ['token', '403', 'failed', 'impersonation_refused'],
  ['token', '404', 'waiting', 'jira_unavailable'],
  ['token', '429 with Retry-After', 'waiting', 'jira_unavailable'],
  ['token', '500', 'waiting', 'jira_unavailable'],
  ['token', '503 with Retry-After', 'waiting', 'jira_unavailable'],
  ['audience', '200', 'waiting', 'jira_unexpected'],
  ['audience', '302', 'waiting', 'jira_unexpected'],
  ['audience', '401', 'waiting', 'jira_unauthorized'],
  ['audience', '403', 'failed', 'rights_missing'],
  ['audience', '404', 'failed', 'issue_not_visible'],
  ['audience', '429 with Retry-After', 'waiting', 'jira_rate_limited'],
  ['audience', '500', 'waiting', 'jira_unavailable'],
  ['audience', '503 with Retry-After', 'waiting', 'jira_unavailable'],
  ['rights', '200', 'waiting', 'jira_unexpected'],
  ['rights', '401', 'waiting', 'jira_unauthorized'],
  ['rights', '404', 'failed', 'issue_not_visible'],
  ['rights', '429 with Retry-After', 'waiting', 'jira_rate_limited'],
  ['rights', '500', 'waiting', 'jira_unavailable'],
  ['limits', '200', 'waiting', 'jira_unexpected'],
  ['limits', '401', 'waiting', 'jira_unexpected'],
  ['limits', '403', 'waiting', 'jira_unauthorized'],
  ['limits', '404', 'waiting', 'jira_unexpected'],
  ['limits', '429 with Retry-After', 'waiting', 'jira_unavailable'],
  ['limits', '500', 'waiting', 'jira_unavailable'],
] as const)(
  'asked for the %s, Jira answers %s, so that before any byte the transfer is %s: %s',
  async (call, words, state, code) => {
    const { status, headers } = answerOf(words);
    const asked = await bench.again(first);
    bench.app.clock.advance(301);
    const { faults, requests } = bench.app.jira;
    faults.answers.push({ path: paths[call], times: 1, status, headers });
    const since = requests.length;

    await bench.run(asked);

    expect(requests.slice(since).filter(({ path }) => paths.upload.test(path))).toEqual([]);
    if ('retry-after' in headers) expect(await bench.pause(asked)).toBeCloseTo(700);
    await expectStopped(asked, state, code);
  },
);

test('the server that lets the app act for people cannot be reached, so that the transfer waits', async () => {
  const asked = await bench.again(first);
  bench.app.jira.faults.authorizationServer = 'unreachable';

  await bench.run(asked);

  await expectStopped(asked, 'waiting', 'jira_unavailable');
});

const refusals = [
  ['302', 'waiting', 'jira_unexpected'],
  ['401', 'waiting', 'jira_unauthorized'],
  ['403', 'failed', 'rights_missing'],
  ['404', 'failed', 'issue_not_visible'],
  ['411', 'failed', 'upload_refused'],
  ['413', 'failed', 'issue_full'],
  ['429 with Retry-After', 'waiting', 'jira_rate_limited'],
  ['500', 'waiting', 'jira_unavailable'],
  ['503 with Retry-After', 'waiting', 'jira_unavailable'],
] as const;
const limited = (reason: string) =>
  [`429 with Retry-After for ${reason}`, 'waiting', 'jira_rate_limited'] as const;

test.each([
  ...refusals,
  limited('jira-quota-global-based'),
  limited('jira-quota-tenant-based'),
  limited('jira-burst-based'),
  limited('jira-per-issue-on-write'),
  ['429', 'waiting', 'jira_rate_limited'] as const,
  ['503', 'waiting', 'jira_unavailable'] as const,
])(
  'Jira answers an upload with %s before it reads it, so that the transfer is %s: %s, and the download ends',
  async (words, state, code) => {
    const { status, headers } = answerOf(words);
    // More than sockets hold: whatever has been sent completely may have been stored.
    const asked = await bench.again(first, large);
    const { faults } = bench.app.jira;
    faults.answers.push({ method: 'POST', path: paths.upload, times: 1, status, headers });

    const row = await bench.run(asked);

    expect(row.sha256).toBeNull();
    if ('retry-after' in headers) expect(await bench.pause(asked)).toBeCloseTo(700);
    await expectStopped(asked, state, code);
  },
);

test.each(refusals.filter(([words]) => words.startsWith('4')))(
  'Jira takes the whole file, answers %s and stores nothing, so that without a look the transfer is %s: %s',
  async (words, state, code) => {
    const asked = await bench.again(first);
    bench.app.jira.faults.uploads.push({ kind: 'answer', stored: false, ...answerOf(words) });
    const since = bench.app.jira.requests.length;

    await bench.run(asked);

    expect(looksSince(since)).toBe(0);
    await expectStopped(asked, state, code);
  },
);

/** After these the file may be there all the same. */
test.each([
  ['302', 'upload_unclear', 1],
  ['408', 'upload_unclear', 1],
  ['500', 'upload_unclear', 1],
  ['503', 'upload_unclear', 1],
  ['503 with Retry-After', 'jira_rate_limited', 0],
] as const)(
  'Jira takes the whole file, answers %s and stores nothing, so that the transfer is %s until no file can come any more',
  async (words, code, looks) => {
    const asked = await bench.again(first);
    bench.app.jira.faults.uploads.push({ kind: 'answer', stored: false, ...answerOf(words) });
    const since = bench.app.jira.requests.length;

    await bench.run(asked);

    expect(await shown(bench, asked)).toMatchObject({ state: 'finishing', reason: { code } });
    expect(looksSince(since)).toBe(looks);
    await bench.runUntilCertain(asked);
    await expectStopped(asked, 'waiting', 'upload_cut');
  },
);

test('a large upload is refused before it is read, so that the download does not go on for nothing', async () => {
  const asked = await bench.again(first, large);
  bench.app.jira.faults.answers.push({ method: 'POST', path: paths.upload, times: 1, status: 403 });
  const closed = bench.app.zoom.waitFor('download-closed', ({ fileId }) => fileId === asked.file.id);

  await bench.run(asked);

  expect((await closed).complete).toBe(false);
  await expectStopped(asked, 'failed', 'rights_missing');
});

test.each([
  ['the site’s limit fell below the file’s size', { uploadLimit: 99_999 }, 'too_large'],
  ['the issue has all the attachments that it may have', { maxAttachmentsPerIssue: 0 }, 'issue_full'],
  ['attachments were switched off', { attachmentsEnabled: false }, 'attachments_disabled'],
] as const)(
  '%s while the app remembered it otherwise, so that the person is told just that',
  async (_what, limits, code) => {
    const asked = await bench.again(first);
    await bench.app.deps.attachmentSettings.get(asked.siteId);
    bench.app.jira.site.setLimits(limits);

    await bench.run(asked);

    await expectStopped(asked, 'failed', code);
  },
);

test('Jira finds an upload too large and does not tell its limits, so that the person is told both reasons', async () => {
  const asked = await bench.again(first);
  await bench.app.deps.attachmentSettings.get(asked.siteId);
  bench.app.jira.faults.answers.push(
    { path: paths.upload, times: 1, status: 413, body: { errorMessages: ['Zu gross'] } },
    { path: paths.limits, times: 1, status: 500 },
  );

  await bench.run(asked);

  await expectStopped(asked, 'failed', 'upload_refused');
});

test.each([
  ['permissions/check', '200', 502, 'jira_unexpected'],
  ['permissions/check', '302', 502, 'jira_unexpected'],
  ['permissions/check', '401', 502, 'jira_unexpected'],
  ['permissions/check', '403', 403, 'jira_forbidden'],
  ['permissions/check', '429 with Retry-After', 503, 'jira_unavailable'],
  ['permissions/check', '500', 503, 'jira_unavailable'],
  ['attachment/meta', '401', 502, 'jira_unexpected'],
  ['attachment/meta', '404', 502, 'jira_unexpected'],
  ['attachment/meta', '429 with Retry-After', 503, 'jira_unavailable'],
  ['attachment/meta', '500', 503, 'jira_unavailable'],
] as const)(
  'at the press, %s is answered with %s, so that the person is told (%i %s) and no transfer begins',
  async (call, words, told, code) => {
    const { status, headers } = answerOf(words);
    bench.app.clock.advance(301);
    bench.app.jira.faults.answers.push({ path: new RegExp(`${call}$`), times: 1, status, headers });

    const answer = await attach(bench.app, first.viewer, first.recorded, 1);

    bench.app.clock.advance(701);
    expect([answer.status, answer.body.error.code]).toEqual([told, code]);
    const { body } = await bench.app.api('GET', '/transfers', first.viewer);
    expect(body.transfers).toHaveLength(1);
  },
);
