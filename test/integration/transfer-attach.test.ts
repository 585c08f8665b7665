// Pressing Attach to issue: once per file and issue, and again only when the attachment is gone.

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { attach, linkedRecording } from '../support/recorded-meeting.ts';
import { type AskedTransfer, startTransferBench, type TransferBench } from '../support/transfer-bench.ts';

let bench: TransferBench;
beforeAll(async () => {
  bench = await startTransferBench();
});
afterEach(() => bench.calm());
afterAll(() => bench.stop());

const attachments = ({ issueId }: AskedTransfer) => bench.app.jira.site.attachments(issueId);
const press = ({ viewer, recorded }: AskedTransfer) => attach(bench.app, viewer, recorded, 0);

test('a file that is under way cannot be asked for again, so that the second press is refused', async () => {
  const asked = await bench.asked();

  expect(await press(asked)).toMatchObject({ status: 409, body: { error: { code: 'already_under_way' } } });
});

test('ten presses at once make one transfer', async () => {
  const asked = await bench.asked();
  await bench.app.api('POST', `/transfers/${asked.id}/cancel`, asked.viewer);

  const answers = await Promise.all(Array.from({ length: 10 }, () => press(asked)));

  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
});

test('a file that is attached cannot be attached again while the attachment exists', async () => {
  const asked = await bench.asked();
  await bench.run(asked);

  expect(await press(asked)).toMatchObject({ status: 409, body: { error: { code: 'already_attached' } } });
  expect((await bench.row(asked)).state).toBe('succeeded');
});

test('an attachment that was deleted in Jira counts as removed, so that the file is attached anew', async () => {
  const asked = await bench.asked();
  const { attachmentId } = await bench.run(asked);
  bench.app.jira.site.deleteAttachment(attachmentId ?? '');

  const again = await press(asked);
  expect(again.status).toBe(201);
  expect((await bench.row(asked)).state).toBe('removed');
  expect(await bench.run({ ...asked, id: again.body.id })).toMatchObject({ state: 'succeeded' });
  expect(attachments(asked)).toHaveLength(1);
  const events = await bench.app.deps.database.rows<{ details: object }>(
    "SELECT details FROM audit_events WHERE type = 'attachment_removed' AND issue_id = $1",
    [asked.issueId],
  );
  expect(events.map(({ details }) => details)).toEqual([{ transferId: asked.id, attachmentId }]);
});

test('Jira does not tell whether the attachment still exists, so that the file is not attached twice', async () => {
  const asked = await bench.asked();
  await bench.run(asked);
  bench.app.jira.faults.answers.push({ path: /\/attachment\/\d+$/, times: 3, status: 503 });

  expect(await press(asked)).toMatchObject({ status: 503, body: { error: { code: 'jira_unavailable' } } });
  expect((await bench.row(asked)).state).toBe('succeeded');
});

test('a recording that Zoom deleted since it was read cannot be asked for, although what was read is remembered', async () => {
  const { viewer } = await bench.asked();
  const recorded = await linkedRecording(bench.app, viewer, [{ fileType: 'TRANSCRIPT' }]);
  const { uuid, files } = recorded.recording;
  const query = new URLSearchParams({ meetingUuid: uuid, fileKey: files[0]?.id ?? '' });
  const path = `/meeting-links/${recorded.linkId}/transcript?${query}`;
  expect((await bench.app.api('GET', path, viewer)).status).toBe(200);
  bench.app.zoom.deleteRecording(recorded.recording);

  expect(await attach(bench.app, viewer, recorded, 0)).toMatchObject({
    status: 404,
    body: { error: { code: 'recording_not_found' } },
  });
});

test.each([
  ['still being processed', { fileType: 'MP4', status: 'processing' }, 'recording_processing'],
  ['kept at the company’s own server', { fileType: 'MP4', onPremises: true }, 'not_in_cloud'],
] as const)(
  'a file that is %s cannot be asked for, so that no transfer begins',
  async (_what, file, code) => {
    const { viewer } = await bench.asked();
    const recorded = await linkedRecording(bench.app, viewer, [file, { fileType: 'CHAT' }]);

    expect(await attach(bench.app, viewer, recorded, 0)).toMatchObject({
      status: 409,
      body: { error: { code } },
    });
  },
);

test('a transfer that succeeded cannot be retried, and somebody else’s failed one only by a new press', async () => {
  const asked = await bench.asked();
  await bench.run(asked);
  const audience = { projectId: bench.app.jira.site.projects[0]?.id, securityLevelId: null };
  const retry = (accountId: string) =>
    bench.app.api('POST', `/transfers/${asked.id}/retry`, { ...asked.viewer, accountId }, { audience });
  const other = bench.app.jira.site.users[1]?.accountId ?? '';

  expect(await retry(bench.engineer.accountId)).toMatchObject({
    status: 409,
    body: { error: { code: 'not_failed' } },
  });
  expect(await retry(other)).toMatchObject({ status: 403, body: { error: { code: 'not_your_transfer' } } });
});
