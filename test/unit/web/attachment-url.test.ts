// Where an attachment opens in Jira.

import { expect, test } from 'vitest';
import { attachmentUrl } from '../../../src/web/host-bridge/attachment-url.ts';

test('on the origin that Jira names in the address of the frame', () => {
  expect(attachmentUrl('10001', '?xdm_e=https%3A%2F%2Fexample.atlassian.net&cp=')).toBe(
    'https://example.atlassian.net/rest/api/3/attachment/content/10001',
  );
});

test.each([
  ['10001', ''],
  ['10001', '?xdm_e=javascript%3Aalert(1)%2F%2F'],
  ['10001', '?xdm_e=https%3A%2F%2Fexample.atlassian.net%2Fpath'],
  [null, '?xdm_e=https%3A%2F%2Fexample.atlassian.net'],
])('nowhere without an id or for anything that is not an origin: %j %j', (id, search) => {
  expect(attachmentUrl(id, search)).toBeNull();
});
