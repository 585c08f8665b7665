// Secrets at rest: AES-256-GCM, a key id in the envelope, and the row's identity as additional authenticated data,
// so that a ciphertext copied to another row, column or table does not open.

import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

export interface EncryptionKey {
  id: string;
  key: Buffer;
}

/** Where a secret lives. `id` is the row's primary key. */
export interface SecretPlace {
  table: string;
  column: string;
  id: string;
}

/** A stored secret could not be opened. `code` says why; nothing of the secret is in it. */
export class DecryptionError extends Error {
  override readonly name = 'DecryptionError';
  readonly code: 'malformed' | 'unknown_key' | 'not_authentic';

  constructor(code: DecryptionError['code']) {
    super(`A stored secret could not be opened: ${code}`);
    this.code = code;
  }
}

export interface Encryption {
  /** Envelope `v1.<key id>.<base64url of nonce, tag and ciphertext>`, made with the first configured key. */
  encrypt(plaintext: string, place: SecretPlace): string;
  /** @throws {DecryptionError} for an unknown key id, a changed bit or a ciphertext of another place. */
  decrypt(envelope: string, place: SecretPlace): string;
}

const nonceBytes = 12;
const tagBytes = 16;

const authenticatedData = (place: SecretPlace): Buffer =>
  Buffer.from(JSON.stringify([place.table, place.column, place.id]));

/** @param keys the first encrypts, all decrypt; 32 bytes each. */
export function createEncryption(keys: readonly EncryptionKey[]): Encryption {
  const [first] = keys;
  if (first === undefined) throw new Error('At least one encryption key is needed');
  return {
    encrypt(plaintext, place) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', first.key, nonce, { authTagLength: tagBytes });
      cipher.setAAD(authenticatedData(place));
      const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      return `v1.${first.id}.${Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]).toString('base64url')}`;
    },
    decrypt(envelope, place) {
      const [version, keyId, payload, ...rest] = envelope.split('.');
      if (version !== 'v1' || keyId === undefined || payload === undefined || rest.length > 0)
        throw new DecryptionError('malformed');
      const key = keys.find((candidate) => candidate.id === keyId);
      if (key === undefined) throw new DecryptionError('unknown_key');
      const bytes = Buffer.from(payload, 'base64url');
      if (bytes.length < nonceBytes + tagBytes) throw new DecryptionError('malformed');
      const decipher = createDecipheriv('aes-256-gcm', key.key, bytes.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAAD(authenticatedData(place));
      decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      try {
        return Buffer.concat([
          decipher.update(bytes.subarray(nonceBytes + tagBytes)),
          decipher.final(),
        ]).toString('utf8');
      } catch {
        throw new DecryptionError('not_authentic');
      }
    },
  };
}

/** A random URL-safe secret of `bytes` bytes of entropy. */
export function randomSecret(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** How a one-time secret is stored: its SHA-256, hex. Enough, because the secret itself is long and random. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
