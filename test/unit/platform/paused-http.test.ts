// Calls under a pause: not sent, told how long to wait, and tried again where the pause is short.

import { beforeEach, describe, expect, it } from 'vitest';
import type { HttpAnswer, HttpRequest } from '../../../src/platform/http/http-client.ts';
import { withPauses } from '../../../src/platform/http/paused-http.ts';
import { withRetries } from '../../../src/platform/http/retries.ts';
import { createPauses, type Pauses } from '../../../src/platform/pauses.ts';

const beginning = Date.UTC(2026, 0, 15, 12, 0, 0);
let time: number;
let logged: string[];
const clock = { now: () => new Date(time) };
const logger = {
  info: (message: string) => void logged.push(message),
  warn: (message: string) => void logged.push(message),
};
beforeEach(() => {
  time = beginning;
  logged = [];
});

/** Keeps what is begun in memory. */
function rememberedPauses(): Pauses & { ends: Map<string, number> } {
  const ends = new Map<string, number>();
  return {
    ends,
    async until(scopes) {
      const end = Math.max(0, ...scopes.map((scope) => ends.get(scope) ?? 0));
      return end > time ? new Date(end) : null;
    },
    begin: async (scope, until) => void ends.set(scope, until.getTime()),
    forgetPast: async () => undefined,
  };
}

const request: HttpRequest = { method: 'POST', url: 'https://zoom.us/' };
const answer = (status: number, headers: Record<string, string> = {}): HttpAnswer => ({
  status,
  headers,
  text: '',
  json: undefined,
});
const rule = {
  scopesOf: () => ['one', 'two'],
  scopeAskedBy: (_: HttpRequest, { status }: HttpAnswer) => (status === 429 ? 'two' : null),
};

/** A client that is answered these in turn, the last one for ever, and how often it sent something. */
function clientAnswering(pauses: Pauses, ...answers: HttpAnswer[]) {
  const sent: HttpRequest[] = [];
  const http = async (what: HttpRequest) => {
    sent.push(what);
    const next = answers[Math.min(sent.length, answers.length) - 1];
    if (next === undefined) throw new Error('nothing to answer');
    return next;
  };
  return { sent, http: withPauses(http, { clock, pauses }, rule) };
}

describe('a refusal for too many requests', () => {
  it.each([
    ['seconds', '90', 90],
    ['an HTTP date', 'Thu, 15 Jan 2026 12:02:00 GMT', 120],
    ['an ISO date', '2026-01-15T12:00:30Z', 30],
    ['nothing', undefined, 1],
    ['something unreadable', 'soon', 1],
  ])('with Retry-After as %s pauses its scope for so long', async (_, retryAfter, seconds) => {
    const pauses = rememberedPauses();
    const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    const { http, sent } = clientAnswering(pauses, answer(429, headers), answer(200));

    expect(await http(request)).toMatchObject({ status: 429, headers });
    expect([...pauses.ends]).toEqual([['two', beginning + seconds * 1000]]);

    time += seconds * 1000 - 1;
    expect(await http(request)).toMatchObject({ status: 429, notSent: true });
    expect(sent).toHaveLength(1);
    time += 1;
    expect(await http(request)).toMatchObject({ status: 200 });
  });

  it('that is not sent says what is left, and up to a fifth or half a minute more, so that not all come back at once', async () => {
    const pauses = rememberedPauses();
    const { http } = clientAnswering(pauses);
    for (const [left, most] of [
      [10, 12],
      [3_000, 3_030],
    ] as const) {
      pauses.ends.set('one', time + left * 1000);
      const waits = await Promise.all(
        Array.from({ length: 20 }, async () => Number((await http(request)).headers['retry-after'])),
      );
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(left);
      expect(Math.max(...waits)).toBeLessThanOrEqual(most);
      expect(new Set(waits).size).toBeGreaterThan(10);
    }
  });
});

describe('a request under a pause', () => {
  const waiting = (http: ReturnType<typeof clientAnswering>['http']) =>
    withRetries(http, {
      repeats: 2,
      withinMs: 10_000,
      now: () => time,
      sleep: async (ms) => {
        time += ms;
      },
    });

  it('of two seconds waits, even one that must not be repeated: it has not been sent', async () => {
    const pauses = rememberedPauses();
    pauses.ends.set('one', time + 2_000);
    const { http, sent } = clientAnswering(pauses, answer(201));

    expect(await waiting(http)({ ...request, repeatable: false })).toMatchObject({ status: 201 });

    expect(sent).toHaveLength(1);
    expect(time).toBeGreaterThanOrEqual(beginning + 2_000);
  });

  it('of a minute fails at once', async () => {
    const pauses = rememberedPauses();
    pauses.ends.set('one', time + 60_000);
    const { http, sent } = clientAnswering(pauses);

    expect(await waiting(http)(request)).toMatchObject({ status: 429 });

    expect([time, sent.length]).toEqual([beginning, 0]);
  });

  it('that is over, or of another scope, is sent', async () => {
    const pauses = rememberedPauses();
    pauses.ends.set('one', time).set('three', time + 60_000);
    const { http } = clientAnswering(pauses, answer(200));
    expect(await http(request)).toMatchObject({ status: 200 });
  });
});

describe('a database that fails', () => {
  const broken = { rows: () => Promise.reject(new Error('down')) };

  it('stops no call, and is complained of once a minute', async () => {
    const pauses = createPauses({ database: broken, clock, logger });
    const { http, sent } = clientAnswering(pauses, answer(429, { 'retry-after': '60' }), answer(200));

    for (const status of [429, 200, 200]) expect(await http(request)).toMatchObject({ status });

    expect([sent.length, logged.length]).toEqual([3, 1]);
    time += 60_000;
    await http(request);
    expect(logged).toHaveLength(2);
  });

  it('is not asked where there is no scope', async () => {
    const pauses = createPauses({ database: broken, clock, logger });
    expect(await pauses.until([])).toBeNull();
    expect(logged).toEqual([]);
  });
});
