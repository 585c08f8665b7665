// The ledger of attached files: when each was attached, when Jira is next asked whether it is still there, and what became
// of its original at Zoom; and which files one of Zoom's events is about. All may be null, as in 0002: rows of before, and
// those of a process of the version before, enter the ledger when the worker comes by (`sweepLedger`).

import type { Migration } from '../src/platform/database/migrations.ts';

export const up: Migration = async (client) => {
  await client.query(`
    ALTER TABLE webhook_deliveries ADD COLUMN file_ids text[];

    ALTER TABLE transfers
      ADD COLUMN attached_at timestamptz,
      ADD COLUMN check_due_at timestamptz,
      ADD COLUMN hidden_since timestamptz,
      ADD COLUMN original_trashed_at timestamptz,
      ADD COLUMN original_told_at timestamptz;
  `);
};
