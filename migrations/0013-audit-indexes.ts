// By which the audit log is chained, paged and filtered; apart from its columns, as 0003 says. Those over chained rows are
// empty at first, and fill as the app chains what is there.

import type { Migration } from '../src/platform/database/migrations.ts';

export const up: Migration = async (client) => {
  await client.query(`
    CREATE UNIQUE INDEX audit_events_by_position ON audit_events (installation_id, position)
      WHERE position IS NOT NULL;
    CREATE INDEX audit_events_by_time ON audit_events (installation_id, at, position)
      WHERE position IS NOT NULL;
    CREATE INDEX audit_events_by_type ON audit_events (installation_id, type, at, position)
      WHERE position IS NOT NULL;
    CREATE INDEX audit_events_by_person ON audit_events (installation_id, person_id, type, at, position)
      WHERE position IS NOT NULL;
    CREATE INDEX audit_events_unchained ON audit_events (installation_id, id) WHERE position IS NULL;
  `);
};
