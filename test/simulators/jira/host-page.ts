// The pages of the site that a person opens in a browser, and the files and events they load.

import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { sendJson } from '../http.ts';
import type { Site } from './context.ts';
import { answerPageData } from './host-page-data.ts';
import { readBridgeFile } from './host-script-server.ts';
import { sessionAccountId, sessionCookieName } from './session.ts';

const folder = join(import.meta.dirname, 'host-page');
const types: Record<string, string> = { js: 'text/javascript', css: 'text/css' };

/** Answers a request for a page or for what a page loads; false when there is none of this URL. */
export function answerHostPage(
  site: Site,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): boolean {
  if (request.method !== 'GET') return false;
  const { pathname } = url;
  if (pathname === '/' || /^\/(browse|issues|plugins\/servlet\/ac)\//.test(pathname)) {
    sendPage(site, request, response, url);
    return true;
  }
  const attachment = /^\/secure\/attachment\/(\d+)\//.exec(pathname);
  if (attachment) {
    response.writeHead(302, { location: `/rest/api/3/attachment/content/${attachment[1]}` }).end();
    return true;
  }
  const file = /^\/host-page\/static\/([a-z-]+\.(js|css))$/.exec(pathname);
  if (file) return sendFile(response, file[1] ?? '', types[file[2] ?? ''] ?? '');
  if (!pathname.startsWith('/host-page/')) return false;

  const accountId = sessionAccountId(site, request);
  if (accountId === undefined) {
    sendJson(response, 401, { message: 'Open a page of this site first.' });
    return true;
  }
  if (pathname === '/host-page/events') {
    followIssue(site, response, url.searchParams.get('issueId') ?? '');
    return true;
  }
  const data = answerPageData(site, accountId, url);
  if (data === undefined) return false;
  sendJson(response, 200, data, { 'cache-control': 'no-store' });
  return true;
}

/** The same shell for every page. `?as=<accountId>` changes who is looking, as does coming for the first time. */
function sendPage(site: Site, request: IncomingMessage, response: ServerResponse, url: URL): void {
  const wanted = url.searchParams.get('as');
  const active = site.state.users.filter((user) => user.active);
  const user = active.find((one) => one.accountId === wanted) ?? active[0];
  if ((wanted !== null || sessionAccountId(site, request) === undefined) && user) {
    const value = encodeURIComponent(user.accountId);
    response.setHeader('set-cookie', `${sessionCookieName(site)}=${value}; Path=/; HttpOnly; SameSite=Lax`);
  }
  const first = site.state.issues[0];
  if (wanted !== null || (url.pathname === '/' && first)) {
    url.searchParams.delete('as');
    const path = url.pathname === '/' && first ? `/browse/${first.key}` : url.pathname;
    response.writeHead(302, { location: `${path}${url.search}` });
    response.end();
    return;
  }
  const shell = readFileSync(join(folder, 'shell.html'), 'utf8');
  const origin = new URL(site.context.hostScriptUrl).origin;
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(shell.replaceAll('{{hostScriptOrigin}}', origin));
}

function sendFile(response: ServerResponse, name: string, type: string): boolean {
  const content = readPageFile(name);
  if (!content) return false;
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' });
  response.end(content);
  return true;
}

function readPageFile(name: string): Buffer | null {
  if (name === 'jquery.js') return readFileSync(createRequire(import.meta.url).resolve('jquery'));
  if (name.startsWith('connect-host.')) return readBridgeFile(name);
  try {
    return readFileSync(join(folder, name));
  } catch {
    return null;
  }
}

/** Server-sent events: one message whenever something of the issue changed. */
function followIssue(site: Site, response: ServerResponse, issueId: string): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.flushHeaders();
  const { events } = site.context;
  const tell = (event: { site: string; issueId: string }) => {
    if (event.site === site.baseUrl && event.issueId === issueId) response.write('data: changed\n\n');
  };
  const stops = [
    events.on('attachment-created', tell),
    events.on('attachment-deleted', tell),
    events.on('comment-created', tell),
    events.on('property-changed', tell),
  ];
  response.on('close', () => {
    for (const stop of stops) stop();
  });
}
