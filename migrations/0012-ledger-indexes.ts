// By which the ledger is paged, counted and checked; apart from its columns, as 0003 says. A page is chosen from
// `transfers_attached` alone, so it carries what can be asked for; or, where that is rare, from the indexes below it.

import type { Migration } from '../src/platform/database/migrations.ts';

export const up: Migration = async (client) => {
  await client.query(`
    CREATE INDEX transfers_attached ON transfers (installation_id, attached_at, id)
      INCLUDE (state, file_type, requested_by, issue_id, consent_project_id, bytes_total, original_trashed_at)
      WHERE attached_at IS NOT NULL;
    CREATE INDEX transfers_attached_by_kind ON transfers (installation_id, file_type, attached_at, id)
      WHERE attached_at IS NOT NULL;
    CREATE INDEX transfers_attached_by_project ON transfers (installation_id, consent_project_id, attached_at, id)
      WHERE attached_at IS NOT NULL;
    CREATE INDEX transfers_gone ON transfers (installation_id, attached_at, id)
      WHERE state = 'removed' AND attached_at IS NOT NULL;
    CREATE INDEX transfers_attached_by_size ON transfers (installation_id, bytes_total, id)
      WHERE attached_at IS NOT NULL;
    CREATE INDEX transfers_attached_by_person ON transfers (requested_by, attached_at, id)
      WHERE attached_at IS NOT NULL;
    CREATE INDEX transfers_of_originals ON transfers (meeting_uuid) WHERE attached_at IS NOT NULL;
    CREATE INDEX transfers_to_check ON transfers (coalesce(check_due_at, '-infinity'::timestamptz))
      WHERE state = 'succeeded' AND attached_at IS NOT NULL;
    CREATE INDEX transfers_to_enter ON transfers (id)
      WHERE state IN ('succeeded', 'removed') AND attached_at IS NULL;
    CREATE INDEX transfers_unsuccessful ON transfers (installation_id, updated_at)
      WHERE state IN ('failed', 'cancelled');
  `);
};
