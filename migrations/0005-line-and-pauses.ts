// Transfers stand in one line per site, and what Jira and Zoom ask all of us to wait for is known to every process.

import type { Migration } from '../src/platform/database/migrations.ts';

export const up: Migration = async (client) => {
  await client.query(`
    CREATE TABLE pauses (
      scope text PRIMARY KEY,
      until timestamptz NOT NULL
    );

    ALTER TABLE transfers ADD COLUMN started_at timestamptz;
    CREATE INDEX transfers_in_line ON transfers (installation_id, run_after, id)
      WHERE state IN ('queued', 'waiting');
    CREATE INDEX transfers_started ON transfers (started_at);
  `);
};
