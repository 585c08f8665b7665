// Many grants at once, as the app stores them, without asking the simulated Zoom for each.

import { randomUUID } from 'node:crypto';
import type { Database } from '../../src/platform/database/database.ts';
import type { Encryption } from '../../src/platform/encryption.ts';

export interface StoredGrant {
  id: string;
  accessToken: string;
  refreshToken: string;
}

/** Inserts live grants with tokens sealed by `encryption`. Nobody is connected to them. */
export async function insertGrants(
  database: Database,
  encryption: Encryption,
  count: number,
): Promise<StoredGrant[]> {
  const grants = Array.from({ length: count }, () => {
    const id = randomUUID();
    return { id, accessToken: `access token of ${id}`, refreshToken: `refresh token of ${id}` };
  });
  const sealed = (column: string, id: string, token: string) =>
    encryption.encrypt(token, { table: 'zoom_grants', column, id });
  await database.rows(
    `INSERT INTO zoom_grants (id, client_id, zoom_user_id, access_token, refresh_token, version, state, state_since)
     SELECT id, 'client', id::text, access, refresh, 1, 'alive', $4
     FROM unnest($1::uuid[], $2::text[], $3::text[]) AS given (id, access, refresh)`,
    [
      grants.map(({ id }) => id),
      grants.map(({ id, accessToken }) => sealed('access_token', id, accessToken)),
      grants.map(({ id, refreshToken }) => sealed('refresh_token', id, refreshToken)),
      new Date(),
    ],
  );
  return grants;
}
