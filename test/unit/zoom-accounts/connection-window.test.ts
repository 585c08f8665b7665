// The connection window under an https address: the cookie's name and flags, and refusals as pages.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createZoomOAuth } from '../../../src/zoom/zoom-oauth.ts';
import { escapeHtml } from '../../../src/zoom-accounts/connection-pages.ts';
import { type ZoomOAuthRoutesDeps, zoomOAuthRoutes } from '../../../src/zoom-accounts/zoom-oauth-routes.ts';

const flowId = '6f2d2f5e-2d0e-4c8e-9d0a-3f1f3c1b2a11';
const cookieName = `__Host-zoom-flow-${flowId}`;
let seen: { browserSecret: string }[];
let origin: string;
let stop: () => Promise<void>;

beforeEach(async () => {
  seen = [];
  const deps = {
    appBaseUrl: 'https://meetings.example.com',
    clock: { now: () => new Date(0) },
    logger: { error: () => undefined },
    flows: {
      start: async () => flowId,
      takeCode: async (input: { browserSecret: string }) => {
        seen.push(input);
        return { personId: 'p', code: 'c', codeVerifier: 'v' };
      },
      end: async () => undefined,
    },
    zoomOAuth: createZoomOAuth({
      http: () => Promise.reject(new Error('nobody is asked')),
      clock: { now: () => new Date(0) },
      logger: { error: () => undefined },
      baseUrl: 'https://zoom.us',
      clientId: 'id',
      clientSecret: 'secret',
      redirectUri: 'https://meetings.example.com/zoom/oauth/callback',
    }),
  } as unknown as ZoomOAuthRoutesDeps;
  const server = createServer(express().use('/zoom/oauth', zoomOAuthRoutes(deps)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stop = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
});
afterEach(() => stop());

it('the cookie is Secure and __Host-, so that no other host and no plain http can set or read it', async () => {
  const answer = await fetch(`${origin}/zoom/oauth/start?token=${'t'.repeat(43)}`, { redirect: 'manual' });
  const [cookie = ''] = answer.headers.getSetCookie();
  const [pair, ...flags] = cookie.split('; ');
  expect(pair).toMatch(new RegExp(`^${cookieName}=[\\w-]{43}$`));
  expect(flags).toEqual(
    expect.arrayContaining(['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/', 'Max-Age=600']),
  );
  expect(cookie).not.toMatch(/domain/i);
});

it.each([
  [`${cookieName}=right`, 'right'],
  [`other=1; ${cookieName}=right; more=2`, 'right'],
  [`zoom-flow-${flowId}=planted`, ''],
  [`x${cookieName}=planted`, ''],
  ['', ''],
])('of the cookies "%s" only the right name counts', async (cookie, browserSecret) => {
  const answer = await fetch(`${origin}/zoom/oauth/confirm`, {
    method: 'POST',
    headers: { cookie },
    body: new URLSearchParams({ flow: flowId, token: 't'.repeat(43), decision: 'decline' }),
  });
  expect(answer.status).toBe(200);
  expect(seen).toMatchObject([{ browserSecret }]);
  expect(answer.headers.getSetCookie()[0]).toMatch(new RegExp(`^${cookieName}=; .*Secure`));
});

it('text becomes harmless inside HTML and attributes', () => {
  expect(escapeHtml(`<a href="x" title='y'>&amp;</a>`)).toBe(
    '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;',
  );
});
