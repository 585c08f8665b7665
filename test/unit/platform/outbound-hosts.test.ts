// Which URLs we connect to: judged on the parsed host, whatever the spelling tries.

import { describe, expect, it } from 'vitest';
import { isLoopbackHost, parseAllowedUrl } from '../../../src/platform/outbound-hosts.ts';

const zoom = { hosts: ['zoom.us', '*.zoom.us'], insecureLoopback: false };
const addresses = {
  hosts: ['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', 'fd00::1', '::ffff:10.0.0.1', '93.184.215.14'],
  insecureLoopback: false,
};
const trying = { hosts: ['127.0.0.1', 'localhost', '::1', '10.0.0.1', 'zoom.us'], insecureLoopback: true };

describe('in production', () => {
  it.each([
    'https://zoom.us/oauth/token',
    'https://ZOOM.us/',
    'https://zoom.us:443/',
    'https://api.zoom.us/v2/users/me',
    'https://us02web.zoom.us/rec/download/x?a=b',
    'https:\\\\zoom.us\\path',
    'https://zoom.us\\@evil.example/',
    'https://%7Aoom.us/',
    'https://zoom%E3%80%82us/',
  ])('%s is allowed, and its host is really one of the list', (url) => {
    expect(parseAllowedUrl(url, zoom)?.hostname).toMatch(/^(\w+\.)?zoom\.us$/);
  });

  it.each([
    'http://zoom.us/',
    'ws://zoom.us/',
    'ftp://zoom.us/',
    'file:///etc/passwd',
    'data:text/plain,zoom.us',
    'https://evilzoom.us/',
    'https://zoom.us.evil.example/',
    'https://zoom.us@evil.example/',
    'https://evil.example/?zoom.us',
    'https://evil.example/#.zoom.us',
    'https://evil.example\\.zoom.us/',
    'https://zoom.us:8443/',
    'https://zoom.us./',
    'https://api.zoom.us./',
    'https://user@zoom.us/',
    'https://user:pass@zoom.us/',
    'https://:pass@zoom.us/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://localhost/',
    'https://zооm.us/',
    '//zoom.us/',
    'zoom.us',
    '',
  ])('%s is refused', (url) => expect(parseAllowedUrl(url, zoom)).toBeNull());

  it.each([
    ['https://127.0.0.1/', false],
    ['https://2130706433/', false],
    ['https://0x7f000001/', false],
    ['https://0177.0.0.1/', false],
    ['https://10.0.0.1/', false],
    ['https://169.254.169.254/latest/meta-data', false],
    ['https://[::1]/', false],
    ['https://[fd00::1]/', false],
    ['https://[::ffff:10.0.0.1]/', false],
    ['https://[::ffff:a00:1]/', false],
    ['https://93.184.215.14/', true],
  ])('a listed address counts only when it is public: %s %s', (url, allowed) => {
    expect(parseAllowedUrl(url, addresses) !== null).toBe(allowed);
  });
});

describe('in loopback mode', () => {
  it.each(['http://127.0.0.1:4000/', 'https://localhost:4000/', 'http://[::1]:1/', 'https://zoom.us/'])(
    '%s is allowed',
    (url) => expect(parseAllowedUrl(url, trying)).not.toBeNull(),
  );
  it.each([
    'http://127.0.0.2:4000/',
    'http://localhost.evil.example/',
    'http://zoom.us/',
    'https://zoom.us:4000/',
    'http://10.0.0.1/',
    'https://10.0.0.1/',
    'ftp://localhost/',
    'http://user@localhost/',
  ])('%s is refused', (url) => expect(parseAllowedUrl(url, trying)).toBeNull());
});

it.each([
  ['localhost', true],
  ['LOCALHOST', true],
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['[::1]', true],
  ['::ffff:127.0.0.1', true],
  ['localhost.example.com', false],
  ['127.0.0.1.example.com', false],
  ['0.0.0.0', false],
  ['10.0.0.1', false],
  ['', false],
])('%s is loopback: %s', (host, loopback) => expect(isLoopbackHost(host)).toBe(loopback));
