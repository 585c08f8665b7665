// Secrets at rest: they open in their own place, with a known key, unchanged; and nowhere else.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createEncryption,
  DecryptionError,
  hashSecret,
  randomSecret,
  type SecretPlace,
} from '../../../src/platform/encryption.ts';
import { AppError, describeError } from '../../../src/platform/errors.ts';
import { asAppError } from '../../../src/platform/http/routes.ts';
import { anyText } from '../../support/any-text.ts';

const oldKey = { id: 'old', key: Buffer.alloc(32, 'o1d-k3y!') };
const newKey = { id: 'new', key: Buffer.alloc(32, 'n3w-k3y!') };
const encryption = createEncryption([oldKey]);
const place: SecretPlace = { table: 'zoom_grants', column: 'access_token', id: 'row-1' };
const anyPlace = fc.record({ table: fc.string(), column: fc.string(), id: fc.string() });

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'opened';
  } catch (error) {
    return error instanceof DecryptionError ? error.fault : String(error);
  }
};
const bytesOf = (envelope: string) => Buffer.from(envelope.split('.')[2] ?? '', 'base64url');

it('any text comes back whole in its place', () => {
  fc.assert(
    fc.property(
      anyText(40).map((text) => text.toWellFormed()),
      anyPlace,
      (text, where) => {
        const envelope = encryption.encrypt(text, where);
        expect(envelope).toMatch(/^v1\.old\.[\w-]+$/);
        expect(encryption.decrypt(envelope, where)).toBe(Buffer.from(text).toString());
      },
    ),
  );
});

it('moved to another row, column or table it does not open', () => {
  fc.assert(
    fc.property(anyPlace, anyPlace, (here, there) => {
      fc.pre(JSON.stringify(here) !== JSON.stringify(there));
      const envelope = encryption.encrypt('secret', here);
      expect(codeOf(() => encryption.decrypt(envelope, there))).toBe('not_authentic');
    }),
  );
});

it('places that read alike when written together are told apart', () => {
  const envelope = encryption.encrypt('secret', { table: 'a', column: 'bc', id: 'd' });
  expect(codeOf(() => encryption.decrypt(envelope, { table: 'ab', column: 'c', id: 'd' }))).toBe(
    'not_authentic',
  );
});

it('with any one bit changed it does not open', () => {
  const envelope = encryption.encrypt('secret', place);
  const whole = bytesOf(envelope);
  for (let bit = 0; bit < whole.length * 8; bit += 1) {
    const changed = Buffer.from(whole);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    const forged = `v1.old.${changed.toString('base64url')}`;
    expect(codeOf(() => encryption.decrypt(forged, place))).toBe('not_authentic');
  }
});

it('cut short it does not open', () => {
  const whole = bytesOf(encryption.encrypt('secret', place));
  for (let length = 0; length < whole.length; length += 1)
    expect(
      codeOf(() => encryption.decrypt(`v1.old.${whole.subarray(0, length).toString('base64url')}`, place)),
    ).toMatch(/malformed|not_authentic/);
});

it.each(['', 'v1', 'v1.old', 'v2.old.AAAA', 'v1.old.AAAA', 'v1.old.AAAA.more', 'plain text'])(
  'what is no envelope is called malformed: %s',
  (text) => expect(codeOf(() => encryption.decrypt(text, place))).toBe('malformed'),
);

it('spelled in another way it is no envelope of ours, though its bytes are the same', () => {
  const envelope = encryption.encrypt('1', place);
  const last = envelope.at(-1) ?? '';
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  for (const other of alphabet.replace(last, ''))
    expect(codeOf(() => encryption.decrypt(envelope.slice(0, -1) + other, place))).not.toBe('opened');
});

it('what cannot be opened is refused with a sentence for people, and logged with its place and nothing of its content', () => {
  const envelope = encryption.encrypt('the secret', place);
  const moved = { ...place, id: 'row-2' };
  const refusal = (() => {
    try {
      return encryption.decrypt(envelope, moved);
    } catch (error) {
      return error;
    }
  })();
  expect(refusal).toBeInstanceOf(AppError);
  expect(asAppError(refusal)).toMatchObject({ code: 'secret_unreadable', status: 503 });
  expect((refusal as AppError).message).toMatch(/cannot open .* tell your Jira admin/);
  const logged = describeError(refusal);
  expect(logged).toMatchObject({
    name: 'DecryptionError',
    code: 'secret_unreadable',
    fault: 'not_authentic',
    table: 'zoom_grants',
    column: 'access_token',
    rowId: 'row-2',
  });
  expect(JSON.stringify(logged)).not.toMatch(/the secret|v1\./);
});

it('the same text never looks the same twice, and its nonce has 96 bits and its tag 128', () => {
  const made = Array.from({ length: 200 }, () => encryption.encrypt('', place));
  expect(new Set(made.map((envelope) => bytesOf(envelope).subarray(0, 12).toString('hex'))).size).toBe(200);
  expect(bytesOf(made[0] ?? '')).toHaveLength(12 + 16);
});

describe('key rotation', () => {
  const rotated = createEncryption([newKey, oldKey]);
  it('encrypts with the new first key and still opens old rows', () => {
    const before = encryption.encrypt('secret', place);
    expect(rotated.decrypt(before, place)).toBe('secret');
    const after = rotated.encrypt('secret', place);
    expect(after).toMatch(/^v1\.new\./);
    expect(rotated.decrypt(after, place)).toBe('secret');
  });
  it('ends for a key that is taken away: its rows say so', () => {
    const before = encryption.encrypt('secret', place);
    expect(codeOf(() => createEncryption([newKey]).decrypt(before, place))).toBe('unknown_key');
  });
  it('does not take one key for another under the same id', () => {
    const before = encryption.encrypt('secret', place);
    const other = createEncryption([{ id: 'old', key: newKey.key }]);
    expect(codeOf(() => other.decrypt(before, place))).toBe('not_authentic');
  });
  it('needs a key', () => expect(() => createEncryption([])).toThrow('At least one encryption key'));
});

it('one-time secrets are long, random and safe in URLs; what is stored of them is a hash', () => {
  const made = Array.from({ length: 100 }, () => randomSecret());
  expect(new Set(made).size).toBe(100);
  for (const secret of made) expect(secret).toMatch(/^[\w-]{43}$/);
  expect(hashSecret('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
