// What people read of a transfer that stopped: the person who asked is told what to do, others what happened.

import { expect, test } from 'vitest';
import { type ReasonCode, reasonInWords } from '../../../../src/recordings/transfers/transfer-reasons.ts';

const aboutTheRequester: ReasonCode[] = [
  'rights_missing',
  'issue_not_visible',
  'audience_changed',
  'zoom_not_connected',
  'zoom_deauthorized',
  'zoom_needs_reconnect',
  'zoom_permission_missing',
  'impersonation_refused',
];

test.each(aboutTheRequester)('%s tells others what happened to the requester, not what to press', (code) => {
  const { message } = reasonInWords(code, 'failed', false);
  expect(message).toMatch(/person who asked|somebody asked/);
  expect(message).not.toMatch(/\byou\b|\byour\b|Retry/i);
  expect(message).not.toBe(reasonInWords(code, 'failed', true).message);
});

test.each(['zoom_not_connected', 'zoom_deauthorized', 'zoom_needs_reconnect'] as const)(
  '%s tells the requester how to mend it',
  (code) => {
    expect(reasonInWords(code, 'failed', true).message).toContain('Press Connect Zoom, then Retry');
  },
);

test('a passing reason that came too often offers Retry to the requester only', () => {
  expect(reasonInWords('zoom_unavailable', 'failed', true).message).toContain('Press Retry');
  expect(reasonInWords('zoom_unavailable', 'failed', false).message).not.toContain('Retry');
});

test('a reason that passes says that the transfer goes on by itself', () => {
  expect(reasonInWords('zoom_unavailable', 'waiting', false).message).toContain('tries again by itself');
});
