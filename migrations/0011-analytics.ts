// Who does not want their page views counted: a row for each of them, and none for those who do not mind.

import type { Migration } from '../src/platform/database/migrations.ts';

export const up: Migration = async (client) => {
  await client.query(`
    CREATE TABLE analytics_refusals (
      person_id uuid PRIMARY KEY REFERENCES persons (id) ON DELETE CASCADE
    );
  `);
};
