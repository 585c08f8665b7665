// The one error type whose message is meant for people. Everything else is internal and never shown or logged as text.

import type { ApiErrorBody } from './api-types.ts';

/** A refusal or failure with a stable code, an HTTP status and a sentence for the person: what happened, what to do. */
export class AppError extends Error {
  override readonly name: string = 'AppError';
  readonly code: string;
  readonly status: number;
  /** Seconds after which asking again makes sense. */
  readonly retryAfterSeconds: number | undefined;
  /** The field of the request that is to blame. */
  readonly field: string | undefined;

  constructor(
    code: string,
    status: number,
    message: string,
    options: { cause?: unknown; retryAfterSeconds?: number; field?: string | undefined } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = status;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.field = options.field;
  }

  /** The JSON that the machine gets. */
  toBody(): ApiErrorBody {
    const { code, message, field } = this;
    return { error: { code, message, ...(field === undefined ? {} : { field }) } };
  }
}

/** The answer to a request whose shape is wrong; `detail` names fields and rules, never the values sent. */
export function invalidRequest(detail: string, field?: string): AppError {
  return new AppError('invalid_request', 400, `The request could not be understood: ${detail}`, { field });
}

const loggedProperties = [
  'code',
  'syscall',
  'status',
  'constraint',
  'kind',
  'fault',
  'table',
  'column',
  'rowId',
] as const;

/**
 * What may be logged of any thrown value: its kind, its codes and where it was thrown.
 * Foreign messages are left out, because they quote URLs, tokens and people's texts. At most `causes` causes follow.
 */
export function describeError(error: unknown, causes = 5): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const described: Record<string, unknown> = { name: error.name };
  if (error instanceof AppError) described.message = error.message;
  for (const key of loggedProperties) {
    const value = (error as unknown as Record<string, unknown>)[key];
    if (typeof value === 'string' || typeof value === 'number') described[key] = value;
  }
  // The frames come after the message, whose own lines may look like frames.
  described.at = (error.stack ?? '')
    .replace(error.message, '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 6)
    .map((line) => line.trim());
  const inner = error.cause ?? (error as { parent?: unknown }).parent;
  if (inner !== undefined && inner !== null && causes > 0) described.cause = describeError(inner, causes - 1);
  return described;
}
