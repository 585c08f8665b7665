// What anybody can open without Jira: the pages and addresses that Zoom and its reviewers are given.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countTokenRequests, newPerson, startFlow } from '../support/connection-windows.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const manifest = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../docs/zoom-app-manifest.json'), 'utf8'),
);
const [subscription] = manifest.features.event_subscription.events;

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({
    background: false,
    env: {
      SUPPORT_URL: 'https://support.example.com/zoom',
      PRIVACY_URL: 'https://www.example.com/privacy',
      TERMS_URL: '',
      ZOOM_DOMAIN_VERIFICATION: 'ZOOM_verify_made0up1for2the3test',
    },
  });
});
afterAll(() => app.stop());

/** An address of the manifest, at the app under test. */
const here = (address: string): string => address.replace('https://YOUR-APP-HOST', app.baseUrl);
const get = (address: string) => fetch(address, { redirect: 'manual' });

describe('the page that the manifest gives as documentation', () => {
  test('says how to add, use and remove the app and what becomes of data, and links the operator’s pages', async () => {
    const answer = await get(here(manifest.display_information.doc_url));
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect([...html.matchAll(/<h2>(.+?)<\/h2>/g)].map(([, title]) => title)).toEqual([
      'Add',
      'Use',
      'Remove',
      'Data',
    ]);
    expect(html).toContain(`${app.baseUrl}/atlassian-connect.json`);
    expect(html).not.toContain('{{');
    expect([...html.matchAll(/<a href="(.+?)">(.+?)<\/a>/g)].map(([, url, name]) => [name, url])).toEqual([
      ['Support', 'https://support.example.com/zoom'],
      ['Privacy', 'https://www.example.com/privacy'],
    ]);
  });

  test('carries the headers that Zoom’s reviewers look for, and cannot be framed', async () => {
    const { headers } = await get(`${app.baseUrl}/`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });
});

describe('the redirect URL of the manifest', () => {
  test('is the one that the app sends people to Zoom with', async () => {
    const { startUrl } = await startFlow(app, newPerson(app, 'Priya Raman'));
    const consent = (await get(startUrl)).headers.get('location') ?? '';
    const redirect = here(manifest.oauth_information.production_redirect_uri);
    expect(new URL(consent).searchParams.get('redirect_uri')).toBe(redirect);
    expect(manifest.oauth_information.oauth_allow_list.map(here)).toEqual([redirect]);
  });

  test('sends somebody who comes from the Marketplace to Jira, and leaves Zoom’s code unused', async () => {
    const tokenRequests = countTokenRequests(app);
    const answer = await get(
      `${here(manifest.oauth_information.production_redirect_uri)}?code=from-the-marketplace`,
    );
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('Almost there: start from Jira');
    expect(tokenRequests()).toBe(0);
  });
});

test('the webhook URL of the manifest takes signed events only', async () => {
  for (const address of [subscription.development_webhook_url, subscription.production_webhook_url]) {
    const answer = await fetch(here(address), { method: 'POST', body: '{}' });
    expect(answer.status).toBe(401);
  }
});

test('Zoom finds the configured content when it verifies the domain', async () => {
  const answer = await get(`${app.baseUrl}/zoomverify/verifyzoom.html`);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe('ZOOM_verify_made0up1for2the3test');
});
