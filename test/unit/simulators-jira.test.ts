// The simulated Jira refuses what the real one refuses, and its tokens agree with Atlassian's own library.

import { createHash, createPublicKey, verify } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import jwt, { AsymmetricAlgorithm, SymmetricAlgorithm } from 'atlassian-jwt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LoopbackServer, listenOnLoopback, readBody } from '../simulators/http.ts';
import { type JiraSimulator, jiraMark, startJiraSimulator } from '../simulators/jira/simulator.ts';
import type { JiraSite } from '../simulators/jira/site.ts';
import type { JiraIssue, JiraUser } from '../simulators/jira/site-state.ts';

const appKey = 'test-app';
const boundary = 'b0undary';
let jira: JiraSimulator;
let site: JiraSite;
let app: LoopbackServer;
let received: { path: string; authorization: string; body: Record<string, unknown> }[];
let answerStatus: number;
let ada: JiraUser;
let issue: JiraIssue;

beforeEach(async () => {
  jira = await startJiraSimulator({ keepAttachmentBytes: true });
  site = jira.site;
  received = [];
  answerStatus = 204;
  app = await listenOnLoopback(async (request, response) => {
    if (request.url === '/atlassian-connect.json') {
      response.end(JSON.stringify(descriptor()));
      return;
    }
    const body = JSON.parse((await readBody(request)).toString()) as Record<string, unknown>;
    received.push({ path: request.url ?? '', authorization: request.headers.authorization ?? '', body });
    response.writeHead(answerStatus);
    response.end();
  });
  ada = site.addUser({ name: 'Ada' });
  const project = site.addProject({ key: 'ABC' });
  site.grant(ada.accountId, project.id);
  issue = site.addIssue({ projectId: project.id, summary: 'Broken kettle' });
});

afterEach(async () => {
  await jira.stop();
  await app.close();
});

const descriptor = () => ({
  key: appKey,
  name: 'Test app',
  baseUrl: app.origin,
  authentication: { type: 'jwt' },
  lifecycle: { installed: '/installed', uninstalled: '/uninstalled' },
  scopes: ['READ', 'WRITE', 'ACT_AS_USER'],
  apiMigrations: { 'signed-install': true, gdpr: true, 'context-qsh': true },
  modules: {
    jiraIssueContents: [
      {
        key: 'panel',
        name: { value: 'Panel' },
        target: { type: 'web_panel', url: '/panel?issueId={issue.id}&none={x.y}' },
      },
    ],
  },
});

const seconds = () => Math.floor(Date.now() / 1000);

/** The app's own token for one request, made with Atlassian's library. */
function appToken(
  method: 'GET' | 'PUT' | 'DELETE',
  pathAndQuery: string,
  claims: Record<string, unknown> = {},
) {
  const url = new URL(pathAndQuery, site.baseUrl);
  const query = Object.fromEntries(
    [...new Set(url.searchParams.keys())].map((k) => [k, url.searchParams.getAll(k)]),
  );
  const qsh = jwt.createQueryStringHash({ method, pathname: url.pathname, query });
  const all = { iss: appKey, iat: seconds(), exp: seconds() + 180, qsh, ...claims };
  return jwt.encodeSymmetric(all, site.sharedSecret, SymmetricAlgorithm.HS256);
}

async function asApp(
  method: 'GET' | 'PUT' | 'DELETE',
  path: string,
  claims?: Record<string, unknown>,
  body?: string,
) {
  const authorization = `JWT ${appToken(method, path, claims)}`;
  return fetch(site.baseUrl + path, {
    method,
    headers: { authorization },
    ...(body !== undefined && { body }),
  });
}

async function askToken(claims: Record<string, unknown> = {}, scope?: string, secret = site.sharedSecret) {
  const assertion = jwt.encodeSymmetric(
    {
      iss: `urn:atlassian:connect:clientid:${site.oauthClientId}`,
      sub: `urn:atlassian:connect:useraccountid:${ada.accountId}`,
      tnt: site.baseUrl,
      aud: jira.authorizationServerUrl,
      iat: seconds(),
      exp: seconds() + 60,
      ...claims,
    },
    secret,
    SymmetricAlgorithm.HS256,
  );
  const form = {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion,
    ...(scope && { scope }),
  };
  return fetch(`${jira.authorizationServerUrl}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
}

async function bearer(scope?: string): Promise<string> {
  return ((await (await askToken({}, scope)).json()) as { access_token: string }).access_token;
}

interface UploadAnswer {
  status: number;
  text: string;
}

/** Uploads raw body bytes as Ada; `headers` replaces defaults, undefined removes one. */
async function upload(body: Buffer, headers: Record<string, string | undefined> = {}): Promise<UploadAnswer> {
  const all = {
    authorization: `Bearer ${await bearer('READ WRITE')}`,
    'x-atlassian-token': 'no-check',
    'content-type': `multipart/form-data; boundary=${boundary}`,
    'content-length': String(body.length),
    ...headers,
  };
  const defined = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return new Promise((resolve, reject) => {
    const url = `${site.baseUrl}/rest/api/3/issue/${issue.id}/attachments`;
    const request = httpRequest(url, { method: 'POST', headers: Object.fromEntries(defined) }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

function multipart(content: Buffer, field = 'file'): Buffer {
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="a \\"b\\" ü.mp4"\r\nContent-Type: video/mp4\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${boundary}--\r\n`)]);
}

test('installs with an RS256 token that Atlassian’s library accepts, and uninstalls', async () => {
  expect(await site.install(app.origin)).toEqual({ status: 204, body: '' });
  const call = received[0];
  const token = call?.authorization.replace('JWT ', '') ?? '';
  const kid = jwt.getKeyId(token);
  const pem = await (await fetch(`${jira.keysUrl}/${kid}`)).text();
  const claims = jwt.decodeAsymmetric(token, pem, AsymmetricAlgorithm.RS256);
  const qsh = jwt.createQueryStringHash({ method: 'POST', pathname: '/installed', query: {} });
  expect(claims).toMatchObject({ iss: site.clientKey, aud: [app.origin], qsh });
  expect(claims.exp).toBeGreaterThan(seconds());
  expect(call?.body).toMatchObject({
    key: appKey,
    clientKey: site.clientKey,
    sharedSecret: site.sharedSecret,
    baseUrl: site.baseUrl,
    eventType: 'installed',
  });
  expect((await fetch(`${jira.keysUrl}/other`)).status).toBe(404);

  await site.uninstall();
  expect(received[1]?.path).toBe('/uninstalled');
  expect(received[1]?.body).not.toHaveProperty('sharedSecret');
  expect((await asApp('GET', '/rest/api/3/myself')).status).toBe(401);
});

test('an app that refuses the install is not installed, and a reinstall brings a new secret', async () => {
  answerStatus = 500;
  expect((await site.install(app.origin)).status).toBe(500);
  expect(site.installationState).toBe('none');
  answerStatus = 200;
  await site.install(app.origin);
  const before = { clientKey: site.clientKey, secret: site.sharedSecret };
  await site.reinstall();
  expect(site.clientKey).toBe(before.clientKey);
  expect(site.sharedSecret).not.toBe(before.secret);
  await site.siteImport();
  expect(site.clientKey).not.toBe(before.clientKey);
});

test('lifecycle tokens can be spoiled in every way', async () => {
  await site.install(app.origin);
  const part = (token: string, index: number) =>
    JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString());
  const noExp = site.signLifecycleToken('/installed', {
    claims: { exp: undefined },
    header: { kid: 'other' },
  });
  expect(part(noExp, 1)).not.toHaveProperty('exp');
  expect(part(noExp, 0).kid).toBe('other');
  const none = site.signLifecycleToken('/installed', { header: { alg: 'none' } });
  expect(none.endsWith('.')).toBe(true);
  const good = site.signLifecycleToken('/installed');
  const key = createPublicKey(await (await fetch(`${jira.keysUrl}/${part(good, 0).kid}`)).text());
  const [head, payload, signature] = good.split('.');
  const signed = Buffer.from(`${head}.${payload}`);
  expect(verify('RSA-SHA256', signed, key, Buffer.from(signature ?? '', 'base64url'))).toBe(true);
});

test('iframe URLs are bound by qsh, context tokens name the issue', async () => {
  await site.install(app.origin);
  const url = new URL(site.iframeUrl('panel', { accountId: ada.accountId, issueId: issue.id }));
  expect(url.searchParams.get('issueId')).toBe(issue.id);
  expect(url.searchParams.get('none')).toBe('');
  expect(url.searchParams.get('xdm_e')).toBe(site.baseUrl);
  const token = url.searchParams.get('jwt') ?? '';
  const claims = jwt.decodeSymmetric(token, site.sharedSecret, SymmetricAlgorithm.HS256);
  const query = Object.fromEntries(url.searchParams);
  expect(claims.qsh).toBe(jwt.createQueryStringHash({ method: 'GET', pathname: '/panel', query }));
  const context = jwt.decodeSymmetric(
    site.contextToken({ accountId: ada.accountId, issueId: issue.id }),
    site.sharedSecret,
    SymmetricAlgorithm.HS256,
  );
  expect(context).toMatchObject({ sub: ada.accountId, qsh: 'context-qsh', iss: site.clientKey });
  expect(context.context).toMatchObject({ jira: { issue: { id: issue.id, key: 'ABC-1' } } });
});

test('every REST call needs a token that is right for exactly this request', async () => {
  await site.install(app.origin);
  const path = `/rest/api/3/issue/${issue.id}?fields=summary,security&fields=a%20*b`;
  const answer = await asApp('GET', path);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    id: issue.id,
    fields: { summary: `Broken kettle ${jiraMark}`, security: null },
  });
  for (const claims of [{ qsh: 'x' }, { exp: undefined }, { exp: seconds() - 1 }, { iss: 'other' }]) {
    expect((await asApp('GET', path, claims)).status).toBe(401);
  }
  expect((await fetch(site.baseUrl + path)).status).toBe(401);
  expect(jira.requests.at(-1)).toMatchObject({ identity: 'none', status: 401, method: 'GET' });
  expect((await asApp('DELETE', '/rest/api/3/attachment/1')).status).toBe(403);
});

test('the authorization server checks the whole assertion', async () => {
  expect((await askToken()).status).toBe(401);
  await site.install(app.origin);
  expect(await (await askToken()).json()).toMatchObject({ token_type: 'Bearer', expires_in: 900 });
  for (const wrong of [
    { iss: 'x' },
    { sub: 'urn:atlassian:connect:useraccountid:nobody' },
    { tnt: `${site.baseUrl}/` },
    { aud: 'x' },
    { exp: seconds() + 61 },
    { exp: seconds() - 1 },
  ]) {
    expect((await askToken(wrong)).ok).toBe(false);
  }
  expect((await askToken({}, 'DELETE')).status).toBe(400);
  expect((await askToken({}, undefined, 'wrong secret')).status).toBe(400);
  ada.active = false;
  expect((await askToken()).status).toBe(400);
});

test('an upload is stored as the user, byte for byte, and can be read in ranges', async () => {
  await site.install(app.origin);
  const content = Buffer.from(`video \r\n--${boundary.slice(0, 4)} \r\n bytes`.repeat(50_000));
  const first = jira.waitFor('upload-first-byte');
  const answer = await upload(multipart(content));
  expect(await first).toMatchObject({ issueId: issue.id, accountId: ada.accountId });
  expect(answer.status).toBe(200);
  const [bean] = JSON.parse(answer.text);
  expect(bean).toMatchObject({ filename: 'a "b" ü.mp4', size: content.length, mimeType: 'video/mp4' });
  expect(bean.author.accountId).toBe(ada.accountId);
  const sha256 = createHash('sha256').update(content).digest('hex');
  expect(site.attachments('ABC-1')).toMatchObject([{ id: bean.id, sha256 }]);
  const headers = { authorization: `Bearer ${await bearer()}`, range: 'bytes=0-4' };
  const range = await fetch(bean.content, { headers });
  expect([range.status, await range.text()]).toEqual([206, 'video']);
});

test('an upload is refused for each of its faults', async () => {
  await site.install(app.origin);
  const body = multipart(Buffer.alloc(1000));
  const status = async (bytes: Buffer, headers?: Record<string, string | undefined>) =>
    (await upload(bytes, headers)).status;
  expect(await status(body, { 'x-atlassian-token': undefined })).toBe(403);
  expect(await status(body, { 'content-length': undefined, 'transfer-encoding': 'chunked' })).toBe(411);
  expect(await status(body, { authorization: `Bearer ${await bearer('READ')}` })).toBe(403);
  expect(await status(body, { authorization: undefined })).toBe(401);
  expect(await status(multipart(Buffer.alloc(10), 'other'))).toBe(400);
  expect(await status(body.subarray(0, -6))).toBe(400);
  expect(await status(Buffer.concat([body, Buffer.from('more')]))).toBe(400);
  site.setLimits({ uploadLimit: 1000 });
  expect(await status(body)).toBe(200);
  expect(await status(multipart(Buffer.alloc(1001)))).toBe(413);
  expect(await status(multipart(Buffer.alloc(5_000_000)))).toBe(413);
  site.setLimits({ maxAttachmentsPerIssue: 1 });
  expect(await status(body)).toBe(413);
  site.setLimits({ maxAttachmentsPerIssue: 9, attachmentsEnabled: false });
  expect(await status(body)).toBe(404);
  site.setLimits({ attachmentsEnabled: true });
  site.grant(ada.accountId, issue.projectId, ['BROWSE_PROJECTS']);
  expect(await status(body)).toBe(403);
  site.grant(ada.accountId, issue.projectId, []);
  expect(await status(body)).toBe(404);
  expect(site.attachments(issue.id)).toHaveLength(1);
});

test('uploads suffer their faults', async () => {
  await site.install(app.origin);
  const body = multipart(Buffer.alloc(3_000_000));
  jira.faults.uploads.push(
    { kind: 'reset', atByte: 1_000_000 },
    { kind: 'lose-answer' },
    { kind: 'answer-without-id' },
  );
  const broken = jira.waitFor('upload-broken');
  await expect(upload(body)).rejects.toThrow();
  await broken;
  expect(site.attachments(issue.id)).toHaveLength(0);
  await expect(upload(body)).rejects.toThrow();
  expect(site.attachments(issue.id)).toHaveLength(1);
  expect(JSON.parse((await upload(body)).text)[0]).not.toHaveProperty('id');

  const release = Promise.withResolvers<void>();
  jira.faults.uploads.push({ kind: 'hold', atByte: 500_000, until: release.promise });
  const held = jira.waitFor('upload-held');
  const answer = upload(body);
  expect((await held).bytes).toBeLessThan(body.length);
  release.resolve();
  expect((await answer).status).toBe(200);

  jira.faults.answers.push({
    path: /attachment\/meta$/,
    times: 1,
    status: 429,
    headers: { 'retry-after': '7' },
  });
  const limited = await asApp('GET', '/rest/api/3/attachment/meta');
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
  expect((await asApp('GET', '/rest/api/3/attachment/meta')).status).toBe(200);
});

test('issue properties obey their limits and scopes', async () => {
  await site.install(app.origin);
  const path = `/rest/api/3/issue/${issue.id}/properties/some.key`;
  expect((await asApp('GET', path)).status).toBe(404);
  expect((await asApp('PUT', path, {}, '{"count":1}')).status).toBe(201);
  expect((await asApp('PUT', path, {}, '{"count":2}')).status).toBe(200);
  expect(await (await asApp('GET', path)).json()).toEqual({ key: 'some.key', value: { count: 2 } });
  expect((await asApp('PUT', path, {}, JSON.stringify('x'.repeat(32_768)))).status).toBe(400);
  expect((await asApp('PUT', path, {}, 'no json')).status).toBe(400);
  expect((await asApp('DELETE', path)).status).toBe(403);
  expect(site.issueProperty('ABC-1', 'some.key')).toEqual({ count: 2 });
});

test('rights are told as they are', async () => {
  await site.install(app.origin);
  const bob = site.addUser({ name: 'Bob', admin: true });
  const secret = site.addIssue({
    projectId: issue.projectId,
    securityLevel: { name: 'Board', members: [bob.accountId] },
  });
  site.grant(bob.accountId, issue.projectId, ['BROWSE_PROJECTS', 'EDIT_ISSUES']);
  const authorization = `Bearer ${await bearer()}`;
  const check = async (accountId: string) => {
    const body = {
      accountId,
      globalPermissions: ['ADMINISTER'],
      projectPermissions: [
        { permissions: ['EDIT_ISSUES', 'CREATE_ATTACHMENTS'], issues: [Number(issue.id), Number(secret.id)] },
      ],
    };
    const headers = { authorization };
    const url = `${site.baseUrl}/rest/api/3/permissions/check`;
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    return answer.status === 200 ? answer.json() : answer.status;
  };
  expect(await check(ada.accountId)).toEqual({
    globalPermissions: [],
    projectPermissions: [
      { permission: 'EDIT_ISSUES', issues: [Number(issue.id)], projects: [] },
      { permission: 'CREATE_ATTACHMENTS', issues: [Number(issue.id)], projects: [] },
    ],
  });
  expect(await check(bob.accountId)).toBe(403);
  const mine = await fetch(
    `${site.baseUrl}/rest/api/3/mypermissions?issueId=${issue.id}&permissions=CREATE_ATTACHMENTS,ADMINISTER`,
    { headers: { authorization } },
  );
  expect(await mine.json()).toMatchObject({
    permissions: {
      CREATE_ATTACHMENTS: { havePermission: true, type: 'PROJECT' },
      ADMINISTER: { havePermission: false },
    },
  });
  const hidden = await fetch(`${site.baseUrl}/rest/api/3/issue/${secret.id}`, { headers: { authorization } });
  expect(hidden.status).toBe(404);
});
