// A logger that tests read back.

import { Writable } from 'node:stream';
import { createLogger, type Logger } from '../../src/platform/logger.ts';

/** A logger of everything, and what it wrote so far. */
export function recordingLogger(): { logger: Logger; lines(): string } {
  let lines = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines += String(chunk);
      done();
    },
  });
  return { logger: createLogger('debug', stream), lines: () => lines };
}
