// Secrets at rest: AES-256-GCM, a key id in the envelope, and the row's identity as additional authenticated data,
// so that a ciphertext copied to another row, column or table does not open.

import { createCipheriv, createDecipheriv, createHash, createSecretKey, randomBytes } from 'node:crypto';
import { AppError } from './errors.ts';

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

/**
 * A stored secret could not be opened: 503 `secret_unreadable`. `fault` and the place are for the log; nothing of the
 * secret is in it. An operator may have taken a key away too early, so nobody concludes anything from it.
 */
export class DecryptionError extends AppError {
  override readonly name = 'DecryptionError';
  readonly fault: 'malformed' | 'unknown_key' | 'not_authentic';
  readonly table: string;
  readonly column: string;
  readonly rowId: string;

  constructor(fault: DecryptionError['fault'], { table, column, id }: SecretPlace) {
    super(
      'secret_unreadable',
      503,
      'This app cannot open something that it keeps encrypted, so this was not done. Whoever runs the app can mend it: please tell your Jira admin. Connections and links stay as they are.',
    );
    this.fault = fault;
    this.table = table;
    this.column = column;
    this.rowId = id;
  }
}

export interface Encryption {
  /** What every envelope made with the first configured key begins with. */
  readonly currentPrefix: string;
  /** Envelope `v1.<key id>.<base64url of nonce, tag and ciphertext>`, made with the first configured key. */
  encrypt(plaintext: string, place: SecretPlace): string;
  /** @throws {DecryptionError} for an unknown key id, a changed bit or a ciphertext of another place. */
  decrypt(envelope: string, place: SecretPlace): string;
}

const version = 'v1';
const nonceBytes = 12;
const tagBytes = 16;

const authenticatedData = (place: SecretPlace): Buffer =>
  Buffer.from(JSON.stringify([place.table, place.column, place.id]));

/** @param keys the first encrypts, all decrypt; 32 bytes each. */
export function createEncryption(keys: readonly EncryptionKey[]): Encryption {
  // Node looks at raw bytes anew for each secret, which costs more than the secret itself.
  const opened = keys.map(({ id, key }) => ({ id, key: createSecretKey(key) }));
  const [first] = opened;
  if (first === undefined) throw new Error('At least one encryption key is needed');
  const currentPrefix = `${version}.${first.id}.`;
  return {
    currentPrefix,
    encrypt(plaintext, place) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', first.key, nonce, { authTagLength: tagBytes });
      cipher.setAAD(authenticatedData(place));
      const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      const payload = Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
      return `${currentPrefix}${payload.toString('base64url')}`;
    },
    decrypt(envelope, place) {
      const [made, keyId, payload, ...rest] = envelope.split('.');
      if (made !== version || keyId === undefined || payload === undefined || rest.length > 0)
        throw new DecryptionError('malformed', place);
      const key = opened.find((candidate) => candidate.id === keyId);
      if (key === undefined) throw new DecryptionError('unknown_key', place);
      const bytes = Buffer.from(payload, 'base64url');
      // Of two spellings of the same bytes only ours is an envelope.
      if (bytes.length < nonceBytes + tagBytes || bytes.toString('base64url') !== payload)
        throw new DecryptionError('malformed', place);
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
        throw new DecryptionError('not_authentic', place);
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
