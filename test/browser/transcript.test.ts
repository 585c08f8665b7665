// Reading and searching a transcript, quoting it, and posting a summary, in a real browser.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { newPage } from '../support/browser.ts';
import { openPanel } from '../support/issue-page.ts';
import { looks } from '../support/looks.ts';
import { linkedRecording } from '../support/recorded-meeting.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

test('a long transcript is searched, and followed by speaker and by time', async () => {
  const host = newPerson();
  await linkedRecording(app, host, [{ fileType: 'TRANSCRIPT', cues: 3000 }]);
  const { page, panel } = await openPanel(app, await newPage(), host);
  await panel.getByRole('button', { name: 'Read transcript' }).click();
  const lines = panel.getByRole('list', { name: 'Transcript' }).getByRole('listitem');
  await lines.first().waitFor();
  // The rest comes with a press.
  expect(await lines.count()).toBe(201);

  await panel.getByRole('searchbox', { name: 'Search' }).fill('release NOTES');
  const reader = panel.getByRole('region', { name: 'Transcript' });
  await reader.getByText(/^1 of \d+$/).waitFor();
  await panel
    .getByRole('status')
    .getByText(/^1 of \d+$/)
    .waitFor();
  expect(await lines.and(panel.locator('[aria-current]')).locator('mark').innerText()).toBe('release notes');
  await looks(page, 'transcript-search');
  await panel.getByRole('button', { name: 'Next' }).click();
  await reader.getByText(/^2 of \d+$/).waitFor();
  // The line is heard with its place where somebody goes on, and not at each letter typed.
  await panel
    .getByRole('status')
    .getByText(/^2 of \d+ .*release notes/i)
    .waitFor();
  await panel.getByRole('button', { name: 'Previous' }).click();
  await panel.getByRole('button', { name: 'Previous' }).click();
  const [, last, all] = /^(\d+) of (\d+)$/.exec(await reader.getByText(/^\d+ of \d+$/).innerText()) ?? [];
  expect(last).toBe(all);
  await panel.getByRole('searchbox', { name: 'Search' }).fill('nobody says this');
  await reader.getByText('Nothing found').waitFor();

  await panel.getByRole('searchbox', { name: 'Search' }).fill('');
  const speakers = panel.getByRole('combobox', { name: 'Speaker' });
  const second = (await speakers.getByRole('option').nth(2).innerText()).trim();
  await speakers.selectOption(second);
  const current = panel.locator('li[aria-current]');
  expect(await current.locator('strong').innerText()).toBe(second);
  await speakers.selectOption('');

  await panel.getByRole('textbox', { name: 'Go to time' }).fill('2:30:03');
  await panel.getByRole('button', { name: 'Go', exact: true }).click();
  await current.getByText('2:30:01').waitFor();
  expect(
    await current.evaluate((line) => {
      const { top, bottom } = line.getBoundingClientRect();
      const list = line.parentElement?.getBoundingClientRect();
      return list !== undefined && top >= list.top && bottom <= list.bottom;
    }),
  ).toBe(true);

  await lines.nth(-2).getByRole('button', { name: 'Quote in a comment' }).click();
  const post = lines.nth(-2).getByRole('button', { name: 'Post as comment' });
  await expect
    .poll(() =>
      post.evaluate((button) => {
        const list = button.closest('ol')?.getBoundingClientRect();
        return list !== undefined && button.getBoundingClientRect().bottom <= list.bottom;
      }),
    )
    .toBe(true);

  await panel.getByRole('textbox', { name: 'Go to time' }).fill('soon');
  await panel.getByRole('button', { name: 'Go', exact: true }).click();
  await panel.getByText('Enter a time like 12:30.').waitFor();
});

test('a line is quoted in a comment as the viewer: in a service project for the team, unless they choose otherwise', async () => {
  const host = newPerson({ serviceProject: true });
  await linkedRecording(app, host, [{ fileType: 'TRANSCRIPT' }]);
  const { page, panel } = await openPanel(app, await newPage(), host);
  await panel.getByRole('button', { name: 'Read transcript' }).click();
  const quote = panel.getByRole('button', { name: 'Quote in a comment' });
  await quote.first().click();
  expect(await panel.getByRole('radio', { name: 'Only the team' }).isChecked()).toBe(true);
  await looks(page, 'transcript-quote');
  await panel.getByRole('button', { name: 'Post as comment' }).click();
  await panel.getByRole('list', { name: 'Transcript' }).getByText('The comment is posted.').waitFor();
  expect(await panel.getByRole('button', { name: 'Post as comment' }).count()).toBe(0);

  await quote.nth(1).click();
  await panel.getByRole('radio', { name: 'Customers too' }).check();
  await panel.getByRole('button', { name: 'Post as comment' }).click();
  await panel.getByRole('list', { name: 'Transcript' }).getByText('The comment is posted.').waitFor();
  const comments = app.jira.site.comments(host.issueId);
  expect(comments.map(({ internal }) => internal)).toEqual([true, false]);
  expect(comments[0]?.authorAccountId).toBe(host.accountId);
  expect(JSON.stringify(comments[0]?.body)).toContain('This transcript was made by a simulator');
});

test('a summary is shown, and posted once as a comment that everybody on the issue can see', async () => {
  const host = newPerson();
  const { recording } = await linkedRecording(app, host, [{ fileType: 'CHAT' }]);
  app.zoom.addSummary(recording, { title: 'What we agreed on' });
  const { page, panel } = await openPanel(app, await newPage(), host);
  await panel.getByRole('button', { name: 'Summary' }).click();
  await panel.getByRole('heading', { name: 'What we agreed on' }).waitFor();
  await panel.getByRole('link', { name: 'the checklist' }).waitFor();
  await panel.getByText('Everyone who can see this issue will see the comment.').waitFor();
  await looks(page, 'summary');
  await panel.getByRole('button', { name: 'Post as comment' }).click();
  await panel.locator('.part').getByText('The comment is posted.').waitFor();
  const comments = app.jira.site.comments(host.issueId);
  expect(comments.map(({ internal }) => internal)).toEqual([false]);
});

test('without a summary there is a word of it, and without the right to comment nothing to post', async () => {
  const host = newPerson({ mayComment: false });
  const { recording } = await linkedRecording(app, host, [{ fileType: 'TRANSCRIPT' }]);
  const page = await newPage({ allowedErrors: ['404'] });
  const { panel } = await openPanel(app, page, host);
  const summary = panel.getByRole('button', { name: 'Summary' });
  await summary.click();
  await panel.locator('.part').getByRole('alert').waitFor();
  await looks(page, 'summary-none');
  await summary.click();
  app.zoom.addSummary(recording);
  await summary.click();
  await panel.getByText('You need the permission to add comments').waitFor();
  await panel.getByRole('button', { name: 'Read transcript' }).click();
  await panel.getByRole('list', { name: 'Transcript' }).getByRole('listitem').first().waitFor();
  expect(await panel.getByRole('button', { name: 'Quote in a comment' }).count()).toBe(0);
  expect(await panel.getByRole('button', { name: 'Post as comment' }).count()).toBe(0);
});

/** Somebody with an issue in a project of their own. */
function newPerson({ serviceProject = false, mayComment = true } = {}): Viewer & { issueId: string } {
  const { site } = app.jira;
  const project = site.addProject({
    key: `READ${site.projects.length + 1}`,
    projectTypeKey: serviceProject ? 'service_desk' : 'software',
  });
  const { id: issueId } = site.addIssue({ projectId: project.id });
  const { accountId } = site.addUser({ name: 'Rita Reader' });
  if (mayComment) site.grant(accountId, project.id);
  else site.grant(accountId, project.id, ['BROWSE_PROJECTS', 'EDIT_ISSUES', 'CREATE_ATTACHMENTS']);
  return { accountId, issueId };
}
