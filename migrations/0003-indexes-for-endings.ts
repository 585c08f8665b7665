// What ends with a Zoom user or a person is found without reading everything. Building an index keeps writers waiting,
// so these are apart from 0002, which readers wait for; and links come before transfers, as in all that changes both.

import type { Migration } from '../src/platform/database/migrations.ts';

export const up: Migration = async (client) => {
  await client.query(`
    CREATE INDEX meeting_links_by_host ON meeting_links (host_zoom_user_id);
    CREATE INDEX transfers_by_host ON transfers (host_zoom_user_id);
    CREATE INDEX transfers_by_requester ON transfers (requested_by)
      WHERE state IN ('queued', 'running', 'waiting');
    CREATE INDEX transfers_by_reader ON transfers (read_as)
      WHERE state IN ('queued', 'running', 'waiting');
    CREATE INDEX audit_events_of_connections ON audit_events (person_id, id)
      WHERE type IN ('zoom_connected', 'zoom_disconnected');
    CREATE INDEX transfers_by_occurrence ON transfers (meeting_uuid) WHERE state = 'waiting';
  `);
};
