// JSON web tokens and the query string hash as Jira makes and checks them, on node:crypto alone.

import { createHash, createHmac, type KeyObject, sign, timingSafeEqual } from 'node:crypto';

export type Claims = Record<string, unknown>;

/** Changes to a token before it is signed, for tests of refusals. A claim or header set to undefined is left out. */
export interface TokenOverrides {
  claims?: Claims;
  header?: Claims;
  /** Signs an HS256 token with this instead of the shared secret. */
  secret?: string;
}

/** Signs with the shared secret, or with the private key. `alg: 'none'` in the header leaves the signature empty. */
export function signToken(
  key: { secret: string } | { privateKey: KeyObject; kid: string },
  claims: Claims,
  overrides: TokenOverrides = {},
): string {
  const ownHeader = 'secret' in key ? { alg: 'HS256' } : { alg: 'RS256', kid: key.kid };
  const header = { typ: 'JWT', ...ownHeader, ...overrides.header };
  const signed = `${encodePart(header)}.${encodePart({ ...claims, ...overrides.claims })}`;
  if (header.alg === 'none') return `${signed}.`;
  if (header.alg === 'HS256') {
    const secret = overrides.secret ?? ('secret' in key ? key.secret : '');
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  }
  if (!('privateKey' in key)) throw new Error(`cannot sign ${header.alg} with a shared secret`);
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key.privateKey).toString('base64url')}`;
}

/** The claims of an HS256 token with a good signature, or why it is refused. Times and `qsh` are the caller's to check. */
export function verifyHs256(token: string, secret: string): { claims: Claims } | { fault: string } {
  const [header, payload, signature, ...rest] = token.split('.');
  if (!header || !payload || !signature || rest.length > 0) return { fault: 'not a signed token' };
  const head = decodePart(header);
  const claims = decodePart(payload);
  if (!head || !claims) return { fault: 'not a readable token' };
  if (head.alg !== 'HS256') return { fault: `algorithm ${String(head.alg)} is not accepted` };
  const expected = createHmac('sha256', secret).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return { fault: 'bad signature' };
  return { claims };
}

/** Unverified claims of a token, or null: to find out whose secret to check it with. */
export function readClaims(token: string): Claims | null {
  return decodePart(token.split('.')[1] ?? '');
}

/** The hash that binds a token to one method, path and query. `path` is relative to the receiver's base URL. */
export function queryStringHash(method: string, path: string, query: URLSearchParams): string {
  const canonical = [method.toUpperCase(), canonicalPath(path), canonicalQuery(query)].join('&');
  return createHash('sha256').update(canonical).digest('hex');
}

function canonicalPath(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return (trimmed === '' ? '/' : trimmed).replaceAll('&', '%26');
}

function canonicalQuery(query: URLSearchParams): string {
  const names = [...new Set(query.keys())].filter((name) => name !== 'jwt');
  return names
    .map((name) => [percentEncode(name), query.getAll(name).sort().map(percentEncode).join(',')] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, values]) => `${name}=${values}`)
    .join('&');
}

function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function encodePart(part: Claims): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function decodePart(part: string): Claims | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Claims) : null;
  } catch {
    return null;
  }
}
