// POST /installed: a site gives us its shared secret.

import { Router } from 'express';
import { z } from 'zod';
import { type InstallSiteDeps, installSite } from '../../installations/install-site.ts';
import type { Config } from '../../platform/config.ts';
import { AppError } from '../../platform/errors.ts';
import { onlyMethods, route, validated } from '../../platform/http/routes.ts';
import { parseAllowedUrl } from '../../platform/outbound-hosts.ts';
import { appKey } from '../descriptor.ts';
import { type LifecycleDeps, lifecycleBody, verifyLifecycleRequest } from './lifecycle-requests.ts';

/** Whatever is not needed may be missing or of any shape: an install must not fail because of it. */
const optionalText = z
  .string()
  .min(1)
  .max(2000)
  .nullish()
  .catch(null)
  .transform((text) => text ?? null);

const installedBodySchema = z.object({
  key: z.literal(appKey),
  clientKey: z.string().min(1).max(255),
  sharedSecret: z.string().min(16).max(4096),
  baseUrl: z.string().max(2000),
  displayUrl: optionalText,
  oauthClientId: optionalText,
  installationId: optionalText,
});

export interface LifecycleRoutesDeps extends InstallSiteDeps, LifecycleDeps {
  config: Pick<Config, 'appBaseUrl' | 'atlassian' | 'insecureLoopback'>;
}

export function lifecycleRoutes(deps: LifecycleRoutesDeps): Router {
  const router = Router();
  router
    .route('/installed')
    .post(
      lifecycleBody,
      route(async (request, response) => {
        const verified = await verifyLifecycleRequest(deps, request);
        const { key: _ours, ...body } = validated(installedBodySchema, verified.body);
        const { siteId } = await installSite(deps, {
          ...body,
          baseUrl: siteOrigin(deps.config, body.baseUrl),
          displayUrl: displayOrigin(deps.config, body.displayUrl),
        });
        deps.logger.info('installed', { siteId });
        response.status(204).end();
      }),
    )
    .all(onlyMethods('POST'));
  return router;
}

type OriginRules = Pick<Config, 'atlassian' | 'insecureLoopback'>;

/** Tokens will be sent there, so it must be one of the hosts that may install. */
function siteOrigin({ atlassian, insecureLoopback }: OriginRules, baseUrl: string): string {
  const origin = plainOrigin(parseAllowedUrl(baseUrl, { hosts: atlassian.allowedHosts, insecureLoopback }));
  if (origin !== null) return origin;
  throw new AppError(
    'site_not_allowed',
    403,
    'This app may not be installed on a Jira site at this address.',
  );
}

/** Only ever used to let the site frame our pages, so it may be a domain of the customer's own. */
function displayOrigin({ insecureLoopback }: OriginRules, displayUrl: string | null): string | null {
  if (displayUrl === null || !URL.canParse(displayUrl)) return null;
  const hosts = [new URL(displayUrl).hostname];
  return plainOrigin(parseAllowedUrl(displayUrl, { hosts, insecureLoopback }));
}

/** An origin goes into a response header, and the URL standard lets host names hold more than DNS does. */
function plainOrigin(url: URL | null): string | null {
  return url !== null && /^https?:\/\/[a-z0-9.-]+(:\d+)?$/.test(url.origin) ? url.origin : null;
}
