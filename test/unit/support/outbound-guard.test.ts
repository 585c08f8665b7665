// The guard that keeps tests on this machine: refuses, records, and lets loopback through.
import { spawnSync } from 'node:child_process';
import { lookup } from 'node:dns';
import { lookup as lookupPromise } from 'node:dns/promises';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type LookupFunction } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect as connectTls } from 'node:tls';
import axios from 'axios';
import { expect, test } from 'vitest';
import { takeOutboundAttempts } from '../../support/outbound-guard.ts';

test.each([
  ['an address', () => once(connect(443, '192.0.2.1'), 'connect')],
  ['an address in options', () => once(connect({ port: 443, host: '192.0.2.1' }), 'connect')],
  ['a name', () => once(connect(443, 'example.test'), 'connect')],
  ['TLS', () => once(connectTls({ port: 443, host: 'example.test' }), 'secureConnect')],
  ['fetch', () => fetch('https://example.test/')],
  ['axios', () => axios.get('http://example.test/', { proxy: false })],
  ['a promised lookup', () => lookupPromise('example.test')],
])('refuses and records %s', async (_, attempt) => {
  await expect(attempt()).rejects.toThrow();
  const attempts = takeOutboundAttempts();
  expect(attempts).toHaveLength(1);
  expect(attempts[0]).toMatch(/192\.0\.2\.1|example\.test/);
});

test('refuses and records a lookup with a callback', async () => {
  const error = await new Promise((resolve) => lookup('example.test', (reason) => resolve(reason)));
  expect(error).toBeInstanceOf(Error);
  expect(takeOutboundAttempts()).toEqual(['the name example.test']);
});

test('judges what a lookup of the caller answers, not the name', async () => {
  const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const lookupOf =
    (address: string): LookupFunction =>
    (_name, _options, callback) =>
      callback(null, [{ address, family: 4 }]);
  await once(connect({ port, host: 'zoom.test', lookup: lookupOf('127.0.0.1') }), 'connect');
  expect(takeOutboundAttempts()).toEqual([]);
  await expect(
    once(connect({ port, host: 'zoom.test', lookup: lookupOf('192.0.2.1') }), 'connect'),
  ).rejects.toThrow('stay on this machine');
  expect(takeOutboundAttempts()).toEqual(['zoom.test (192.0.2.1)']);
  server.close();
});

test('guards a child process and reports for it', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'outbound-guard-test-'));
  const report = path.join(folder, 'report.txt');
  const guard = path.join(import.meta.dirname, '../../support/outbound-guard.ts');
  const script = "fetch('https://example.test/').catch(() => undefined)";
  const { status } = spawnSync(process.execPath, ['--import', guard, '--eval', script], {
    env: { ...process.env, OUTBOUND_REPORT: report },
  });
  expect(status).toBe(0);
  expect(readFileSync(report, 'utf8')).toMatch(/^process \d+ turned to example\.test:443\n$/);
  rmSync(folder, { recursive: true });
});
