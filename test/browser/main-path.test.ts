// The main job in a real browser, through the real Connect bridge and the sandboxed iframe.

import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { type DemoSite, seedDemoSite } from '../simulators/jira/demo-site.ts';
import { expectNoAxeViolations } from '../support/axe.ts';
import { newPage } from '../support/browser.ts';
import { connectZoomInBrowser, linkPastMeeting, openIssue } from '../support/issue-page.ts';
import { recordedMeeting } from '../support/recorded-meeting.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const oneGiB = 1024 ** 3;

/** The app with the demo's people; it ends after the pages that the test opens. */
async function demoApp(options?: Parameters<typeof startTestApp>[0]): Promise<TestApp & { demo: DemoSite }> {
  const app = await startTestApp(options);
  onTestFinished(() => app.stop());
  return { ...app, demo: seedDemoSite(app.jira) };
}

test('a small recording is attached from the panel, byte for byte, and plays in the issue', async () => {
  const app = await demoApp({ keepAttachmentBytes: true });
  const page = await newPage();
  await attachFromPanel(app, page, {});

  const video = page.locator('video');
  await video.waitFor();
  const seconds = await video.evaluate(async (element) => {
    const media = element as unknown as { play(): Promise<void>; duration: number };
    await media.play();
    return media.duration;
  });
  expect(seconds).toBeGreaterThan(5);
  await expectNoAxeViolations(page);
});

test('a recording of 1 GiB is attached from the panel, byte for byte', async () => {
  const app = await demoApp();
  // Only its size and hash are kept, so the issue's page has nothing to play.
  const page = await newPage({ allowedErrors: ['/rest/api/3/attachment/content/'] });
  await attachFromPanel(app, page, { size: oneGiB });
});

/** The whole main job, as a person does it who has nothing connected yet. */
async function attachFromPanel(
  app: TestApp & { demo: DemoSite },
  page: Page,
  video: { size?: number },
): Promise<void> {
  const { meeting, host, recording } = recordedMeeting(app, [{ fileType: 'MP4', ...video }]);
  const [issue] = app.demo.issues;
  const { accountId } = app.demo.engineer;
  const issuePage = await openIssue(app, page, { issueKey: issue?.key ?? '', accountId, quickAdd: true });
  const { panel } = issuePage;
  await expectNoAxeViolations(page);

  await connectZoomInBrowser(issuePage, host);
  await linkPastMeeting(issuePage, meeting.topic);
  await panel.getByRole('button', { name: 'Attach to issue' }).click();
  await panel.getByText('Attached', { exact: true }).waitFor({ timeout: 0 });

  const [attachment] = app.jira.site.attachments(issue?.id ?? '');
  expect(attachment?.sha256).toBe(await recording.files[0]?.sha256());
  expect(attachment?.authorAccountId).toBe(accountId);
  await page
    .getByText(attachment?.filename ?? '')
    .first()
    .waitFor();
}
