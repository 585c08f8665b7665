// Groups in the simulated Jira: those of a person, finding them by name, and who is not told.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { type JiraSimulator, startJiraSimulator } from '../simulators/jira/simulator.ts';

let jira: JiraSimulator;
beforeAll(async () => {
  jira = await startJiraSimulator();
});
afterAll(() => jira.stop());

async function get(accountId: string, path: string) {
  const { baseUrl } = jira.site;
  const home = await fetch(`${baseUrl}/?as=${accountId}`, { redirect: 'manual' });
  const cookie = home.headers.get('set-cookie')?.split(';')[0] ?? '';
  const answer = await fetch(`${baseUrl}/rest/api/3${path}`, { headers: { cookie } });
  return { status: answer.status, body: await answer.json() };
}

test('the groups of a person are those that they are a member of, and nobody unknown has any', async () => {
  const { accountId } = jira.site.addUser({ name: 'Mia' });
  const group = jira.site.addGroup({ name: 'Members', members: [accountId] });
  jira.site.addGroup({ name: 'Others' });
  expect(await get(accountId, `/user/groups?accountId=${accountId}`)).toEqual({
    status: 200,
    body: [{ name: group.name, groupId: group.groupId, self: expect.stringContaining(group.groupId) }],
  });
  expect((await get(accountId, '/user/groups?accountId=nobody')).status).toBe(404);
  expect((await get(accountId, '/user/groups')).status).toBe(400);
});

test('the picker finds parts of names, in their letter case unless told otherwise, twenty at most, without those excluded', async () => {
  const { accountId } = jira.site.addUser({ name: 'Noor' });
  const [first] = Array.from({ length: 25 }, (_, number) =>
    jira.site.addGroup({ name: `Team ${String(number).padStart(2, '0')}` }),
  );
  const pick = async (query: string) => (await get(accountId, `/groups/picker?${query}`)).body;
  expect(await pick('query=Team')).toMatchObject({ total: 25, groups: { length: 20 } });
  expect(await pick(`query=Team&excludeId=${first?.groupId}`)).toMatchObject({ total: 24 });
  expect(await pick('query=team')).toMatchObject({ total: 0, groups: [] });
  expect(await pick('query=team 07&caseInsensitive=true')).toMatchObject({ total: 1 });
});

test('whoever may not browse groups is refused a person’s groups, and finds one by its whole name alone', async () => {
  const { accountId } = jira.site.addUser({ name: 'Otto' });
  const { name } = jira.site.addGroup({ name: 'Quiet' });
  jira.site.state.groupsHiddenFrom.push(accountId);
  expect((await get(accountId, `/user/groups?accountId=${accountId}`)).status).toBe(403);
  const found = async (query: string) =>
    (await get(accountId, `/groups/picker?query=${encodeURIComponent(query)}`)).body.groups.length;
  expect([await found('Qui'), await found(name)]).toEqual([0, 1]);
});
