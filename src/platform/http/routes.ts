// What all routes share: handlers that may throw, validated bodies, and the last handler that renders refusals.

import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { AppError, invalidRequest } from '../errors.ts';
import { type Logger, withLogFields } from '../logger.ts';
import { type Metrics, secondsSince, statusClass } from '../metrics.ts';

/** Wraps an async handler for Express 4, which does not wait for promises. */
export function route(handler: (request: Request, response: Response) => Promise<void>): RequestHandler {
  return (request, response, next) => {
    handler(request, response).catch(next);
  };
}

/** @throws {AppError} 400 naming the faulty fields and rules, the first field as `field`, never the values. */
export function validated<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    ({ path, message }) => `${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`,
  );
  const [field] = parsed.error.issues[0]?.path ?? [];
  throw invalidRequest(`${faults.join('; ')}.`, typeof field === 'string' ? field : undefined);
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS']);

/**
 * Gives each request an id, which all log lines that it causes carry, and logs and measures its outcome. Only the route's
 * pattern is told, never the URL.
 */
export function requestLog({ logger, metrics }: { logger: Logger; metrics: Metrics }): RequestHandler {
  const durations = metrics.histogram(
    'http_request_duration_seconds',
    'Requests answered, by the route’s pattern, method and class of status.',
    [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    ['route', 'method', 'status_class'],
  );
  return (request, response, next) => {
    const requestId = randomUUID();
    const began = performance.now();
    response.setHeader('x-request-id', requestId);
    withLogFields({ requestId }, () => {
      response.on('close', () => {
        const { method } = request;
        // Mount points match in any case: what was sent must not become a label.
        const route = `${request.baseUrl.toLowerCase()}${request.route?.path ?? ' (none)'}`;
        const status = response.statusCode;
        const seconds = secondsSince(began);
        const known = methods.has(method) ? method : 'other';
        durations.observe({ route, method: known, status_class: statusClass(status) }, seconds);
        const finished = response.writableFinished;
        logger.info('request', {
          requestId,
          method,
          route,
          status,
          finished,
          ms: Math.round(seconds * 1000),
        });
      });
      next();
    });
  };
}

/** For paths that exist, but not with this method. Mount after the real handlers of the path. */
export function onlyMethods(...methods: string[]): RequestHandler {
  return (_request, response) => {
    response.setHeader('allow', methods.join(', '));
    throw new AppError('method_not_allowed', 405, `This address answers only to ${methods.join(' and ')}.`);
  };
}

export const notFound: RequestHandler = () => {
  throw new AppError('not_found', 404, 'There is nothing at this address.');
};

/** Turns what body-parser throws into our own refusals; everything else unknown is a 500 without details. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const type = (error as { type?: unknown } | null)?.type;
  if (type === 'entity.too.large')
    return new AppError('body_too_large', 413, 'The request is larger than this address accepts.');
  if (type === 'entity.parse.failed') return invalidRequest('the body is not valid JSON.');
  if (typeof type === 'string' && /^(encoding|charset|request|entity)\./.test(type))
    return invalidRequest('the body could not be read.');
  if (error instanceof URIError) return invalidRequest('the address is not well-formed.');
  return new AppError(
    'internal',
    500,
    'Something went wrong on our side. Nothing was changed; please try again.',
    {
      cause: error,
    },
  );
}

/** The one place where a failed request becomes an answer. Express knows it by its four parameters. */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  return (thrown: unknown, _request, response, _next) => {
    const error = asAppError(thrown);
    const fields = { refusal: error.code, status: error.status };
    if (error.status >= 500) logger.error('request failed', { ...fields, error });
    else logger.info('request refused', fields);
    if (response.headersSent) {
      // Half an answer is out: cutting it tells the other side. Express's own handler would print foreign messages.
      response.destroy();
      return;
    }
    response.status(error.status);
    if (error.retryAfterSeconds !== undefined)
      response.setHeader('retry-after', String(Math.ceil(error.retryAfterSeconds)));
    response.setHeader('cache-control', 'no-store');
    response.json(error.toBody());
  };
}
