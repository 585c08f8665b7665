// What tests of erasing look for: rows that name a site or a person, found by the schema and not by a list.

import { continueErasures } from '../../src/administration/erase-site.ts';
import type { JiraSite } from '../simulators/jira/site.ts';
import { dumpDatabase } from './database-dump.ts';
import type { TestApp } from './test-app.ts';

export async function siteIdOf({ deps }: TestApp, { clientKey }: JiraSite): Promise<string> {
  const [row] = await deps.database.rows<{ id: string }>(
    'SELECT id FROM installations WHERE client_key = $1',
    [clientKey],
  );
  if (row === undefined) throw new Error('No such site');
  return row.id;
}

/** Tables, ours and the job queue's, in which any of these ids stands anywhere in a row. */
export async function tablesNaming(app: TestApp, ids: readonly string[]): Promise<string[]> {
  const dump = await dumpDatabase(app.databaseUrl);
  return [...dump].filter(([, rows]) => ids.some((id) => rows.includes(id))).map(([table]) => table);
}

/** One round of the scheduled work, two seconds and more after the one before. */
export async function erasureRound(app: TestApp, stopping = new AbortController().signal): Promise<void> {
  app.clock.advance(3);
  await continueErasures(app.deps, app.clock.now(), stopping);
}

/** Columns of the schema that hold uuids, as `table.column`. */
export async function uuidColumns({ deps }: TestApp): Promise<string[]> {
  const rows = await deps.database.rows<{ name: string }>(
    `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND data_type = 'uuid' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}
