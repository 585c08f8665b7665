// That we revoked a grant at Zoom: Zoom's event about it is then known to be our own doing.

import type { Migration } from '../src/platform/database/migrations.ts';

export const up: Migration = async (client) => {
  await client.query('ALTER TABLE zoom_grants ADD COLUMN revoked_at timestamptz');
};
