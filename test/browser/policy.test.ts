// The tab in which admins decide, driven through the real bridge, and what follows from it in people's panels.

import type { FrameLocator, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { german } from '../../src/web/texts/german-admin-policy.ts';
import { newPage } from '../support/browser.ts';
import { cutOff, tooSmall, wordsOf } from '../support/frame-checks.js';
import { openPanel } from '../support/issue-page.ts';
import { looks } from '../support/looks.ts';
import { decide, decideFor, forgetPolicy } from '../support/policy.ts';
import { linkedRecording } from '../support/recorded-meeting.ts';
import { newTeam, type Team } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
let team: Team;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
beforeEach(async () => {
  await forgetPolicy(app);
  team = newTeam(app);
});

async function openPolicy(
  page: Page,
  { accountId }: Viewer = team.admin,
  tab = 'Policy',
): Promise<FrameLocator> {
  const path = '/plugins/servlet/ac/zoom-meetings-for-jira/zoom-admin';
  await page.goto(`${app.jira.site.baseUrl}${path}?as=${encodeURIComponent(accountId)}`);
  const frame = page.frameLocator('iframe');
  await frame.getByRole('tab', { name: tab }).click();
  return frame;
}
const describedAs = (element: Element) =>
  document.getElementById(element.getAttribute('aria-describedby') ?? '')?.textContent;
const card = (frame: FrameLocator, name: string) => frame.getByRole('region', { name, exact: true });
const policy = async () => (await app.api('GET', '/admin/policy', team.admin)).body;

test('who may connect and what may be attached is chosen, saved, and at once so in people’s panels', async () => {
  const { site } = app.jira;
  const pilots = `Zoom pilots ${team.projectId}`;
  const group = site.addGroup({ name: pilots });
  for (let number = 0; number < 25; number += 1) site.addGroup({ name: `All hands ${number}` });
  await linkedRecording(app, team.host, [{ fileType: 'CHAT' }, { fileType: 'TRANSCRIPT' }]);
  const page = await newPage();
  const frame = await openPolicy(page);
  const people = card(frame, 'Who may connect Zoom');
  await people.getByRole('radio', { name: 'Only members of certain Jira groups' }).check();
  await people.getByRole('button', { name: 'Save' }).click();
  await people.getByText('Choose at least one group').waitFor();
  await people.getByRole('combobox', { name: 'Jira groups' }).fill(pilots.toUpperCase());
  await people.getByRole('option', { name: pilots }).waitFor();
  await looks(page, 'policy-finding');
  await page.keyboard.press('Enter');
  await people.getByRole('listitem').getByText(pilots).waitFor();
  await people.getByText('Not saved yet.').waitFor();
  await people.getByRole('button', { name: 'Save' }).click();
  await people.getByText('Saved.').waitFor();

  const files = card(frame, 'Files that may be attached');
  await files.getByRole('radio', { name: 'Only certain kinds' }).check();
  await files.getByRole('checkbox', { name: 'Transcript' }).check();
  await files.getByRole('spinbutton', { name: 'Largest file in MB' }).fill('0');
  await files.getByRole('button', { name: 'Save' }).click();
  await files.getByText('Enter at least 1 MB.').waitFor();
  await files.getByRole('spinbutton', { name: 'Largest file in MB' }).fill('750');
  await files.getByRole('button', { name: 'Save' }).click();
  await files.getByText('Saved.').waitFor();
  expect(await policy()).toMatchObject({
    version: 2,
    policy: {
      connectGroupIds: [group.groupId],
      renditions: ['transcript'],
      sizeCeilingBytes: 750 * 1024 ** 2,
    },
  });

  const others = await newPage({ allowedErrors: ['403'] });
  const { panel } = await openPanel(app, others, team.colleague);
  await panel.getByRole('button', { name: 'Connect Zoom' }).click();
  await panel.getByText('Only members of certain Jira groups may connect Zoom').first().waitFor();
  const hosts = await openPanel(app, await newPage(), team.host);
  await hosts.panel.getByText('do not let files of this kind be attached here').waitFor();
  expect(await hosts.panel.getByRole('checkbox', { name: 'Transcript' }).isChecked()).toBe(true);

  const again = await openPolicy(page);
  await card(again, 'Who may connect Zoom').getByRole('listitem').getByText(pilots).waitFor();
});

test('projects, comments, topics, the audit log’s days and analytics are each saved by their own card', async () => {
  const { site } = app.jira;
  const name = site.projects.find(({ id }) => id === team.projectId)?.name ?? '';
  const page = await newPage();
  const frame = await openPolicy(page);
  const save = async (region: Locator) => {
    await region.getByRole('button', { name: 'Save' }).click();
    await region.getByText('Saved.').waitFor();
  };
  const projects = card(frame, 'Projects');
  await projects.getByRole('radio', { name: 'Only certain projects' }).check();
  await projects.getByRole('combobox', { name: 'Chosen projects' }).fill(name);
  await projects.getByRole('option', { name }).click();
  await save(projects);
  const comments = card(frame, 'Comments');
  await comments.getByRole('radio', { name: 'Comment, for everybody' }).check();
  await comments.getByRole('radio', { name: 'For customers too' }).check();
  await save(comments);
  const topics = card(frame, 'Topics in Jira’s search');
  await topics.getByRole('checkbox').check();
  await save(topics);
  const audit = card(frame, 'Retention of the audit log');
  await audit.getByRole('spinbutton').fill('29');
  await audit.getByRole('button', { name: 'Save' }).click();
  await audit.getByText('Enter 30 to 3650 days, or nothing.').waitFor();
  await audit.getByRole('spinbutton').fill('400');
  await save(audit);
  const analytics = card(frame, 'Analytics');
  const wasCounted = await analytics.getByRole('checkbox').isChecked();
  await analytics.getByRole('checkbox').click();
  await save(analytics);
  expect((await policy()).policy).toMatchObject({
    projectIds: [team.projectId],
    attachmentComment: 'public',
    summaryComment: 'public',
    topicInProperty: true,
    auditRetentionDays: 400,
    analytics: !wasCounted,
  });
});

test('a project gets rules of its own, which are listed, changed and removed', async () => {
  const { site } = app.jira;
  await decideFor(app, team.admin, '99999', { markTrashed: true });
  const name = site.projects.find(({ id }) => id === team.projectId)?.name ?? '';
  const page = await newPage();
  const frame = await openPolicy(page);
  const list = card(frame, 'Projects with rules of their own');
  await list.getByRole('heading', { name: 'Project with the id 99999' }).waitFor();
  await list.getByText('These do not count').waitFor();
  await card(frame, 'Rules of single projects').getByRole('checkbox').check();
  await card(frame, 'Rules of single projects').getByRole('button', { name: 'Save' }).click();
  await list.getByText('These do not count').waitFor({ state: 'detached' });

  await list.getByRole('combobox', { name: 'Add a project' }).fill(name);
  await list.getByRole('option', { name }).click();
  await list.getByRole('button', { name: 'Save' }).click();
  await list.getByText('Choose at least one rule, or press Close.').waitFor();
  for (const button of ['Save', 'Close'])
    expect(await list.getByRole('button', { name: button }).evaluate(describedAs)).toContain(name);
  await list.getByRole('combobox', { name: 'Kinds of files' }).selectOption('Only certain kinds');
  await list.getByRole('checkbox', { name: 'Audio only' }).check();
  await list.getByRole('combobox', { name: 'Attached files are due' }).selectOption('After some days');
  await list.getByRole('spinbutton', { name: 'Days after which' }).fill('');
  await list.getByRole('button', { name: 'Save' }).click();
  await list.getByText('Enter 1 to 3650 days.').waitFor();
  await looks(page, 'policy-project');
  await list.getByRole('spinbutton', { name: 'Days after which' }).fill('30');
  await list.getByRole('button', { name: 'Save' }).click();
  await list.getByText('Kinds of files: Audio only; Attached files are due: after 30 days').waitFor();
  expect((await policy()).projects[0]).toMatchObject({
    projectId: team.projectId,
    policy: { renditions: ['audio'], retentionDays: 30 },
  });

  await list.getByRole('button', { name: 'Edit' }).first().click();
  await list.getByRole('combobox', { name: 'Kinds of files' }).selectOption('As the site decided');
  await list.getByRole('combobox', { name: 'Topic stands at the issue' }).selectOption('No');
  await list.getByRole('button', { name: 'Save' }).click();
  await list.getByText('Topic stands at the issue: No; Attached files are due: after 30 days').waitFor();
  await list.getByRole('button', { name: 'Remove' }).last().click();
  await expect.poll(() => list.getByRole('listitem').count()).toBe(1);
  expect((await policy()).projects).toMatchObject([
    { policy: { retentionDays: 30, topicInProperty: false } },
  ]);
});

test('what somebody else decided meanwhile is said and shown, and what was entered is kept and saved by another press', async () => {
  const page = await newPage({ allowedErrors: ['409', '503'] });
  const frame = await openPolicy(page);
  const retention = card(frame, 'Retention of attached files');
  await retention.getByRole('spinbutton').fill('45');
  await decide(app, team.admin, { topicInProperty: true, markTrashed: true });
  await retention.getByRole('button', { name: 'Save' }).click();
  await retention.getByText('Somebody else changed the policy meanwhile').waitFor();
  expect(await retention.getByRole('spinbutton').inputValue()).toBe('45');
  expect(await retention.getByRole('checkbox').isChecked()).toBe(true);
  expect(await card(frame, 'Topics in Jira’s search').getByRole('checkbox').isChecked()).toBe(true);
  await looks(page, 'policy-changed-meanwhile');

  app.jira.faults.answers.push({ path: /permissions\/check$/, times: 3, status: 503 });
  await retention.getByRole('button', { name: 'Save' }).click();
  await retention.getByText('Jira does not answer right now').waitFor();
  await retention.getByRole('button', { name: 'Save' }).click();
  await retention.getByText('Saved.').waitFor();
  expect((await policy()).policy).toMatchObject({
    retentionDays: 45,
    markTrashed: true,
    topicInProperty: true,
  });
});

test('in German nothing English is left, and on a small screen everything has room; who no longer administers Jira is refused in words', async () => {
  const admin = app.jira.site.addUser({ name: 'Lena', admin: true, locale: 'de_DE' });
  await decide(app, team.admin, {
    connectGroupIds: ['276f955c-63d7-42c8-9520-92d01dca0625'],
    projectIds: ['99999'],
  });
  await decideFor(app, team.admin, '99999', { markTrashed: true, sizeCeilingBytes: null, renditions: [] });
  const page = await newPage({ allowedErrors: ['403'], viewport: { width: 320, height: 4000 } });
  const frame = await openPolicy(page, admin, 'Regeln');
  await frame.getByText(german.policy.people.unknownGroup('276f955c')).waitFor();
  await frame.getByRole('button', { name: german.policy.rules.edit }).click();
  await frame.getByRole('combobox', { name: german.policy.rules.renditions }).waitFor();
  const body = frame.locator('body');
  expect(await body.evaluate(cutOff)).toEqual([]);
  expect(await body.evaluate(tooSmall)).toEqual([]);
  expect(JSON.stringify(await body.evaluate(wordsOf))).not.toMatch(
    /\b(the|of|your|this|with|not|are|is|no|choose|save)\b/i,
  );
  await looks(page, 'policy-german');

  const user = app.jira.site.users.find(({ accountId }) => accountId === admin.accountId);
  if (user) user.admin = false;
  await frame.getByRole('button', { name: german.policy.save }).first().click();
  await frame.getByText('Dafür fehlt Ihnen in Jira die Berechtigung').waitFor();
  app.clock.advance(61);
  await frame.getByRole('tab').first().click();
  await frame.getByRole('tab', { name: 'Regeln' }).click();
  await frame.getByText(german.policy.failed).waitFor();
  expect(await frame.getByRole('region').count()).toBe(0);
});
