// The refusal of too many calls, with its reset time in either of the two shapes that Zoom uses.
import type { ServerResponse } from 'node:http';
import type { ApiAnswer } from './api-answers.ts';
import { zoomTime } from './context.ts';
import type { LimitFault } from './faults.ts';
import { sendJson } from './http-server.ts';

export type RateCategory = 'Light' | 'Medium' | 'Heavy';

/** What a free account may do per second and per day. */
const limits: Record<RateCategory, { second: string; day: string }> = {
  Light: { second: '4', day: '6000' },
  Medium: { second: '2', day: '2000' },
  Heavy: { second: '1', day: '1000' },
};

/** Answers with 429; without a category (as at the token endpoint) it says no more than when to come again. */
export function sendRateLimit(response: ServerResponse, fault: LimitFault, category?: RateCategory): void {
  const daily = fault.kind === 'daily-limit';
  const reset = daily ? zoomTime(fault.resetAt) : String(fault.retryAfterSeconds);
  const message = daily
    ? 'You have reached the maximum daily rate limit for this API. Refer to the response header for details on when you can make another request.'
    : 'You have reached the maximum per-second rate limit for this API. Try again later.';
  const details = category && {
    'x-ratelimit-category': category,
    'x-ratelimit-type': daily ? 'Daily-limit' : 'QPS',
    'x-ratelimit-limit': limits[category][daily ? 'day' : 'second'],
    'x-ratelimit-remaining': '0',
    ...(daily ? { 'x-ratelimit-reset': reset } : {}),
  };
  sendJson(response, 429, { code: 429, message }, { 'retry-after': reset, ...details });
}

/** What a host hears who has created and changed a hundred meetings today: until midnight in UTC. */
export function hostLimitAnswer(now: number): ApiAnswer {
  const dayMs = 24 * 60 * 60 * 1000;
  const reset = zoomTime(Math.ceil((now + 1) / dayMs) * dayMs);
  return {
    status: 429,
    body: {
      code: 429,
      message:
        'You have exceeded the daily rate limit (100) of Meeting Create/Update API requests permitted for this user.',
    },
    headers: {
      'retry-after': reset,
      'x-ratelimit-category': 'Light',
      'x-ratelimit-type': 'Daily-limit',
      'x-ratelimit-limit': '100',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': reset,
    },
  };
}
