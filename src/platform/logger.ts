// Structured logs. One JSON line per event; a last filter removes what must never be logged, wherever it came from.

import { AsyncLocalStorage } from 'node:async_hooks';
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

/** Replaces whatever looks like a token, a URL's query or credentials, or an e-mail address inside a text. */
export function redactText(text: string): string {
  return text
    .replace(/\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g, '[token]')
    .replace(/\b(Bearer|JWT|Basic)\s+[\w.~+/=-]+/g, '$1 [token]')
    .replace(/(https?:\/\/[^\s?"'#]+)[?#][^\s"']*/g, '$1?[query]')
    .replace(/:\/\/[^\s/@]+@/g, '://[credentials]@')
    .replace(/[\w.+-]+@[\w-]+\.[\w.-]+/g, '[e-mail]');
}

/** Keeps plain values under harmless keys; errors become what {@link describeError} says of them. */
export function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      secretKeys.test(key) && !(value instanceof Error) ? '[redacted]' : redactValue(value),
    ]),
  );
}

function redactValue(value: unknown): unknown {
  if (value instanceof Error) return describeError(value);
  if (typeof value === 'string') return redactText(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(redactValue);
  if (value !== null && typeof value === 'object') return redactFields(value as Record<string, unknown>);
  return value;
}

const fieldsOfWork = new AsyncLocalStorage<Record<string, string>>();

/** Runs `work`; every line that it logs, and whatever it starts, carries `fields` too: ids of a request, job or transfer. */
export function withLogFields<Result>(fields: Record<string, string>, work: () => Result): Result {
  return fieldsOfWork.run({ ...fieldsOfWork.getStore(), ...fields }, work);
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
      const all = redactFields({ ...fieldsOfWork.getStore(), ...fields });
      inner.log({ ...all, level: severity, message: redactText(message) });
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
