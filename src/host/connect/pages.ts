// The HTML shells that Jira frames: authenticated by their URL, framed by the asking site only, never cached.

import { readFile } from 'node:fs/promises';
import type { Addon } from 'atlassian-connect-express';
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { Installation } from '../../installations/installations-repository.ts';
import { asAppError, route } from '../../platform/http/routes.ts';
import type { Logger } from '../../platform/logger.ts';
import type { AdminCheck } from '../admin-check.ts';
import { noteServedPage, type View } from '../served-page.ts';
import { TokenRefused } from './jwt.ts';
import { notAuthenticated, withTokenRefusals } from './refusals.ts';
import { type SiteTokenDeps, verifyUrlBoundToken } from './site-tokens.ts';

const manifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    css: z.array(z.string()).default([]),
    imports: z.array(z.string()).default([]),
  }),
);

type Manifest = z.infer<typeof manifestSchema>;

export interface PageDeps extends SiteTokenDeps {
  logger: Logger;
  addon: Addon;
  adminCheck: AdminCheck;
}

/**
 * Answers `GET <page>?...&jwt=<URL-bound token>` with views/<view>.html; 401 `not_authenticated` otherwise, and the page
 * for admins with 403 `rights_missing` for others, 503 `jira_unavailable` when Jira does not tell.
 */
export function servePage(deps: PageDeps, view: View): RequestHandler {
  const authenticateWithAce = deps.addon.authenticate();
  let loading: Promise<{ shell: string; manifest: Manifest }> | undefined;

  const serve = async (request: Request, response: Response): Promise<void> => {
    const { installation, accountId } = await withTokenRefusals(deps.logger, 'page', async () => {
      const token = request.query.jwt;
      if (typeof token !== 'string') throw new TokenRefused('missing');
      return verifyUrlBoundToken(deps, token, request.method, request.originalUrl);
    });
    await passAce(authenticateWithAce, request, response);
    // That Jira shows the module to admins only hides it; its address can be opened by whoever has a token.
    if (view === 'admin') await deps.adminCheck.requireForReading({ siteId: installation.id, accountId });
    loading ??= loadPage(view).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    const { shell, manifest } = await loading;
    const hostScriptUrl: string = response.locals.hostScriptUrl;
    response.removeHeader('x-frame-options');
    response.set({
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy(installation, new URL(hostScriptUrl).origin),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    noteServedPage(response, { view, siteId: installation.id, accountId });
    response.type('html').send(filled(shell, manifest, view, hostScriptUrl));
  };

  return route((request, response) => serve(request, response).catch(refuse(deps.logger, response)));
}

/** Jira shows what comes in its frame, so a refusal is a sentence; it may be framed by anybody, as it tells nothing. */
function refuse(logger: Logger, response: Response): (thrown: unknown) => void {
  return (thrown) => {
    const error = asAppError(thrown);
    if (error.status >= 500) logger.error('a page failed', { error });
    response.removeHeader('x-frame-options');
    response.set({ 'cache-control': 'no-store', 'content-security-policy': "default-src 'none'" });
    response.status(error.status).type('text').send(error.message);
  };
}

/** Our own check came first, since ACE takes tokens that never expire. ACE can only refuse more. */
async function passAce(authenticate: RequestHandler, request: Request, response: Response): Promise<void> {
  request.body ??= {};
  await new Promise<void>((resolve, reject) => {
    authenticate(request, response, (refusal?: unknown) => {
      if (refusal) reject(notAuthenticated());
      else resolve();
    });
  });
  // A session token of ACE's: nobody here accepts it, so nobody should hold it.
  response.removeHeader('x-acpt');
}

async function loadPage(view: View): Promise<{ shell: string; manifest: Manifest }> {
  const root = new URL('../../../', import.meta.url);
  const [shell, manifest] = await Promise.all([
    readFile(new URL(`views/${view}.html`, root), 'utf8'),
    readFile(new URL('public/assets/manifest.json', root), 'utf8'),
  ]);
  return { shell, manifest: manifestSchema.parse(JSON.parse(manifest)) };
}

function filled(shell: string, manifest: Manifest, view: View, hostScriptUrl: string): string {
  const { file, styles, modules } = assetsOf(manifest, `pages/${view}.tsx`);
  const link = (attributes: string) => (asset: string) => `<link ${attributes} href="/assets/${asset}">`;
  const values: Record<string, string> = {
    hostScriptUrl: hostScriptUrl.replaceAll('&', '&amp;').replaceAll('"', '&quot;'),
    styles: [...styles].map(link('rel="stylesheet"')).join('\n    '),
    scripts: [
      ...[...modules].map(link('rel="modulepreload"')),
      `<script type="module" src="/assets/${file}"></script>`,
    ].join('\n    '),
  };
  return shell.replace(/\{\{(\w+)\}\}/g, (_placeholder, name: string) => values[name] ?? '');
}

/** The entry's own file, and all that it imports at once (not what it loads later). */
function assetsOf(
  manifest: Manifest,
  entry: string,
): { file: string; styles: Set<string>; modules: Set<string> } {
  const styles = new Set<string>();
  const modules = new Set<string>();
  const collect = (key: string): string => {
    const chunk = manifest[key];
    if (chunk === undefined) throw new Error(`The browser code is not built: ${key} is missing`);
    for (const imported of chunk.imports) {
      const seen = modules.size;
      modules.add(manifest[imported]?.file ?? imported);
      if (modules.size > seen) collect(imported);
    }
    for (const style of chunk.css) styles.add(style);
    return chunk.file;
  };
  return { file: collect(entry), styles, modules };
}

function contentSecurityPolicy({ baseUrl, displayUrl }: Installation, hostScriptOrigin: string): string {
  const ancestors = new Set([baseUrl, displayUrl ?? baseUrl]);
  return [
    "default-src 'none'",
    `script-src 'self' ${hostScriptOrigin}`,
    `style-src 'self' 'unsafe-inline' ${hostScriptOrigin}`,
    "img-src 'self' data:",
    // The host script fetches Jira's theme from where it came itself.
    `connect-src 'self' ${hostScriptOrigin}`,
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${[...ancestors].join(' ')}`,
  ].join('; ');
}
