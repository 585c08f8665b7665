// Erasures: what is to go, how far it is, and afterwards the certificate, which holds nothing but numbers and times.
// ALTER TABLE comes last, for until the commit nobody reads what it has touched.

import type { Migration } from '../src/platform/database/migrations.ts';

export const up: Migration = async (client) => {
  await client.query(`
    CREATE TABLE erasures (
      id uuid PRIMARY KEY,
      site_hash text NOT NULL,
      installation_id uuid REFERENCES installations (id),
      asked_by uuid,
      what text NOT NULL CHECK (what IN ('person', 'site')),
      why text NOT NULL CHECK (why IN ('admin', 'person', 'closed', 'uninstalled')),
      state text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'kept')),
      asked_at timestamptz NOT NULL,
      due_at timestamptz NOT NULL,
      lease_until timestamptz,
      done_at timestamptz,
      erased jsonb NOT NULL,
      kept jsonb NOT NULL,
      not_reached jsonb NOT NULL,
      CHECK ((state IN ('done', 'kept')) = (done_at IS NOT NULL)),
      CHECK ((state IN ('waiting', 'running')) = (installation_id IS NOT NULL))
    );
    CREATE UNIQUE INDEX erasures_one_under_way ON erasures (installation_id) WHERE installation_id IS NOT NULL;
    CREATE INDEX erasures_due ON erasures (due_at) WHERE installation_id IS NOT NULL;
    CREATE INDEX erasures_of_site ON erasures (site_hash, asked_at);
    CREATE INDEX erasures_by_age ON erasures (done_at);

    CREATE TABLE erasure_issues (
      erasure_id uuid NOT NULL REFERENCES erasures (id) ON DELETE CASCADE,
      issue_id bigint NOT NULL,
      state text NOT NULL CHECK (state IN ('to_do', 'emptied', 'not_reached')),
      tries integer NOT NULL,
      PRIMARY KEY (erasure_id, issue_id)
    );
    CREATE INDEX erasure_issues_to_do ON erasure_issues (erasure_id, tries, issue_id) WHERE state = 'to_do';

    CREATE INDEX meeting_links_by_linker ON meeting_links (linked_by);
    CREATE INDEX recording_shares_by_person ON recording_shares (shared_by);
    CREATE INDEX transfers_of_link ON transfers (link_id) WHERE link_id IS NOT NULL;
    CREATE INDEX transfers_of_person ON transfers (requested_by, id);
    CREATE INDEX transfers_read_as ON transfers (read_as, id);
    CREATE INDEX webhook_deliveries_of_user ON webhook_deliveries (zoom_user_id) WHERE zoom_user_id IS NOT NULL;

    ALTER TABLE persons ADD COLUMN account_seen_at timestamptz;
    ALTER TABLE installations ADD COLUMN erasing_since timestamptz;
  `);
};
