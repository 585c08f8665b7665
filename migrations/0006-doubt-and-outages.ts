// What a transfer's next run must know: since when Jira may have the file, the length in which Zoom last sent it where that
// was not the listed one, and how often it stopped for an outage.

import type { Migration } from '../src/platform/database/migrations.ts';

export const up: Migration = async (client) => {
  await client.query(`
    ALTER TABLE transfers
      ADD COLUMN fenced_at timestamptz,
      ADD COLUMN sent_size bigint,
      ADD COLUMN outages integer NOT NULL DEFAULT 0;
  `);
};
