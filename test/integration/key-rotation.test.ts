// Sealing with a new key while others read and write: what is newer wins, nobody waits, and what cannot be done is told.

import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Database, openDatabase } from '../../src/platform/database/database.ts';
import { createEncryption, type Encryption } from '../../src/platform/encryption.ts';
import { type RotationOutcome, rotateSecrets } from '../../src/platform/key-rotation.ts';
import { createGrantsRepository, grantSecrets } from '../../src/zoom-accounts/grants-repository.ts';
import { insertGrants } from '../support/stored-grants.ts';
import { createTestDatabase } from '../support/test-database.ts';

const oldKey = { id: 'old', key: randomBytes(32) };
const newKey = { id: 'new', key: randomBytes(32) };
const before = createEncryption([oldKey]);
const between = createEncryption([newKey, oldKey]);
const after = createEncryption([newKey]);

let testDatabase: Awaited<ReturnType<typeof createTestDatabase>>;
let database: Database;
let said: string[];
beforeEach(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase(testDatabase.url, 4);
  said = [];
});
afterEach(async () => {
  await database.close();
  await testDatabase.drop();
});

interface Meanwhile {
  /** After each batch was read, before it is written. */
  beforeWrite?(): Promise<void>;
  /** Between two rounds. */
  betweenRounds?(): Promise<void>;
  encryption?: Encryption;
}

function rotate({
  beforeWrite,
  betweenRounds,
  encryption = between,
}: Meanwhile = {}): Promise<RotationOutcome> {
  const watched: Database = {
    ...database,
    async rows(sql, bind, transaction) {
      if (sql.startsWith('UPDATE')) await beforeWrite?.();
      return database.rows(sql, bind, transaction);
    },
  };
  return rotateSecrets(
    {
      database: watched,
      encryption,
      say: (line) => said.push(line),
      signal: new AbortController().signal,
      pause: async () => betweenRounds?.(),
    },
    [grantSecrets],
  );
}

const tokensOf = async (grantId: string, encryption: Encryption) =>
  (await createGrantsRepository(database, encryption).findTokens(grantId))?.tokens;

/** What a process with these keys does after a refresh. */
async function storeRefreshed(grantId: string, encryption: Encryption, tokens: string): Promise<void> {
  const grants = createGrantsRepository(database, encryption);
  const version = (await grants.findTokens(grantId))?.grant.version ?? -1;
  await database.transaction((transaction) =>
    grants.storeRefreshed(
      {
        grantId,
        version,
        tokens: {
          accessToken: `access ${tokens}`,
          refreshToken: `refresh ${tokens}`,
          apiUrl: null,
          expiresInSeconds: 3_600,
          missingScopes: null,
        },
        now: new Date(),
      },
      transaction,
    ),
  );
}

const damage = (grantId: string, column: string, envelope: string) =>
  database.rows(`UPDATE zoom_grants SET ${column} = $2 WHERE id = $1`, [grantId, envelope]);

const sealedOf = async (grantId: string) => {
  const [row] = await database.rows<{ access_token: string }>(
    'SELECT access_token FROM zoom_grants WHERE id = $1',
    [grantId],
  );
  return row?.access_token ?? '';
};

it('seals every token with the new key, over several batches, so that the old key opens nothing and is not needed', async () => {
  const inserted = await insertGrants(database, before, 450);
  expect(await rotate()).toEqual({ unreadable: [], left: new Map() });
  for (const { id, accessToken, refreshToken } of inserted)
    expect(await tokensOf(id, after)).toMatchObject({ accessToken, refreshToken });
  expect(said.at(-1)).toBe('zoom_grants.refresh_token: 450 of 450');
});

it('leaves alone what the new key has sealed already', async () => {
  const [grant] = await insertGrants(database, after, 1);
  const sealed = await sealedOf(grant?.id ?? '');
  expect(await rotate()).toEqual({ unreadable: [], left: new Map() });
  expect(await sealedOf(grant?.id ?? '')).toBe(sealed);
  expect(said).toEqual([]);
});

describe('a refresh between the reading and the writing of a batch', () => {
  it('keeps its newer pair', async () => {
    const [grant, other] = await insertGrants(database, before, 2);
    let refreshed = false;
    const outcome = await rotate({
      async beforeWrite() {
        if (refreshed) return;
        refreshed = true;
        await storeRefreshed(grant?.id ?? '', between, 'newer');
      },
    });
    expect(outcome).toEqual({ unreadable: [], left: new Map() });
    expect(await tokensOf(grant?.id ?? '', after)).toMatchObject({
      accessToken: 'access newer',
      refreshToken: 'refresh newer',
    });
    expect(await tokensOf(other?.id ?? '', after)).toMatchObject({ accessToken: other?.accessToken });
  });

  it('by a process that still has the old key keeps it too, and another round seals it', async () => {
    const [grant] = await insertGrants(database, before, 1);
    let writes = 0;
    const outcome = await rotate({
      async beforeWrite() {
        writes += 1;
        if (writes === 1) await storeRefreshed(grant?.id ?? '', before, 'newer');
      },
    });
    expect(outcome).toEqual({ unreadable: [], left: new Map() });
    expect(await tokensOf(grant?.id ?? '', after)).toMatchObject({ accessToken: 'access newer' });
    expect(said.some((line) => line.includes('Going round again'))).toBe(true);
  });
});

it('ends although a process with the old key never stops writing, and says what that key still seals', async () => {
  const [grant] = await insertGrants(database, before, 1);
  const writeOld = () => storeRefreshed(grant?.id ?? '', createEncryption([oldKey, newKey]), 'again');
  expect(await rotate({ beforeWrite: writeOld })).toEqual({
    unreadable: [],
    left: new Map([['old', 2]]),
  });
});

it('passes over a row that somebody holds instead of waiting with the others in hand, and comes back for it', async () => {
  const [held, ...free] = await insertGrants(database, before, 5);
  const holder = await holdRow(held?.id ?? '');
  onTestFinished(() => holder.letGo());
  let during: Record<string, boolean> = {};
  const outcome = await rotate({
    async betweenRounds() {
      during = {
        held: (await sealedOf(held?.id ?? '')).startsWith('v1.old.'),
        free: (await Promise.all(free.map(({ id }) => sealedOf(id)))).every((sealed) =>
          sealed.startsWith('v1.new.'),
        ),
      };
      await holder.letGo();
    },
  });
  expect(during).toEqual({ held: true, free: true });
  expect(outcome).toEqual({ unreadable: [], left: new Map() });
});

/** A transaction that holds the grant's row until it is told to let go. */
async function holdRow(grantId: string): Promise<{ letGo(): Promise<void> }> {
  const [holds, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const ended = database.transaction(async (transaction) => {
    await database.rows('SELECT FROM zoom_grants WHERE id = $1 FOR UPDATE', [grantId], transaction);
    holds.resolve();
    await mayEnd.promise;
  });
  await holds.promise;
  return {
    letGo() {
      mayEnd.resolve();
      return ended;
    },
  };
}

it('names what cannot be opened by place and reason, leaves it as it is, and seals all the rest', async () => {
  const grants = await insertGrants(database, before, 6);
  const [flipped, copied, unknown, plain, ...fine] = grants.map(({ id }) => id);
  const place = (id = '') => ({ table: 'zoom_grants', column: 'access_token', id });
  const sealed = before.encrypt('token', place(flipped));
  const envelopes = new Map([
    [flipped, `${sealed.slice(0, 20)}${sealed[20] === 'A' ? 'B' : 'A'}${sealed.slice(21)}`],
    [copied, before.encrypt('token', place(randomUUID()))],
    [unknown, createEncryption([{ id: 'gone', key: randomBytes(32) }]).encrypt('token', place(unknown))],
    [plain, 'a token that nobody sealed'],
  ]);
  for (const [id, envelope] of envelopes) await damage(id ?? '', 'access_token', envelope);

  const { unreadable, left } = await rotate();

  const told = unreadable.map(({ table, column, rowId, fault }) => [`${table}.${column}`, rowId, fault]);
  const access = 'zoom_grants.access_token';
  expect(told).toHaveLength(4);
  expect(told).toEqual(
    expect.arrayContaining([
      [access, flipped, 'not_authentic'],
      [access, copied, 'not_authentic'],
      [access, unknown, 'unknown_key'],
      [access, plain, 'malformed'],
    ]),
  );
  expect(left).toEqual(
    new Map<string | null, number>([
      ['old', 2],
      ['gone', 1],
      [null, 1],
    ]),
  );
  for (const [id, envelope] of envelopes) expect(await sealedOf(id ?? '')).toBe(envelope);
  for (const id of fine) expect(await tokensOf(id, after)).toBeTruthy();
  expect(said.every((line) => !line.includes('round'))).toBe(true);
});
