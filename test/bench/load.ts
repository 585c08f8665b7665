// Sends requests as fast as they are answered, from whichever process asks for it: what is timed is timed there.

import http from 'node:http';

export interface PlannedRequest {
  method: 'GET' | 'POST';
  url: string;
  headers: http.OutgoingHttpHeaders;
  body?: string;
  /** Anything else is a fault. */
  status: number;
}

export interface LoadTiming {
  /** Answered requests per second. */
  perSecond: number;
  /** Milliseconds until the slowest answer. */
  slowest: number;
}

/** @param atOnce connections, each with one request under way. */
export async function sendAll(requests: readonly PlannedRequest[], atOnce: number): Promise<LoadTiming> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: atOnce });
  const left = requests.toReversed();
  let slowest = 0;
  const started = performance.now();
  const sendInTurn = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const sent = performance.now();
      await send(next, agent);
      slowest = Math.max(slowest, performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sendInTurn));
  const perSecond = requests.length / ((performance.now() - started) / 1000);
  agent.destroy();
  return { perSecond, slowest };
}

function send({ method, url, headers, body, status }: PlannedRequest, agent: http.Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, agent, headers }, (answer) => {
      answer.resume().on('end', () => {
        if (answer.statusCode === status) resolve();
        else reject(new Error(`${method} ${url} was answered with ${answer.statusCode}`));
      });
    });
    request.on('error', reject).end(body);
  });
}
