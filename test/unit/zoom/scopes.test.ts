// What Zoom says of scopes, in token answers and in refusals.

import { expect, it } from 'vitest';
import { missingScopes, scopesIn, zoomScopes } from '../../../src/zoom/scopes.ts';

const all = Object.keys(zoomScopes).join(' ');

it.each([
  ['all of them', all, []],
  ['more than that', `${all} meeting:write:meeting`, []],
  ['all, separated by commas', all.replaceAll(' ', ','), []],
  ['one too few', all.replace('meeting:read:list_meetings', ''), ['meeting:read:list_meetings']],
  ['none that only speeds things up', all.replace('cloud_recording:read:recording', ''), []],
  [
    "an administrator's twin instead",
    all.replace('user:read:user', 'user:read:user:admin'),
    ['user:read:user'],
  ],
])('a token with %s lacks %3$o', (_, granted, missing) => {
  expect(missingScopes(granted)).toEqual(missing);
});

it.each([[undefined], [''], ['meeting:read recording:read user:read']])(
  'a token whose scopes are %o says nothing of ours, so that nothing is said to be missing',
  (granted) => {
    expect(missingScopes(granted)).toBeNull();
  },
);

it.each([
  [
    'Invalid access token, does not contain scopes:[meeting:read:meeting, user:read:user:admin].',
    ['meeting:read:meeting', 'user:read:user'],
  ],
  ['does not contain scopes: [cloud_recording:read:recording]', ['cloud_recording:read:recording']],
  ['does not contain scopes:[toString, __proto__, someone@example.com].', []],
  ['does not contain scopes', []],
  ['Invalid access token.', []],
])('%s names %o', (message, scopes) => {
  expect(scopesIn(message)).toEqual(scopes);
});
