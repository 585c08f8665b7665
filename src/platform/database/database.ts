// Postgres through Sequelize: pooled queries with bound parameters, and transactions.

import { Socket } from 'node:net';
import pg from 'pg';
import { QueryTypes, Sequelize, type Transaction } from 'sequelize';

export type { Transaction } from 'sequelize';

/** Connections of this process's pool. */
export interface PoolUse {
  used: number;
  idle: number;
  /** The most there may be. */
  most: number;
  /** Queries that wait for a connection. */
  waiting: number;
}

export interface Database {
  /** Runs one statement with `$1`-style parameters; `Row` names the columns it returns. */
  rows<Row extends object>(sql: string, bind?: readonly unknown[], transaction?: Transaction): Promise<Row[]>;
  /** Runs `work` in a transaction: committed when it resolves, rolled back when it throws. */
  transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
  poolUse(): PoolUse;
  close(): Promise<void>;
}

/**
 * Sequelize listens for errors of a connection only after it was made: one that is ended in that very moment, as by a
 * restart of the database, would end the whole process. Its query fails all the same.
 */
class QuietClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

const statementMs = 30_000;

/**
 * Postgres ends what takes too long itself: where nothing at all moves for longer, the connection was cut in silence, as
 * by a failover. It is destroyed, since nobody can tell what would still come on it.
 */
function socketWithin(silenceMs: number): Socket {
  const socket = new Socket();
  return socket.setTimeout(silenceMs, () => socket.destroy(new Error('The database is silent')));
}

/**
 * @param url a postgres:// URL. @param poolMax the most connections held at once.
 * @param silenceMs how long nothing may move on a connection, within a transaction too.
 */
export function openDatabase(url: string, poolMax: number, silenceMs = statementMs + 5_000): Database {
  const sequelize = new Sequelize(url, {
    dialect: 'postgres',
    dialectModule: { ...pg, Client: QuietClient },
    logging: false,
    pool: { max: poolMax, min: 0, acquire: 10_000, idle: 30_000 },
    dialectOptions: {
      application_name: 'zoom-meetings-for-jira',
      statement_timeout: statementMs,
      // Before whoever waits for the connection gives up: then it is known why.
      connectionTimeoutMillis: 8_000,
      keepAlive: true,
      stream: () => socketWithin(silenceMs),
    },
  });
  return {
    rows: <Row extends object>(sql: string, bind: readonly unknown[] = [], transaction?: Transaction) =>
      sequelize.query<Row>(sql, {
        bind: [...bind],
        type: QueryTypes.SELECT,
        ...(transaction === undefined ? {} : { transaction }),
      }),
    transaction: (work) =>
      sequelize.transaction(async (transaction) => {
        const last: LastWork[] = [];
        lastWork.set(transaction, last);
        const result = await work(transaction);
        lastWork.delete(transaction);
        for (const step of last) await step();
        return result;
      }),
    poolUse: () => {
      const { using, available, maxSize, waiting } = poolOf(sequelize);
      return { used: using, idle: available, most: maxSize, waiting };
    },
    close: () => sequelize.close(),
  };
}

type LastWork = () => Promise<void>;
const lastWork = new WeakMap<Transaction, LastWork[]>();

/**
 * Has `step` run when the transaction's own work is done, before it is committed: for what locks a row that many wait for.
 * Throws when that work is over.
 */
export function beforeCommit(transaction: Transaction, step: LastWork): void {
  const steps = lastWork.get(transaction);
  if (steps === undefined) throw new Error('The work of this transaction is over');
  steps.push(step);
}

/** Missing from Sequelize's public types; the test of the metrics covers that it is there. */
function poolOf(sequelize: Sequelize) {
  const { connectionManager } = sequelize as unknown as {
    connectionManager: { pool: Record<'using' | 'available' | 'maxSize' | 'waiting', number> };
  };
  return connectionManager.pool;
}

/** The first row of a statement that must return one. */
export function onlyRow<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new Error('The statement returned no row');
  return row;
}

const uniqueViolation = '23505';
const foreignKeyViolation = '23503';

/** True when `error` is Postgres refusing a row whose parent row is gone. */
export function isForeignKeyViolation(error: unknown): boolean {
  const cause = (error as { parent?: unknown }).parent ?? error;
  return (cause as { code?: unknown }).code === foreignKeyViolation;
}
const lockNotAvailable = '55P03';

/** True when `error` is Postgres refusing a duplicate, of `constraint` where given. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const cause = (error as { parent?: unknown }).parent ?? error;
  const { code, constraint: violated } = cause as { code?: unknown; constraint?: unknown };
  return code === uniqueViolation && (constraint === undefined || violated === constraint);
}

/** True when `error` is Postgres giving up waiting for a lock, after the transaction's `lock_timeout`. */
export function isLockTimeout(error: unknown): boolean {
  return (error as { parent?: { code?: unknown } } | null)?.parent?.code === lockNotAvailable;
}
