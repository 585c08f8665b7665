// Tokens that a site signs with its shared secret: URL-bound ones for pages, context tokens for our own JSON.

import type { InstallationsCache } from '../../installations/installations-cache.ts';
import type { Installation } from '../../installations/installations-repository.ts';
import type { Clock } from '../../platform/clock.ts';
import { appKey } from '../descriptor.ts';
import { type Claims, readUnverified, TokenRefused, verifySignedToken } from './jwt.ts';
import { queryStringHash } from './query-string-hash.ts';

export interface SiteTokenDeps {
  installations: InstallationsCache;
  clock: Clock;
}

export interface VerifiedSiteToken {
  installation: Installation;
  claims: Claims;
  accountId: string;
}

/**
 * For pages: the token's `qsh` must be that of the request as it came.
 * @param originalUrl path and query. @throws {TokenRefused}
 */
export async function verifyUrlBoundToken(
  deps: SiteTokenDeps,
  token: string,
  method: string,
  originalUrl: string,
): Promise<VerifiedSiteToken> {
  const verified = await verifySiteToken(deps, token);
  if (verified.claims.qsh !== queryStringHash(method, originalUrl)) throw new TokenRefused('request_hash');
  return verified;
}

/** For our own JSON: what the page got from `AP.context.getToken()`. @throws {TokenRefused} */
export async function verifyContextToken(deps: SiteTokenDeps, token: string): Promise<VerifiedSiteToken> {
  const verified = await verifySiteToken(deps, token);
  if (verified.claims.qsh !== 'context-qsh') throw new TokenRefused('request_hash');
  return verified;
}

/** Who is not logged in has no subject, and is shown nothing. */
async function verifySiteToken(deps: SiteTokenDeps, token: string): Promise<VerifiedSiteToken> {
  const { installations, clock } = deps;
  const { issuer } = readUnverified(token, 'HS256');
  // What we sign ourselves has the same secret: it must not come back as if it were Jira's.
  if (issuer === appKey) throw new TokenRefused('outbound');
  const installation = await installations.findByClientKey(issuer);
  if (installation === null) throw new TokenRefused('unknown_issuer');
  const verifyWith = (candidate: Installation): VerifiedSiteToken => {
    const claims = verifySignedToken(token, candidate.sharedSecret(), 'HS256', clock.now());
    if (claims.aud !== undefined && claims.aud.length > 0) throw new TokenRefused('outbound');
    if (claims.sub === undefined) throw new TokenRefused('no_subject');
    return { installation: candidate, claims, accountId: claims.sub };
  };
  try {
    return verifyWith(installation);
  } catch (error) {
    // The secret may have been renewed a moment ago, and the news of it be under way.
    if (!(error instanceof TokenRefused) || error.code !== 'signature') throw error;
    const fresh = await installations.rereadAfterBadSignature(issuer);
    if (fresh === null) throw error;
    return verifyWith(fresh);
  }
}
