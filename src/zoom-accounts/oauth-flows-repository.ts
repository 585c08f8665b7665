// One row per attempt to connect Zoom. All secrets are hashed, or encrypted where they are needed again.

import { randomUUID } from 'node:crypto';
import type { Database, Transaction } from '../platform/database/database.ts';
import { type Encryption, hashSecret } from '../platform/encryption.ts';

export type FlowState =
  /** The panel asked; nobody opened the start link yet. */
  | 'created'
  /** A browser opened the start link and was sent to Zoom. */
  | 'started'
  /** The same browser came back with a code, which waits for the person's confirmation. */
  | 'authorized'
  /** Confirmed; the code is being exchanged. */
  | 'exchanging'
  | 'connected'
  | 'declined'
  | 'failed';

export interface Flow {
  id: string;
  personId: string;
  state: FlowState;
  failureCode: string | null;
  expiresAt: Date;
}

export interface FlowsRepository {
  /** Null when the person has lately begun too many that led to nothing. */
  create(input: { personId: string; startToken: string; now: Date; expiresAt: Date }): Promise<string | null>;
  find(flowId: string): Promise<Flow | null>;
  findByState(state: string): Promise<Flow | null>;
  /** created -> started, once; null when the start token is unknown, used or too old. */
  start(input: {
    startToken: string;
    browserSecret: string;
    state: string;
    codeVerifier: string;
    now: Date;
  }): Promise<string | null>;
  /** started -> authorized, once and only for the browser that started. */
  authorize(input: {
    flowId: string;
    browserSecret: string;
    code: string;
    now: Date;
    codeExpiresAt: Date;
  }): Promise<boolean>;
  /** Sets the one-time token of the confirmation page; only for the same browser, while authorized. */
  setConfirmToken(input: {
    flowId: string;
    browserSecret: string;
    confirmToken: string;
    now: Date;
  }): Promise<boolean>;
  /** authorized -> exchanging, once, while the person's site has the app; hands out the code and forgets it. */
  takeCode(input: {
    flowId: string;
    browserSecret: string;
    confirmToken: string;
    now: Date;
  }): Promise<{ personId: string; code: string; codeVerifier: string } | null>;
  /** Ends the flow, whatever open state it is in, and forgets its secrets. */
  end(
    flowId: string,
    outcome: { state: 'connected' | 'declined' | 'failed'; failureCode?: string },
    transaction?: Transaction,
  ): Promise<void>;
  /** Forgets the secrets of flows past their time, and whole flows an hour later. */
  expire(now: Date): Promise<void>;
}

interface FlowRow {
  id: string;
  person_id: string;
  state: FlowState;
  failure_code: string | null;
  expires_at: Date;
}

const columns = 'id, person_id, state, failure_code, expires_at';
/** What is sealed here: key rotation goes through it. */
export const flowSecrets = { table: 'oauth_flows', columns: ['code', 'code_verifier'] } as const;
const place = (column: (typeof flowSecrets.columns)[number], id: string) => ({
  table: flowSecrets.table,
  column,
  id,
});
/** Of one person: each may cost a call to Zoom's token endpoint, whose limit is the whole app's. */
const mostOpenFlows = 20;
const keepEndedFlowsMs = 3_600_000;

function flowOf(row: FlowRow | undefined): Flow | null {
  if (row === undefined) return null;
  return {
    id: row.id,
    personId: row.person_id,
    state: row.state,
    failureCode: row.failure_code,
    expiresAt: row.expires_at,
  };
}

export function createFlowsRepository(database: Database, encryption: Encryption): FlowsRepository {
  const changed = async (sql: string, bind: unknown[]): Promise<boolean> =>
    (await database.rows<{ id: string }>(`${sql} RETURNING id`, bind)).length > 0;

  return {
    async create({ personId, startToken, now, expiresAt }) {
      const [row] = await database.rows<{ id: string }>(
        `INSERT INTO oauth_flows (id, person_id, start_token_hash, state, created_at, expires_at)
         SELECT $1::uuid, $2::uuid, $3, 'created', $4::timestamptz, $5::timestamptz
         WHERE (SELECT count(*) FROM oauth_flows WHERE person_id = $2 AND expires_at > $4 AND state <> 'connected') < $6 RETURNING id`,
        [randomUUID(), personId, hashSecret(startToken), now, expiresAt, mostOpenFlows],
      );
      return row?.id ?? null;
    },

    async find(flowId) {
      const [row] = await database.rows<FlowRow>(`SELECT ${columns} FROM oauth_flows WHERE id = $1`, [
        flowId,
      ]);
      return flowOf(row);
    },

    async findByState(state) {
      const [row] = await database.rows<FlowRow>(`SELECT ${columns} FROM oauth_flows WHERE state_hash = $1`, [
        hashSecret(state),
      ]);
      return flowOf(row);
    },

    async start({ startToken, browserSecret, state, codeVerifier, now }) {
      const [flow] = await database.rows<{ id: string }>(
        `SELECT id FROM oauth_flows WHERE start_token_hash = $1`,
        [hashSecret(startToken)],
      );
      if (flow === undefined) return null;
      const started = await changed(
        `UPDATE oauth_flows SET state = 'started', browser_hash = $2, state_hash = $3, code_verifier = $4
         WHERE id = $1 AND state = 'created' AND expires_at > $5`,
        [
          flow.id,
          hashSecret(browserSecret),
          hashSecret(state),
          encryption.encrypt(codeVerifier, place('code_verifier', flow.id)),
          now,
        ],
      );
      return started ? flow.id : null;
    },

    authorize({ flowId, browserSecret, code, now, codeExpiresAt }) {
      return changed(
        `UPDATE oauth_flows SET state = 'authorized', code = $3, expires_at = least(expires_at, $5)
         WHERE id = $1 AND state = 'started' AND browser_hash = $2 AND expires_at > $4`,
        [
          flowId,
          hashSecret(browserSecret),
          encryption.encrypt(code, place('code', flowId)),
          now,
          codeExpiresAt,
        ],
      );
    },

    setConfirmToken({ flowId, browserSecret, confirmToken, now }) {
      return changed(
        `UPDATE oauth_flows SET confirm_token_hash = $3
         WHERE id = $1 AND state = 'authorized' AND browser_hash = $2 AND expires_at > $4`,
        [flowId, hashSecret(browserSecret), hashSecret(confirmToken), now],
      );
    },

    async takeCode({ flowId, browserSecret, confirmToken, now }) {
      const [row] = await database.rows<{ person_id: string; code: string; code_verifier: string }>(
        `UPDATE oauth_flows f SET state = 'exchanging', code = NULL, code_verifier = NULL, confirm_token_hash = NULL
         FROM (SELECT id, code, code_verifier FROM oauth_flows WHERE id = $1 FOR UPDATE) before
         WHERE f.id = before.id AND f.state = 'authorized' AND f.browser_hash = $2
           AND f.confirm_token_hash = $3 AND f.expires_at > $4
           AND EXISTS (SELECT FROM persons p JOIN installations i ON i.id = p.installation_id
             WHERE p.id = f.person_id AND i.state = 'installed')
         RETURNING f.person_id, before.code, before.code_verifier`,
        [flowId, hashSecret(browserSecret), hashSecret(confirmToken), now],
      );
      if (row === undefined) return null;
      return {
        personId: row.person_id,
        code: encryption.decrypt(row.code, place('code', flowId)),
        codeVerifier: encryption.decrypt(row.code_verifier, place('code_verifier', flowId)),
      };
    },

    async end(flowId, { state, failureCode = null as string | null }, transaction) {
      await database.rows(
        `UPDATE oauth_flows SET state = $2, failure_code = $3, code = NULL, code_verifier = NULL,
           confirm_token_hash = NULL
         WHERE id = $1 AND state IN ('created', 'started', 'authorized', 'exchanging')`,
        [flowId, state, failureCode],
        transaction,
      );
    },

    async expire(now) {
      await database.rows(
        `UPDATE oauth_flows SET state = 'failed', failure_code = 'expired', code = NULL, code_verifier = NULL,
           confirm_token_hash = NULL
         WHERE expires_at <= $1 AND state IN ('created', 'started', 'authorized', 'exchanging')`,
        [now],
      );
      await database.rows('DELETE FROM oauth_flows WHERE expires_at <= $1', [
        new Date(now.getTime() - keepEndedFlowsMs),
      ]);
    },
  };
}
