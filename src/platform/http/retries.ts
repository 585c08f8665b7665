// The retry rule of outbound calls: only what may be repeated, only for passing faults, within a total time.

import { type HttpAnswer, type HttpClient, type HttpRequest, NoAnswerError } from './http-client.ts';

export interface RetryRule {
  /** How often to repeat after the first try. */
  repeats: number;
  /** No repeat starts later than this after the first try began, in milliseconds. */
  withinMs: number;
  sleep: (ms: number) => Promise<void>;
  now: () => number;
}

/** Two repeats within ten seconds: short enough for a person who waits. */
export const interactiveRetries: RetryRule = {
  repeats: 2,
  withinMs: 10_000,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  now: () => Date.now(),
};

const passing = new Set([429, 502, 503, 504]);

/**
 * Seconds from a `Retry-After` of any shape: a number, an HTTP date or an ISO date. Null when absent or unreadable.
 */
export function retryAfterSeconds(value: string | undefined, now: number): number | null {
  if (value === undefined || value.trim() === '') return null;
  const seconds = /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : (Date.parse(value) - now) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}

/** Repeats repeatable requests after 429, 502, 503, 504, lost connections and timeouts, honouring `Retry-After`. */
export function withRetries(http: HttpClient, rule: RetryRule): HttpClient {
  return async (request) => {
    const began = rule.now();
    for (let repeat = 0; ; repeat += 1) {
      const outcome = await attempt(http, request);
      const wait = waitBefore(repeat, request, outcome, rule);
      if (wait === null || rule.now() + wait - began > rule.withinMs) {
        if (outcome instanceof NoAnswerError) throw outcome;
        return outcome;
      }
      await rule.sleep(wait);
    }
  };
}

async function attempt(http: HttpClient, request: HttpRequest): Promise<HttpAnswer | NoAnswerError> {
  try {
    return await http(request);
  } catch (error) {
    if (error instanceof NoAnswerError) return error;
    throw error;
  }
}

/** Milliseconds to wait before the next try; null when there must not be one. */
function waitBefore(
  repeat: number,
  request: HttpRequest,
  outcome: HttpAnswer | NoAnswerError,
  rule: RetryRule,
): number | null {
  const notSent = !(outcome instanceof NoAnswerError) && outcome.notSent === true;
  const repeatable = notSent || (request.repeatable ?? request.method === 'GET');
  if (!repeatable || repeat >= rule.repeats) return null;
  const backOff = 500 * 2 ** repeat * (0.7 + 0.6 * Math.random());
  if (outcome instanceof NoAnswerError)
    return outcome.kind === 'network' || outcome.kind === 'timeout' ? backOff : null;
  if (!passing.has(outcome.status)) return null;
  const asked = retryAfterSeconds(outcome.headers['retry-after'], rule.now());
  return asked === null ? backOff : Math.max(asked * 1000, backOff);
}
