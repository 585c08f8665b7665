// Says which host names and addresses stay on this machine.
import { isIP } from 'node:net';

/** True for localhost, names below it, and loopback addresses, with or without IPv6 brackets. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  if (isIP(name) === 4) return name.startsWith('127.') || name === '0.0.0.0';
  return name === '::1' || name === '::' || name.startsWith('::ffff:127.');
}
