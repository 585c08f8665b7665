// What the notice says about each state of a Zoom connection.

import { expect, test } from 'vitest';
import { connectionWords } from '../../../src/web/connection-words.ts';
import type { ZoomConnectionView } from '../../../src/zoom-accounts/api-types.ts';

const now = new Date('2026-11-24T09:00:00Z');
const place = { locale: 'en-GB', timeZone: 'UTC' };
const connection = (part: Partial<ZoomConnectionView>): ZoomConnectionView => ({
  state: 'connected',
  since: '2026-11-24T07:05:00Z',
  endedBy: null,
  notWorking: [],
  hasCloudRecordings: true,
  ...part,
});
const words = (part: Partial<ZoomConnectionView>) => connectionWords(connection(part), now, place);

test('a connection that works needs no words', () => {
  expect(words({})).toBeNull();
});

test('somebody who never connected is told what connecting gives, and no time', () => {
  const told = words({ state: 'not_connected', since: null });
  expect(told).toMatchObject({ title: 'Connect your Zoom account', list: [], mend: null });
  expect(told?.text).toContain('Link your Zoom meetings');
  expect(told?.text).not.toContain('Since');
});

test('a connection that was removed at Zoom says so, since when, what stops and what stays', () => {
  const told = words({ state: 'not_connected', since: '2026-11-20T07:05:00Z', endedBy: 'removed_at_zoom' });
  const why = 'because the app was removed from it at Zoom';
  expect(told?.title).toBe('Your Zoom connection has ended');
  expect(told?.text).toContain(`Since 20 Nov 2026, your Zoom account is no longer connected, ${why}.`);
  expect(told?.text).toContain('you cannot link meetings');
  expect(told?.text).toContain('attached files stay');
});

test('an authorization that Zoom ended says since when, what stops and what stays', () => {
  const told = words({ state: 'needs_reconnect', since: '2026-11-20T07:05:00Z' });
  expect(told?.title).toBe('Connect Zoom again');
  expect(told?.text).toContain('Since 20 Nov 2026, Zoom no longer accepts the connection.');
  expect(told?.text).toContain('you cannot link meetings');
  expect(told?.text).toContain('attached files stay');
});

test('a missing permission stops what it is for, and nothing else', () => {
  const told = words({ state: 'missing_permission', notWorking: ['choosing_meetings', 'recordings'] });
  expect(told?.text).toContain('Since 07:05,');
  expect(told?.list).toEqual([
    'choosing from your meetings: paste a link or number instead',
    'seeing and attaching recordings of your meetings',
  ]);
  expect(told?.mend).toContain('Everything else works.');
});

test('while Zoom does not answer nothing is lost, and transfers go on by themselves', () => {
  const told = words({ state: 'unreachable' });
  expect(told?.title).toBe('Zoom does not answer');
  expect(told?.text).toContain('Since 07:05, Zoom has not answered.');
  expect(told?.text).toContain('Nothing is lost: files on their way to issues go on by themselves');
});
