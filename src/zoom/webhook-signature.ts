// How Zoom proves that an event is its own: an HMAC over the body's raw bytes, with a secret that only Zoom and we know.

import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far the time of sending may be from ours, either way. */
const windowSeconds = 300;

export interface SignedBody {
  rawBody: Buffer;
  /** The headers `x-zm-signature` and `x-zm-request-timestamp` as they came. */
  signature: string | undefined;
  timestamp: string | undefined;
}

/** The one of `secrets` that signed the body, within 300 seconds of `now`; null when none did. */
export function findSigningSecret(
  { rawBody, signature, timestamp }: SignedBody,
  secrets: readonly string[],
  now: Date,
): string | null {
  if (signature === undefined || timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) return null;
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > windowSeconds) return null;
  const given = Buffer.from(signature);
  const signs = (secret: string): boolean => {
    const digest = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(rawBody).digest('hex');
    const expected = Buffer.from(`v0=${digest}`);
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
  return secrets.find(signs) ?? null;
}

/** What answers `endpoint.url_validation`: proof that we know the secret as well. */
export function encryptPlainToken(plainToken: string, secret: string): string {
  return createHmac('sha256', secret).update(plainToken).digest('hex');
}
