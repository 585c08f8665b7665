// The simulated Google Analytics finds fault with what Google's validation server finds fault with.

import { expect, test } from 'vitest';
import { validationMessages } from '../simulators/analytics/hit-rules.ts';

const event = {
  name: 'page_view',
  params: { page_title: 'Settings', session_id: '12', engagement_time_msec: 1 },
};
const hit = { client_id: '123.456', non_personalized_ads: true, events: [event] };
const faultsOf = (body: unknown) =>
  validationMessages(typeof body === 'string' ? body : JSON.stringify(body)).map(
    ({ fieldPath }) => fieldPath,
  );
const withParams = (params: object) => ({ ...hit, events: [{ name: 'page_view', params }] });

test('a page view as Google describes it is without fault', () => {
  expect(faultsOf(hit)).toEqual([]);
  expect(faultsOf({ ...hit, consent: { ad_user_data: 'DENIED', ad_personalization: 'GRANTED' } })).toEqual(
    [],
  );
  expect(faultsOf(withParams({ page_location: `https://example.com/${'a'.repeat(900)}` }))).toEqual([]);
});

test.each<[what: string, body: unknown, field: string]>([
  ['no JSON', '{"client_id"', ''],
  ['130 kB', { ...hit, client_id: '1'.repeat(130_000) }, ''],
  ['no client', { events: [event] }, 'client_id'],
  ['a client in another form', { ...hit, client_id: 'somebody' }, 'client_id'],
  ['a field that there is not', { ...hit, client_ip: '203.0.113.7' }, ''],
  ['no event', { ...hit, events: [] }, 'events'],
  ['26 events', { ...hit, events: Array(26).fill(event) }, 'events'],
  ['a reserved event', { ...hit, events: [{ name: 'session_start' }] }, 'events.0.name'],
  ['an event that begins with _', { ...hit, events: [{ name: '_page' }] }, 'events.0.name'],
  ['an event with 41 letters', { ...hit, events: [{ name: 'a'.repeat(41) }] }, 'events.0.name'],
  ['a parameter with a reserved prefix', withParams({ google_id: '1' }), 'events.0.params.google_id'],
  [
    '26 parameters',
    withParams(Object.fromEntries(Array.from({ length: 26 }, (_, n) => [`p${n}`, n]))),
    'events.0.params.',
  ],
  ['a value of 101 letters', withParams({ label: 'a'.repeat(101) }), 'events.0.params.label'],
  ['a title of 301 letters', withParams({ page_title: 'a'.repeat(301) }), 'events.0.params.page_title'],
  ['a session in letters', withParams({ session_id: 'mine' }), 'events.0.params.session_id'],
  ['no time of engagement', withParams({ engagement_time_msec: 0 }), 'events.0.params.engagement_time_msec'],
  ['a location that is no URL', withParams({ page_location: '/settings' }), 'events.0.params.page_location'],
])('%s is refused', (_what, body, field) => {
  expect(faultsOf(body)).toEqual([field]);
});
