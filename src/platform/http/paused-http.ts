// Outbound calls that respect what any process was asked to wait for, and tell all of them what they are asked for.

import { type Clock, secondsAfter } from '../clock.ts';
import type { Pauses } from '../pauses.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from './http-client.ts';
import { retryAfterSeconds } from './retries.ts';

export interface PauseRule {
  /** While a pause is on in one of these, the request is not sent. */
  scopesOf(request: HttpRequest): string[];
  /** The scope that the answer asks to leave alone for its `Retry-After`; null when it asks for nothing. */
  scopeAskedBy(request: HttpRequest, answer: HttpAnswer): string | null;
}

/** Who is told to wait and not how long. */
const unsaidSeconds = 1;
/** Not everybody goes on in the very moment in which a pause ends. */
const mostJitterSeconds = 30;

/** Wants to be under {@link withRetries}: while a pause is on it answers 429 with what is left of it, as `notSent`. */
export function withPauses(
  http: HttpClient,
  { clock, pauses }: { clock: Clock; pauses: Pauses },
  rule: PauseRule,
): HttpClient {
  return async (request) => {
    const until = await pauses.until(rule.scopesOf(request));
    if (until !== null) return pausedAnswer(secondsUntil(until, clock.now()));
    const answer = await http(request);
    const scope = rule.scopeAskedBy(request, answer);
    if (scope !== null) {
      const now = clock.now();
      const asked = retryAfterSeconds(answer.headers['retry-after'], now.getTime());
      await pauses.begin(scope, pauseEnd(now, asked));
    }
    return answer;
  };
}

/** When a pause ends that begins now. @param askedSeconds of `Retry-After`, if there is one. */
export function pauseEnd(now: Date, askedSeconds: number | null | undefined): Date {
  return secondsAfter(now, askedSeconds ?? unsaidSeconds);
}

/** Seconds to wait for the end of a pause: up to a fifth more than is left, by chance. */
export function secondsUntil(until: Date, now: Date): number {
  const left = Math.max(0, until.getTime() - now.getTime()) / 1000;
  return left + Math.random() * Math.min(left / 5, mostJitterSeconds);
}

function pausedAnswer(seconds: number): HttpAnswer {
  return {
    status: 429,
    headers: { 'retry-after': seconds.toFixed(3) },
    text: '',
    json: undefined,
    notSent: true,
  };
}
