// What Zoom is answered at POST /zoom/webhooks, and what is stored of what it sent.

import { createHash, createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { deliveriesOf, eventsUrl, recordingEventOf, sendSigned } from '../support/zoom-events.ts';

let app: TestApp;
let url: string;
beforeAll(async () => {
  app = await startTestApp({ background: false });
  url = eventsUrl(app);
});
afterEach(() => app.deps.database.rows('DELETE FROM webhook_deliveries'));
afterAll(() => app.stop());

const uuid = '/aB+cD//eF12345678901A==';
const recordingCompleted = recordingEventOf(uuid, 'hostOfTheMeeting123456');
const codeOf = (text: string): unknown => JSON.parse(text).error.code;

describe('an event of Zoom’s', () => {
  test('that somebody handles is stored with its ids and times and answered with 204, so that workers find it', async () => {
    const delivery = await app.zoom.sendEvent(url, recordingCompleted);

    expect(delivery).toMatchObject({ status: 204, answer: '' });
    const { event_ts } = JSON.parse(delivery.body);
    expect(await deliveriesOf(app)).toEqual([
      {
        body_hash: createHash('sha256').update(delivery.body).digest('hex'),
        event: 'recording.completed',
        event_at: new Date(event_ts),
        zoom_account_id: 'AAAAAABBBB',
        zoom_user_id: 'hostOfTheMeeting123456',
        meeting_id: '97763643886',
        meeting_uuid: uuid,
        file_ids: null,
        retain_data: null,
        received_at: expect.any(Date),
        state: 'received',
        failures: 0,
        run_after: expect.any(Date),
        settled_at: null,
      },
    ]);
  });

  test('that nobody handles is stored as done without ids, so that only its type and times are known', async () => {
    const host = app.zoom.createUser();
    const meeting = app.zoom.createMeeting(host);

    const delivery = await app.zoom.sendEvent(url, app.zoom.meetingEvent('meeting.created', meeting));

    expect(delivery.status).toBe(204);
    const nothing = { zoom_account_id: null, zoom_user_id: null, meeting_id: null, meeting_uuid: null };
    expect(await deliveriesOf(app)).toMatchObject([
      { event: 'meeting.created', state: 'done', settled_at: expect.any(Date), ...nothing },
    ]);
  });

  test('about a removal of the app says when it was and what is to be kept, so that it can be honoured', async () => {
    const user = app.zoom.createUser();
    const removed = await app.zoom.deauthorize(user, url, { userDataRetention: 'false' });

    expect(removed.status).toBe(204);
    expect(await deliveriesOf(app)).toMatchObject([
      {
        event: 'app_deauthorized',
        event_at: new Date(JSON.parse(removed.body).payload.deauthorization_time),
        zoom_user_id: user.id,
        retain_data: false,
        state: 'received',
      },
    ]);
  });

  test('about another client id is stored as done, so that nobody’s authorization with this app ends', async () => {
    const payload = { user_id: app.zoom.createUser().id, client_id: 'another-client' };

    const { status } = await app.zoom.sendEvent(url, { event: 'app_deauthorized', payload });

    expect(status).toBe(204);
    expect(await deliveriesOf(app)).toMatchObject([{ state: 'done', zoom_user_id: null }]);
  });

  test('with a name that every object has is nobody’s, so that it is stored as done', async () => {
    const { status } = await app.zoom.sendEvent(url, { event: 'constructor', payload: {} });

    expect(status).toBe(204);
    expect(await deliveriesOf(app)).toMatchObject([{ event: 'constructor', state: 'done' }]);
  });

  test('that lacks the id it needs is refused with 400 and an error in the log, so that nothing waits for ever', async () => {
    for (const event of ['recording.completed', 'recording.transcript_completed', 'app_deauthorized']) {
      const { status } = await app.zoom.sendEvent(url, {
        event,
        payload: { object: { topic: 'Lone topic' } },
      });
      expect(status, event).toBe(400);
      const said = app
        .log()
        .split('\n')
        .filter((line) => line.includes('lacks an id'));
      expect(JSON.parse(said.at(-1) ?? '')).toMatchObject({ level: 'error', event });
    }
    expect(await deliveriesOf(app)).toEqual([]);
    expect(app.log()).not.toContain('Lone topic');
  });
});

describe('the same body again', () => {
  test('with a new time and signature is answered with 204, so that it is stored once', async () => {
    const first = await app.zoom.sendEvent(url, recordingCompleted);
    app.clock.advance(304);
    const again = await app.zoom.sendEvent(url, recordingCompleted, { repeat: first });

    expect([first.status, again.status]).toEqual([204, 204]);
    expect(await deliveriesOf(app)).toHaveLength(1);
  });

  test('while the first is under way is stored once, so that it does not matter who comes first', async () => {
    const body = JSON.stringify({ ...recordingCompleted, event_ts: 1 });

    const answers = await Promise.all(Array.from({ length: 20 }, () => sendSigned(app, body)));

    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(204));
    expect(await deliveriesOf(app)).toHaveLength(1);
  });

  test('after it was handled changes nothing, so that it is not handled anew', async () => {
    const first = await app.zoom.sendEvent(url, recordingCompleted);
    await app.deps.database.rows(`UPDATE webhook_deliveries SET state = 'done', settled_at = received_at`);

    await app.zoom.sendEvent(url, recordingCompleted, { repeat: first });

    expect(await deliveriesOf(app)).toMatchObject([{ state: 'done' }]);
  });
});

describe('what is not proved to be Zoom’s', () => {
  const event = () => JSON.stringify({ ...recordingCompleted, event_ts: 1 });
  const seconds = (offset: number) => String(Math.floor(app.clock.now().getTime() / 1000) + offset);
  test.each<[string, () => Parameters<typeof sendSigned>[2]]>([
    ['with another secret', () => ({ secret: 'guessed' })],
    ['with no signature', () => ({ headers: { 'x-zm-signature': '' } })],
    ['with a signature of something else', () => ({ headers: { 'x-zm-signature': `v0=${'0'.repeat(64)}` } })],
    ['with a time long past', () => ({ timestamp: seconds(-302) })],
    ['with a time far ahead', () => ({ timestamp: seconds(302) })],
    ['with a time that is none', () => ({ timestamp: 'now' })],
  ])('%s is refused with 401, so that nothing is stored', async (_how, options) => {
    const answer = await sendSigned(app, event(), options());

    expect([answer.status, codeOf(answer.text)]).toEqual([401, 'bad_signature']);
    expect(await deliveriesOf(app)).toEqual([]);
  });

  test('but signed warns in the log, so that whoever runs the app learns that events are being lost', async () => {
    const warnings = () => app.log().split('check ZOOM_WEBHOOK_SECRET_TOKEN').length - 1;
    const before = warnings();
    await sendSigned(app, event(), { secret: 'of-another-app' });
    expect(warnings()).toBe(before + 1);
    await fetch(url, { method: 'POST', body: event() });
    expect(warnings()).toBe(before + 1);
  });

  test('without any of Zoom’s headers is refused with 401', async () => {
    expect((await fetch(url, { method: 'POST', body: event() })).status).toBe(401);
    expect((await fetch(url, { method: 'POST' })).status).toBe(401);
  });

  test('signed as it would be written anew is refused, so that only the raw bytes count', async () => {
    const body = JSON.stringify(JSON.parse(event()), null, 1);
    const timestamp = seconds(0);
    const canonical = `v0:${timestamp}:${JSON.stringify(JSON.parse(body))}`;
    const signature = createHmac('sha256', app.zoom.webhookSecretToken).update(canonical).digest('hex');

    const answer = await sendSigned(app, body, {
      timestamp,
      headers: { 'x-zm-signature': `v0=${signature}` },
    });

    expect(answer.status).toBe(401);
  });
});

describe('what is no event', () => {
  test.each<[string, string | Buffer]>([
    ['no JSON', '{"event":'],
    ['no bytes', ''],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00])],
    ['a list', '[]'],
    ['an object without an event', '{"payload":{},"event_ts":1}'],
    ['an event whose name is a text', '{"event":"What a day","payload":{},"event_ts":1}'],
    ['an event without a time', '{"event":"meeting.started","payload":{}}'],
    ['an event without a payload', '{"event":"meeting.started","event_ts":1}'],
    ['a validation without a token', '{"event":"endpoint.url_validation","payload":{},"event_ts":1}'],
  ])('%s is refused with 400, though signed', async (_what, body) => {
    const answer = await sendSigned(app, body);

    expect([answer.status, codeOf(answer.text)]).toEqual([400, 'invalid_request']);
    expect(await deliveriesOf(app)).toEqual([]);
  });

  test('a body larger than 1 MiB is refused with 413, and one just below is read', async () => {
    const padded = (length: number) => {
      const body = JSON.stringify({ ...recordingCompleted, event_ts: 1 });
      return `${body}${' '.repeat(length - body.length)}`;
    };
    expect((await sendSigned(app, padded(1024 * 1024 + 1))).status).toBe(413);
    expect(await deliveriesOf(app)).toEqual([]);
    expect((await sendSigned(app, padded(1024 * 1024))).status).toBe(204);
  });

  test('a compressed body is refused, so that a small one cannot become a large one', async () => {
    const body = gzipSync(JSON.stringify({ ...recordingCompleted, event_ts: 1 }));
    expect((await sendSigned(app, body, { headers: { 'content-encoding': 'gzip' } })).status).toBe(400);
  });

  test('another method is refused with 405 and told the right one', async () => {
    const answer = await sendSigned(app, '', { method: 'GET' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

test('whatever type the body says it has, an event is an event', async () => {
  const body = JSON.stringify({ ...recordingCompleted, event_ts: 1 });
  const answer = await sendSigned(app, body, { headers: { 'content-type': 'text/plain; charset=nonsense' } });
  expect(answer.status).toBe(204);
});

describe('URL validation', () => {
  test('is answered with the proof that the secret is known, so that Zoom keeps sending', async () => {
    expect(await app.zoom.validateUrl(url)).toBe(true);
    expect(await deliveriesOf(app)).toEqual([]);
  });

  test('of a token that reads like an event is refused, so that no answer is the signature of one', async () => {
    const plainToken = `v0:${Math.floor(app.clock.now().getTime() / 1000)}:{}`;
    const body = { event: 'endpoint.url_validation', payload: { plainToken }, event_ts: 1 };
    const answer = await sendSigned(app, JSON.stringify(body));
    expect([answer.status, codeOf(answer.text)]).toEqual([400, 'invalid_request']);
  });

  test('that is not signed by Zoom gets no proof, so that nobody has us sign what they like', async () => {
    const payload = { plainToken: 'v0:1:{}' };
    const impostor = await app.zoom.sendEvent(
      url,
      { event: 'endpoint.url_validation', payload },
      { secret: 'guessed' },
    );
    expect(impostor.status).toBe(401);
  });
});
