// Preloaded into the product's own programs (`node --import`), so that minutes of leases and pauses pass in seconds.
// What `FAST_TIME` holds is made by fast-clock.ts.

import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import timers from 'node:timers/promises';
import { type FastTime, timersAreFasterBy } from './fast-clock.ts';

const { epoch, speed, skewMs } = JSON.parse(process.env.FAST_TIME ?? '') as FastTime;
const RealDate = Date;
const now = (): number => Math.round(epoch + (RealDate.now() - epoch) * speed + skewMs);

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, newTarget) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});

// Those that guard the database and renew leases: faster too, but not so fast that a busy machine trips over them.
for (const name of ['setTimeout', 'setInterval'] as const) {
  const real = globalThis[name] as (work: () => void, ms?: number, ...given: unknown[]) => NodeJS.Timeout;
  const fast = (work: () => void, ms = 0, ...given: unknown[]) =>
    real(work, ms / timersAreFasterBy, ...given);
  Object.assign(globalThis, { [name]: Object.assign(fast, real) });
}

// What a run waits by itself, and how long it bears a silent socket.
const realSleep = timers.setTimeout;
timers.setTimeout = (ms, value, options) => realSleep((ms ?? 0) / speed, value, options);
const realIdle = net.Socket.prototype.setTimeout;
net.Socket.prototype.setTimeout = function idle(this: net.Socket, ms, done) {
  return realIdle.call(this, ms / speed, done);
};
syncBuiltinESMExports();
