// Calls to our own server's /api/ with the host's token: JSON in, JSON out, every failure an ApiError.

import type { ApiErrorBody } from '../platform/api-types.ts';
import { sharedTexts } from './texts/shared.ts';

const deadlineMs = 20_000;

/** A refusal or failure; `message` is a plain sentence for the person. Status 0: no answer at all. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly body: unknown;

  constructor(code: string, message: string, status: number, body: unknown = null) {
    super(message);
    this.code = code;
    this.status = status;
    this.body = body;
  }
}

export interface ApiDeps {
  /** A fresh token of the host; rejects when the host is not there. */
  getToken(): Promise<string>;
  /** In which language our server is to answer. */
  language: Promise<string>;
  fetch: typeof fetch;
}

/** Each rejects with `ApiError`; the caller names the shape that api-types.ts gives for the path. */
export interface Api {
  get<T>(path: string): Promise<T>;
  /** With more patience in ms for what takes long. */
  getFile(path: string, patienceMs?: number): Promise<Blob>;
  post<T>(path: string, body?: unknown): Promise<T>;
  put<T = void>(path: string, body: unknown): Promise<T>;
  remove<T>(path: string, body?: unknown): Promise<T>;
}

/** The app's API for one page. */
export function createApi(deps: ApiDeps): Api {
  return {
    get: (path) => call(deps, 'GET', path),
    getFile: (path, patienceMs) => call(deps, 'GET', path, undefined, 'blob', patienceMs),
    post: (path, body = {}) => call(deps, 'POST', path, body),
    put: (path, body) => call(deps, 'PUT', path, body),
    remove: (path, body) => call(deps, 'DELETE', path, body),
  };
}

/** The sentence to show for anything caught around an API call. */
export function messageOf(error: unknown): string {
  return error instanceof ApiError ? error.message : sharedTexts.unexpected;
}

async function call<T>(
  deps: ApiDeps,
  method: string,
  path: string,
  body?: unknown,
  as: 'json' | 'blob' = 'json',
  patienceMs = deadlineMs,
): Promise<T> {
  let response = await send(deps, method, path, body, patienceMs);
  if (response.status === 401) response = await send(deps, method, path, body, patienceMs);
  if (response.status === 204) return null as T;
  const answer = await response[response.ok ? as : 'json']().catch(() => null);
  if (response.ok && answer !== null) return answer as T;
  const refusal = (answer as Partial<ApiErrorBody> | null)?.error ?? {
    code: 'unexpected_answer',
    message: sharedTexts.unexpected,
  };
  throw new ApiError(refusal.code, refusal.message, response.status, answer);
}

async function send(
  deps: ApiDeps,
  method: string,
  path: string,
  body: unknown,
  patienceMs: number,
): Promise<Response> {
  const signal = AbortSignal.timeout(patienceMs);
  const [token, language] = await Promise.race([
    Promise.all([deps.getToken(), deps.language]),
    aborted(signal),
  ]).catch(() => {
    throw new ApiError('host_missing', sharedTexts.hostMissing, 0);
  });
  const headers: Record<string, string> = {
    accept: 'application/json, text/calendar',
    'accept-language': language,
    authorization: `JWT ${token}`,
  };
  const init: RequestInit = { method, headers, signal };
  if (body !== undefined) {
    headers['content-type'] = 'application/json';
    init.body = JSON.stringify(body);
  }
  return deps.fetch(path, init).catch(() => {
    throw signal.aborted
      ? new ApiError('too_slow', sharedTexts.tooSlow, 0)
      : new ApiError('unreachable', sharedTexts.unreachable, 0);
  });
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
