// docs/data-inventory.md and the schema say the same: no table and no column without a reason and an end.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storedSecrets } from '../../src/stored-secrets.ts';
import { createTestDatabase } from '../support/test-database.ts';

const document = readFileSync(join(import.meta.dirname, '../../docs/data-inventory.md'), 'utf8');
/** Of the job queue, which makes its tables itself. */
const queueSchema = 'pgboss';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client(database.url);
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

interface Entry {
  column: string;
  why: string;
  goes: string;
}

/** The lines of each table's section, by the table's name. */
function inventory(text: string): Map<string, Entry[]> {
  const [, ...sections] = text.split(/^### /m);
  return new Map(
    sections.map((section) => {
      const [name = ''] = /^`([^`]+)`/.exec(section)?.slice(1) ?? [];
      const lines = [...section.matchAll(/^\| (`.+`) \| (.*) \| (.*) \|$/gm)];
      return [
        name,
        lines.flatMap(([, columns = '', why = '', goes = '']) =>
          [...columns.matchAll(/`([^`]+)`/g)].map(([, column = '']) => ({ column, why, goes })),
        ),
      ];
    }),
  );
}

/** `table.column`, of everything but Postgres's own and the queue's; of other schemas than ours with the schema. */
async function columnsInSchema(): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT CASE table_schema WHEN 'public' THEN '' ELSE table_schema || '.' END || table_name || '.' || column_name AS name
     FROM information_schema.columns
     WHERE table_schema NOT IN ('pg_catalog', 'information_schema', $1)`,
    [queueSchema],
  );
  return rows.map(({ name }) => name).sort();
}

const columnsIn = (entries: Map<string, Entry[]>): string[] =>
  [...entries].flatMap(([table, columns]) => columns.map(({ column }) => `${table}.${column}`)).sort();

test('every column of the schema is in the inventory, and the inventory has no other', async () => {
  expect(columnsIn(inventory(document))).toEqual(await columnsInSchema());
});

test('each column is said once, with why it is there and when it goes', () => {
  const entries = [...inventory(document)];
  expect(entries.length).toBeGreaterThan(15);
  const columns = columnsIn(new Map(entries));
  expect(columns).toEqual([...new Set(columns)]);
  const untold = entries.flatMap(([table, lines]) =>
    lines
      .filter(({ why, goes }) => why.trim().length < 4 || goes.trim().length < 4)
      .map(({ column }) => `${table}.${column}`),
  );
  expect(untold).toEqual([]);
});

test('the job queue is the only schema besides ours, and has its section', async () => {
  const { rows } = await client.query<{ name: string }>(
    `SELECT DISTINCT table_schema AS name FROM information_schema.tables
     WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  expect(rows.map(({ name }) => name)).toEqual([queueSchema, 'public']);
  expect(inventory(document).get(`${queueSchema}.*`)).toEqual([]);
});

test('what is said to be encrypted is what the app seals, and nothing less', () => {
  const entries = inventory(document);
  const encrypted = [...entries].flatMap(([table, columns]) =>
    columns.filter(({ why }) => why.includes('encrypted')).map(({ column }) => `${table}.${column}`),
  );
  const sealed = storedSecrets.flatMap(({ table, columns }) => columns.map((column) => `${table}.${column}`));
  expect(encrypted.sort()).toEqual(sealed.sort());
});

test('a column that is new, and a line whose column is gone, are found', async () => {
  await client.query('BEGIN');
  await client.query('ALTER TABLE persons ADD COLUMN shoe_size integer, DROP COLUMN report_due_at');
  await client.query('CREATE VIEW persons_by_name AS SELECT id AS full_name FROM persons');
  const [told, there] = [columnsIn(inventory(document)), await columnsInSchema()];
  await client.query('ROLLBACK');
  expect(there.filter((column) => !told.includes(column))).toEqual([
    'persons.shoe_size',
    'persons_by_name.full_name',
  ]);
  expect(told.filter((column) => !there.includes(column))).toEqual(['persons.report_due_at']);
});
