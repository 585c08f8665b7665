// `npm run migrate`: brings the database named by DATABASE_URL to the current schema, then ends.

import { runMigrations } from './platform/database/migrations.ts';
import { describeError } from './platform/errors.ts';

const url = process.env.DATABASE_URL;
if (!url) {
  console.error('DATABASE_URL is required: the database to migrate.');
  process.exit(1);
}
try {
  const run = await runMigrations(url);
  console.log(run.length === 0 ? 'The schema is current.' : `Migrated: ${run.join(', ')}`);
} catch (error) {
  console.error('The migration failed; nothing of the failed step was kept.', describeError(error));
  process.exit(1);
}
