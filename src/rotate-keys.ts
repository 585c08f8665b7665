// `npm run keys:rotate`: seals every stored secret with the first key of ENCRYPTION_KEYS, while the app serves.
// docs/operations/keys.md says when and how. Exits 0 when the other keys can go, 1 when something stands in the way,
// 130 or 143 when it was told to stop.

import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError, loadOrCreateEncryptionKeys } from './platform/config.ts';
import { openDatabase } from './platform/database/database.ts';
import { createEncryption, type DecryptionError } from './platform/encryption.ts';
import { describeError } from './platform/errors.ts';
import { type RotationOutcome, rotateSecrets } from './platform/key-rotation.ts';
import { loadConfig, readyDatabase } from './process.ts';
import { storedSecrets } from './stored-secrets.ts';

const pauseMs = 2_000;
const mostNamed = 100;
const inWords: Record<DecryptionError['fault'], string> = {
  unknown_key: 'its key is not in ENCRYPTION_KEYS',
  not_authentic: 'it was changed, copied from elsewhere, or its key has other bytes under the same id',
  malformed: 'it is not a sealed secret',
};

const say = (line: string): void => console.log(line);
const stopping = new AbortController();
let exitCode = 1;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    exitCode = 128 + constants.signals[signal];
    // A second signal does not wait.
    if (stopping.signal.aborted) process.exit(exitCode);
    say('Stopping after this batch.');
    stopping.abort();
  });

const ending: (() => Promise<void>)[] = [];
try {
  const config = loadConfig();
  const keys = config.encryptionKeys ?? loadOrCreateEncryptionKeys(config.dataFolder);
  const databaseUrl = await readyDatabase(config, say, ending);
  const database = openDatabase(databaseUrl, 1);
  ending.push(() => database.close());
  const [first, ...others] = keys.map(({ id }) => id);
  say(`Sealing with key ${quoted([first ?? ''])} what is sealed with any other.`);
  const outcome = await rotateSecrets(
    {
      database,
      encryption: createEncryption(keys),
      say,
      signal: stopping.signal,
      pause: () => sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined),
    },
    storedSecrets,
  );
  if (stopping.signal.aborted)
    say('Stopped. What is done stays done: run it again, and it goes on where it stopped.');
  else exitCode = report(outcome, others);
} catch (error) {
  exitCode = 1;
  if (error instanceof ConfigError) console.error(error.message);
  else console.error('A fault ended it; what is done stays done. Run it again.', describeError(error));
}
for (const end of ending.reverse()) await end().catch(() => undefined);
process.exit(exitCode);

/** Says what the operator can do now. @param others ids of the keys after the first. */
function report({ unreadable, left }: RotationOutcome, others: readonly string[]): 0 | 1 {
  if (unreadable.length > 0) say(`Cannot be opened, and left as they are: ${amount(unreadable.length)}.`);
  for (const { table, column, rowId, fault } of unreadable.slice(0, mostNamed))
    say(`  ${table}.${column} of row ${rowId}: ${inWords[fault]}`);
  if (unreadable.length > mostNamed) say(`  and ${amount(unreadable.length - mostNamed)} more`);
  const unused = others.filter((id) => !left.has(id));
  if (left.size === 0) say('Everything is sealed with the first key.');
  for (const [id, count] of left)
    if (id === null) say(`In no form of a sealed secret: ${amount(count)}.`);
    else if (others.includes(id)) say(`Key ${quoted([id])} is still needed, for ${amount(count)}.`);
    else say(`Key ${quoted([id])} is missing from ENCRYPTION_KEYS, for ${amount(count)}: put it back.`);
  if (total(left) > unreadable.length)
    say(
      'A process still writes with an older key: restart all with these ENCRYPTION_KEYS, then run this again.',
    );
  if (unused.length > 0)
    say(
      `No longer needed: ${quoted(unused)}. When all processes run with the new first key, take it out and restart them.`,
    );
  return left.size === 0 ? 0 : 1;
}

function total(left: RotationOutcome['left']): number {
  return [...left.values()].reduce((sum, count) => sum + count, 0);
}

function amount(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'secret' : 'secrets'}`;
}

function quoted(ids: readonly string[]): string {
  return ids.map((id) => `"${id}"`).join(', ');
}
