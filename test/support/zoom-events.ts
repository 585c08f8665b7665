// Events as Zoom sends them to a test's app, any bytes signed by hand, and the rows that they leave.

import { createHmac } from 'node:crypto';
import type { TestApp } from './test-app.ts';

type App = Pick<TestApp, 'baseUrl' | 'clock' | 'zoom'>;

export const eventsUrl = ({ baseUrl }: Pick<TestApp, 'baseUrl'>): string => `${baseUrl}/zoom/webhooks`;

export interface SignedRequest {
  method?: string;
  secret?: string;
  /** As the header says; the clock's time by default. */
  timestamp?: string;
  headers?: Record<string, string>;
}

/** Sends any bytes, properly signed. */
export async function sendSigned(
  { baseUrl, clock, zoom }: App,
  body: string | Buffer,
  options: SignedRequest = {},
): Promise<{ status: number; headers: Headers; text: string }> {
  const { method = 'POST', secret = zoom.webhookSecretToken, headers = {} } = options;
  const { timestamp = String(Math.floor(clock.now().getTime() / 1000)) } = options;
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex');
  const answer = await fetch(eventsUrl({ baseUrl }), {
    method,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'x-zm-request-timestamp': timestamp,
      'x-zm-signature': `v0=${signature}`,
      ...headers,
    },
    ...(method === 'GET' ? {} : { body: Buffer.from(body) }),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** An event about an occurrence that nobody needs to have held. */
export function recordingEventOf(uuid: string, hostId: string, event = 'recording.completed') {
  const object = { uuid, id: 97_763_643_886, host_id: hostId, topic: 'A topic' };
  return { event, payload: { account_id: 'AAAAAABBBB', object } };
}

export interface StoredDelivery {
  body_hash: string;
  event: string;
  event_at: Date;
  zoom_account_id: string | null;
  zoom_user_id: string | null;
  meeting_id: string | null;
  meeting_uuid: string | null;
  retain_data: boolean | null;
  received_at: Date;
  state: 'received' | 'done';
  failures: number;
  run_after: Date;
  settled_at: Date | null;
}

/** Oldest first. */
export function deliveriesOf({ deps }: Pick<TestApp, 'deps'>): Promise<StoredDelivery[]> {
  return deps.database.rows<StoredDelivery>(
    'SELECT * FROM webhook_deliveries ORDER BY received_at, body_hash',
  );
}

/** Asks until all rows are as wanted; bounded by the test's own time. */
export async function deliveriesWhen(
  app: Pick<TestApp, 'deps'>,
  wanted: (rows: StoredDelivery[]) => boolean,
): Promise<StoredDelivery[]> {
  for (let asked = 0; asked < 2_000; asked += 1) {
    const rows = await deliveriesOf(app);
    if (wanted(rows)) return rows;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('The deliveries did not get there');
}

export const allDone = (rows: StoredDelivery[]): boolean =>
  rows.length > 0 && rows.every(({ state }) => state === 'done');
