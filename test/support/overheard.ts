// What the app says beside its log and its answers: to standard error and output, and to its other processes.

import pg from 'pg';
import { installationsChannel } from '../../src/installations/installations-repository.ts';
import { transfersChannel } from '../../src/recordings/transfers/line/transfer-line.ts';
import { eventsChannel } from '../../src/zoom-events/deliveries-repository.ts';

/** Everything that this process prints from now on, until `stop`; it is printed all the same. */
export function overhearPrinting(): { text(): string; stop(): void } {
  let text = '';
  const restore = [process.stdout, process.stderr].map((stream) => {
    const write = stream.write;
    stream.write = ((...args: Parameters<typeof write>) => {
      text += String(args[0]);
      return write.apply(stream, args);
    }) as typeof write;
    return () => {
      stream.write = write;
    };
  });
  return { text: () => text, stop: () => restore.map((undo) => undo()) };
}

/** The payloads of all that is notified over the database from now on, until `stop`. */
export async function overhearNotifications(
  databaseUrl: string,
): Promise<{ payloads: readonly string[]; stop(): Promise<void> }> {
  const payloads: string[] = [];
  const client = new pg.Client(databaseUrl);
  await client.connect();
  // A walk that fails leaves it to the end of the database.
  client.on('error', () => undefined);
  client.on('notification', ({ payload = '' }) => payloads.push(payload));
  for (const channel of [installationsChannel, transfersChannel, eventsChannel])
    await client.query(`LISTEN ${channel}`);
  return { payloads, stop: () => client.end() };
}
