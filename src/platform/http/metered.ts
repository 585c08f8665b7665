// Measures outbound calls, each try on its own: to whom, with what class of answer, and how long it took.

import { type Metrics, secondsSince, statusClass } from '../metrics.ts';
import type { OpenRequest } from './agents.ts';
import type { HttpClient } from './http-client.ts';

export interface CallMeter {
  /** @param target who is called, in a word; `others` where it is somebody else, by host and port. */
  http(http: HttpClient, target: string, others?: Record<string, string>): HttpClient;
  /** Of the byte path: until the answer's head, which for an upload comes after its last byte. */
  openRequest(openRequest: OpenRequest, target: string): OpenRequest;
}

export function createCallMeter(metrics: Metrics): CallMeter {
  const durations = metrics.histogram(
    'outbound_call_duration_seconds',
    'Calls to others, repeats included, by target and class of status (429 on its own; none: no answer).',
    [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120, 600],
    ['target', 'status_class'],
  );
  const ended = (target: string, began: number, status: number | null): void =>
    durations.observe({ target, status_class: statusClass(status) }, secondsSince(began));
  return {
    http:
      (http, target, others = {}) =>
      async (request) => {
        const began = performance.now();
        let status: number | null = null;
        try {
          const answer = await http(request);
          status = answer.status;
          return answer;
        } finally {
          const other = URL.canParse(request.url) ? others[new URL(request.url).host] : undefined;
          ended(other ?? target, began, status);
        }
      },
    openRequest: (openRequest, target) => (url, options) => {
      const began = performance.now();
      const request = openRequest(url, options);
      let status: number | null = null;
      request.once('response', (response) => {
        status = response.statusCode ?? null;
        ended(target, began, status);
      });
      request.once('close', () => {
        if (status === null) ended(target, began, null);
      });
      return request;
    },
  };
}
