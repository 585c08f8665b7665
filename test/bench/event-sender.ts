// Sends signed events as fast as they are answered, from a process of its own: what is timed is timed here.

import { createHmac, randomUUID } from 'node:crypto';
import { serve } from './child.ts';
import { type LoadTiming, type PlannedRequest, sendAll } from './load.ts';

export interface Burst {
  url: string;
  secret: string;
  count: number;
  /** Connections, each with one request under way. */
  atOnce: number;
}

/** About as long as what Zoom sends of a recording with four files; no two are the same. */
function eventBody(): string {
  const uuid = `${randomUUID().replaceAll('-', '').slice(0, 22)}==`;
  const file = {
    id: randomUUID(),
    meeting_id: uuid,
    recording_start: '2026-11-22T15:00:00Z',
    recording_end: '2026-11-22T15:55:00Z',
    file_type: 'MP4',
    file_extension: 'MP4',
    file_size: 123_456_789,
    play_url: `https://us02web.zoom.us/rec/play/${'p'.repeat(120)}`,
    download_url: `https://us02web.zoom.us/rec/webhook_download/${'d'.repeat(160)}`,
    status: 'completed',
    recording_type: 'shared_screen_with_speaker_view',
  };
  const object = {
    uuid,
    id: 97_763_643_886,
    account_id: 'AAAAAAAAAAAAAAAAAAAAAA',
    host_id: 'BBBBBBBBBBBBBBBBBBBBBB',
    topic: 'The topic of a meeting',
    type: 2,
    start_time: '2026-11-22T15:00:00Z',
    timezone: 'Europe/Berlin',
    duration: 55,
    recording_files: [file, file, file, file],
  };
  return JSON.stringify({
    event: 'recording.completed',
    payload: { account_id: object.account_id, object },
    event_ts: Date.now(),
    download_token: 'e'.repeat(400),
  });
}

const answers = {
  burst({ url, secret, count, atOnce }: Burst): Promise<LoadTiming> {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const events = Array.from({ length: count }, (): PlannedRequest => {
      const body = eventBody();
      const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
      const headers = {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
        'x-zm-request-timestamp': timestamp,
        'x-zm-signature': `v0=${signature}`,
      };
      return { method: 'POST', url, headers, body, status: 204 };
    });
    return sendAll(events, atOnce);
  },
};
export type EventSender = typeof answers;
serve(answers);
