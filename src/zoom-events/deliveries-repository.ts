// The rows of `webhook_deliveries`: the durable entry of each event, and the queue that workers drain.

import type { Database } from '../platform/database/database.ts';
import { inBatches } from '../platform/in-batches.ts';
import type { ZoomEvent } from './event-schema.ts';

/** Told that events are waiting. The payload is empty, and may be missed: a sweep looks as well. */
export const eventsChannel = 'zoom_events';

/** An event in the hands of one worker, until `leaseUntil`. */
export interface Delivery {
  bodyHash: string;
  event: ZoomEvent;
  failures: number;
  receivedAt: Date;
  leaseUntil: Date;
}

interface DeliveryRow {
  body_hash: string;
  event: string;
  event_at: Date;
  zoom_account_id: string | null;
  zoom_user_id: string | null;
  meeting_id: string | null;
  meeting_uuid: string | null;
  file_ids: string[] | null;
  retain_data: boolean | null;
  failures: number;
  received_at: Date;
  run_after: Date;
}

type NewDeliveryRow = Pick<DeliveryRow, 'body_hash' | 'event' | 'event_at' | 'failures' | 'run_after'> &
  Partial<DeliveryRow> & { state: 'received' | 'done'; received_at: Date; settled_at?: Date };

const newColumns = `body_hash, event, event_at, zoom_account_id, zoom_user_id, meeting_id, meeting_uuid, file_ids,
  retain_data, received_at, state, failures, run_after, settled_at`;

export type DeliveriesRepository = ReturnType<typeof createDeliveriesRepository>;

/** A statement of so many rows takes some ten milliseconds. */
const mostAtOnce = 1000;

export function createDeliveriesRepository(database: Database) {
  // Together, so that a burst of events takes one connection and leaves the others to people's requests.
  const insert = inBatches<NewDeliveryRow>(mostAtOnce, async (rows) => {
    await database.rows(
      `INSERT INTO webhook_deliveries (${newColumns})
       SELECT ${newColumns} FROM json_populate_recordset(NULL::webhook_deliveries, $1)
       ON CONFLICT (body_hash) DO NOTHING`,
      [JSON.stringify(rows)],
    );
  });

  return {
    /**
     * Stores an event for the workers, or (`done`) one of which only type and times are kept. A body that was stored
     * before changes nothing.
     */
    add(bodyHash: string, event: ZoomEvent, now: Date, done: boolean): Promise<void> {
      return insert({
        body_hash: bodyHash,
        event: event.type,
        event_at: event.at,
        received_at: now,
        run_after: now,
        failures: 0,
        ...(done
          ? { state: 'done', settled_at: now }
          : {
              state: 'received',
              zoom_account_id: event.zoomAccountId,
              zoom_user_id: event.zoomUserId,
              meeting_id: event.meetingId,
              meeting_uuid: event.meetingUuid,
              file_ids: event.fileIds,
              retain_data: event.retainData,
            }),
      });
    },

    async notifyWorkers(): Promise<void> {
      await database.rows(`SELECT pg_notify($1, '')`, [eventsChannel]);
    },

    /** The right to handle one event that is due until `leaseUntil`; null when none is. */
    async claim(now: Date, leaseUntil: Date): Promise<Delivery | null> {
      const [row] = await database.rows<DeliveryRow>(
        `UPDATE webhook_deliveries SET run_after = $2 WHERE body_hash = (
           SELECT body_hash FROM webhook_deliveries WHERE state = 'received' AND run_after <= $1
           ORDER BY run_after LIMIT 1 FOR UPDATE SKIP LOCKED)
         RETURNING *`,
        [now, leaseUntil],
      );
      if (row === undefined) return null;
      return {
        bodyHash: row.body_hash,
        event: {
          type: row.event,
          at: row.event_at,
          zoomAccountId: row.zoom_account_id,
          zoomUserId: row.zoom_user_id,
          meetingId: row.meeting_id,
          meetingUuid: row.meeting_uuid,
          fileIds: row.file_ids,
          retainData: row.retain_data,
        },
        failures: row.failures,
        receivedAt: row.received_at,
        leaseUntil,
      };
    },

    /** Handled: whom and what it was about is forgotten. */
    async settle({ bodyHash }: Delivery, now: Date): Promise<void> {
      await database.rows(
        `UPDATE webhook_deliveries SET state = 'done', settled_at = $2, zoom_account_id = NULL, zoom_user_id = NULL,
           meeting_id = NULL, meeting_uuid = NULL, file_ids = NULL, retain_data = NULL
         WHERE body_hash = $1 AND state = 'received'`,
        [bodyHash, now],
      );
    },

    /** Not handled: due again at `runAfter`, unless somebody else has it by now. */
    async postpone({ bodyHash, leaseUntil }: Delivery, runAfter: Date): Promise<void> {
      await database.rows(
        `UPDATE webhook_deliveries SET failures = failures + 1, run_after = $3
         WHERE body_hash = $1 AND state = 'received' AND run_after = $2`,
        [bodyHash, leaseUntil, runAfter],
      );
    },

    /**
     * When the last event came in, and the one that waits longest to be handled: of all sites, since Zoom sends them to
     * the app. Null: none in seven days, none waits. Looks at some of the latest and some of those that wait.
     */
    async readHealth(): Promise<{ lastReceivedAt: Date | null; waitingSince: Date | null }> {
      const [health] = await database.rows<{ lastReceivedAt: Date | null; waitingSince: Date | null }>(
        `WITH settled AS (
           SELECT received_at FROM webhook_deliveries WHERE state = 'done' ORDER BY settled_at DESC LIMIT 100),
         latest AS (
           SELECT received_at FROM webhook_deliveries WHERE state = 'received' ORDER BY run_after DESC LIMIT 100),
         waiting AS (
           SELECT received_at FROM webhook_deliveries WHERE state = 'received' ORDER BY run_after LIMIT 1000)
         SELECT greatest((SELECT max(received_at) FROM settled), (SELECT max(received_at) FROM latest),
             (SELECT max(received_at) FROM waiting)) AS "lastReceivedAt",
           (SELECT min(received_at) FROM waiting) AS "waitingSince"`,
      );
      return health ?? { lastReceivedAt: null, waitingSince: null };
    },

    /** Forgets events handled before `before`, a bounded number at a time. */
    async eraseSettled(before: Date): Promise<void> {
      await database.rows(
        `DELETE FROM webhook_deliveries WHERE body_hash IN (
           SELECT body_hash FROM webhook_deliveries WHERE state = 'done' AND settled_at <= $1
           ORDER BY settled_at LIMIT 5000)`,
        [before],
      );
    },
  };
}
