// Who may have sent an event: the signature over its raw bytes, the secrets it may be made with, and its time.

import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  encryptPlainToken,
  findSigningSecret,
  type SignedBody,
} from '../../../src/zoom/webhook-signature.ts';

const secret = 'first-secret';
const second = 'second-secret';
const sentAt = 1_785_361_234;
const now = new Date(sentAt * 1000);

function signed(body: string | Buffer, by = secret, timestamp = String(sentAt)): SignedBody {
  const rawBody = Buffer.from(body as string);
  const bytes = Buffer.concat([Buffer.from(`v0:${timestamp}:`), rawBody]);
  return { rawBody, timestamp, signature: `v0=${createHmac('sha256', by).update(bytes).digest('hex')}` };
}

const event = '{"event":"meeting.started","event_ts":1,"payload":{}}';
const find = (body: SignedBody, at = now) => findSigningSecret(body, [secret, second], at);

describe('the body', () => {
  it.each([
    ['as a serializer would write it', event],
    [
      'with spaces, line breaks and escapes',
      '{\n "event" : "meeting\\u002estarted",\t"payload":{"a":"\\/"} }\r\n',
    ],
    ['with letters beyond ASCII', '{"topic":"Übergabe 引き継ぎ 🎥"}'],
    ['with bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d])],
    ['empty', ''],
  ])('%s is believed when it was signed as it came', (_how, body) => {
    expect(find(signed(body))).toBe(secret);
  });
  it('is not believed with one byte changed, added or taken away', () => {
    const { signature, timestamp } = signed(event);
    for (const other of [event.replace('1', '2'), `${event} `, event.slice(0, -1)])
      expect(find({ rawBody: Buffer.from(other), signature, timestamp })).toBeNull();
  });
  it('is not believed when it means the same but was written otherwise', () => {
    const { signature, timestamp } = signed('{ "a": 1 }');
    expect(find({ rawBody: Buffer.from('{"a":1}'), signature, timestamp })).toBeNull();
  });
});

describe('the secret', () => {
  it('may be any of those configured, and the one that signed is told', () => {
    expect(find(signed(event, second))).toBe(second);
  });
  it('of somebody else is refused', () => {
    expect(find(signed(event, 'third-secret'))).toBeNull();
    expect(find(signed(event, ''))).toBeNull();
  });
  it('is needed: without any nothing is believed', () => {
    expect(findSigningSecret(signed(event), [], now)).toBeNull();
  });
});

describe('the signature', () => {
  const good = signed(event);
  const text = good.signature ?? '';
  it.each([
    ['is absent', undefined],
    ['is empty', ''],
    ['is shorter', text.slice(0, -1)],
    ['is longer', `${text}0`],
    ['lacks its version', text.slice(3)],
    ['is of another version', text.replace('v0=', 'v1=')],
    ['is in capitals', text.toUpperCase()],
    ['came twice', `${text}, ${text}`],
    ['has as many characters, but more bytes', `v0=${'é'.repeat(64)}`],
    ['has as many bytes, but fewer characters', `v0=${'é'.repeat(32)}`],
    ['differs in its last digit', text.slice(0, -1) + (text.endsWith('0') ? '1' : '0')],
  ])('is refused when it %s', (_how, signature) => {
    expect(find({ ...good, signature })).toBeNull();
  });
});

describe('the time of sending', () => {
  const at = (seconds: number) => new Date((sentAt + seconds) * 1000);
  it('may be 300 seconds away, either way', () => {
    for (const seconds of [0, 300, -300]) expect(find(signed(event), at(seconds))).toBe(secret);
  });
  it('may not be more away, either way', () => {
    for (const seconds of [300.001, 301, -300.001, -301]) expect(find(signed(event), at(seconds))).toBeNull();
  });
  it.each([
    '',
    ' 1785361234',
    '1785361234 ',
    '+1785361234',
    '-1785361234',
    '1785361234.0',
    '0x6a6a7c92',
    '1.785361234e9',
    '1785361234, 1785361234',
    '1785361234\n',
    '１７８５３６１２３４',
    'NaN',
    '9'.repeat(400),
  ])('is refused, though signed, as %j', (timestamp) => {
    expect(find(signed(event, secret, timestamp))).toBeNull();
  });
  it('is refused when it is absent', () => {
    expect(find({ ...signed(event), timestamp: undefined })).toBeNull();
  });
  it('is part of what is signed, so that an old event cannot be sent anew', () => {
    expect(find({ ...signed(event), timestamp: String(sentAt + 1) })).toBeNull();
  });
});

it('the answer to a URL validation is the HMAC of the plain token, in hex', () => {
  expect(encryptPlainToken('qgg8vlvZRS6UYooatFL8Aw', secret)).toBe(
    createHmac('sha256', secret).update('qgg8vlvZRS6UYooatFL8Aw').digest('hex'),
  );
  expect(encryptPlainToken('a', 'b')).toMatch(/^[0-9a-f]{64}$/);
});
