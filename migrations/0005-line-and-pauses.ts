// Transfers stand in one line per site, what Jira and Zoom ask all of us to wait for is known to every process, and a
// transfer remembers what its next run must know. Writers wait for the index, so it comes first; until the commit nobody
// reads what ALTER TABLE has touched, so it comes last.

import type { Migration } from '../src/platform/database/migrations.ts';

export const up: Migration = async (client) => {
  await client.query(`
    CREATE TABLE pauses (
      scope text PRIMARY KEY,
      until timestamptz NOT NULL
    );

    CREATE INDEX transfers_in_line ON transfers (installation_id, run_after, id)
      WHERE state IN ('queued', 'waiting');

    ALTER TABLE transfers
      ADD COLUMN started_at timestamptz,
      ADD COLUMN fenced_at timestamptz,
      ADD COLUMN sent_size bigint,
      ADD COLUMN outages integer NOT NULL DEFAULT 0;
  `);
};
