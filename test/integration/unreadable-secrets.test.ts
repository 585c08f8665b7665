// A stored secret that does not open, because a key was taken away too early or a row was tampered with: whoever needs it
// is told so, everybody else goes on, and nothing is concluded or lost, so that putting the key back mends it.

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installationsChannel } from '../../src/installations/installations-repository.ts';
import { createEncryption } from '../../src/platform/encryption.ts';
import { lookAtStoredSecrets } from '../../src/stored-secrets.ts';
import { auditTypesOf, newPerson, personIdOf } from '../support/connection-windows.ts';
import type { TestApp, Viewer } from '../support/test-app.ts';
import { shown, startTransferBench, stoppedFor, type TransferBench } from '../support/transfer-bench.ts';

let bench: TransferBench;
let app: TestApp;
beforeAll(async () => {
  bench = await startTransferBench();
  app = bench.app;
});
afterAll(() => bench.stop());

const strangeKey = createEncryption([{ id: 'taken-away', key: randomBytes(32) }]);

const flipped = (envelope: string): string => {
  const [version, keyId, payload = ''] = envelope.split('.');
  const bytes = Buffer.from(payload, 'base64url');
  bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
  return [version, keyId, bytes.toString('base64url')].join('.');
};

async function grantOf(viewer: Viewer): Promise<string> {
  const connection = await app.deps.connections.find(await personIdOf(app, viewer));
  return connection?.grantId ?? '';
}

async function connected(): Promise<{ person: Viewer; grantId: string }> {
  const person = newPerson(app, 'Priya Raman');
  await app.connectZoom(person, app.zoom.createUser({}));
  return { person, grantId: await grantOf(person) };
}

/** Replaces the sealed value, and returns how to put the right one back. */
async function damage(
  { table, column, id }: { table: string; column: string; id: string },
  become: (envelope: string) => string,
): Promise<() => Promise<unknown>> {
  const { database, installations } = app.deps;
  const write = async (sealed: string) => {
    const remembered = await installations.findById(id);
    await database.rows(`UPDATE ${table} SET ${column} = $2 WHERE id = $1`, [id, sealed]);
    if (remembered === null) return;
    // A restart would forget the site; so does being told of a change.
    await database.rows('SELECT pg_notify($1, $2)', [installationsChannel, id]);
    await expect.poll(async () => (await installations.findById(id)) !== remembered).toBe(true);
  };
  const [row] = await database.rows<{ sealed: string }>(
    `SELECT ${column} AS sealed FROM ${table} WHERE id = $1`,
    [id],
  );
  const right = row?.sealed ?? '';
  await write(become(right));
  return () => write(right);
}

const accountOf = (viewer: Viewer) => app.api('GET', '/zoom-connection/account', viewer);
const stateOf = async (viewer: Viewer) => (await app.api('GET', '/zoom-connection', viewer)).body.state;
const token = (id: string) => ({ table: 'zoom_grants', column: 'access_token', id });
const refused = {
  status: 503,
  body: { error: { code: 'secret_unreadable', message: expect.stringContaining('tell your Jira admin') } },
};
const errorsAbout = (rowId: string) =>
  app
    .log()
    .split('\n')
    .filter((line) => line.includes('"level":"error"') && line.includes(`"rowId":"${rowId}"`));

describe('an access token', () => {
  it.each([
    ['with a flipped bit', 'not_authentic', (_id: string, envelope: string) => flipped(envelope)],
    ['copied from another row', 'not_authentic', (_id: string, _envelope: string, other: string) => other],
    ['of a key that is not there', 'unknown_key', (id: string) => strangeKey.encrypt('token', token(id))],
    ['that was never sealed', 'malformed', () => 'plain text'],
  ])(
    '%s is refused with what can be done, the log has its place, and the connection stays',
    async (_, fault, become) => {
      const [{ person, grantId }, other] = [await connected(), await connected()];
      const [foreign] = await app.deps.database.rows<{ sealed: string }>(
        'SELECT access_token AS sealed FROM zoom_grants WHERE id = $1',
        [other.grantId],
      );
      const events = await auditTypesOf(app, person);
      const putBack = await damage(token(grantId), (envelope) =>
        become(grantId, envelope, foreign?.sealed ?? ''),
      );

      expect(await accountOf(person)).toMatchObject(refused);
      expect(await stateOf(person)).toBe('connected');
      expect((await accountOf(other.person)).status).toBe(200);
      const [logged = ''] = errorsAbout(grantId);
      expect(logged).toContain(`"fault":"${fault}"`);
      expect(logged).toContain('"table":"zoom_grants"');
      expect(logged).toContain('"column":"access_token"');
      expect(app.log()).not.toMatch(/v1\.(test|taken-away)\.[\w-]{20}/);

      await putBack();
      expect((await accountOf(person)).status).toBe(200);
      expect(await auditTypesOf(app, person)).toEqual(events);
    },
  );

  it('whose refresh token does not open leaves the grant alive when it is due, so that the key put back mends it', async () => {
    const { person, grantId } = await connected();
    const putBack = await damage({ ...token(grantId), column: 'refresh_token' }, () => 'plain text');
    app.clock.advance(3_600);
    expect(await accountOf(person)).toMatchObject(refused);
    expect(await stateOf(person)).toBe('connected');
    await putBack();
    expect((await accountOf(person)).status).toBe(200);
  });

  it('does not keep its person from connecting anew, which replaces it', async () => {
    const person = newPerson(app, 'Priya Raman');
    const zoomUser = app.zoom.createUser({});
    await app.connectZoom(person, zoomUser);
    await damage(token(await grantOf(person)), () => 'plain text');
    await app.connectZoom(person, zoomUser);
    expect((await accountOf(person)).status).toBe(200);
  });

  it('does not keep its person from disconnecting', async () => {
    const { person, grantId } = await connected();
    await damage(token(grantId), () => 'plain text');
    expect((await app.api('DELETE', '/zoom-connection', person)).status).toBeLessThan(300);
    expect(await stateOf(person)).toBe('not_connected');
  });
});

it('a transfer waits while the token it needs does not open, is told of as a fault of ours, and succeeds when the key is back', async () => {
  const asked = await bench.asked();
  const grantId = await grantOf(asked.viewer);
  const putBack = await damage(token(grantId), () => strangeKey.encrypt('token', token(grantId)));
  expect(await bench.run(asked)).toMatchObject({ state: 'waiting', reasonCode: 'secret_unreadable' });
  expect(await shown(bench, asked)).toMatchObject(stoppedFor('waiting', 'secret_unreadable'));
  expect(errorsAbout(grantId)).toHaveLength(1);
  await putBack();
  app.clock.advance(60);
  expect(await bench.run(asked)).toMatchObject({ state: 'succeeded' });
});

describe("a site's shared secret that does not open", () => {
  it('is told in the frame and in answers, and mended by putting the key back; other sites go on', async () => {
    const site = await app.jira.addSite();
    expect((await site.install(app.baseUrl)).status).toBe(204);
    const person = newPerson(app, 'Priya Raman', site);
    const frame = () => fetch(site.iframeUrl('zoom-settings', { accountId: person.accountId }));
    expect((await frame()).status).toBe(200);
    const siteId = (await app.deps.installations.findByClientKey(site.clientKey))?.id ?? '';
    const place = { table: 'installations', column: 'shared_secret', id: siteId };

    const putBack = await damage(place, () => strangeKey.encrypt('secret', place));

    const framed = await frame();
    expect(framed.status).toBe(503);
    expect(framed.headers.get('content-type')).toContain('text/plain');
    expect(framed.headers.get('content-security-policy')).not.toContain('frame-ancestors');
    expect(await framed.text()).toContain('Whoever runs the app can mend it');
    expect(await app.api('GET', '/zoom-connection', person)).toMatchObject(refused);
    expect(errorsAbout(siteId)).toHaveLength(2);
    expect((await app.api('GET', '/zoom-connection', newPerson(app, 'Olga Other'))).status).toBe(200);

    await putBack();
    expect((await app.api('GET', '/zoom-connection', person)).status).toBe(200);
    expect((await frame()).status).toBe(200);
  });

  it('does not keep the site from being installed anew, which replaces it', async () => {
    const site = await app.jira.addSite();
    await site.install(app.baseUrl);
    const siteId = (await app.deps.installations.findByClientKey(site.clientKey))?.id ?? '';
    await damage({ table: 'installations', column: 'shared_secret', id: siteId }, flipped);
    expect((await site.reinstall()).status).toBe(204);
    // The new secret is there once the process has heard of it.
    const person = newPerson(app, 'Priya Raman', site);
    await expect.poll(async () => (await app.api('GET', '/zoom-connection', person)).status).toBe(200);
  });
});

it('an operator who took a key away too early reads so in the log before anybody needs it', async () => {
  const { grantId } = await connected();
  const place = { table: 'zoom_grants', column: 'refresh_token', id: grantId };
  const told = () =>
    app
      .log()
      .split('\n')
      .filter((line) => line.includes('a stored secret does not open') && line.includes(grantId));
  await lookAtStoredSecrets(app.deps);
  expect(told()).toEqual([]);
  const putRight = await damage(place, () => strangeKey.encrypt('a token', place));
  await lookAtStoredSecrets(app.deps);
  await putRight();
  expect(told()).toHaveLength(1);
  for (const part of ['"level":"error"', 'unknown_key', 'refresh_token']) expect(told()[0]).toContain(part);
});
