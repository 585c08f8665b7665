// `npm run keys:rotate` as an operator runs it: beside the serving app, stopped in the middle, and with rows that do not open.

import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, expect, it } from 'vitest';
import { compose, type Deps } from '../../src/composition.ts';
import { createEncryption, type EncryptionKey } from '../../src/platform/encryption.ts';
import { type AppProcess, startAppProcess } from '../support/app-process.ts';
import { verified } from '../support/audit-log.ts';
import { answerAtZoom, newPerson, personIdOf, startFlow } from '../support/connection-windows.ts';
import { dumpDatabase } from '../support/database-dump.ts';
import { insertGrants } from '../support/stored-grants.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const oldKey: EncryptionKey = { id: 'old', key: randomBytes(32) };
const newKey: EncryptionKey = { id: 'new', key: randomBytes(32) };
const listed = (...keys: EncryptionKey[]) =>
  keys.map(({ id, key }) => `${id}:${key.toString('base64')}`).join(',');

/** In reverse order, after each test. */
const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

/** An app whose secrets are all sealed with the old key. */
async function startOldApp(): Promise<TestApp> {
  const app = await startTestApp({ background: false, env: { ENCRYPTION_KEYS: listed(oldKey) } });
  ending.push(() => app.stop());
  return app;
}

/** The app as it runs after a restart with other keys. */
async function restarted(app: TestApp, ...encryptionKeys: EncryptionKey[]): Promise<Deps> {
  const { config, logger, clock } = app.deps;
  const deps = await compose({ config, databaseUrl: app.databaseUrl, encryptionKeys, clock, logger });
  ending.push(() => deps.close(1_000));
  return deps;
}

function rotate(app: TestApp, ...keys: EncryptionKey[]): AppProcess {
  const program = startAppProcess('rotate-keys', {
    NODE_ENV: 'test',
    DATABASE_URL: app.databaseUrl,
    ENCRYPTION_KEYS: listed(...keys),
    ZOOM_CLIENT_ID: 'client-id-of-the-test',
    ZOOM_CLIENT_SECRET: 'client-secret-of-the-test',
  });
  ending.push(() => program.end('SIGKILL'));
  return program;
}

async function connectedPersons(app: TestApp, count: number) {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const person = newPerson(app, 'Priya Raman');
      await app.connectZoom(person, app.zoom.createUser({}));
      const personId = await personIdOf(app, person);
      const connection = await app.deps.connections.find(personId);
      return { personId, grantId: connection?.grantId ?? '' };
    }),
  );
}

it('seals 10,000 grants anew while tokens are read and refreshed: no call fails, and the new key alone opens all', async () => {
  const app = await startOldApp();
  const persons = await connectedPersons(app, 4);
  const idle = await insertGrants(app.deps.database, createEncryption([oldKey]), 10_000);
  const serving = await restarted(app, newKey, oldKey);

  const program = rotate(app, newKey, oldKey);
  let over = false;
  void program.ended.then(() => {
    over = true;
  });
  const calls = { read: 0, refreshed: 0 };
  await Promise.all(
    persons.map(async ({ personId, grantId }) => {
      for (let round = 0; !over && round < 10_000; round += 1) {
        await serving.zoomAccess.as(personId, (zoom) => zoom.getMe());
        calls.read += 1;
        const { version } = await serving.grantTokens.get(grantId);
        await serving.grantTokens.renew(grantId, version);
        calls.refreshed += 1;
      }
    }),
  );

  expect(await program.ended, program.output()).toBe(0);
  expect(program.output()).toMatch(/zoom_grants\.access_token: 10,0\d\d of 10,0\d\d\n/);
  expect(program.output()).toContain('No longer needed: "old".');
  expect(calls.read).toBeGreaterThan(persons.length);
  expect(calls.refreshed).toBeGreaterThan(persons.length);
  const alone = await restarted(app, newKey);
  for (const { personId, grantId } of persons) {
    const { version } = await alone.grantTokens.get(grantId);
    await alone.grantTokens.renew(grantId, version);
    await alone.zoomAccess.as(personId, (zoom) => zoom.getMe());
  }
  const { database } = alone;
  const encryption = createEncryption([newKey]);
  const rows = await database.rows<{ id: string; access_token: string; refresh_token: string }>(
    'SELECT id, access_token, refresh_token FROM zoom_grants WHERE id = ANY ($1::uuid[])',
    [idle.map(({ id }) => id)],
  );
  const opened = new Map(
    rows.map(({ id, access_token, refresh_token }) => [
      id,
      {
        id,
        accessToken: encryption.decrypt(access_token, { table: 'zoom_grants', column: 'access_token', id }),
        refreshToken: encryption.decrypt(refresh_token, {
          table: 'zoom_grants',
          column: 'refresh_token',
          id,
        }),
      },
    ]),
  );
  expect(opened.size).toBe(10_000);
  for (const grant of idle) expect(opened.get(grant.id)).toEqual(grant);
}, 240_000);

it('goes through every column that holds sealed secrets, so that after it the old key seals nothing anywhere', async () => {
  const app = await startOldApp();
  const [connected] = await connectedPersons(app, 1);
  const grantId = connected?.grantId ?? '';
  await app.deps.database.rows('UPDATE zoom_grants SET api_url = $2 WHERE id = $1', [
    grantId,
    createEncryption([oldKey]).encrypt('https://api-eu.zoom.us', {
      table: 'zoom_grants',
      column: 'api_url',
      id: grantId,
    }),
  ]);
  const waiting = newPerson(app, 'Wanda Waiting');
  const { window, callbackUrl } = await answerAtZoom(
    app,
    (await startFlow(app, waiting)).startUrl,
    app.zoom.createUser({}),
  );
  await window.get(callbackUrl);
  const sealedPlaces = async () =>
    [...(await dumpDatabase(app.databaseUrl))].flatMap(([table, rows]) =>
      [...rows.matchAll(/"(\w+)": "v1\.(old|new)\./g)].map(([, column, key]) => `${table}.${column} ${key}`),
    );
  const before = await sealedPlaces();
  expect(new Set(before)).toEqual(
    new Set([
      'public.installations.shared_secret old',
      'public.audit_chains.chain_key old',
      'public.zoom_grants.access_token old',
      'public.zoom_grants.refresh_token old',
      'public.zoom_grants.api_url old',
      'public.oauth_flows.code old',
      'public.oauth_flows.code_verifier old',
    ]),
  );

  const program = rotate(app, newKey, oldKey);

  expect(await program.ended, program.output()).toBe(0);
  expect(await sealedPlaces()).toEqual(before.map((place) => place.replace(/old$/, 'new')));
  const alone = await restarted(app, newKey);
  const installation = await alone.installations.findByClientKey(app.jira.site.clientKey);
  expect(installation?.sharedSecret()).toBe(app.jira.site.sharedSecret);
  expect(await verified({ deps: alone }, installation?.id ?? '')).toMatchObject({ state: 'whole' });
});

it('told to stop, it ends after the batch in hand, and the next run goes on from there', async () => {
  const app = await startOldApp();
  await insertGrants(app.deps.database, createEncryption([oldKey]), 1_000);
  const sealedNew = async () => {
    const [row] = await app.deps.database.rows<{ count: number }>(
      "SELECT count(*)::int AS count FROM zoom_grants WHERE access_token LIKE 'v1.new.%'",
    );
    return row?.count;
  };
  // Nobody writes grants until this lets go: the first batch waits.
  const blocker = new pg.Client(app.databaseUrl);
  await blocker.connect();
  ending.push(() => blocker.end());
  await blocker.query('BEGIN; LOCK TABLE zoom_grants IN SHARE MODE');
  const program = rotate(app, newKey, oldKey);
  await program.says('installations.shared_secret: 1 of 1');
  process.kill(program.pid, 'SIGTERM');
  await program.says('Stopping after this batch');
  await blocker.query('COMMIT');

  expect(await program.ended).toBe(143);
  expect(program.output()).toContain('run it again, and it goes on where it stopped');
  expect(await sealedNew()).toBeLessThan(1_000);

  const again = rotate(app, newKey, oldKey);
  expect(await again.ended, again.output()).toBe(0);
  expect(await sealedNew()).toBe(1_000);
  expect(again.output()).not.toContain('installations.shared_secret');
});

it('ends with code 1 naming what it could not open and what is to be done, without a secret in its words', async () => {
  const app = await startOldApp();
  const grants = await insertGrants(app.deps.database, createEncryption([oldKey]), 3);
  const [moved, lost] = grants.map(({ id }) => id);
  const lostKey = { id: 'lost', key: randomBytes(32) };
  const place = { table: 'zoom_grants', column: 'access_token' };
  for (const [id = '', envelope] of [
    [moved, createEncryption([oldKey]).encrypt('moved token', { ...place, id: randomUUID() })],
    [lost, createEncryption([lostKey]).encrypt('lost token', { ...place, id: lost ?? '' })],
  ])
    await app.deps.database.rows('UPDATE zoom_grants SET access_token = $2 WHERE id = $1', [id, envelope]);

  const program = rotate(app, newKey, oldKey);

  expect(await program.ended).toBe(1);
  const output = program.output();
  expect(output).toContain('Cannot be opened, and left as they are: 2 secrets.');
  expect(output).toContain(`zoom_grants.access_token of row ${moved}: it was changed`);
  expect(output).toContain(`zoom_grants.access_token of row ${lost}: its key is not in ENCRYPTION_KEYS`);
  expect(output).toContain('Key "old" is still needed, for 1 secret.');
  expect(output).toContain('Key "lost" is missing from ENCRYPTION_KEYS, for 1 secret');
  expect(output).not.toMatch(/No longer needed|v1\.|(access|refresh) token|moved token|lost token/);
  for (const { key } of [oldKey, newKey]) expect(output).not.toContain(key.toString('base64'));
});

it('does not begin with a faulty configuration', async () => {
  const app = await startOldApp();
  const program = rotate(app, oldKey, oldKey);
  expect(await program.ended).toBe(1);
  expect(program.output()).toContain('ENCRYPTION_KEYS must not use a key id twice');
});
