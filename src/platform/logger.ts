// Structured logs. One JSON line per event; a last filter removes what must never be logged, wherever it came from.

import winston from 'winston';
import { describeError } from './errors.ts';

export interface Logger {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

const secretKeys =
  /(authorization|password|passcode|secret|token|jwt|cookie|assertion|verifier|^code$|^state$|email|topic|filename|^name$|^url$|^query$|^body$)/i;

/** Replaces whatever looks like a token, a URL's query or an e-mail address inside a text. */
export function redactText(text: string): string {
  return text
    .replace(/\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g, '[token]')
    .replace(/\b(Bearer|JWT|Basic)\s+[\w.~+/=-]+/g, '$1 [token]')
    .replace(/(https?:\/\/[^\s?"'#]+)[?#][^\s"']*/g, '$1?[query]')
    .replace(/[\w.+-]+@[\w-]+\.[\w.-]+/g, '[e-mail]');
}

/** Keeps plain values under harmless keys; errors become what {@link describeError} says of them. */
export function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (value instanceof Error) kept[key] = describeError(value);
    else if (secretKeys.test(key)) kept[key] = '[redacted]';
    else if (typeof value === 'string') kept[key] = redactText(value);
    else if (value instanceof Date) kept[key] = value.toISOString();
    else if (Array.isArray(value))
      kept[key] = value.map((item) => (typeof item === 'string' ? redactText(item) : item));
    else if (value !== null && typeof value === 'object')
      kept[key] = redactFields(value as Record<string, unknown>);
    else kept[key] = value;
  }
  return kept;
}

/**
 * A logger that writes JSON lines to standard output, or to `stream` (tests read it back).
 * `level` is one of winston's npm levels.
 */
export function createLogger(level: string, stream?: NodeJS.WritableStream): Logger {
  const inner = winston.createLogger({
    level,
    format: winston.format.combine(winston.format.timestamp(), winston.format.json()),
    transports: [
      stream === undefined
        ? new winston.transports.Console({ stderrLevels: ['error'] })
        : new winston.transports.Stream({ stream }),
    ],
  });
  const write =
    (severity: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: Record<string, unknown> = {}): void => {
      inner.log({ ...redactFields(fields), level: severity, message: redactText(message) });
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
