// Which hosts we talk to. Names are matched on the parsed URL; addresses are checked inside the socket's own look-up,
// so that DNS cannot answer one thing to a check and another to the connection.

import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Host names, exact or `*.suffix`, lower case and without ports. */
export type HostList = readonly string[];

export interface HostPolicy {
  hosts: HostList;
  /** Permits `http:` and any port, for the loopback hosts that `hosts` names; for no other host, even when it is on. */
  insecureLoopback: boolean;
}

export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (name === 'localhost') return true;
  return ipaddr.isValid(name) && ipaddr.process(name).range() === 'loopback';
}

function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

function isListed(host: string, hosts: HostList): boolean {
  return hosts.some((pattern) =>
    pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern,
  );
}

/** Parses `url` and says whether this policy lets us connect to it. Null when not. */
export function parseAllowedUrl(url: string, policy: HostPolicy): URL | null {
  if (!URL.canParse(url)) return null;
  const parsed = new URL(url);
  const host = parsed.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (parsed.username !== '' || parsed.password !== '') return null;
  if (!isListed(host, policy.hosts)) return null;
  if (policy.insecureLoopback && isLoopbackHost(host))
    return parsed.protocol === 'http:' || parsed.protocol === 'https:' ? parsed : null;
  if (parsed.protocol !== 'https:' || parsed.port !== '') return null;
  return ipaddr.isValid(host) && !isPublicAddress(host) ? null : parsed;
}

/** The connection would have gone to an address that is not on the public internet. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';
  readonly code = 'EPRIVATEADDRESS';
}

/** A `lookup` for sockets that refuses private addresses (loopback ones too, unless permitted). */
export function guardedLookup(insecureLoopback: boolean): LookupFunction {
  const permitted = (address: string, hostname: string): boolean =>
    isPublicAddress(address) || (insecureLoopback && isLoopbackHost(hostname) && isLoopbackHost(address));
  return (hostname: string, options: LookupOptions, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      const allowed = error ? [] : addresses.filter(({ address }) => permitted(address, hostname));
      const [first] = allowed;
      if (error) callback(error, '', 0);
      else if (first === undefined) callback(new PrivateAddressError('Private address refused'), '', 0);
      else if (options.all) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}
