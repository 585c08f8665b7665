// What Sequelize does with a connection that the database ends, which happens when it restarts.

import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../src/platform/database/database.ts';

/** A message of Postgres's protocol: its type, its length, its fields. */
function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const authenticated = message('R', Buffer.alloc(4));
const ready = message('Z', Buffer.from('I'));
const shuttingDown = message('E', Buffer.from('SFATAL\0C57P01\0Mshutting down\0\0'));

test('a connection that is ended the moment it is made fails its query, not the process', async ({
  onTestFinished,
}) => {
  const server = createServer((socket) => {
    socket.once('data', () => socket.end(Buffer.concat([authenticated, ready, shuttingDown])));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const database = openDatabase(`postgres://nobody:none@127.0.0.1:${port}/none`, 1);
  onTestFinished(async () => {
    await database.close();
    server.close();
  });

  await expect(database.rows('SELECT 1')).rejects.toThrow();
});
