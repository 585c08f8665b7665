// Sends signed events as fast as they are answered, from a process of its own: what is timed is timed here.

import { createHmac, randomUUID } from 'node:crypto';
import http from 'node:http';
import { serve } from './child.ts';

export interface Burst {
  url: string;
  secret: string;
  count: number;
  /** Connections, each with one request under way. */
  atOnce: number;
}

export interface BurstTiming {
  /** Answered requests per second. */
  perSecond: number;
  /** Milliseconds until the slowest answer. */
  slowest: number;
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

function post(
  url: string,
  agent: http.Agent,
  body: string,
  headers: http.OutgoingHttpHeaders,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume().on('end', () => {
        if (answer.statusCode === 204) resolve();
        else reject(new Error(`an event was answered with ${answer.statusCode}`));
      });
    });
    request.on('error', reject).end(body);
  });
}

const answers = {
  async burst({ url, secret, count, atOnce }: Burst): Promise<BurstTiming> {
    const agent = new http.Agent({ keepAlive: true, maxSockets: atOnce });
    const timestamp = String(Math.floor(Date.now() / 1000));
    const events = Array.from({ length: count }, () => {
      const body = eventBody();
      const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
      return {
        body,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'content-length': Buffer.byteLength(body),
          'x-zm-request-timestamp': timestamp,
          'x-zm-signature': `v0=${signature}`,
        },
      };
    });
    let slowest = 0;
    const started = performance.now();
    const sendInTurn = async (): Promise<void> => {
      for (let next = events.pop(); next !== undefined; next = events.pop()) {
        const sent = performance.now();
        await post(url, agent, next.body, next.headers);
        slowest = Math.max(slowest, performance.now() - sent);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, sendInTurn));
    const perSecond = count / ((performance.now() - started) / 1000);
    agent.destroy();
    return { perSecond, slowest };
  },
};
export type EventSender = typeof answers;
serve(answers);
