// Refuses and records every connection of this process that would leave the machine. Works for a child process too:
// `node --import <this file>`; what it records there goes to the file named in OUTBOUND_REPORT, which fails the run.
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { isLoopbackHost } from './loopback.ts';

type Lookup = net.LookupFunction;
type Socket = net.Socket;

// On the global object, so that a second copy of this module shares the list and does not hook again.
const shared = globalThis as { outboundAttempts?: string[] };

/** Returns what was attempted since the last call, and forgets it. */
export function takeOutboundAttempts(): string[] {
  return shared.outboundAttempts?.splice(0) ?? [];
}

function refuse(target: string): NodeJS.ErrnoException {
  shared.outboundAttempts?.push(target);
  return Object.assign(new Error(`Tests must stay on this machine, but one turned to ${target}`), {
    code: 'ECONNREFUSED',
  });
}

/** A lookup of the caller's own may lead anywhere: what it answers is what counts. */
function guardLookup(host: string, lookup: Lookup): Lookup {
  return (name, options, callback) =>
    lookup(name, options, (error, address, family) => {
      const answers = typeof address === 'string' ? [address] : (address ?? []).map((entry) => entry.address);
      const outside = error ? undefined : answers.find((answer) => !isLoopbackHost(answer));
      if (outside) callback(refuse(`${host} (${outside})`), '', 0);
      else callback(error, address, family);
    });
}

function install(): void {
  shared.outboundAttempts = [];

  const connect = net.Socket.prototype.connect as (this: Socket, ...args: unknown[]) => Socket;
  function guardedConnect(this: Socket, ...args: unknown[]): Socket {
    const options = optionsOf(args);
    const host = options.host ?? 'localhost';
    if (options.path !== undefined || isLoopbackHost(host)) return connect.apply(this, args);
    if (options.lookup && !net.isIP(host)) {
      options.lookup = guardLookup(host, options.lookup);
      return connect.apply(this, args);
    }
    const error = refuse(`${host}:${options.port}`);
    process.nextTick(() => this.destroy(error));
    return this;
  }
  net.Socket.prototype.connect = guardedConnect as typeof net.Socket.prototype.connect;

  const { lookup } = dns;
  dns.lookup = ((name: string, ...rest: unknown[]) => {
    const callback = rest.at(-1) as (error: Error) => void;
    if (isLoopbackHost(name) || net.isIP(name)) return Reflect.apply(lookup, dns, [name, ...rest]);
    const error = refuse(`the name ${name}`);
    process.nextTick(() => callback(error));
  }) as typeof dns.lookup;
  const lookupPromise = dns.promises.lookup;
  dns.promises.lookup = (async (name: string, ...rest: unknown[]) => {
    if (isLoopbackHost(name) || net.isIP(name))
      return Reflect.apply(lookupPromise, dns.promises, [name, ...rest]);
    throw refuse(`the name ${name}`);
  }) as typeof dns.promises.lookup;
  syncBuiltinESMExports();

  process.once('exit', () => {
    const report = process.env.OUTBOUND_REPORT;
    const attempts = takeOutboundAttempts();
    if (!report || attempts.length === 0) return;
    appendFileSync(report, attempts.map((target) => `process ${process.pid} turned to ${target}\n`).join(''));
  });
}

interface ConnectOptions {
  host?: string;
  port?: number | string;
  path?: string;
  lookup?: Lookup;
}

/** connect(options), connect(path), connect(port, host), or the list that Node's own callers make of one of these. */
function optionsOf(args: unknown[]): ConnectOptions {
  const [first, second] = args;
  if (Array.isArray(first)) return optionsOf(first);
  if (typeof first === 'object' && first !== null) return first as ConnectOptions;
  if (typeof first === 'string' && !/^\d+$/.test(first)) return { path: first };
  return { port: Number(first), ...(typeof second === 'string' ? { host: second } : {}) };
}

if (!shared.outboundAttempts) install();
