// The rules that every inbound Connect token must pass, whatever it is for. The algorithm comes from the route, never
// from the token. Errors carry a reason of ours only: the library's messages quote the token.

import jwt from 'atlassian-jwt';
import { z } from 'zod';

export type TokenFault =
  | 'missing'
  | 'malformed'
  | 'algorithm'
  | 'signature'
  | 'expired'
  | 'not_yet_valid'
  | 'unknown_issuer'
  | 'outbound'
  | 'audience'
  | 'other_client_key'
  | 'replayed'
  | 'request_hash'
  | 'no_subject';

/** A token that is not accepted. The person learns none of the reasons, our log only the reason. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
  readonly code: TokenFault;

  constructor(code: TokenFault) {
    super(`Token refused: ${code}`);
    this.code = code;
  }
}

/** How far Atlassian's clock and ours may differ, in seconds. */
const clockLeewaySeconds = 30;

const claimsSchema = z.object({
  iss: z.string().min(1),
  exp: z.number(),
  iat: z.number().optional(),
  nbf: z.number().optional(),
  qsh: z.string().optional(),
  sub: z.string().min(1).optional(),
  aud: z.array(z.string()).optional(),
  context: z.unknown().optional(),
});

export type Claims = z.infer<typeof claimsSchema>;

type Algorithm = 'HS256' | 'RS256';

/** What a token says of itself, before anything is proven: enough to find the key that may prove it. */
export function readUnverified(token: string, algorithm: Algorithm): { issuer: string; keyId: unknown } {
  const claims = decode(token, '', algorithm, true);
  return { issuer: claims.iss, keyId: jwt.getKeyId(token) };
}

/**
 * The claims of a token signed with `key` by `algorithm`: a shared secret for HS256, a PEM public key for RS256.
 * @throws {TokenRefused} for another algorithm, a wrong signature, no `exp`, an `exp` that has passed, or an `iat` or
 * `nbf` in the future; clocks may differ by {@link clockLeewaySeconds}.
 */
export function verifySignedToken(token: string, key: string, algorithm: Algorithm, now: Date): Claims {
  const claims = decode(token, key, algorithm, false);
  const seconds = now.getTime() / 1000;
  if (claims.exp + clockLeewaySeconds <= seconds) throw new TokenRefused('expired');
  for (const start of [claims.iat, claims.nbf])
    if (start !== undefined && start - clockLeewaySeconds > seconds) throw new TokenRefused('not_yet_valid');
  return claims;
}

function decode(token: string, key: string, algorithm: Algorithm, unverified: boolean): Claims {
  let claims: unknown;
  try {
    if (jwt.getAlgorithm(token) !== algorithm) throw new TokenRefused('algorithm');
    claims =
      algorithm === 'HS256'
        ? jwt.decodeSymmetric(token, key, jwt.SymmetricAlgorithm.HS256, unverified)
        : jwt.decodeAsymmetric(token, key, jwt.AsymmetricAlgorithm.RS256, unverified);
  } catch (error) {
    if (error instanceof TokenRefused) throw error;
    throw new TokenRefused(unverified ? 'malformed' : 'signature');
  }
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) throw new TokenRefused('malformed');
  return parsed.data;
}
