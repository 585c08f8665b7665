// The site's side of Connect: lifecycle calls to the app, context tokens and iframe URLs.

import { randomUUID } from 'node:crypto';
import type { Site } from './context.ts';
import { type DescriptorModule, fetchDescriptor, getModule } from './descriptor.ts';
import { newSharedSecret } from './site-state.ts';
import { type Claims, queryStringHash, signToken, type TokenOverrides } from './tokens.ts';

const tokenLifeSeconds = 900;

export interface AppAnswer {
  status: number;
  body: string;
}

/**
 * Fetches the descriptor and sends `installed`, with a new shared secret when asked; only 200 and 204 install.
 * `body` changes fields of the installed body; a field set to undefined is left out. Throws when the descriptor is bad.
 */
export async function installApp(
  site: Site,
  appBaseUrl: string,
  options: { newSecret: boolean; body?: Record<string, unknown> },
): Promise<AppAnswer> {
  const { state } = site;
  const descriptor = await fetchDescriptor(appBaseUrl);
  const before = { sharedSecret: state.sharedSecret, installation: state.installation };
  if (options.newSecret) state.sharedSecret = newSharedSecret();
  state.installation = { appBaseUrl: descriptor.baseUrl.replace(/\/$/, ''), descriptor, state: 'installed' };
  const path = descriptor.lifecycle.installed ?? '';
  const body = { ...lifecycleBody(site, 'installed'), ...options.body };
  let answer: AppAnswer;
  try {
    answer = await postToApp(site, path, body, signLifecycleToken(site, path));
  } catch (error) {
    Object.assign(state, before);
    throw error;
  }
  if (answer.status !== 200 && answer.status !== 204) Object.assign(state, before);
  else if (descriptor.lifecycle.enabled) {
    const enabled = descriptor.lifecycle.enabled;
    await postToApp(site, enabled, lifecycleBody(site, 'enabled'), sharedSecretToken(site, 'POST', enabled));
  }
  site.save();
  return answer;
}

/** Sends `uninstalled`. Jira forgets the app whatever the app answers, and does not try again. */
export async function uninstallApp(site: Site): Promise<AppAnswer> {
  const installation = getInstallation(site);
  const path = installation.descriptor.lifecycle.uninstalled;
  const body = lifecycleBody(site, 'uninstalled');
  const token = path === undefined ? '' : signLifecycleToken(site, path);
  installation.state = 'uninstalled';
  site.save();
  return path === undefined ? { status: 204, body: '' } : postToApp(site, path, body, token);
}

/** The body of a lifecycle call; only `installed` carries the shared secret. */
export function lifecycleBody(site: Site, eventType: string): Record<string, unknown> {
  const { state, baseUrl, context } = site;
  return {
    key: getInstallation(site).descriptor.key,
    clientKey: state.clientKey,
    oauthClientId: state.oauthClientId,
    publicKey: 'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCdeprecated',
    ...(eventType === 'installed' && { sharedSecret: state.sharedSecret }),
    serverVersion: '100301',
    pluginsVersion: '1001.0.0-SNAPSHOT',
    baseUrl,
    displayUrl: baseUrl,
    displayUrlServicedeskHelpCenter: baseUrl,
    productType: 'jira',
    description: context.marked(`Atlassian Jira at ${baseUrl}`),
    eventType,
  };
}

/** The RS256 token of `installed` and `uninstalled`, for a POST to this lifecycle path. */
export function signLifecycleToken(site: Site, path: string, overrides: TokenOverrides = {}): string {
  const { kid, privateKey } = site.context.installKey;
  const aud = [getInstallation(site).descriptor.baseUrl];
  // Real calls are seconds apart; here several may fall into one, and must still be different calls.
  const jti = randomUUID();
  return signToken({ privateKey, kid }, { ...boundClaims(site, 'POST', path), aud, jti }, overrides);
}

/** Posts a lifecycle body to the app and returns its answer, whatever it is. */
export async function postToApp(
  site: Site,
  path: string,
  body: unknown,
  token: string | null,
): Promise<AppAnswer> {
  const answer = await fetch(`${getInstallation(site).appBaseUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `JWT ${token}` }) },
    body: JSON.stringify(body),
    redirect: 'manual',
    signal: AbortSignal.timeout(30_000),
  });
  return { status: answer.status, body: await answer.text() };
}

/** Who looks at which issue; both may be absent. */
export interface Viewer {
  accountId?: string | undefined;
  issueId?: string | undefined;
}

/** What AP.context.getToken() gives: an HS256 token with `qsh` `context-qsh` and the signed issue. */
export function signContextToken(site: Site, viewer: Viewer, overrides: TokenOverrides = {}): string {
  const { sub, iss, iat, exp } = { sub: viewer.accountId, ...timedClaims(site) };
  const claims = { iss, sub, qsh: 'context-qsh', iat, exp, context: { jira: productContext(site, viewer) } };
  return signToken({ secret: site.state.sharedSecret }, claims, overrides);
}

/** Issue and project as Connect names them; empty without an issue. */
export function productContext(site: Site, viewer: Viewer): Record<string, unknown> {
  const issue = site.state.issues.find((candidate) => candidate.id === viewer.issueId);
  const project = site.state.projects.find((candidate) => candidate.id === issue?.projectId);
  if (!issue || !project) return {};
  return {
    issue: { id: issue.id, key: issue.key, issuetype: { id: '10001' } },
    project: { id: project.id, key: project.key },
  };
}

/** The URL of a module's iframe with its URL-bound token, as Jira's host page loads it. */
export function iframeUrl(
  site: Site,
  moduleKey: string,
  viewer: Viewer,
  overrides: TokenOverrides & { parameters?: Record<string, string> } = {},
): string {
  const { descriptor } = getInstallation(site);
  const module: DescriptorModule = getModule(descriptor, moduleKey);
  const relative = substitute(
    module.target?.url ?? module.url ?? '/',
    site,
    viewer,
    overrides.parameters ?? {},
  );
  const query = new URLSearchParams({
    xdm_e: site.baseUrl,
    xdm_c: `channel-${descriptor.key}__${moduleKey}`,
    cp: '',
    xdm_deprecated_addon_key_do_not_use: descriptor.key,
    lic: 'none',
    cv: '1001.0.0-SNAPSHOT',
  });
  const url = `${relative}${relative.includes('?') ? '&' : '?'}${query}`;
  const claims = { ...boundClaims(site, 'GET', url), sub: viewer.accountId, context: {} };
  const jwt = signToken({ secret: site.state.sharedSecret }, claims, overrides);
  return `${getInstallation(site).appBaseUrl}${url}&jwt=${jwt}`;
}

/** An HS256 token bound to one method and URL of the app, as webhooks and `enabled` carry it. */
export function sharedSecretToken(
  site: Site,
  method: string,
  pathAndQuery: string,
  overrides: TokenOverrides = {},
): string {
  return signToken({ secret: site.state.sharedSecret }, boundClaims(site, method, pathAndQuery), overrides);
}

function boundClaims(site: Site, method: string, pathAndQuery: string): Claims {
  const url = new URL(pathAndQuery, 'http://app.invalid');
  return { ...timedClaims(site), qsh: queryStringHash(method, url.pathname, url.searchParams) };
}

function timedClaims(site: Site) {
  const iat = Math.floor(site.context.now() / 1000);
  return { iss: site.state.clientKey, iat, exp: iat + tokenLifeSeconds };
}

function substitute(url: string, site: Site, viewer: Viewer, parameters: Record<string, string>): string {
  const issue = site.state.issues.find((candidate) => candidate.id === viewer.issueId);
  const project = site.state.projects.find((candidate) => candidate.id === issue?.projectId);
  const values: Record<string, string | undefined> = {
    'issue.id': issue?.id,
    'issue.key': issue?.key,
    'issuetype.id': issue && '10001',
    'project.id': project?.id,
    'project.key': project?.key,
    ...parameters,
  };
  return url.replace(/\$?\{([a-zA-Z.]+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}

function getInstallation(site: Site) {
  if (!site.state.installation) throw new Error('no app was ever installed on this site');
  return site.state.installation;
}
