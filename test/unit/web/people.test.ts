// Names of people who share a Zoom user, from Jira's answer about them.

import { expect, test } from 'vitest';
import { namesIn, peoplePath } from '../../../src/web/people.ts';

const ids = ['557058:a', 'b'];

test('all are asked for at once, with their ids encoded', () => {
  expect(peoplePath(ids)).toBe('/rest/api/3/user/bulk?maxResults=200&accountId=557058%3Aa&accountId=b');
});

test('known names are listed in the locale', () => {
  const values = [
    { accountId: 'b', displayName: 'Bea' },
    { accountId: '557058:a', displayName: 'Ann' },
  ];
  expect(namesIn({ values }, ids, 'en')).toBe('Ann and Bea');
  expect(namesIn({ values }, ids, 'de')).toBe('Ann und Bea');
});

test('whoever Jira does not name is another person on this site', () => {
  const values = [{ accountId: 'b', displayName: 'Bea' }];
  expect(namesIn({ values }, ids, 'en')).toBe('Bea and another person on this site');
  expect(namesIn({ values: [{ accountId: 'b', displayName: '' }] }, ['b'], 'en')).toBe(
    'another person on this site',
  );
});

test.each([[null], ['text'], [{}], [{ values: 'none' }], [{ values: [null, 7] }]])(
  'an answer of another shape names nobody: %j',
  (answer) => {
    expect(namesIn(answer, ids, 'en')).toBe('2 other people on this site');
  },
);
