// Seals stored secrets anew with the first encryption key, batch by batch, while others read and write them.

import type { Database } from './database/database.ts';
import { DecryptionError, type Encryption } from './encryption.ts';

/** The columns of a table that hold nothing but envelopes. Each is sealed to its row's primary key, `id`. */
export interface SecretColumns {
  table: string;
  columns: readonly string[];
}

export interface RotationDeps {
  database: Database;
  encryption: Encryption;
  /** One line for the operator. */
  say(line: string): void;
  /** Ends the work after the batch in hand. What is done stays done. */
  signal: AbortSignal;
  /** Before another round, so that whoever holds a row can let go of it. */
  pause(): Promise<void>;
}

export interface RotationOutcome {
  /** Left as they are, because they do not open; by table, column and row id. */
  unreadable: DecryptionError[];
  /** How many are not sealed with the first key, by the id of their key; null: not in the form of an envelope. */
  left: Map<string | null, number>;
}

const batchSize = 200;
/** Longer than anybody holds a grant's row while Zoom thinks, with the pauses in between. */
const mostRounds = 20;

/**
 * Goes through all columns until nothing is left that opens with another key. Each batch is one statement that
 * replaces exactly what was read, and passes over rows that somebody holds: so a token refreshed meanwhile wins,
 * and nobody waits for a batch longer than it takes to write.
 */
export async function rotateSecrets(
  deps: RotationDeps,
  tables: readonly SecretColumns[],
): Promise<RotationOutcome> {
  const columns = tables.flatMap(({ table, columns }) => columns.map((column) => ({ table, column })));
  for (let round = 1; ; round += 1) {
    const unreadable: DecryptionError[] = [];
    for (const column of columns) unreadable.push(...(await rotateColumn(deps, column)));
    const left = await countLeft(deps, columns);
    const missed = [...left.values()].reduce((sum, count) => sum + count, 0) - unreadable.length;
    if (missed <= 0 || round === mostRounds || deps.signal.aborted) return { unreadable, left };
    deps.say(
      `${counted(missed)} in use, or written with an older key, while this went on. Going round again.`,
    );
    await deps.pause();
  }
}

const counted = (count: number) =>
  count === 1 ? '1 secret was' : `${count.toLocaleString('en')} secrets were`;

interface SecretColumn {
  table: string;
  column: string;
}

async function rotateColumn(
  { database, encryption, say, signal }: RotationDeps,
  { table, column }: SecretColumn,
): Promise<DecryptionError[]> {
  const [{ total } = { total: 0 }] = await database.rows<{ total: number }>(
    `SELECT count(*)::int AS total FROM ${table} WHERE NOT starts_with(${column}, $1)`,
    [encryption.currentPrefix],
  );
  const unreadable: DecryptionError[] = [];
  let lastId = '00000000-0000-0000-0000-000000000000';
  let seen = 0;
  const sealed = () => (seen - unreadable.length).toLocaleString('en');
  while (!signal.aborted) {
    const rows = await database.rows<{ id: string; sealed: string }>(
      `SELECT id, ${column} AS sealed FROM ${table}
       WHERE id > $1 AND NOT starts_with(${column}, $2) ORDER BY id LIMIT ${batchSize}`,
      [lastId, encryption.currentPrefix],
    );
    if (rows.length === 0) break;
    const resealed: { id: string; before: string; after: string }[] = [];
    for (const { id, sealed: before } of rows) {
      const place = { table, column, id };
      try {
        resealed.push({ id, before, after: encryption.encrypt(encryption.decrypt(before, place), place) });
      } catch (error) {
        if (!(error instanceof DecryptionError)) throw error;
        unreadable.push(error);
      }
    }
    const ids = resealed.map(({ id }) => id);
    await database.rows(
      `UPDATE ${table} AS stored SET ${column} = batch.after
       FROM unnest($1::uuid[], $2::text[], $3::text[]) AS batch (id, before, after)
       WHERE stored.id = batch.id AND stored.${column} = batch.before
         AND stored.id IN (SELECT id FROM ${table} WHERE id = ANY ($1::uuid[]) FOR UPDATE SKIP LOCKED)`,
      [ids, resealed.map(({ before }) => before), resealed.map(({ after }) => after)],
    );
    lastId = rows.at(-1)?.id ?? lastId;
    const [told, tenth] = [seen, Math.max(1, Math.ceil(total / 10))];
    seen += rows.length;
    if (seen >= total || Math.floor(seen / tenth) > Math.floor(told / tenth))
      say(`${table}.${column}: ${sealed()} of ${Math.max(seen, total).toLocaleString('en')}`);
  }
  return unreadable;
}

/**
 * Opens one secret of each column and key id: those that do not open. Everything can look well until somebody needs one,
 * after a key was taken out too early or its id was given to other bytes.
 */
export async function findUnreadable(
  { database, encryption }: Pick<RotationDeps, 'database' | 'encryption'>,
  tables: readonly SecretColumns[],
): Promise<DecryptionError[]> {
  const unreadable: DecryptionError[] = [];
  for (const { table, columns } of tables)
    for (const column of columns) {
      const samples = await database.rows<{ id: string; sealed: string }>(
        `SELECT DISTINCT ON (split_part(${column}, '.', 2)) id, ${column} AS sealed FROM ${table}
         WHERE ${column} IS NOT NULL ORDER BY split_part(${column}, '.', 2), id`,
      );
      for (const { id, sealed } of samples)
        try {
          encryption.decrypt(sealed, { table, column, id });
        } catch (error) {
          if (!(error instanceof DecryptionError)) throw error;
          unreadable.push(error);
        }
    }
  return unreadable;
}

async function countLeft(
  { database, encryption }: RotationDeps,
  columns: readonly SecretColumn[],
): Promise<RotationOutcome['left']> {
  const left: RotationOutcome['left'] = new Map();
  for (const { table, column } of columns) {
    const rows = await database.rows<{ keyId: string | null; count: number }>(
      `SELECT substring(${column} FROM '^v1\\.([A-Za-z0-9_-]{1,32})\\.') AS "keyId", count(*)::int AS count
       FROM ${table} WHERE NOT starts_with(${column}, $1) GROUP BY 1`,
      [encryption.currentPrefix],
    );
    for (const { keyId, count } of rows) left.set(keyId, (left.get(keyId) ?? 0) + count);
  }
  return left;
}
