// Time that runs faster than it does, from one moment on, in every process that is told so.

import { TestClock } from '../support/test-clock.ts';

export interface FastTime {
  /** Milliseconds since 1970 at which fast and real time are the same. */
  epoch: number;
  /** Seconds that pass in a real one. */
  speed: number;
  /** By how much this process's clock is wrong, in milliseconds of fast time. */
  skewMs: number;
}

/** A lease of 40 seconds has run out in two. */
const speed = 20;
export const timersAreFasterBy = 5;

/** Given to a process's imports, beside {@link FastClock.environment}. */
export const fastTimeModule = new URL('fast-time.ts', import.meta.url).pathname;

export class FastClock extends TestClock {
  readonly #epoch = Date.now();

  override now(): Date {
    const real = super.now().getTime();
    return new Date(Math.round(this.#epoch + (real - this.#epoch) * speed));
  }

  /** The environment variable for a process that preloads fast-time.ts. */
  environment(skewMs = 0): Record<string, string> {
    const time: FastTime = { epoch: this.#epoch, speed, skewMs };
    return { FAST_TIME: JSON.stringify(time) };
  }
}
