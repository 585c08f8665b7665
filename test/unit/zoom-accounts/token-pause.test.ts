// How long the token endpoint is left alone after each of its refusals.

import { expect, test } from 'vitest';
import { secondsAfter } from '../../../src/platform/clock.ts';
import { ZoomOAuthError } from '../../../src/zoom/zoom-oauth.ts';
import { unlessPaused } from '../../../src/zoom-accounts/token-pause.ts';

const now = new Date('2026-11-20T10:00:00Z');

test.each([
  ['Too many requests, and how long to wait', { status: 429, retryAfterSeconds: 90 }, 90],
  ['Too many requests, for longer than connections can wait', { status: 429, retryAfterSeconds: 3600 }, 600],
  ['Too many requests, and not a word on how long', { status: 429 }, 1],
  ['An outage', { status: 503 }, null],
  ['No answer', {}, null],
])('%s: it is left alone for as long as it must', async (_what, details, seconds) => {
  const ends: Date[] = [];
  const pauses = {
    until: async () => null,
    begin: async (_scope: string, until: Date) => void ends.push(until),
    forgetPast: async () => undefined,
  };
  const refusal = new ZoomOAuthError('unavailable', details);

  const asking = unlessPaused({ clock: { now: () => now }, pauses }, () => Promise.reject(refusal));

  await expect(asking).rejects.toBe(refusal);
  expect(ends).toEqual(seconds === null ? [] : [secondsAfter(now, seconds)]);
});
