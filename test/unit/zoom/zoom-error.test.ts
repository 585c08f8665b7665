// What each of Zoom's refusals means, by the table of observed answers.

import { describe, expect, it } from 'vitest';
import { describeError } from '../../../src/platform/errors.ts';
import type { HttpAnswer } from '../../../src/platform/http/http-client.ts';
import { isNotFound, ZoomError, zoomErrorOf } from '../../../src/zoom/zoom-error.ts';
import { refusalOf } from '../../../src/zoom-accounts/zoom-access.ts';

const answer = (status: number, json: unknown, headers: Record<string, string> = {}): HttpAnswer => ({
  status,
  headers,
  text: '',
  json,
});
const call = { scope: 'meeting:read:meeting', category: 'medium' } as const;
const scopes = 'Invalid access token, does not contain scopes:[cloud_recording:read:list_recording_files].';

it.each([
  [401, { code: 124, message: 'Invalid access token.' }, 'access_token_dead'],
  [401, { code: 124, message: 'Access token is expired.' }, 'access_token_dead'],
  [400, { code: 124, message: 'Jeton expiré.' }, 'access_token_dead'],
  [401, { code: 4700, message: 'Token cannot be empty.' }, 'access_token_dead'],
  [400, { code: 4711, message: scopes }, 'scope_missing'],
  [401, { code: 4711, message: scopes }, 'scope_missing'],
  [403, { code: 4711, message: scopes }, 'scope_missing'],
  [400, { code: 4700, message: scopes }, 'scope_missing'],
  [400, { code: 201, message: scopes }, 'scope_missing'],
  [400, { code: 4711, message: 'does not contain scopes:[meeting:read:meeting:admin].' }, 'forbidden'],
  [404, { code: 3001, message: 'Meeting does not exist: 123.' }, 'not_found'],
  [400, { code: 3001, message: 'Meeting does not exist: 123.' }, 'not_found'],
  [404, { code: 3301, message: 'This recording does not exist.' }, 'not_found'],
  [404, { code: 3322, message: 'No transcript.' }, 'not_found'],
  [404, { code: 1001, message: 'User does not exist.' }, 'not_found'],
  [400, { code: 200, message: 'Only available for paid account.' }, 'paid_only'],
  [403, { code: 2305, message: 'Restricted.' }, 'forbidden'],
  [403, { code: 2306, message: 'Not yours.' }, 'forbidden'],
  [404, { code: 300, message: 'Meeting ID does not exist.' }, 'not_found'],
  [400, { code: 300, message: 'Invalid field.' }, 'refused'],
  [404, { code: 2300, message: 'This API endpoint is not recognized.' }, 'refused'],
  [400, { code: 12702, message: 'Too old.' }, 'refused'],
  [429, { code: 429, message: 'per-second rate limit' }, 'rate_limited'],
  [429, { code: 4001, message: 'rate limit' }, 'rate_limited'],
  [429, undefined, 'rate_limited'],
  [500, { code: 500, message: 'Internal' }, 'unavailable'],
  [502, undefined, 'unavailable'],
  [503, { code: 3001, message: 'odd' }, 'unavailable'],
  [401, undefined, 'unavailable'],
  [404, undefined, 'unavailable'],
  [302, undefined, 'unavailable'],
  [200, { nothing: true }, 'unavailable'],
  [400, { code: 'text', message: 'odd' }, 'unavailable'],
])('status %i with %o is %s', (status, json, kind) => {
  expect(zoomErrorOf(answer(status, json), call, 0).kind).toBe(kind);
});

it("keeps status, Zoom's number and Retry-After, and nothing of Zoom's text", () => {
  const error = zoomErrorOf(answer(429, { code: 429, message: 'MARK' }, { 'retry-after': '7' }), call, 0);
  expect(error).toMatchObject({ status: 429, code: 429, retryAfterSeconds: 7 });
  expect(JSON.stringify([error.message, describeError(error)])).not.toContain('MARK');
});

it('takes a Retry-After that is a date, and knows a daily limit by its header or its words', () => {
  const now = Date.parse('2026-11-23T18:00:00Z');
  const daily = { code: 429, message: 'You have reached the maximum daily rate limit for this API.' };
  const headers = { 'retry-after': '2026-11-24T00:00:00Z', 'x-ratelimit-type': 'Daily-limit' };
  expect(zoomErrorOf(answer(429, daily, headers), call, now)).toMatchObject({
    retryAfterSeconds: 6 * 3600,
    usedUpToday: 'medium',
  });
  expect(zoomErrorOf(answer(429, daily), call, now).usedUpToday).toBe('medium');
  const perSecond = answer(429, { code: 429 }, { 'x-ratelimit-type': 'QPS', 'retry-after': '1' });
  expect(zoomErrorOf(perSecond, call, now)).toMatchObject({ retryAfterSeconds: 1, usedUpToday: undefined });
});

it.each([
  [scopes, ['cloud_recording:read:list_recording_files']],
  [
    'does not contain scopes:[meeting:read:meeting:admin, meeting:read:meeting].',
    ['meeting:read:meeting', 'meeting:read:meeting'],
  ],
  ['does not contain scopes:[something:else].', ['meeting:read:meeting']],
  ['does not contain scopes', ['meeting:read:meeting']],
])('%s names %o; what it does not name is what the call needs', (message, missing) => {
  expect(zoomErrorOf(answer(400, { code: 4711, message }), call, 0).missingScopes).toEqual(missing);
});

it('tells what is not there from every other error', () => {
  expect(isNotFound(new ZoomError('not_found'))).toBe(true);
  expect(isNotFound(new ZoomError('refused'))).toBe(false);
  expect(isNotFound(new Error('not_found'))).toBe(false);
});

describe('for the person', () => {
  it.each([
    ['scope_missing', 409, 'zoom_permission_missing'],
    ['not_found', 404, 'zoom_not_found'],
    ['paid_only', 409, 'zoom_paid_only'],
    ['forbidden', 409, 'zoom_refused'],
    ['refused', 409, 'zoom_refused'],
    ['rate_limited', 429, 'zoom_rate_limited'],
    ['access_token_dead', 503, 'zoom_unavailable'],
    ['unavailable', 503, 'zoom_unavailable'],
  ] as const)('%s becomes %i %s', (kind, status, code) => {
    expect(refusalOf(new ZoomError(kind, { retryAfterSeconds: 5 }))).toMatchObject({
      status,
      code,
      retryAfterSeconds: 5,
    });
  });
});
