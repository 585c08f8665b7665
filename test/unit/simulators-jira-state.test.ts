// What the simulated Jira keeps over a restart, and what it shows a browser before any script runs.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seedDemoSite } from '../simulators/jira/demo-site.ts';
import { jiraMark, startJiraSimulator } from '../simulators/jira/simulator.ts';

let stateFolder: string;
beforeEach(async () => {
  stateFolder = await mkdtemp(join(tmpdir(), 'jira-simulator-test-'));
});
afterEach(() => rm(stateFolder, { recursive: true, force: true }));

/** Opens a page as a browser does for the first time, and gives its session cookie. */
async function openPage(url: string): Promise<string> {
  const answer = await fetch(url, { redirect: 'manual', headers: { connection: 'close' } });
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

test('a restart keeps site, people, properties and attachments, on the same port', async () => {
  const first = await startJiraSimulator({ stateFolder });
  const demo = seedDemoSite(first);
  const issue = demo.issues[0];
  const cookie = await openPage(`${first.site.baseUrl}/?as=${demo.engineer.accountId}`);
  const form = new FormData();
  form.append('file', new Blob(['some bytes'], { type: 'text/plain' }), 'note.txt');
  const uploaded = await fetch(`${first.site.baseUrl}/rest/api/3/issue/DEMO-1/attachments`, {
    method: 'POST',
    headers: { cookie, 'x-atlassian-token': 'no-check', connection: 'close' }, // the restart must not meet an old socket
    body: form,
  });
  expect(uploaded.status).toBe(200);
  const before = { baseUrl: first.site.baseUrl, secret: first.site.sharedSecret };
  await first.stop();

  const second = await startJiraSimulator({ stateFolder });
  expect(second.site.baseUrl).toBe(before.baseUrl);
  expect(second.site.sharedSecret).toBe(before.secret);
  expect(seedDemoSite(second).issues).toHaveLength(5);
  const [attachment] = second.site.attachments(issue?.id ?? '');
  expect(attachment).toMatchObject({
    filename: 'note.txt',
    size: 10,
    authorAccountId: demo.engineer.accountId,
  });
  const content = await fetch(`${second.site.baseUrl}/rest/api/3/attachment/content/${attachment?.id}`, {
    headers: { cookie },
  });
  expect(await content.text()).toBe('some bytes');
  await second.stop();
});

test('every text of a person carries the marker, unless it is switched off', async () => {
  const marked = await startJiraSimulator();
  const demo = seedDemoSite(marked);
  for (const { displayName, emailAddress } of marked.site.users) {
    expect(displayName).toContain(jiraMark);
    expect(emailAddress).toContain(jiraMark);
  }
  for (const { summary } of demo.issues) expect(summary).toContain(jiraMark);
  await marked.stop();

  const plain = await startJiraSimulator({ marker: '' });
  expect(JSON.stringify(seedDemoSite(plain))).not.toContain(jiraMark);
  await plain.stop();
});

test('the host script loads its themes from the simulator', async () => {
  const jira = await startJiraSimulator();
  const script = await fetch(jira.hostScriptUrl);
  expect(script.headers.get('access-control-allow-origin')).toBe('*');
  const origin = new URL(jira.hostScriptUrl).origin;
  expect(await script.text()).toContain(`var CDN_URL = "${origin}";`);
  const dark = await fetch(`${origin}/themes/atlaskit-tokens_dark.css`);
  expect(await dark.text()).toContain('--ds-surface:');
  await jira.stop();
});

test('a page is only for people who may browse, and asks before it is opened', async () => {
  const jira = await startJiraSimulator();
  const { visitor, engineer } = seedDemoSite(jira);
  const at = async (path: string, cookie: string) =>
    (await fetch(jira.site.baseUrl + path, { headers: { cookie } })).status;
  expect(await at('/host-page/issue/DEMO-1', '')).toBe(401);
  const visitorCookie = await openPage(`${jira.site.baseUrl}/?as=${visitor.accountId}`);
  expect(await at('/host-page/issue/DEMO-1', visitorCookie)).toBe(200);
  expect(await at('/host-page/issue/DEMO-4', visitorCookie)).toBe(404);
  const engineerCookie = await openPage(`${jira.site.baseUrl}/?as=${engineer.accountId}`);
  expect(await at('/host-page/issue/DEMO-4', engineerCookie)).toBe(200);
  await jira.stop();
});
