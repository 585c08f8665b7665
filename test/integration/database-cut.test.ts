// A connection to the database that is cut in silence, as by a failover: nothing comes any more, not even its end.

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/platform/database/database.ts';
import { createTestDatabase } from '../support/test-database.ts';

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

/** A database behind a proxy. What is connected when the proxy is cut hears nothing more, mended or not. */
async function databaseThatIsCut(silenceMs: number) {
  const { url, drop } = await createTestDatabase();
  ending.push(drop);
  const { hostname, port } = new URL(url);
  const sockets: Socket[] = [];
  let cut = false;
  const proxy = createServer((near) => {
    sockets.push(near.on('error', () => undefined));
    if (cut) return void near.resume();
    const far = connect(Number(port), hostname).on('error', () => undefined);
    sockets.push(far);
    near.pipe(far).pipe(near);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  ending.push(async () => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  const behind = new URL(url);
  behind.host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const database: Database = openDatabase(behind.href, 2, silenceMs);
  ending.push(() => database.close());
  return {
    database,
    cutInSilence() {
      cut = true;
      for (const socket of sockets) socket.unpipe().resume();
    },
    mend() {
      cut = false;
    },
  };
}

test.each([
  ['that nobody uses', false],
  ['in the middle of a transaction', true],
] as const)(
  'a connection %s is cut in silence, so that its next query fails and later ones have a new connection',
  async (_when, within) => {
    const { database, cutInSilence, mend } = await databaseThatIsCut(2_000);
    const asking = database.transaction(async (transaction) => {
      await database.rows('SELECT 1', [], transaction);
      if (within) cutInSilence();
      return database.rows('SELECT 1', [], transaction);
    });

    if (within) await expect(asking).rejects.toThrow('The database is silent');
    else {
      await asking;
      cutInSilence();
      await expect(database.rows('SELECT 1')).rejects.toThrow('The database is silent');
    }
    expect(database.poolUse()).toMatchObject({ used: 0, idle: 0 });
    mend();

    expect(await database.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  },
);

test('a new connection is cut in silence, so that whoever waits for it is told, and the next one has another', async () => {
  const { database, cutInSilence, mend } = await databaseThatIsCut(2_000);
  cutInSilence();

  await expect(database.rows('SELECT 1')).rejects.toThrow('The database is silent');
  mend();

  expect(await database.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});
