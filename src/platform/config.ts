// The whole configuration, read from environment variables and checked at once. docs: .env.example

import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { EncryptionKey } from './encryption.ts';
import { type HostList, isLoopbackHost, parseAllowedUrl } from './outbound-hosts.ts';

const projectFolder = join(import.meta.dirname, '../..');

export interface Config {
  production: boolean;
  /** 0: any free one. */
  port: number;
  trustProxyHops: number;
  /** Public origin of this app, without a trailing slash. */
  appBaseUrl: string;
  /** Null: start the embedded Postgres. */
  databaseUrl: string | null;
  databasePoolMax: number;
  /** Where the embedded Postgres and generated keys live. */
  dataFolder: string;
  /** Null outside production: generated into the data folder by {@link loadOrCreateEncryptionKeys}. */
  encryptionKeys: EncryptionKey[] | null;
  zoom: {
    clientId: string;
    clientSecret: string;
    /** Any of them may have signed an event; empty: events are refused. */
    webhookSecretTokens: string[];
    oauthBaseUrl: string;
    apiBaseUrl: string;
    allowedHosts: HostList;
    domainVerification: string | null;
  };
  atlassian: {
    installKeysUrl: string;
    authorizationServerUrl: string;
    hostScriptUrl: string;
    allowedHosts: HostList;
  };
  insecureLoopback: boolean;
  /** Bearer for /metrics; null: see metrics-routes.ts. */
  metricsToken: string | null;
  /** Google Analytics 4, by its Measurement Protocol; null: nothing is collected. */
  analytics: { measurementId: string; apiSecret: string; baseUrl: string } | null;
  links: { support: string | null; privacy: string | null; terms: string | null };
  logLevel: string;
  worker: 'in-process' | 'off';
}

/** Every fault of the configuration, one sentence each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: string[];

  constructor(faults: string[]) {
    super(
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n- ${faults.join('\n- ')}`,
    );
    this.faults = faults;
  }
}

const text = z.string().trim().min(1, 'must not be blank');
const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be a whole number from ${least} to ${most}`);
const hostList = text
  .transform((list) => list.split(',').map((host) => host.trim().toLowerCase()))
  .refine(
    (hosts) => hosts.every((host) => /^(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(host)),
    'must be host names or *.suffixes separated by commas, without ports or schemes',
  );

const keyList = text.transform((list, context): EncryptionKey[] =>
  list.split(',').map((entry) => {
    const [id = '', encoded = '', ...rest] = entry.trim().split(':');
    const key = Buffer.from(encoded, 'base64');
    if (!/^[\w-]{1,32}$/.test(id) || rest.length > 0 || key.length !== 32)
      context.addIssue({ code: 'custom', message: 'must be id:base64 entries, each key exactly 32 bytes' });
    else if (new Set(key).size < 8)
      context.addIssue({
        code: 'custom',
        message: `key "${id}" is not random; make one with: echo "${id}:$(openssl rand -base64 32)"`,
      });
    return { id, key };
  }),
);

const secretTokens = text
  .transform((list) => list.split(',').map((secret) => secret.trim()))
  .refine(
    (secrets) => secrets.length <= 2 && !secrets.includes(''),
    'must be one secret, or two separated by a comma',
  );

const environment = z.object({
  NODE_ENV: z.string().default('development'),
  PORT: wholeNumber(0, 65535).default(3000),
  TRUST_PROXY: wholeNumber(0, 10).default(0),
  APP_BASE_URL: text.optional(),
  DATABASE_URL: text.optional(),
  // Two refreshes that hang may hold one each: people's requests need another.
  DATABASE_POOL_MAX: wholeNumber(3, 500).default(10),
  DATA_FOLDER: text.default(join(projectFolder, '.data')),
  ENCRYPTION_KEYS: keyList.optional(),
  ZOOM_CLIENT_ID: text,
  ZOOM_CLIENT_SECRET: text,
  ZOOM_WEBHOOK_SECRET_TOKEN: secretTokens.default([]),
  ZOOM_OAUTH_BASE_URL: text.default('https://zoom.us'),
  ZOOM_API_BASE_URL: text.default('https://api.zoom.us/v2'),
  ZOOM_ALLOWED_HOSTS: hostList.default(['zoom.us', '*.zoom.us']),
  ZOOM_DOMAIN_VERIFICATION: text.max(200).optional(),
  CONNECT_KEYS_CDN_URL: text.default('https://connect-install-keys.atlassian.com'),
  ATLASSIAN_AUTHORIZATION_SERVER_URL: text.default(
    'https://oauth-2-authorization-server.services.atlassian.com',
  ),
  CONNECT_HOST_SCRIPT_URL: text.default('https://connect-cdn.atl-paas.net/all.js'),
  JIRA_ALLOWED_HOSTS: hostList.default(['*.atlassian.net', '*.jira.com']),
  ALLOW_INSECURE_LOOPBACK: z.enum(['true', 'false']).default('false'),
  METRICS_TOKEN: z
    .string()
    .regex(/^[\w.~+/=-]{16,200}$/, 'must be 16 to 200 letters, digits and . _ ~ + / = -')
    .optional(),
  ANALYTICS_MEASUREMENT_ID: z
    .string()
    .regex(/^G-[A-Z0-9]{4,20}$/, 'must be a measurement id of Google Analytics 4, like G-XXXXXXXXXX')
    .optional(),
  ANALYTICS_API_SECRET: text.max(200).optional(),
  ANALYTICS_BASE_URL: text.default('https://www.google-analytics.com'),
  SUPPORT_URL: text.optional(),
  PRIVACY_URL: text.optional(),
  TERMS_URL: text.optional(),
  LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug']).default('info'),
  WORKER: z.enum(['in-process', 'off']).default('in-process'),
  AC_OPTS: z.string().default(''),
});

/** What is wrong with the address, or null. Plain http passes only for loopback hosts where `loopback` is on. */
function urlFault(value: string, loopback: boolean): string | null {
  if (!URL.canParse(value)) return 'must be an absolute URL';
  const url = new URL(value);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return 'must not contain credentials, a query or a fragment';
  if (url.protocol === 'https:') return null;
  if (url.protocol === 'http:' && isLoopbackHost(url.hostname) && loopback) return null;
  return 'must start with https:// (http:// is for loopback hosts with ALLOW_INSECURE_LOOPBACK=true)';
}

/** Sets the variables of the project's `.env`, if it has one; those that exist already, even empty, stay as they are. */
export function loadEnvironmentFile(): void {
  const file = join(projectFolder, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

/**
 * Reads and checks all variables at once.
 * @throws {ConfigError} listing every fault; no value is quoted, since any may be a secret.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  // An empty variable is an unset one: that is how compose files and shells write "none".
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const faults: string[] = [];
  const partial: Partial<z.infer<typeof environment>> = {};
  for (const [variable, schema] of Object.entries(environment.shape)) {
    const parsed = schema.safeParse(given[variable]);
    if (parsed.success) Object.assign(partial, { [variable]: parsed.data });
    else if (given[variable] === undefined) faults.push(`${variable} is required`);
    else for (const issue of parsed.error.issues) faults.push(`${variable} ${issue.message}`);
  }
  const production = partial.NODE_ENV === 'production';
  const insecureLoopback = partial.ALLOW_INSECURE_LOOPBACK === 'true';
  const baseUrl = partial.APP_BASE_URL ?? (production ? '' : `http://localhost:${partial.PORT ?? 3000}`);

  if (baseUrl === '') faults.push('APP_BASE_URL is required in production');
  else {
    const fault = urlFault(baseUrl, insecureLoopback || !production);
    if (fault !== null) faults.push(`APP_BASE_URL ${fault}`);
    else if (new URL(baseUrl).pathname !== '/') faults.push('APP_BASE_URL must not have a path');
    else if (insecureLoopback && !isLoopbackHost(new URL(baseUrl).hostname))
      faults.push('ALLOW_INSECURE_LOOPBACK is refused unless APP_BASE_URL is a loopback address too');
  }
  for (const name of [
    'ZOOM_OAUTH_BASE_URL',
    'ZOOM_API_BASE_URL',
    'CONNECT_KEYS_CDN_URL',
    'ATLASSIAN_AUTHORIZATION_SERVER_URL',
    'CONNECT_HOST_SCRIPT_URL',
    'ANALYTICS_BASE_URL',
    'SUPPORT_URL',
    'PRIVACY_URL',
    'TERMS_URL',
  ] as const) {
    const value = partial[name];
    const fault = value === undefined ? null : urlFault(value, insecureLoopback);
    if (fault !== null) faults.push(`${name} ${fault}`);
  }
  for (const name of ['ZOOM_OAUTH_BASE_URL', 'ZOOM_API_BASE_URL'] as const) {
    const { [name]: value, ZOOM_ALLOWED_HOSTS: hosts } = partial;
    if (value === undefined || hosts === undefined || urlFault(value, insecureLoopback) !== null) continue;
    if (parseAllowedUrl(value, { hosts, insecureLoopback }) === null)
      faults.push(
        `${name} must be at a host of ZOOM_ALLOWED_HOSTS, without a port unless it is a loopback host`,
      );
  }
  const { ANALYTICS_BASE_URL: collector } = partial;
  if (collector !== undefined && urlFault(collector, insecureLoopback) === null) {
    const { hostname } = new URL(collector);
    if (parseAllowedUrl(collector, { hosts: [hostname], insecureLoopback }) === null)
      faults.push('ANALYTICS_BASE_URL must be at a public host, without a port unless it is a loopback host');
  }
  if ((given.ANALYTICS_MEASUREMENT_ID === undefined) !== (given.ANALYTICS_API_SECRET === undefined))
    faults.push('ANALYTICS_MEASUREMENT_ID and ANALYTICS_API_SECRET must be set together, or neither');
  if (partial.DATABASE_URL !== undefined && !/^postgres(ql)?:\/\//.test(partial.DATABASE_URL))
    faults.push('DATABASE_URL must start with postgres:// or postgresql://');
  if (/no-auth|no-token-verfication/i.test(partial.AC_OPTS ?? ''))
    faults.push('AC_OPTS must not contain no-auth or no-token-verfication: they switch authentication off');
  if (production && given.DATABASE_URL === undefined)
    faults.push('DATABASE_URL is required in production: the embedded Postgres is for trying the app out');
  if (production && given.ENCRYPTION_KEYS === undefined)
    faults.push(
      'ENCRYPTION_KEYS is required in production; make a key with: echo "k1:$(openssl rand -base64 32)"',
    );
  const keyIds = (partial.ENCRYPTION_KEYS ?? []).map((key) => key.id);
  if (new Set(keyIds).size !== keyIds.length) faults.push('ENCRYPTION_KEYS must not use a key id twice');
  if (faults.length > 0) throw new ConfigError(faults);

  const data = environment.parse(given);
  return {
    production,
    port: data.PORT,
    trustProxyHops: data.TRUST_PROXY,
    appBaseUrl: new URL(baseUrl).origin,
    databaseUrl: data.DATABASE_URL ?? null,
    databasePoolMax: data.DATABASE_POOL_MAX,
    dataFolder: data.DATA_FOLDER,
    encryptionKeys: data.ENCRYPTION_KEYS ?? null,
    zoom: {
      clientId: data.ZOOM_CLIENT_ID,
      clientSecret: data.ZOOM_CLIENT_SECRET,
      webhookSecretTokens: data.ZOOM_WEBHOOK_SECRET_TOKEN,
      oauthBaseUrl: withoutSlash(data.ZOOM_OAUTH_BASE_URL),
      apiBaseUrl: withoutSlash(data.ZOOM_API_BASE_URL),
      allowedHosts: data.ZOOM_ALLOWED_HOSTS,
      domainVerification: data.ZOOM_DOMAIN_VERIFICATION ?? null,
    },
    atlassian: {
      installKeysUrl: withoutSlash(data.CONNECT_KEYS_CDN_URL),
      authorizationServerUrl: withoutSlash(data.ATLASSIAN_AUTHORIZATION_SERVER_URL),
      hostScriptUrl: data.CONNECT_HOST_SCRIPT_URL,
      allowedHosts: data.JIRA_ALLOWED_HOSTS,
    },
    insecureLoopback,
    metricsToken: data.METRICS_TOKEN ?? null,
    analytics: analyticsOf(data),
    links: {
      support: data.SUPPORT_URL ?? null,
      privacy: data.PRIVACY_URL ?? null,
      terms: data.TERMS_URL ?? null,
    },
    logLevel: data.LOG_LEVEL,
    worker: data.WORKER,
  };
}

function analyticsOf({
  ANALYTICS_MEASUREMENT_ID: measurementId,
  ANALYTICS_API_SECRET: apiSecret,
  ANALYTICS_BASE_URL: baseUrl,
}: z.infer<typeof environment>): Config['analytics'] {
  if (measurementId === undefined || apiSecret === undefined) return null;
  return { measurementId, apiSecret, baseUrl: withoutSlash(baseUrl) };
}

/** The keys kept in the data folder for development; made on first use, readable by the owner only. */
export function loadOrCreateEncryptionKeys(dataFolder: string): EncryptionKey[] {
  const file = join(dataFolder, 'encryption-keys');
  mkdirSync(dataFolder, { recursive: true });
  try {
    writeFileSync(file, `dev:${randomBytes(32).toString('base64')}`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const parsed = keyList.safeParse(readFileSync(file, 'utf8'));
  if (!parsed.success)
    throw new ConfigError([
      `the encryption keys in ${file} cannot be read; delete the data folder to start afresh`,
    ]);
  return parsed.data;
}
