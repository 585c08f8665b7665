// `npm run migrate`: brings the database named by DATABASE_URL to the current schema, then ends.

import { ConfigError, loadEnvironmentFile } from './platform/config.ts';
import { runMigrations } from './platform/database/migrations.ts';
import { describeError } from './platform/errors.ts';

loadEnvironmentFile();
const url = process.env.DATABASE_URL;
if (!url) {
  console.error('DATABASE_URL is required: the database to migrate.');
  process.exit(1);
}
try {
  const run = await runMigrations(url);
  console.log(run.length === 0 ? 'The schema is current.' : `Migrated: ${run.join(', ')}`);
} catch (error) {
  if (error instanceof ConfigError) console.error(error.message);
  else console.error('The migration failed; nothing of the failed step was kept.', describeError(error));
  process.exit(1);
}
