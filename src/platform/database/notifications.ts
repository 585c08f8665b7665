// Postgres LISTEN on a connection of its own, re-made whenever it is lost.

import pg from 'pg';
import type { Logger } from '../logger.ts';

export interface Notifications {
  stop(): Promise<void>;
}

const longestPauseMs = 10_000;

/**
 * Calls `onMessage` with the payload of each NOTIFY on `channel`, and `onConnected` each time the connection
 * is (re-)made: messages sent in between are lost, so whatever was built from them must be dropped then.
 */
export async function listenForNotifications(
  databaseUrl: string,
  channel: string,
  handlers: { onMessage(payload: string): void; onConnected(): void },
  logger: Logger,
): Promise<Notifications> {
  let stopped = false;
  let current: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let pauseMs = 100;

  const connect = async (): Promise<void> => {
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'notifications',
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
    });
    let lost = false;
    const lose = (error?: Error): void => {
      if (lost || stopped) return;
      lost = true;
      logger.warn('notifications connection lost', { channel, error });
      client.end().catch(() => undefined);
      reconnectLater();
    };
    client.on('error', lose);
    client.on('end', () => lose());
    client.on('notification', ({ payload }) => handlers.onMessage(payload ?? ''));
    await client.connect();
    await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    current = client;
    pauseMs = 100;
    handlers.onConnected();
  };

  const reconnectLater = (): void => {
    retry = setTimeout(() => {
      connect().catch((error: unknown) => {
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
      await current?.end();
    },
  };
}
