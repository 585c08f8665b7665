// Which uploads began lately, for Jira's limits of an issue. Apart from 0005, which readers wait for.

import type { Migration } from '../src/platform/database/migrations.ts';

export const up: Migration = async (client) => {
  await client.query(`
    CREATE INDEX transfers_started ON transfers (started_at) WHERE started_at IS NOT NULL;
  `);
};
