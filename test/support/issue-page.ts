// The issue as a person sees it in the browser: the simulated Jira's page with the app's panel in its real iframe.

import type { FrameLocator, Page } from 'playwright-core';
import type { ZoomUser } from '../simulators/zoom/state.ts';
import type { TestApp, Viewer } from './test-app.ts';

export interface IssuePage {
  page: Page;
  panel: FrameLocator;
}

/** Opens the issue as this person; where nothing is linked yet, presses the quick-add button. */
export async function openIssue(
  app: TestApp,
  page: Page,
  { issueKey, accountId, quickAdd }: { issueKey: string; accountId: string; quickAdd: boolean },
): Promise<IssuePage> {
  await page.goto(`${app.jira.site.baseUrl}/browse/${issueKey}?as=${encodeURIComponent(accountId)}`);
  if (quickAdd) await page.getByRole('button', { name: 'Add Zoom meetings' }).click();
  const panel = page.frameLocator('iframe');
  await panel.getByRole('main').waitFor();
  return { page, panel };
}

/** Opens the viewer's issue and its panel, which a press of the quick-add button leaves open if it already is. */
export function openPanel(app: TestApp, page: Page, { accountId, issueId }: Viewer): Promise<IssuePage> {
  const issueKey = app.jira.site.issues.find(({ id }) => id === issueId)?.key ?? '';
  return openIssue(app, page, { issueKey, accountId, quickAdd: true });
}

/** Presses **Connect Zoom** and goes through Zoom's window, choosing `zoomUser` there, to its end. */
export async function connectZoomInBrowser(
  { page, panel }: IssuePage,
  zoomUser: ZoomUser,
  decision: 'Connect' | 'Decline' = 'Connect',
): Promise<void> {
  const [window] = await Promise.all([
    page.context().waitForEvent('page'),
    panel.getByRole('button', { name: 'Connect Zoom' }).click(),
  ]);
  await answerZoomWindow(window, zoomUser, decision);
}

/** Goes through Zoom's window, choosing `zoomUser` there, to its end. */
export async function answerZoomWindow(
  window: Page,
  zoomUser: ZoomUser,
  decision: 'Connect' | 'Decline',
): Promise<void> {
  await allowAtZoom(window, zoomUser);
  await window.getByRole('button', { name: decision, exact: true }).click();
  const closed = window.waitForEvent('close');
  // The window may be gone before the click is reported back; what counts is that it closes.
  await window
    .getByRole('button', { name: 'Close' })
    .click()
    .catch(() => undefined);
  await closed;
}

/** Chooses `zoomUser` on Zoom's own page and allows the app, which leads to our confirmation page. */
export async function allowAtZoom(window: Page, zoomUser: ZoomUser): Promise<void> {
  await window.getByRole('button', { name: 'Allow' }).waitFor();
  const person = window.getByRole('radio', { name: zoomUser.email });
  if ((await person.count()) > 0) await person.check();
  await window.getByRole('button', { name: 'Allow' }).click();
}

/** Links the person's past meeting with this topic through the form. */
export async function linkPastMeeting({ panel }: IssuePage, topic: string): Promise<void> {
  await panel.getByRole('button', { name: 'Link meeting' }).click();
  await panel.getByRole('button', { name: 'Past' }).click();
  await panel.getByRole('radio', { name: topic }).check();
  await panel.getByRole('button', { name: 'Link meeting' }).click();
  await panel.getByRole('heading', { name: topic }).waitFor();
}
