// The door to Jira: lifecycle events, pages and API calls, each with the tokens that must not get through.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signAppRequest } from '../../src/host/connect/outbound-tokens.ts';
import { type JiraSimulator, startJiraSimulator } from '../simulators/jira/simulator.ts';
import type { JiraSite } from '../simulators/jira/site.ts';
import type { TokenOverrides } from '../simulators/jira/tokens.ts';
import { createTestDatabase } from '../support/test-database.ts';
import { type HostApp, startHostApp } from './host-support.ts';

let testDatabase: Awaited<ReturnType<typeof createTestDatabase>>;
let jira: JiraSimulator;
let app: HostApp;
let site: JiraSite;
let accountId: string;
let projectId: string;
let issueId: string;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  jira = await startJiraSimulator();
  app = await startHostApp(jira, testDatabase.url);
});

afterAll(async () => {
  await app.stop();
  await jira.stop();
  await testDatabase.drop();
});

// A site of its own for every test; the simulator and the app are shared.
beforeEach(async () => {
  site = await jira.addSite();
  accountId = site.addUser({ name: 'Ada' }).accountId;
  projectId = site.addProject({ key: 'ONE' }).id;
  site.grant(accountId, projectId);
  issueId = site.addIssue({ projectId }).id;
  expect(await site.install(app.baseUrl)).toMatchObject({ status: 204 });
});

const now = () => Math.floor(Date.now() / 1000);

const get = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(path.startsWith('http') ? path : `${app.baseUrl}${path}`, { headers });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text };
};
const withToken = (token: string, path = '/api/actor') => get(path, { authorization: `JWT ${token}` });
const contextToken = (overrides?: TokenOverrides) => site.contextToken({ accountId, issueId }, overrides);
const codeOf = ({ text }: { text?: string; body?: string }): string => JSON.parse(text ?? '').error.code;

/** Posts the body that Jira would send, with changes, and a token of Jira's, with changes. */
const postLifecycle = async (
  path: '/installed' | '/uninstalled',
  { body = {}, token }: { body?: object; token?: TokenOverrides | string | null } = {},
) => {
  const signed = typeof token === 'string' || token === null ? token : site.signLifecycleToken(path, token);
  const event = path === '/installed' ? 'installed' : 'uninstalled';
  const answer = await site.postLifecycle(path, { ...site.lifecycleBody(event), ...body }, signed);
  return { status: answer.status, text: answer.body };
};

/** Resolves when the app has heard of everything that was committed so far: news come in order. */
const newsArrived = async () => {
  const neighbour = await jira.addSite();
  await neighbour.install(app.baseUrl);
  const find = () => app.installations.findByClientKey(neighbour.clientKey);
  await find();
  await app.database.rows(
    `UPDATE installations SET oauth_client_id = 'told' WHERE client_key = $1
     RETURNING pg_notify('installations', id::text)`,
    [neighbour.clientKey],
  );
  await expect.poll(async () => (await find())?.oauthClientId).toBe('told');
};

const siteRows = () =>
  app.database.rows<{ id: string; state: string; base_url: string; display_url: string | null }>(
    'SELECT id, state, base_url, display_url FROM installations WHERE base_url = $1 ORDER BY installed_at',
    [site.baseUrl],
  );

describe('the descriptor', () => {
  it('names this app at its public address, with the migrations and scopes that Jira needs to see', async () => {
    const descriptor = JSON.parse((await get('/atlassian-connect.json')).text);
    expect(descriptor).toMatchObject({
      key: 'zoom-meetings-for-jira',
      baseUrl: app.baseUrl,
      links: { self: `${app.baseUrl}/atlassian-connect.json` },
      apiMigrations: { 'signed-install': true, gdpr: true, 'context-qsh': true },
      scopes: ['READ', 'WRITE', 'ACT_AS_USER'],
    });
    expect(JSON.stringify(descriptor)).not.toContain('{{');
  });
});

describe('a lifecycle event', () => {
  it.each<[string, TokenOverrides | string | null]>([
    ['without a token', null],
    ['with a token that is none', 'not.a.token'],
    ['without exp', { claims: { exp: undefined } }],
    ['of algorithm none', { header: { alg: 'none' } }],
    ['signed with a shared secret', { header: { alg: 'HS256' }, secret: 'any-secret' }],
    ['that expired', { claims: { exp: now() - 60 } }],
    ['for another app', { claims: { aud: ['https://other.example'] } }],
    ['for no app', { claims: { aud: undefined } }],
    ['for another address', { claims: { qsh: 'a'.repeat(64) } }],
    ['with a hash that fits every address', { claims: { qsh: 'context-qsh' } }],
  ])('%s is refused with 401 and changes nothing', async (_title, token) => {
    for (const path of ['/installed', '/uninstalled'] as const) {
      const answer = await postLifecycle(path, {
        token,
        body: { sharedSecret: 'the-secret-of-an-attacker' },
      });
      expect([answer.status, codeOf(answer)]).toEqual([401, 'not_authenticated']);
    }
    expect(await siteRows()).toMatchObject([{ state: 'installed' }]);
    expect((await withToken(contextToken())).status).toBe(200);
  });

  it('of one site about another is refused, so that no site can uninstall its neighbour', async () => {
    const neighbour = await jira.addSite();
    expect((await neighbour.install(app.baseUrl)).status).toBe(204);
    for (const path of ['/installed', '/uninstalled'] as const) {
      const answer = await postLifecycle(path, { body: { clientKey: neighbour.clientKey } });
      expect([answer.status, codeOf(answer)]).toEqual([401, 'not_authenticated']);
    }
    const token = neighbour.contextToken({ accountId: 'somebody' });
    expect((await withToken(token)).status).toBe(200);
  });

  it('whose query differs from the signed one is refused, and one with a signed query accepted', async () => {
    const body = site.lifecycleBody('installed');
    const token = site.signLifecycleToken('/installed?user_key=admin');
    expect((await site.postLifecycle('/installed?user_key=admin', body, token)).status).toBe(204);
    expect((await site.postLifecycle('/installed?user_key=other', body, token)).status).toBe(401);
  });

  it('with an unknown key id gets a 4xx that says so', async () => {
    for (const kid of ['00000000-0000-4000-8000-000000000000', '../keys', 'a/b', '', undefined]) {
      const answer = await postLifecycle('/installed', { token: { header: { kid } } });
      expect([answer.status, codeOf(answer)]).toEqual([400, 'unknown_install_key']);
      expect(answer.text).toContain('key id');
    }
  });

  it('while the key server is down is still taken when its key was fetched within the last day', async () => {
    const hours = 2 * 3600;
    await postLifecycle('/installed');
    app.clock.advance(hours);
    const later = { token: { claims: { iat: now() + hours, exp: now() + hours + 900 } } };
    const asked = () => jira.requests.filter(({ site: server }) => server === jira.keysUrl).length;
    const before = asked();
    jira.faults.keyServer = 'unavailable';
    const answer = await postLifecycle('/installed', later);
    jira.faults.keyServer = 'none';
    expect(answer.status).toBe(204);
    expect(asked()).toBeGreaterThan(before);
    app.clock.advance(-hours);
  });

  it('while the key server is down gets a 503, and succeeds when it is sent again later', async () => {
    // Keys are kept for a day at most, so first let that day pass.
    const day = 86_401;
    app.clock.advance(day);
    const later = { token: { claims: { iat: now() + day, exp: now() + day + 900 } } };
    jira.faults.keyServer = 'unavailable';
    const answer = await postLifecycle('/installed', later);
    jira.faults.keyServer = 'none';
    expect([answer.status, codeOf(answer)]).toEqual([503, 'install_keys_unavailable']);
    expect((await postLifecycle('/installed', later)).status).toBe(204);
    jira.faults.keyServer = 'unavailable';
    const known = await postLifecycle('/installed', later);
    jira.faults.keyServer = 'none';
    expect(known.status).toBe(204);
    app.clock.advance(-day);
  });

  it('asks the key server once for many events', async () => {
    const asked = () => jira.requests.filter(({ site: server }) => server === jira.keysUrl).length;
    await postLifecycle('/installed');
    const before = asked();
    for (let turn = 0; turn < 3; turn += 1) await postLifecycle('/installed');
    expect(asked()).toBe(before);
  });
});

describe('POST /installed', () => {
  it('needs only key, clientKey, sharedSecret and baseUrl, and keeps an installationId where it comes', async () => {
    const { key, clientKey, sharedSecret, baseUrl } = site.lifecycleBody('installed');
    const body = { key, clientKey, sharedSecret, baseUrl };
    const post = (sent: object) =>
      site.postLifecycle('/installed', { ...sent }, site.signLifecycleToken('/installed'));
    expect((await post(body)).status).toBe(204);
    const installationId = 'ari:cloud:ecosystem::installation/1';
    expect((await post({ ...body, installationId })).status).toBe(204);
    expect(
      await app.database.rows('SELECT installation_id FROM installations WHERE base_url = $1', [baseUrl]),
    ).toEqual([{ installation_id: installationId }]);
  });

  it.each(['key', 'sharedSecret', 'baseUrl'])(
    'without %s is refused by its name, never its value',
    async (field) => {
      const answer = await postLifecycle('/installed', { body: { [field]: undefined } });
      expect([answer.status, codeOf(answer)]).toEqual([400, 'invalid_request']);
      expect(answer.text).toContain(field);
    },
  );

  it('replayed with a body of somebody’s own is refused, since the signature does not cover the body', async () => {
    const token = site.signLifecycleToken('/installed');
    const body = site.lifecycleBody('installed');
    const forged = { ...body, sharedSecret: 'a secret that somebody made up' };
    expect((await site.postLifecycle('/installed', body, token)).status).toBe(204);
    expect((await site.postLifecycle('/installed', forged, token)).status).toBe(401);
    expect((await withToken(contextToken())).status).toBe(200);
    // Atlassian may send the same event again when our answer was lost.
    expect((await site.postLifecycle('/installed', body, token)).status).toBe(204);
  });

  it('for another app is refused', async () => {
    expect((await postLifecycle('/installed', { body: { key: 'another-app' } })).status).toBe(400);
  });

  it.each([
    'https://evil.example',
    'http://localhost.evil.example',
    'https://127.0.0.1@evil.example',
    'ftp://127.0.0.1',
    'not a url',
  ])('from a site at %s is refused, since tokens would be sent there', async (baseUrl) => {
    const answer = await postLifecycle('/installed', { body: { baseUrl } });
    expect([answer.status, codeOf(answer)]).toEqual([403, 'site_not_allowed']);
  });

  it('keeps origins only, and no display URL that is not one', async () => {
    await postLifecycle('/installed', {
      body: { baseUrl: `${site.baseUrl}/some/path/`, displayUrl: 'https://jira.example.com/start' },
    });
    expect(await siteRows()).toMatchObject([{ display_url: 'https://jira.example.com' }]);
    for (const displayUrl of [
      'http://jira.example.com',
      "https://a;script-src 'unsafe-inline'",
      'x',
      7,
      null,
    ]) {
      expect((await postLifecycle('/installed', { body: { displayUrl } })).status).toBe(204);
      expect(await siteRows()).toMatchObject([{ display_url: null }]);
    }
  });

  it('with another method, a broken body or too much of it is refused clearly', async () => {
    expect((await get('/installed')).status).toBe(405);
    const post = (body: string) =>
      fetch(`${app.baseUrl}/installed`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      });
    expect((await post('{"key":')).status).toBe(400);
    expect((await post(JSON.stringify({ key: 'x'.repeat(70_000) }))).status).toBe(413);
  });

  it('twice at once ends in one installed row', async () => {
    const answers = await Promise.all([postLifecycle('/installed'), postLifecycle('/installed')]);
    expect(answers.map(({ status }) => status)).toEqual([204, 204]);
    expect(await siteRows()).toMatchObject([{ state: 'installed' }]);
  });

  it('anew with a new secret works at once, for that secret only', async () => {
    const before = contextToken();
    expect((await withToken(before)).status).toBe(200);
    expect((await site.reinstall()).status).toBe(204);
    expect((await withToken(contextToken())).status).toBe(200);
    expect((await withToken(before)).status).toBe(401);
  });

  it('after a site import retires the old row and serves the new one', async () => {
    const before = contextToken();
    expect((await site.siteImport()).status).toBe(204);
    expect((await siteRows()).map(({ state }) => state)).toEqual(['retired', 'installed']);
    expect((await withToken(contextToken())).status).toBe(200);
    await expect.poll(async () => (await withToken(before)).status).toBe(401);
    const retired = (await siteRows())[0]?.id;
    const jobs = await app.database.rows<{ data: unknown }>(
      `SELECT data FROM pgboss.job WHERE name = 'site-ended'`,
    );
    expect(jobs).toContainEqual({ data: { siteId: retired } });
  });
});

describe('POST /uninstalled', () => {
  it('forgets the secret, and the site is served no more', async () => {
    const token = contextToken();
    expect((await site.uninstall()).status).toBe(204);
    expect(await siteRows()).toMatchObject([{ state: 'uninstalled' }]);
    await expect.poll(async () => (await withToken(token)).status).toBe(401);
  });
});

describe('a call of /api', () => {
  it('with a context token is made by the person, on the issue, that Jira signed', async () => {
    const answer = await withToken(contextToken(), '/api/issue-actor?issueId=99999');
    expect(answer.status).toBe(200);
    const [row] = await siteRows();
    expect(JSON.parse(answer.text)).toEqual({
      siteId: row?.id,
      accountId,
      issueId,
      projectId,
      via: 'connect',
    });
  });

  it.each<[string, TokenOverrides]>([
    ['without exp', { claims: { exp: undefined } }],
    ['of algorithm none', { header: { alg: 'none' } }],
    ['that expired', { claims: { exp: now() - 60 } }],
    ['from the future', { claims: { iat: now() + 600 } }],
    ['of an unknown site', { claims: { iss: 'another-client-key' } }],
    ['without an issuer', { claims: { iss: undefined } }],
    ['of nobody', { claims: { sub: undefined } }],
    ['without a hash', { claims: { qsh: undefined } }],
    ['signed with another secret', { secret: 'another-secret' }],
    ['of our own making', { claims: { iss: 'zoom-meetings-for-jira', aud: ['x'], qsh: 'context-qsh' } }],
    ['that names an audience', { claims: { aud: ['somebody'] } }],
  ])('with a token %s is refused with 401 and a way out', async (_title, overrides) => {
    const answer = await withToken(contextToken(overrides));
    expect([answer.status, codeOf(answer)]).toEqual([401, 'not_authenticated']);
    expect(answer.text).toContain('Reload the page');
    expect(answer.headers.get('x-acpt')).toBeNull();
  });

  it("with one site's name and another site's secret is refused", async () => {
    const neighbour = await jira.addSite();
    await neighbour.install(app.baseUrl);
    const answer = await withToken(contextToken({ secret: neighbour.sharedSecret }));
    expect(answer.status).toBe(401);
  });

  it('with the token of a page is refused, also when it is bound to this very address', async () => {
    const page = new URL(site.iframeUrl('zoom-issue-panel', { accountId, issueId })).searchParams.get('jwt');
    expect((await withToken(page ?? '')).status).toBe(401);
    const bound = site.signBoundToken('GET', '/api/actor', { claims: { sub: accountId } });
    expect((await withToken(bound)).status).toBe(401);
  });

  it('with a token that we sent to Jira is refused', async () => {
    const request = { clientKey: site.clientKey, sharedSecret: site.sharedSecret, now: new Date() };
    const token = signAppRequest({ ...request, method: 'GET', url: `${app.baseUrl}/api/actor` });
    expect((await withToken(token)).status).toBe(401);
    expect((await get(`/issue-panel?jwt=${token}`)).status).toBe(401);
  });

  it('with its token in the address is refused', async () => {
    const token = contextToken();
    expect((await get(`/api/actor?jwt=${token}`)).status).toBe(401);
    expect((await get('/api/actor', { 'x-acpt': token })).status).toBe(401);
    expect((await get('/api/actor', { authorization: `Bearer ${token}` })).status).toBe(401);
  });

  it('without an issue in its token has none, whatever the address says', async () => {
    const token = site.contextToken({ accountId });
    expect(JSON.parse((await withToken(token)).text)).toMatchObject({
      accountId,
      issueId: null,
    });
    const answer = await withToken(token, `/api/issue-actor?issueId=${issueId}`);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'no_issue']);
  });

  it('with an issue id that is no number has no issue', async () => {
    const context = { jira: { issue: { id: '1 OR 1=1' } } };
    const answer = await withToken(contextToken({ claims: { context } }));
    expect(JSON.parse(answer.text)).toMatchObject({ issueId: null });
  });

  it('with bad signatures makes the database be asked again only once in ten seconds', async () => {
    await newsArrived();
    const forged = () => withToken(contextToken({ secret: 'forged' }));
    expect((await forged()).status).toBe(401);
    // Changed without a notification, as when it is still under way: a forger has used up the one look allowed.
    const { id } = (await siteRows())[0] ?? {};
    await app.database.rows(`UPDATE installations SET oauth_client_id = 'later' WHERE id = $1`, [id]);
    expect((await forged()).status).toBe(401);
    expect((await app.installations.findById(id ?? ''))?.oauthClientId).toBe(site.oauthClientId);
    app.clock.advance(11);
    expect((await forged()).status).toBe(401);
    expect((await app.installations.findById(id ?? ''))?.oauthClientId).toBe('later');
    app.clock.advance(-11);
  });
});

describe('a page', () => {
  const pageUrl = (overrides?: TokenOverrides) =>
    site.iframeUrl('zoom-issue-panel', { accountId, issueId }, overrides);

  it('that Jira signed is served for framing by that site alone, and never kept', async () => {
    await postLifecycle('/installed', { body: { displayUrl: 'https://jira.example.com' } });
    const answer = await get(pageUrl());
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(`<script src="${jira.hostScriptUrl}"`);
    expect(answer.text).toMatch(/<script type="module" src="\/assets\/issue-panel-[\w-]+\.js">/);
    expect(answer.text).toMatch(/<link rel="stylesheet" href="\/assets\/[\w-]+\.css">/);
    expect(answer.text).not.toContain('{{');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('x-frame-options')).toBeNull();
    expect(answer.headers.get('x-acpt')).toBeNull();
    const policy = answer.headers.get('content-security-policy')?.split('; ');
    const hostScript = new URL(jira.hostScriptUrl).origin;
    expect(policy).toContain(`frame-ancestors ${site.baseUrl} https://jira.example.com`);
    expect(policy).toContain(`script-src 'self' ${hostScript}`);
    expect(policy).toContain("default-src 'none'");
  });

  it('for the settings is served too', async () => {
    const answer = await get(site.iframeUrl('zoom-settings', { accountId }));
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(/src="\/assets\/settings-[\w-]+\.js"/);
  });

  it.each<[string, TokenOverrides]>([
    ['without exp', { claims: { exp: undefined } }],
    ['of algorithm none', { header: { alg: 'none' } }],
    ['that expired', { claims: { exp: now() - 60 } }],
    ['of an unknown site', { claims: { iss: 'another-client-key' } }],
    ['signed with another secret', { secret: 'another-secret' }],
    ['for any address', { claims: { qsh: 'context-qsh' } }],
    ['without a hash', { claims: { qsh: undefined } }],
  ])('with a token %s is refused in a sentence that Jira can show', async (_title, overrides) => {
    const answer = await get(pageUrl(overrides));
    expect(answer.status).toBe(401);
    expect(answer.text).toContain('Reload the page');
    expect(answer.text).not.toContain('<script');
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'");
  });

  it('whose address was changed after signing is refused', async () => {
    expect((await get(pageUrl().replace(`issueId=${issueId}`, 'issueId=1'))).status).toBe(401);
    expect((await get(`${pageUrl()}&more=1`)).status).toBe(401);
    expect((await get(pageUrl().replace('/issue-panel?', '/settings?'))).status).toBe(401);
  });

  it('with a context token, or a token in a header only, is refused', async () => {
    const token = contextToken();
    expect((await get(`/issue-panel?jwt=${token}`)).status).toBe(401);
    expect((await get('/issue-panel', { authorization: `JWT ${token}` })).status).toBe(401);
    expect((await get('/issue-panel?jwt[]=a&jwt[]=b')).status).toBe(401);
  });

  it('stays closed when AC_OPTS tells the framework to let everybody in', async () => {
    process.env.AC_OPTS = 'no-auth no-token-verfication';
    try {
      expect((await get('/issue-panel')).status).toBe(401);
      expect((await get(pageUrl({ claims: { qsh: 'x' } }))).status).toBe(401);
    } finally {
      delete process.env.AC_OPTS;
    }
  });
});

describe('the process', () => {
  it('keeps no handler of the framework that would swallow unhandled rejections', () => {
    const handlers = process.listeners('unhandledRejection').map(String);
    expect(handlers.filter((handler) => handler.includes('Unhandled error:'))).toEqual([]);
  });

  it('has logged refusals by their reason, and no secret, token or text of Jira', async () => {
    await withToken(contextToken({ secret: 'forged' }));
    await postLifecycle('/installed', { token: { claims: { qsh: 'b'.repeat(64) } } });
    await site.reinstall();
    const log = app.log();
    expect(log).toContain('"reason":"signature"');
    expect(log).toContain('"reason":"request_hash"');
    for (const secret of [
      ...jira.sites.map((one) => one.sharedSecret),
      'the-secret-of-an-attacker',
      ...jira.marks,
    ])
      expect(log).not.toContain(secret);
    expect(log).not.toMatch(/eyJ[\w-]+\./);
  });
});
