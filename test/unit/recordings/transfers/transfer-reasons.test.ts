// What people read of a transfer that stopped: the person who asked is told what to do, others what happened.

import { expect, test } from 'vitest';
import {
  isPassing,
  type ReasonCode,
  reasonCodes,
  reasonInWords,
} from '../../../../src/recordings/transfers/transfer-reasons.ts';

const aboutTheRequester: ReasonCode[] = [
  'rights_missing',
  'issue_not_visible',
  'audience_changed',
  'impersonation_unavailable',
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

test.each(reasonCodes)('%s says what can be done, to the person who asked for the file', (code) => {
  const { message } = reasonInWords(code, 'failed', true);
  expect(message).toMatch(/\b(press|ask)\b|can (connect|link|be attached)/i);
});

test.each(reasonCodes)('%s tells others of nothing that only the person who asked can press', (code) => {
  expect(reasonInWords(code, 'failed', false).message).not.toMatch(/Retry|Connect Zoom/);
});

test.each(reasonCodes.filter(isPassing))('%s says while it waits that it goes on by itself', (code) => {
  expect(reasonInWords(code, 'waiting', true).message).toMatch(/by itself/);
});
