// Lifecycle tokens that were accepted. Atlassian's signature does not cover the body, so a token vouches for one body only.

import type { Database } from '../platform/database/database.ts';
import { hashSecret } from '../platform/encryption.ts';

export interface LifecycleTokensRepository {
  /** False when this token came before with another body: somebody replays what they have seen. */
  claim(input: { token: string; body: unknown; expiresAt: Date; now: Date }): Promise<boolean>;
}

export function createLifecycleTokensRepository(database: Database): LifecycleTokensRepository {
  return {
    async claim({ token, body, expiresAt, now }) {
      await database.rows('DELETE FROM lifecycle_tokens WHERE expires_at <= $1', [now]);
      const [row] = await database.rows<{ same: boolean }>(
        `INSERT INTO lifecycle_tokens AS known (token_hash, body_hash, expires_at) VALUES ($1, $2, $3)
         ON CONFLICT (token_hash) DO UPDATE SET expires_at = known.expires_at
         RETURNING body_hash = $2 AS same`,
        [hashSecret(token), hashSecret(JSON.stringify(body)), expiresAt],
      );
      return row?.same ?? false;
    },
  };
}
