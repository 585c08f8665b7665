// The socket's own name look-up: whatever DNS answers, no private address is connected to.

import dns, { type LookupAddress } from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { guardedLookup } from '../../../src/platform/outbound-hosts.ts';

/** What DNS says. */
const said = { answer: [] as { address: string; family: number }[], error: null as Error | null };

const v4 = (address: string) => ({ address, family: 4 });
const v6 = (address: string) => ({ address, family: 6 });

function lookUp(hostname: string, all: boolean, insecureLoopback = false): Promise<unknown> {
  return new Promise((resolve, reject) =>
    guardedLookup(insecureLoopback)(hostname, { all }, (error, found, family) =>
      error ? reject(error) : resolve(all ? found : { address: found, family }),
    ),
  );
}

beforeEach(() => {
  said.answer = [];
  said.error = null;
  const lookup = (
    _host: string,
    _options: unknown,
    callback: (error: Error | null, found: LookupAddress[]) => void,
  ): void => callback(said.error, said.answer);
  vi.spyOn(dns, 'lookup').mockImplementation(lookup as typeof dns.lookup);
  syncBuiltinESMExports();
});
afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

describe('an answer', () => {
  it.each([
    '127.0.0.1',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fd12:3456::1',
    'ff02::1',
    '::ffff:10.0.0.1',
    '::ffff:127.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::1',
  ])('of %s is refused', async (address) => {
    said.answer = [address.includes(':') ? v6(address) : v4(address)];
    for (const all of [true, false])
      await expect(lookUp('api.zoom.us', all)).rejects.toMatchObject({ code: 'EPRIVATEADDRESS' });
  });

  it('of a public address passes', async () => {
    said.answer = [v4('93.184.215.14'), v6('2606:2800:220:1:248:1893:25c8:1946')];
    expect(await lookUp('api.zoom.us', true)).toEqual(said.answer);
    expect(await lookUp('api.zoom.us', false)).toEqual(said.answer[0]);
  });

  it('of both keeps the public ones only', async () => {
    said.answer = [v4('10.0.0.1'), v4('93.184.215.14'), v6('::1')];
    expect(await lookUp('api.zoom.us', true)).toEqual([v4('93.184.215.14')]);
    expect(await lookUp('api.zoom.us', false)).toEqual(v4('93.184.215.14'));
  });

  it('of nothing is refused, and an error of DNS is passed on', async () => {
    await expect(lookUp('api.zoom.us', true)).rejects.toMatchObject({ code: 'EPRIVATEADDRESS' });
    said.error = Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
    await expect(lookUp('api.zoom.us', false)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });
});

describe('in loopback mode', () => {
  it('loopback addresses pass for loopback names only', async () => {
    said.answer = [v4('127.0.0.1')];
    expect(await lookUp('localhost', true, true)).toEqual(said.answer);
    await expect(lookUp('rebound.example', true, true)).rejects.toMatchObject({ code: 'EPRIVATEADDRESS' });
  });
  it('a loopback name must not lead to another private address', async () => {
    said.answer = [v4('10.0.0.1')];
    await expect(lookUp('localhost', true, true)).rejects.toMatchObject({ code: 'EPRIVATEADDRESS' });
  });
});
