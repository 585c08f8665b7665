// Who may connect Zoom: everybody, or members of certain Jira groups, asked of Jira when it begins and again at the end.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SitePolicy } from '../../src/settings/api-types.ts';
import type { JiraSite } from '../simulators/jira/site.ts';
import {
  newPerson,
  type Person,
  reachConfirmation,
  startFlow,
  viewFlow,
} from '../support/connection-windows.ts';
import { decide } from '../support/policy.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
let site: JiraSite;
let admin: Viewer;
let person: Person;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());
beforeEach(async () => {
  site = await app.jira.addSite();
  await site.install(app.baseUrl);
  admin = { accountId: site.addUser({ name: 'Ada', admin: true }).accountId, site };
  person = newPerson(app, 'Priya Raman', site);
  await expect.poll(async () => (await app.api('GET', '/admin/policy', admin)).status).toBe(200);
});

const decideHere = (changes: Partial<SitePolicy>) => decide(app, admin, changes);
const start = async () => {
  const { status, body } = await app.api('POST', '/zoom-connection/flows', person, {});
  return status === 201 ? 'started' : [status, body.error.code];
};
const asked = () => app.jira.requests.filter(({ path }) => path.includes('/user/groups')).length;

test('where nobody restricted it everybody may, and Jira is not even asked', async () => {
  site.hideGroupsFromApp();
  const before = asked();
  expect(await start()).toBe('started');
  expect(asked()).toBe(before);
});

test('members of one of the groups may, from begin to end', async () => {
  const other = site.addGroup({ name: 'designers' });
  const group = site.addGroup({ name: 'engineers', members: [person.accountId] });
  await decideHere({ connectGroupIds: [other.groupId, group.groupId] });
  await app.connectZoom(person, app.zoom.createUser({}));
  expect((await app.api('GET', '/zoom-connection', person)).body.state).toBe('connected');
});

describe('whoever is in none of them', () => {
  test('cannot begin, is told so in their language, and can once they are in one', async () => {
    const group = site.addGroup({ name: 'engineers' });
    await decideHere({ connectGroupIds: [group.groupId] });
    expect(await start()).toEqual([403, 'connecting_not_allowed']);
    const german = await fetch(`${app.baseUrl}/api/zoom-connection/flows`, {
      method: 'POST',
      headers: { authorization: `JWT ${site.contextToken(person)}`, 'accept-language': 'de-DE' },
    });
    expect((await german.json()).error.message).toContain('Mitglieder bestimmter Jira-Gruppen');
    group.members.push(person.accountId);
    expect(await start()).toBe('started');
  });

  test('stays connected when it is decided after they connected, and works on', async () => {
    const zoomUser = app.zoom.createUser({});
    await app.connectZoom(person, zoomUser);
    await decideHere({ connectGroupIds: [site.addGroup({ name: 'engineers' }).groupId] });
    expect((await app.api('GET', '/zoom-connection', person)).body.state).toBe('connected');
    expect((await app.api('GET', '/zoom-connection/account', person)).status).toBe(200);
  });

  test('cannot finish what began before it was decided: nothing is exchanged, and both windows say why', async () => {
    const { flowId, startUrl } = await startFlow(app, person);
    const { window, html } = await reachConfirmation(app, startUrl, app.zoom.createUser({}));
    await decideHere({ connectGroupIds: [site.addGroup({ name: 'engineers' }).groupId] });
    let exchanged = 0;
    app.zoom.on(({ type }) => {
      if (type === 'token-requested') exchanged += 1;
    });

    const refused = await window.submit(html, 'connect');
    expect([refused.status, await refused.text()]).toEqual([
      403,
      expect.stringContaining('Only members of certain Jira groups'),
    ]);
    expect(await viewFlow(app, person, flowId)).toMatchObject({
      state: 'failed',
      code: 'connecting_not_allowed',
      message: expect.stringContaining('Ask your Jira admin'),
    });
    expect(exchanged).toBe(0);
    expect((await app.api('GET', '/zoom-connection', person)).body.state).toBe('not_connected');
  });
});

test('when Jira does not tell, that is no "no": at the beginning, and at the end, after which it can be begun anew', async () => {
  const group = site.addGroup({ name: 'engineers', members: [person.accountId] });
  await decideHere({ connectGroupIds: [group.groupId] });
  const { flowId, startUrl } = await startFlow(app, person);
  const { window, html } = await reachConfirmation(app, startUrl, app.zoom.createUser({}));
  const silent = () => app.jira.faults.answers.push({ path: /\/user\/groups$/, times: 3, status: 503 });

  silent();
  expect(await start()).toEqual([503, 'jira_unavailable']);
  silent();
  expect((await window.submit(html, 'connect')).status).toBe(503);
  expect(await viewFlow(app, person, flowId)).toMatchObject({ state: 'failed', code: 'jira_unavailable' });
  expect(await start()).toBe('started');
});

test('where the app may not see groups it says that, and whom to ask', async () => {
  const group = site.addGroup({ name: 'engineers', members: [person.accountId] });
  await decideHere({ connectGroupIds: [group.groupId] });
  site.hideGroupsFromApp();
  expect(await start()).toEqual([503, 'groups_unreadable']);
});
