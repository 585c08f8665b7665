// The configuration: every rule, every fault at once, and no value in any message.

import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConfigError, loadOrCreateEncryptionKeys, readConfig } from '../../../src/platform/config.ts';

const key = Buffer.from('0123456789abcdefghijklmnopqrstuv').toString('base64');
const zoom = { ZOOM_CLIENT_ID: 'client', ZOOM_CLIENT_SECRET: 'shh-client-secret' };
const production = {
  ...zoom,
  NODE_ENV: 'production',
  APP_BASE_URL: 'https://meetings.example.com',
  DATABASE_URL: 'postgres://app:shh-password@db/app',
  ENCRYPTION_KEYS: `k1:${key}`,
};
const loopback = { ...zoom, ALLOW_INSECURE_LOOPBACK: 'true', APP_BASE_URL: 'http://localhost:3000' };

function faultsOf(env: Record<string, string | undefined>): string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults;
  }
}

describe('defaults', () => {
  it('outside production need nothing but the Zoom app', () => {
    expect(readConfig(zoom)).toMatchObject({
      production: false,
      port: 3000,
      trustProxyHops: 0,
      appBaseUrl: 'http://localhost:3000',
      databaseUrl: null,
      databasePoolMax: 10,
      encryptionKeys: null,
      insecureLoopback: false,
      logLevel: 'info',
      worker: 'in-process',
      zoom: {
        oauthBaseUrl: 'https://zoom.us',
        apiBaseUrl: 'https://api.zoom.us/v2',
        allowedHosts: ['zoom.us', '*.zoom.us'],
        domainVerification: null,
        webhookSecretTokens: [],
      },
      atlassian: {
        installKeysUrl: 'https://connect-install-keys.atlassian.com',
        authorizationServerUrl: 'https://oauth-2-authorization-server.services.atlassian.com',
        hostScriptUrl: 'https://connect-cdn.atl-paas.net/all.js',
        allowedHosts: ['*.atlassian.net', '*.jira.com'],
      },
      analytics: null,
      links: { support: null, privacy: null, terms: null },
    });
  });
  it('follow the port, and an empty variable is an unset one', () => {
    const empty = { APP_BASE_URL: '', DATABASE_URL: '', DATA_FOLDER: '' };
    expect(readConfig({ ...zoom, ...empty, PORT: '8080' })).toMatchObject({
      appBaseUrl: 'http://localhost:8080',
      databaseUrl: null,
      dataFolder: join(import.meta.dirname, '../../../.data'),
    });
  });
  it('in production are refused where a choice is needed', () => {
    expect(faultsOf({ ...zoom, NODE_ENV: 'production' })).toEqual([
      'APP_BASE_URL is required in production',
      expect.stringMatching(/^DATABASE_URL is required in production/),
      expect.stringMatching(/^ENCRYPTION_KEYS is required in production/),
    ]);
  });
});

it('a whole production configuration passes', () => {
  const config = readConfig({
    ...production,
    ENCRYPTION_KEYS: `new:${Buffer.from('vutsrqponmlkjihgfedcba9876543210').toString('base64')}, k1:${key}`,
    ZOOM_ALLOWED_HOSTS: 'Zoom.us, *.ZOOM.us',
    ZOOM_API_BASE_URL: 'https://api.zoom.us/v2/',
    ZOOM_DOMAIN_VERIFICATION: 'abc',
    ZOOM_WEBHOOK_SECRET_TOKEN: 'new-secret, old-secret',
    TRUST_PROXY: '1',
    SUPPORT_URL: 'https://example.com/support',
    ANALYTICS_MEASUREMENT_ID: 'G-ABCD123456',
    ANALYTICS_API_SECRET: 'shh',
    ANALYTICS_BASE_URL: 'https://region1.google-analytics.com/',
  });
  expect(config.analytics).toEqual({
    measurementId: 'G-ABCD123456',
    apiSecret: 'shh',
    baseUrl: 'https://region1.google-analytics.com',
  });
  expect(config.production).toBe(true);
  expect(config.encryptionKeys?.map(({ id, key: { length } }) => [id, length])).toEqual([
    ['new', 32],
    ['k1', 32],
  ]);
  expect(config.zoom).toMatchObject({
    allowedHosts: ['zoom.us', '*.zoom.us'],
    apiBaseUrl: 'https://api.zoom.us/v2',
    domainVerification: 'abc',
    webhookSecretTokens: ['new-secret', 'old-secret'],
  });
  expect(config.links.support).toBe('https://example.com/support');
});

it('the public address is kept as an origin, however it is written', () => {
  expect(readConfig({ ...production, APP_BASE_URL: 'HTTPS://Meetings.Example.com:443/' }).appBaseUrl).toBe(
    'https://meetings.example.com',
  );
});

describe('each fault', () => {
  it.each([
    ['METRICS_TOKEN', 'too-short'],
    ['METRICS_TOKEN', 'with spaces, and more'],
    ['PORT', '65536'],
    ['PORT', '3000.5'],
    ['PORT', 'http'],
    ['TRUST_PROXY', '-1'],
    ['TRUST_PROXY', 'true'],
    ['DATABASE_POOL_MAX', '2'],
    ['DATABASE_URL', 'mysql://db/app'],
    ['ZOOM_CLIENT_ID', '   '],
    ['APP_BASE_URL', 'meetings.example.com'],
    ['APP_BASE_URL', 'http://meetings.example.com'],
    ['APP_BASE_URL', 'https://meetings.example.com/app'],
    ['APP_BASE_URL', 'https://user:pass@meetings.example.com'],
    ['APP_BASE_URL', 'https://meetings.example.com/?a=1'],
    ['ZOOM_OAUTH_BASE_URL', 'http://zoom.us'],
    ['ZOOM_OAUTH_BASE_URL', 'http://127.0.0.1:4000'],
    ['ZOOM_OAUTH_BASE_URL', 'https://zoom.example.com'],
    ['ZOOM_API_BASE_URL', 'ftp://api.zoom.us'],
    ['ZOOM_API_BASE_URL', 'https://api.zoom.us.example.com/v2'],
    ['ZOOM_API_BASE_URL', 'https://api.zoom.us:8443/v2'],
    ['CONNECT_KEYS_CDN_URL', 'http://keys.example.com'],
    ['ATLASSIAN_AUTHORIZATION_SERVER_URL', 'nowhere'],
    ['CONNECT_HOST_SCRIPT_URL', 'http://cdn.example.com/all.js'],
    ['ANALYTICS_BASE_URL', 'http://www.google-analytics.com'],
    ['ANALYTICS_BASE_URL', 'https://www.google-analytics.com:8443'],
    ['ANALYTICS_BASE_URL', 'https://10.0.0.1'],
    ['ANALYTICS_BASE_URL', 'https://www.google-analytics.com/?a=1'],
    ['ANALYTICS_MEASUREMENT_ID', 'G-ABCD123456'],
    ['SUPPORT_URL', 'javascript:alert(1)'],
    ['PRIVACY_URL', 'http://example.com'],
    ['TERMS_URL', '/terms'],
    ['ZOOM_ALLOWED_HOSTS', 'https://zoom.us'],
    ['ZOOM_ALLOWED_HOSTS', 'zoom.us:443'],
    ['ZOOM_ALLOWED_HOSTS', '*'],
    ['JIRA_ALLOWED_HOSTS', 'a.*.net'],
    ['JIRA_ALLOWED_HOSTS', 'one.net,,two.net'],
    ['ALLOW_INSECURE_LOOPBACK', 'yes'],
    ['LOG_LEVEL', 'loud'],
    ['WORKER', 'on'],
    ['ENCRYPTION_KEYS', key],
    ['ENCRYPTION_KEYS', `k1:${Buffer.alloc(16, 'abcdefghijklmnop').toString('base64')}`],
    ['ENCRYPTION_KEYS', `k1:${Buffer.alloc(32).toString('base64')}`],
    ['ENCRYPTION_KEYS', `k.1:${key}`],
    ['ENCRYPTION_KEYS', `k1:${key}:more`],
    ['ENCRYPTION_KEYS', `k1:${key},k1:${key}`],
    ['AC_OPTS', 'no-auth'],
    ['AC_OPTS', 'force-reg,NO-AUTH'],
    ['AC_OPTS', 'no-token-verfication'],
    ['ZOOM_DOMAIN_VERIFICATION', 'x'.repeat(201)],
    ['ZOOM_WEBHOOK_SECRET_TOKEN', 'one,two,three'],
    ['ZOOM_WEBHOOK_SECRET_TOKEN', 'one,'],
  ])('of %s is found: %s', (variable, value) => {
    const faults = faultsOf({ ...production, [variable]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${variable} `));
  });

  it.each([['ZOOM_CLIENT_ID'], ['ZOOM_CLIENT_SECRET']])('of a missing %s is found', (variable) => {
    expect(faultsOf({ ...production, [variable]: undefined })).toEqual([`${variable} is required`]);
  });

  it.each(['UA-12345-1', 'g-abcd123456', 'G-', 'G-ABCD 1234'])(
    'of a measurement id that is none of Google Analytics 4 is found: %s',
    (id) => {
      const env = { ...production, ANALYTICS_MEASUREMENT_ID: id, ANALYTICS_API_SECRET: 'shh' };
      expect(faultsOf(env)).toEqual([expect.stringMatching(/^ANALYTICS_MEASUREMENT_ID must be/)]);
    },
  );
  it('of a secret of analytics without a measurement id is found', () => {
    expect(faultsOf({ ...production, ANALYTICS_API_SECRET: 'shh' })).toEqual([
      'ANALYTICS_MEASUREMENT_ID and ANALYTICS_API_SECRET must be set together, or neither',
    ]);
  });

  it('is listed with all others in one message', () => {
    const env = { NODE_ENV: 'production', PORT: 'x', AC_OPTS: 'no-auth', ZOOM_CLIENT_ID: 'client' };
    const read = () => readConfig(env);
    expect(read).toThrow(ConfigError);
    expect(faultsOf(env)).toHaveLength(6);
    for (const variable of ['PORT', 'ZOOM_CLIENT_SECRET', 'APP_BASE_URL', 'AC_OPTS', 'DATABASE_URL'])
      expect(read).toThrow(variable);
    expect(read).toThrow('6 faults');
  });

  it('is told without the value, which may be a secret put in the wrong place', () => {
    const secret = 'shh:9f8e7d6c5b4a-not-for-logs';
    const variables = [
      'PORT',
      'TRUST_PROXY',
      'APP_BASE_URL',
      'DATABASE_URL',
      'DATABASE_POOL_MAX',
      'ENCRYPTION_KEYS',
      'ZOOM_OAUTH_BASE_URL',
      'ZOOM_API_BASE_URL',
      'ZOOM_ALLOWED_HOSTS',
      'ALLOW_INSECURE_LOOPBACK',
      'LOG_LEVEL',
      'WORKER',
      'ANALYTICS_MEASUREMENT_ID',
      'ANALYTICS_BASE_URL',
      'SUPPORT_URL',
    ];
    const given = { ...zoom, ANALYTICS_API_SECRET: secret };
    const faults = faultsOf({ ...given, ...Object.fromEntries(variables.map((name) => [name, secret])) });
    expect(faults).toHaveLength(variables.length);
    expect(faults.join('\n')).not.toContain('9f8e7d6c5b4a');
  });
});

describe('ALLOW_INSECURE_LOOPBACK', () => {
  it('permits http to loopback hosts, and to no other', () => {
    expect(faultsOf({ ...loopback, CONNECT_KEYS_CDN_URL: 'http://127.0.0.1:4000' })).toEqual([]);
    expect(faultsOf({ ...loopback, CONNECT_KEYS_CDN_URL: 'http://[::1]:4000' })).toEqual([]);
    expect(faultsOf({ ...loopback, CONNECT_KEYS_CDN_URL: 'http://localhost.example.com' })).toHaveLength(1);
    expect(faultsOf({ ...loopback, CONNECT_KEYS_CDN_URL: 'http://10.0.0.1' })).toHaveLength(1);
  });
  it.each(['https://meetings.example.com', 'https://127.0.0.1.example.com'])(
    'is refused when the app itself is public, at %s',
    (APP_BASE_URL) => {
      expect(faultsOf({ ...loopback, APP_BASE_URL })).toEqual([
        expect.stringMatching(/^ALLOW_INSECURE_LOOPBACK is refused/),
      ]);
    },
  );
});

describe('the keys of development', () => {
  const folder = () => {
    const path = mkdtempSync(join(tmpdir(), 'config-test-'));
    onTestFinished(() => rmSync(path, { recursive: true }));
    return path;
  };
  it('are made once, for the owner only, and found again', () => {
    const path = join(folder(), 'new');
    const made = loadOrCreateEncryptionKeys(path);
    expect(made).toMatchObject([{ id: 'dev' }]);
    expect(loadOrCreateEncryptionKeys(path)).toEqual(made);
    expect(statSync(join(path, 'encryption-keys')).mode & 0o777).toBe(0o600);
  });
  it('that cannot be read are a fault with advice, and are not overwritten', () => {
    const path = folder();
    writeFileSync(join(path, 'encryption-keys'), 'damaged');
    expect(() => loadOrCreateEncryptionKeys(path)).toThrow(ConfigError);
    expect(() => loadOrCreateEncryptionKeys(path)).toThrow('delete the data folder');
  });
});
