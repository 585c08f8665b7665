// What is known of each Zoom grant's health, Zoom's events as they come in, and when account ids are to be reported.
// New columns may be null, so that processes of the version before go on writing beside this one, and no row is
// rewritten: null counts as due, or as not known. ALTER TABLE comes last, for until the commit nobody reads what it
// has touched.

import type { Migration } from '../src/platform/database/migrations.ts';

export const up: Migration = async (client) => {
  await client.query(`
    CREATE TABLE zoom_limits (
      zoom_account_id text NOT NULL,
      category text NOT NULL,
      until timestamptz NOT NULL,
      PRIMARY KEY (zoom_account_id, category)
    );

    CREATE TABLE webhook_deliveries (
      body_hash text PRIMARY KEY,
      event text NOT NULL,
      event_at timestamptz NOT NULL,
      zoom_account_id text,
      zoom_user_id text,
      meeting_id bigint,
      meeting_uuid text,
      retain_data boolean,
      received_at timestamptz NOT NULL,
      state text NOT NULL CHECK (state IN ('received', 'done')),
      failures integer NOT NULL,
      run_after timestamptz NOT NULL,
      settled_at timestamptz,
      CHECK ((state = 'done') = (settled_at IS NOT NULL))
    );
    CREATE INDEX webhook_deliveries_to_do ON webhook_deliveries (run_after) WHERE state = 'received';
    CREATE INDEX webhook_deliveries_settled ON webhook_deliveries (settled_at) WHERE state = 'done';

    ALTER TABLE persons ADD COLUMN report_due_at timestamptz;
    CREATE INDEX persons_to_report ON persons (report_due_at);

    ALTER TABLE zoom_grants
      ADD COLUMN api_url text,
      ADD COLUMN authorized_at timestamptz,
      ADD COLUMN refreshed_at timestamptz,
      ADD COLUMN missing_scopes text[],
      ADD COLUMN missing_since timestamptz,
      ADD COLUMN unreachable_since timestamptz,
      ADD COLUMN revoked_at timestamptz;
    CREATE INDEX zoom_grants_idle ON zoom_grants (refreshed_at) WHERE state = 'alive';
  `);
};
