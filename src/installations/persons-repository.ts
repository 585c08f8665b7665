// Random ids for the account ids of a site: every other table names people by these only.

import { randomUUID } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';
import type { Database, Transaction } from '../platform/database/database.ts';

export interface PersonsRepository {
  /** The person's id, made on first use. */
  personIdOf(siteId: string, accountId: string, transaction?: Transaction): Promise<string>;
  /** Null once the person was erased. */
  findPerson(personId: string): Promise<{ siteId: string; accountId: string } | null>;
}

export function createPersonsRepository(database: Database, clock: Clock): PersonsRepository {
  return {
    async personIdOf(siteId, accountId, transaction) {
      const find = () =>
        database.rows<{ id: string }>(
          'SELECT id FROM persons WHERE installation_id = $1 AND account_id = $2',
          [siteId, accountId],
          transaction,
        );
      const make = () =>
        database.rows<{ id: string }>(
          `INSERT INTO persons (id, installation_id, account_id, created_at) VALUES ($1, $2, $3, $4)
           ON CONFLICT (installation_id, account_id) DO NOTHING RETURNING id`,
          [randomUUID(), siteId, accountId, clock.now()],
          transaction,
        );
      // Somebody else may make or erase the row in between; each step can lose such a race once.
      for (const step of [find, make, find, make]) {
        const [row] = await step();
        if (row !== undefined) return row.id;
      }
      throw new Error('The person was made and erased at the same time');
    },
    async findPerson(personId) {
      const [row] = await database.rows<{ siteId: string; accountId: string }>(
        'SELECT installation_id AS "siteId", account_id AS "accountId" FROM persons WHERE id = $1',
        [personId],
      );
      return row ?? null;
    },
  };
}
