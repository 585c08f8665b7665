// A process of its own that uses the embedded Postgres of the folder given: says its URL, and stops when stdin ends.
import { startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.ts';

const server = await startEmbeddedPostgres({
  dataFolder: process.argv[2] ?? '',
  log: () => undefined,
  durable: false,
});
console.log(server.url);
process.stdin.once('end', () => void server.stop());
process.stdin.resume();
