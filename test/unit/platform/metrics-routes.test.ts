// Who may read /metrics: with the token, or where nobody else can reach the app.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { metricsRoutes } from '../../../src/platform/http/metrics-routes.ts';
import { errorHandler, notFound } from '../../../src/platform/http/routes.ts';
import { createMetrics } from '../../../src/platform/metrics.ts';
import { recordingLogger } from '../../support/recording-logger.ts';

const token = 'a-token-of-24-characters';
const production = { production: true, appBaseUrl: 'https://meetings.example.com' };
const development = { production: false, appBaseUrl: 'http://localhost:3000' };
const tunnelled = { production: false, appBaseUrl: 'https://me.example.com' };

async function ask(
  config: Parameters<typeof metricsRoutes>[0]['config'],
  { method = 'GET', authorization }: { method?: string; authorization?: string } = {},
): Promise<Response> {
  const metrics = createMetrics();
  metrics.counter('things_total', 'Things.').inc(3);
  const app = express();
  app.use('/metrics', metricsRoutes({ config, metrics }));
  app.use(notFound, errorHandler(recordingLogger().logger));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`, {
    method,
    headers: authorization === undefined ? {} : { authorization },
  });
}

test.each([
  ['in production with the token', { ...production, metricsToken: token }, `Bearer ${token}`, 200],
  ['in production without the token', { ...production, metricsToken: token }, undefined, 401],
  ['with another token', { ...production, metricsToken: token }, 'Bearer a-token-of-24-characterz', 401],
  ['with the beginning of the token', { ...production, metricsToken: token }, 'Bearer a-token', 401],
  [
    'with the token as a password',
    { ...production, metricsToken: token },
    `Basic ${btoa(`x:${token}`)}`,
    401,
  ],
  ['in production without any token set', { ...production, metricsToken: null }, undefined, 404],
  ['at a loopback address outside production', { ...development, metricsToken: null }, undefined, 200],
  ['at a loopback address where a token is set', { ...development, metricsToken: token }, undefined, 401],
  ['at a public address outside production', { ...tunnelled, metricsToken: null }, undefined, 404],
])('%s the answer is as it should be', async (_where, config, authorization, status) => {
  const answer = await ask(config, authorization === undefined ? {} : { authorization });
  expect(answer.status).toBe(status);
  const text = await answer.text();
  if (status === 200) expect(text).toContain('zoom_for_jira_things_total 3');
  else expect(text).not.toContain('things_total');
});

test('a refusal says how to ask, and no answer is kept by anybody on the way', async () => {
  const refused = await ask({ ...production, metricsToken: token });
  expect(refused.headers.get('www-authenticate')).toBe('Bearer');
  const answered = await ask({ ...development, metricsToken: null });
  expect(answered.headers.get('cache-control')).toBe('no-store');
  expect(answered.headers.get('content-type')).toMatch(/^text\/plain;.* version=0\.0\.4/);
});

test('anything but reading is refused, so that nobody can post there', async () => {
  expect((await ask({ ...development, metricsToken: null }, { method: 'POST' })).status).toBe(405);
});
