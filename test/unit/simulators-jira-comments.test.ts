// Comments in the simulated Jira, who may browse without being anybody, and what the app itself may be denied.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { adfFault } from '../simulators/jira/adf.ts';
import { seedDemoSite } from '../simulators/jira/demo-site.ts';
import { type JiraSimulator, startJiraSimulator } from '../simulators/jira/simulator.ts';

let jira: JiraSimulator;
let demo: ReturnType<typeof seedDemoSite>;
beforeAll(async () => {
  jira = await startJiraSimulator();
  demo = seedDemoSite(jira);
});
afterAll(() => jira.stop());

const paragraph = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] });
const doc = (...content: unknown[]) => ({ type: 'doc', version: 1, content });

async function comment(accountId: string, issueId: string, body: unknown): Promise<Response> {
  const { baseUrl } = jira.site;
  const home = await fetch(`${baseUrl}/?as=${accountId}`, { redirect: 'manual' });
  const cookie = home.headers.get('set-cookie')?.split(';')[0] ?? '';
  return fetch(`${baseUrl}/rest/api/3/issue/${issueId}/comment`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

const internally = [{ key: 'sd.public.comment', value: { internal: true } }];

test('a comment is its author’s, and internal only in a service project that was told so', async () => {
  const service = jira.site.addProject({ key: 'DESK', projectTypeKey: 'service_desk' });
  const { accountId } = demo.engineer;
  jira.site.grant(accountId, service.id);
  const request = jira.site.addIssue({ projectId: service.id });
  const issue = demo.issues[0]?.id ?? '';
  const body = doc(paragraph('Seen.'));

  for (const id of [issue, request.id]) {
    expect((await comment(accountId, id, { body, properties: internally })).status).toBe(201);
    expect((await comment(accountId, id, { body })).status).toBe(201);
  }

  expect(jira.site.comments(issue)).toMatchObject([{ authorAccountId: accountId, internal: false }, {}]);
  expect(jira.site.comments(request.id).map(({ internal }) => internal)).toEqual([true, false]);
});

test('who may only browse cannot comment, and nothing empty is a comment', async () => {
  const issue = demo.issues[0]?.id ?? '';
  expect((await comment(demo.visitor.accountId, issue, { body: doc(paragraph('No.')) })).status).toBe(403);
  for (const body of [doc(), doc(paragraph(' ')), 'text', undefined])
    expect((await comment(demo.engineer.accountId, issue, { body })).status).toBe(400);
});

test.each([
  ['text outside a paragraph', doc({ type: 'text', text: 'a' })],
  ['an empty text', doc(paragraph(''))],
  ['an unknown node', doc({ type: 'table', content: [] })],
  [
    'an unknown mark',
    doc({ type: 'paragraph', content: [{ type: 'text', text: 'a', marks: [{ type: 'big' }] }] }),
  ],
  [
    'a heading in a list',
    doc({
      type: 'bulletList',
      content: [{ type: 'listItem', content: [{ type: 'heading', attrs: { level: 1 } }] }],
    }),
  ],
  ['an empty list', doc({ type: 'bulletList', content: [] })],
  ['another version', { ...doc(paragraph('a')), version: 2 }],
])('a document with %s is refused', (_what, document) => {
  expect(adfFault(document)).not.toBeNull();
});

test('a document of headings, lists and marks is taken', () => {
  const linked = { type: 'link', attrs: { href: 'https://example.com' } };
  const text = { type: 'text', text: 'a', marks: [{ type: 'strong' }, linked] };
  const item = {
    type: 'listItem',
    content: [
      paragraph('b'),
      { type: 'orderedList', content: [{ type: 'listItem', content: [paragraph('c')] }] },
    ],
  };
  const document = doc(
    { type: 'heading', attrs: { level: 2 }, content: [text] },
    { type: 'bulletList', content: [item] },
    { type: 'rule' },
    { type: 'paragraph' },
  );
  expect(adfFault(document)).toBeNull();
});

test('nobody in particular browses only what is open to everybody, and is told so', async () => {
  const open = jira.site.addProject({ key: 'OPEN', anonymous: true });
  const issue = jira.site.addIssue({ projectId: open.id });
  const secret = jira.site.addIssue({ projectId: open.id, securityLevel: { name: 'Few', members: [] } });
  const may = async (issueId: string) => {
    const path = `/rest/api/3/mypermissions?issueId=${issueId}&permissions=BROWSE_PROJECTS,EDIT_ISSUES`;
    const answer = await fetch(jira.site.baseUrl + path);
    return [
      answer.status,
      answer.status === 200 ? ((await answer.json()) as { permissions: object }).permissions : null,
    ] as const;
  };
  expect(await may(issue.id)).toMatchObject([
    200,
    { BROWSE_PROJECTS: { havePermission: true }, EDIT_ISSUES: { havePermission: false } },
  ]);
  expect((await may(secret.id))[0]).toBe(404);
  expect((await may(demo.issues[0]?.id ?? ''))[0]).toBe(404);
  expect((await fetch(`${jira.site.baseUrl}/rest/api/3/issue/${issue.id}`)).status).toBe(401);
});
