// Which calls are repeated, how often, and how long they wait; on a clock of the test's own.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HttpAnswer, type HttpRequest, NoAnswerError } from '../../../src/platform/http/http-client.ts';
import { type RetryRule, retryAfterSeconds, withRetries } from '../../../src/platform/http/retries.ts';

const now = Date.UTC(2026, 0, 15, 12, 0, 0);

describe('Retry-After', () => {
  it.each([
    ['2', 2],
    ['0', 0],
    ['1.5', 1.5],
    [' 3 ', 3],
    ['Thu, 15 Jan 2026 12:00:30 GMT', 30],
    ['2026-01-15T12:01:00Z', 60],
    ['2026-01-16T00:00:00.000Z', 43_200],
    ['2026-01-15T11:00:00Z', 0],
    [undefined, null],
    ['', null],
    ['   ', null],
    ['soon', null],
    ['NaN', null],
    ['Infinity', null],
  ])('%s means %s seconds', (value, seconds) => expect(retryAfterSeconds(value, now)).toBe(seconds));

  it('of any text is null or a finite number that is not negative', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const seconds = retryAfterSeconds(value, now);
        expect(seconds === null || (Number.isFinite(seconds) && seconds >= 0)).toBe(true);
      }),
    );
  });
});

const answer = (status: number, headers: Record<string, string> = {}): HttpAnswer => ({
  status,
  headers,
  text: '',
  json: undefined,
});

/** Calls through the rule; each outcome is served once, the last one for ever. */
async function call(
  outcomes: (HttpAnswer | Error)[],
  request: Partial<HttpRequest> = {},
  rule: Partial<RetryRule> = {},
) {
  let time = now;
  let tries = 0;
  const waits: number[] = [];
  const http = withRetries(
    async () => {
      const outcome = outcomes[Math.min(tries, outcomes.length - 1)];
      tries += 1;
      if (outcome === undefined || outcome instanceof Error) throw outcome;
      return outcome;
    },
    {
      repeats: 2,
      withinMs: 10_000,
      now: () => time,
      sleep: async (ms) => {
        waits.push(ms);
        time += ms;
      },
      ...rule,
    },
  );
  const result = await http({ method: 'GET', url: 'https://zoom.us/', ...request }).catch(
    (error: unknown) => error,
  );
  return { result, tries, waits };
}

describe('a call', () => {
  it.each([429, 502, 503, 504])(
    'answered %i is repeated twice, then the answer is handed on',
    async (status) => {
      const { result, tries, waits } = await call([answer(status)]);
      expect(result).toMatchObject({ status });
      expect(tries).toBe(3);
      expect(waits).toHaveLength(2);
      expect(waits[0]).toBeGreaterThanOrEqual(350);
      expect(waits[1]).toBeGreaterThan(waits[0] ?? 0);
    },
  );

  it.each([200, 302, 400, 401, 403, 404, 409, 500, 501])('answered %i is not repeated', async (status) => {
    expect(await call([answer(status)])).toMatchObject({ tries: 1, result: { status } });
  });

  it('that succeeds the second time is a success', async () => {
    expect(await call([answer(503), answer(200)])).toMatchObject({ tries: 2, result: { status: 200 } });
  });

  it.each([
    ['network', 3],
    ['timeout', 3],
    ['host_not_allowed', 1],
    ['too_large', 1],
  ] as const)('without an answer because of %s is tried %i times', async (kind, tries) => {
    expect(await call([new NoAnswerError(kind)])).toMatchObject({ tries, result: { kind } });
  });

  it('that fails by a fault of ours is not repeated', async () => {
    expect((await call([new TypeError('bug')])).tries).toBe(1);
  });

  it.each(['POST', 'PUT'] as const)('by %s is never repeated unless it says so', async (method) => {
    expect((await call([answer(503)], { method })).tries).toBe(1);
    expect((await call([new NoAnswerError('network')], { method })).tries).toBe(1);
    expect((await call([answer(503)], { method, repeatable: true })).tries).toBe(3);
  });

  it('by GET that must not be repeated is not', async () => {
    expect((await call([answer(503)], { repeatable: false })).tries).toBe(1);
  });
});

describe('the wait', () => {
  it('is at least what the other side asks for, in any shape', async () => {
    expect((await call([answer(429, { 'retry-after': '3' }), answer(200)])).waits).toEqual([3_000]);
    const date = new Date(now + 4_000).toISOString();
    expect((await call([answer(429, { 'retry-after': date }), answer(200)])).waits).toEqual([4_000]);
  });

  it('that is asked for and too long is not begun', async () => {
    const { tries, waits, result } = await call([answer(429, { 'retry-after': '11' })]);
    expect({ tries, waits }).toEqual({ tries: 1, waits: [] });
    expect(result).toMatchObject({ status: 429, headers: { 'retry-after': '11' } });
  });

  it('counts from the first try, so that all of them together stay within the time', async () => {
    const { tries, waits } = await call([answer(429, { 'retry-after': '6' })]);
    expect(tries).toBe(2);
    expect(waits).toEqual([6_000]);
  });

  it('is not shortened by a Retry-After of nothing', async () => {
    expect((await call([answer(503, { 'retry-after': '0' }), answer(200)])).waits[0]).toBeGreaterThan(300);
  });
});
