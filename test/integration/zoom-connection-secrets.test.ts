// What a thief of the database or the log would find of a Zoom connection: nothing that opens anything.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { DecryptionError } from '../../src/platform/encryption.ts';
import type { ZoomUser } from '../simulators/zoom/state.ts';
import {
  answerAtZoom,
  locationOf,
  newPerson,
  type Person,
  personIdOf,
  startFlow,
} from '../support/connection-windows.ts';
import { dumpDatabase } from '../support/database-dump.ts';
import { FlowWindow, startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());

async function connected(): Promise<{
  person: Person;
  personId: string;
  zoomUser: ZoomUser;
  grantId: string;
}> {
  const [person, zoomUser] = [newPerson(app, 'Priya Raman'), app.zoom.createUser({})];
  await app.connectZoom(person, zoomUser);
  const personId = await personIdOf(app, person);
  const connection = await app.deps.connections.find(personId);
  return { person, personId, zoomUser, grantId: connection?.grantId ?? '' };
}

it('no code, state, verifier, cookie, token or person of any step is in any table or in the log', async () => {
  const person = newPerson(app, 'Priya Raman');
  const zoomUser = app.zoom.createUser({});
  const secrets = new Map<string, string>();
  const searched: string[] = [];
  const look = async () => {
    const dump = [...(await dumpDatabase(app.databaseUrl))].map(([table, rows]) => `${table}: ${rows}`);
    for (const text of [...dump, `log: ${app.log()}`])
      for (const [name, secret] of secrets)
        expect(text.includes(secret), `${name} in ${text.slice(0, 40)}`).toBe(false);
    searched.push(...dump.map((text) => text.slice(0, text.indexOf(':'))));
  };

  const { startUrl } = await startFlow(app, person);
  secrets.set('start token', new URL(startUrl).searchParams.get('token') ?? '');
  await look();

  const { window, callbackUrl } = await answerAtZoom(app, startUrl, zoomUser);
  const callback = new URL(callbackUrl).searchParams;
  secrets.set('state', callback.get('state') ?? '').set('code', callback.get('code') ?? '');
  secrets.set('cookie', [...window.cookies.values()][0] ?? '');
  await look();

  const html = await (await window.get(locationOf(await window.get(callbackUrl)))).text();
  secrets.set('confirm token', /name="token" value="([^"]+)"/.exec(html)?.[1] ?? '');
  await look();

  expect((await window.submit(html, 'connect')).status).toBe(200);
  const account = await app.api('GET', '/zoom-connection/account', person);
  secrets.set('e-mail', account.body.email).set('Zoom name', account.body.displayName);
  secrets.set('Jira name', person.displayName).set('client secret', app.zoom.clientSecret);
  const connection = await app.deps.connections.find(await personIdOf(app, person));
  const before = await app.deps.grants.findTokens(connection?.grantId ?? '');
  app.clock.advance(3_700);
  expect((await app.api('GET', '/zoom-connection/account', person)).status).toBe(200);
  const after = await app.deps.grants.findTokens(connection?.grantId ?? '');
  for (const [when, stored] of Object.entries({ before, after }))
    secrets
      .set(`access token ${when}`, stored?.tokens?.accessToken ?? '')
      .set(`refresh token ${when}`, stored?.tokens?.refreshToken ?? '');
  await look();

  for (const [name, secret] of secrets) expect(secret, name).toMatch(/.{6}/);
  expect(searched).toContain('public.zoom_grants');
  expect(searched).toContain('public.oauth_flows');
  expect(searched.some((table) => table.startsWith('pgboss.'))).toBe(true);
  expect(app.log()).toContain('/zoom/oauth/callback');
});

it('tokens are sealed to their row and column, so that a copied ciphertext does not open', async () => {
  const [thief, victim] = [await connected(), await connected()];
  const { database, grants } = app.deps;
  await expect(grants.findTokens(thief.grantId)).resolves.toMatchObject({ tokens: {} });
  for (const [into, from, source] of [
    ['access_token', 'access_token', victim.grantId],
    ['refresh_token', 'refresh_token', victim.grantId],
    ['access_token', 'refresh_token', thief.grantId],
  ]) {
    const kept = await database.rows<{ value: string }>(
      `SELECT ${into} AS value FROM zoom_grants WHERE id = $1`,
      [thief.grantId],
    );
    await database.rows(
      `UPDATE zoom_grants SET ${into} = (SELECT ${from} FROM zoom_grants WHERE id = $2) WHERE id = $1`,
      [thief.grantId, source],
    );
    await expect(grants.findTokens(thief.grantId)).rejects.toThrow(DecryptionError);
    await database.rows(`UPDATE zoom_grants SET ${into} = $2 WHERE id = $1`, [thief.grantId, kept[0]?.value]);
  }
  await expect(grants.findTokens(thief.grantId)).resolves.toMatchObject({ tokens: {} });
});

it("a code copied from the victim's flow into the attacker's does not open, so that nothing is exchanged", async () => {
  const [attacker, victim] = [newPerson(app, 'Mallory Attacker'), newPerson(app, 'Vera Victim')];
  const [mine, theirs] = [await startFlow(app, attacker), await startFlow(app, victim)];
  const reach = async (startUrl: string, zoomUser: ZoomUser) => {
    const { window, callbackUrl } = await answerAtZoom(app, startUrl, zoomUser);
    const confirm = locationOf(await window.get(callbackUrl));
    return { window, html: await (await window.get(confirm)).text() };
  };
  const { window, html } = await reach(mine.startUrl, app.zoom.createUser({}));
  await reach(theirs.startUrl, app.zoom.createUser({}));
  await app.deps.database.rows(
    `UPDATE oauth_flows SET (code, code_verifier) =
       (SELECT code, code_verifier FROM oauth_flows WHERE id = $2) WHERE id = $1`,
    [mine.flowId, theirs.flowId],
  );
  expect((await window.submit(html, 'connect')).status).toBe(503);
  expect((await app.api('GET', '/zoom-connection', attacker)).body.state).toBe('not_connected');
});

it('a failure in the window is told as a page and logged without what the person brought', async () => {
  const { startUrl } = await startFlow(app, newPerson(app, 'Priya Raman'));
  await app.deps.database.rows('ALTER TABLE oauth_flows RENAME TO oauth_flows_away');
  const page = await new FlowWindow(app.baseUrl).get(startUrl);
  await app.deps.database.rows('ALTER TABLE oauth_flows_away RENAME TO oauth_flows');
  expect(page.status).toBe(500);
  expect(page.headers.get('content-type')).toMatch(/^text\/html/);
  expect(await page.text()).toContain('Zoom was not connected');
  expect(app.log()).toContain('"42P01"');
  expect(app.log()).not.toContain(new URL(startUrl).searchParams.get('token'));
});
