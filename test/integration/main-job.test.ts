// The main job through the API: connect, link, list, attach; the file arrives, and nothing readable is kept.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { seedDemoSite } from '../simulators/jira/demo-site.ts';
import { attachAndWait, linkedRecording } from '../support/recorded-meeting.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(() => app.stop());

test('a recording becomes an attachment with the same bytes, uploaded as the person who asked', async () => {
  const { engineer, issues } = seedDemoSite(app.jira);
  const viewer = { accountId: engineer.accountId, issueId: issues[0]?.id };
  const recorded = await linkedRecording(app, viewer, [{ fileType: 'MP4' }]);

  const transfer = await attachAndWait(app, viewer, recorded, 0);

  expect(transfer).toMatchObject({ state: 'succeeded', requestedByMe: true, reason: null });
  const [attachment] = app.jira.site.attachments(viewer.issueId ?? '');
  expect(attachment?.authorAccountId).toBe(engineer.accountId);
  expect(attachment?.sha256).toBe(await recorded.recording.files[0]?.sha256());
});
