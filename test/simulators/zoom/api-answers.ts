// What passes between the API host and its endpoints: an authorized call, and an answer in Zoom's shape.
import type { ZoomContext } from './context.ts';
import type { ZoomUser } from './state.ts';

/** One authorized request to an endpoint. */
export interface ApiCall {
  context: ZoomContext;
  user: ZoomUser;
  query: URLSearchParams;
  /** The variable part of the path, still encoded. */
  parameter: string;
  /** Of POST and PATCH: JSON as it came, undefined when it was none. */
  body: unknown;
}

/** An answer: status and JSON body; without one for 204. */
export interface ApiAnswer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** An error in Zoom's shape. */
export const apiError = (status: number, code: number, message: string): ApiAnswer => ({
  status,
  body: { code, message },
});
