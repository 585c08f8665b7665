// Verification of lifecycle events: Atlassian signs them with a key pair, so they prove more than a site's secret does.

import express, { type Request, type RequestHandler } from 'express';
import { z } from 'zod';
import type { LifecycleTokensRepository } from '../../installations/lifecycle-tokens-repository.ts';
import { type Clock, secondsAfter } from '../../platform/clock.ts';
import type { Config } from '../../platform/config.ts';
import type { Logger } from '../../platform/logger.ts';
import type { InstallKeys } from './install-keys.ts';
import { readUnverified, TokenRefused, verifySignedToken } from './jwt.ts';
import { queryStringHash } from './query-string-hash.ts';
import { tokenOfHeader, withTokenRefusals } from './refusals.ts';

export interface LifecycleDeps {
  config: Pick<Config, 'appBaseUrl'>;
  clock: Clock;
  logger: Logger;
  installKeys: InstallKeys;
  lifecycleTokens: LifecycleTokensRepository;
}

/** Reads the body of a lifecycle event; mount it on the route itself. */
export const lifecycleBody: RequestHandler = express.json({ limit: '64kb' });

const bodySchema = z.looseObject({ clientKey: z.string() });

/**
 * Proves that Atlassian sent this event about the client key in its body, to this app, at this address.
 * @throws {AppError} 401 `not_authenticated`, 400 `unknown_install_key`, 503 `install_keys_unavailable`
 */
export function verifyLifecycleRequest(
  { config, clock, logger, installKeys, lifecycleTokens }: LifecycleDeps,
  request: Request,
): Promise<{ clientKey: string; body: Record<string, unknown> }> {
  return withTokenRefusals(logger, 'lifecycle', async () => {
    const token = tokenOfHeader(request.headers.authorization);
    const { keyId } = readUnverified(token, 'RS256');
    const publicKey = await installKeys.getPublicKey(keyId);
    const claims = verifySignedToken(token, publicKey, 'RS256', clock.now());
    const audience = claims.aud?.map((url) => url.replace(/\/+$/, ''));
    if (!audience?.includes(config.appBaseUrl)) throw new TokenRefused('audience');
    if (claims.qsh !== queryStringHash(request.method, request.originalUrl))
      throw new TokenRefused('request_hash');
    const body = bodySchema.safeParse(request.body);
    // Every site's events are signed with the same keys: without this, one could end another's installation.
    if (!body.success || body.data.clientKey !== claims.iss) throw new TokenRefused('other_client_key');
    const now = clock.now();
    // Kept a little longer than the token can be accepted, whatever leeway its check allows.
    const expiresAt = secondsAfter(new Date(claims.exp * 1000), 60);
    if (!(await lifecycleTokens.claim({ token, body: request.body, expiresAt, now })))
      throw new TokenRefused('replayed');
    return { clientKey: claims.iss, body: body.data };
  });
}
