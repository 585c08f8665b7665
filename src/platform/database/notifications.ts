// Postgres LISTEN on a connection of its own, re-made whenever it is lost.

import pg from 'pg';
import type { Logger } from '../logger.ts';

export interface Notifications {
  stop(): Promise<void>;
}

const longestPauseMs = 10_000;
const pulseMs = 30_000;

/**
 * Calls `onMessage` with the payload of each NOTIFY on `channel`, `onConnected` each time the connection is (re-)made,
 * and `onLost` when it is lost: messages sent from then on are missed, so whatever was built from them must be dropped.
 */
export async function listenForNotifications(
  databaseUrl: string,
  channel: string,
  handlers: { onMessage(payload: string): void; onConnected(): void; onLost(): void },
  logger: Logger,
): Promise<Notifications> {
  let stopped = false;
  let current: pg.Client | undefined;
  let retrying = Promise.resolve();
  let retry: NodeJS.Timeout | undefined;
  let pauseMs = 100;

  const connect = async (): Promise<void> => {
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'notifications',
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
      query_timeout: 10_000,
    });
    const lost = new Promise<unknown>((resolve) => {
      client.on('error', resolve).on('end', () => resolve(undefined));
    });
    client.on('notification', ({ payload }) => handlers.onMessage(payload ?? ''));
    const end = () => client.end().catch(() => undefined);
    try {
      await client.connect();
      await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      await end();
      throw error;
    }
    if (stopped) return void (await end());
    current = client;
    pauseMs = 100;
    handlers.onConnected();
    // A connection that was cut in silence is only noticed by using it.
    const pulse = setInterval(() => void client.query('SELECT 1').catch(end), pulseMs);
    void lost.then((error) => {
      clearInterval(pulse);
      if (stopped) return;
      handlers.onLost();
      logger.warn('notifications connection lost', { channel, error });
      void end();
      reconnectLater();
    });
  };

  const reconnectLater = (): void => {
    retry = setTimeout(() => {
      retrying = connect().catch((error: unknown) => {
        logger.warn('notifications cannot be received', { channel, error });
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
        if (!stopped) reconnectLater();
      });
    }, pauseMs);
  };

  await connect();
  return {
    async stop() {
      stopped = true;
      clearTimeout(retry);
      await retrying;
      await current?.end();
    },
  };
}
