// The rules of tokens, each with a token that breaks it, and the request hash against an independent implementation.

import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readUnverified, TokenRefused, verifySignedToken } from '../../../src/host/connect/jwt.ts';
import { signAppRequest, signImpersonation } from '../../../src/host/connect/outbound-tokens.ts';
import { queryStringHash } from '../../../src/host/connect/query-string-hash.ts';
import { tokenOfHeader } from '../../../src/host/connect/refusals.ts';
import {
  signToken,
  queryStringHash as simulatedHash,
  type TokenOverrides,
  verifyHs256,
} from '../../simulators/jira/tokens.ts';

const secret = 'a-shared-secret-of-a-site';
const now = new Date('2026-11-22T12:00:00Z');
const seconds = now.getTime() / 1000;
const claims = { iss: 'client-key', iat: seconds, exp: seconds + 900 };

const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(TokenRefused);
    return (error as TokenRefused).code;
  }
  return 'accepted';
};
const outcome = (overrides: TokenOverrides): string =>
  refusal(() => verifySignedToken(signToken({ secret }, claims, overrides), secret, 'HS256', now));

describe('a token signed with the shared secret', () => {
  it('is accepted with its claims', () => {
    expect(verifySignedToken(signToken({ secret }, claims), secret, 'HS256', now)).toMatchObject(claims);
  });

  it.each<[string, TokenOverrides, string]>([
    ['without exp', { claims: { exp: undefined } }, 'malformed'],
    ['with an exp that is no number', { claims: { exp: '9999999999' } }, 'malformed'],
    ['expired for longer than clocks may differ', { claims: { exp: seconds - 30 } }, 'expired'],
    ['issued further ahead than clocks may differ', { claims: { iat: seconds + 31 } }, 'not_yet_valid'],
    ['not valid before later', { claims: { nbf: seconds + 31 } }, 'not_yet_valid'],
    ['without an issuer', { claims: { iss: undefined } }, 'malformed'],
    ['signed with another secret', { secret: 'another-secret' }, 'signature'],
    ['of algorithm none', { header: { alg: 'none' } }, 'algorithm'],
  ])('%s is refused', (_title, overrides, reason) => {
    expect(outcome(overrides)).toBe(reason);
  });

  it('expired a moment ago is accepted, because clocks differ', () => {
    expect(outcome({ claims: { exp: seconds - 29, iat: seconds + 30 } })).toBe('accepted');
  });

  it('changed in any part is refused', () => {
    const [header = '', payload = '', signature = ''] = signToken({ secret }, claims).split('.');
    const other = signToken({ secret }, { ...claims, iss: 'other' }).split('.')[1] ?? '';
    const verify = (token: string) => refusal(() => verifySignedToken(token, secret, 'HS256', now));
    expect(verify(`${header}.${other}.${signature}`)).toBe('signature');
    expect(verify(`${header}.${payload}.`)).toBe('signature');
    expect(verify(`${header}.${payload}`)).toBe('signature');
    expect(verify('not-a-token')).toBe('signature');
  });
});

describe('a token signed with a key pair', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();

  it('is accepted, and names its key before anything is proven', () => {
    const token = signToken({ privateKey, kid: 'key-1' }, claims);
    expect(readUnverified(token, 'RS256')).toEqual({ issuer: 'client-key', keyId: 'key-1' });
    expect(verifySignedToken(token, pem, 'RS256', now).iss).toBe('client-key');
  });

  it('is refused when it was made with the public key as a shared secret', () => {
    const forged = signToken({ secret: pem }, claims);
    expect(refusal(() => verifySignedToken(forged, pem, 'RS256', now))).toBe('algorithm');
    expect(refusal(() => readUnverified(forged, 'RS256'))).toBe('algorithm');
  });
});

describe('the Authorization header', () => {
  it.each([undefined, '', 'JWT', 'JWT ', 'Bearer a.b.c', 'JWT a.b', 'JWT a.b.c d', 'jwt a.b.c'])(
    '%j holds no token',
    (header) => {
      expect(refusal(() => tokenOfHeader(header))).toBe('missing');
    },
  );
});

describe('the request hash', () => {
  it('equals what Jira computes, for any query', () => {
    const name = fc.stringMatching(/^[a-z][a-zA-Z0-9_.-]{0,8}$/);
    const query = fc.array(fc.tuple(name, fc.string({ unit: 'grapheme', maxLength: 12 })), { maxLength: 6 });
    fc.assert(
      fc.property(query, (pairs) => {
        const search = new URLSearchParams(pairs);
        const expected = simulatedHash('GET', '/issue-panel', search);
        expect(queryStringHash('GET', `/issue-panel${pairs.length > 0 ? `?${search}` : ''}`)).toBe(expected);
      }),
    );
  });

  it('changes with the method, the path and each parameter but jwt', () => {
    const hash = queryStringHash('GET', '/page?a=1&b=2');
    expect(queryStringHash('GET', '/page?b=2&jwt=x.y.z&a=1')).toBe(hash);
    for (const [method, address] of [
      ['POST', '/page?a=1&b=2'],
      ['GET', '/pages?a=1&b=2'],
      ['GET', '/page?a=1&b=3'],
      ['GET', '/page?a=1'],
      ['GET', '/page?a=1&b=2&c='],
      ['GET', '/page?a=1&b=2&b=2'],
      ['GET', '/page&a=1?b=2'],
    ] as const)
      expect(queryStringHash(method, address)).not.toBe(hash);
  });
});

describe('the tokens that we sign', () => {
  it('bind a request as the app to its address and live three minutes', () => {
    const url = 'https://site.atlassian.net/rest/api/3/issue/1?fields=project%2Csecurity';
    const token = signAppRequest({ clientKey: 'client-key', sharedSecret: secret, method: 'GET', url, now });
    const { pathname, searchParams } = new URL(url);
    expect(verifyHs256(token, secret)).toEqual({
      claims: {
        iss: 'zoom-meetings-for-jira',
        aud: ['client-key'],
        iat: seconds,
        exp: seconds + 180,
        qsh: simulatedHash('GET', pathname, searchParams),
      },
    });
  });

  it('assert a person to the authorization server for one minute', () => {
    const token = signImpersonation({
      oauthClientId: 'client',
      accountId: 'person',
      baseUrl: 'https://site.atlassian.net',
      audience: 'https://auth.example',
      sharedSecret: secret,
      now,
    });
    expect(verifyHs256(token, secret)).toEqual({
      claims: {
        iss: 'urn:atlassian:connect:clientid:client',
        sub: 'urn:atlassian:connect:useraccountid:person',
        tnt: 'https://site.atlassian.net',
        aud: 'https://auth.example',
        iat: seconds,
        exp: seconds + 60,
      },
    });
  });
});
