// How a call to Jira failed. Jira's own text is never kept: it quotes names, keys and what people wrote.

import { type HttpAnswer, NoAnswerError } from '../platform/http/http-client.ts';
import { retryAfterSeconds } from '../platform/http/retries.ts';

export type JiraErrorKind =
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'too_large'
  | 'rate_limited'
  | 'unavailable'
  | 'unexpected';

/** Whom Jira's refusal for too many requests, or its pause, is about: the app on all sites, the site, or one issue. */
export type JiraLimit = 'app' | 'site' | 'issue';

export class JiraError extends Error {
  override readonly name = 'JiraError';
  readonly kind: JiraErrorKind;
  /** Null when no answer came. */
  readonly status: number | null;
  /** What Jira asked for with `Retry-After`. */
  readonly retryAfterSeconds: number | undefined;
  /** What it asks us to leave alone for a while; null when nothing. */
  readonly limit: JiraLimit | null;

  constructor(
    kind: JiraErrorKind,
    status: number | null,
    options: { cause?: unknown; retryAfterSeconds?: number | undefined; limit?: JiraLimit | null } = {},
  ) {
    super(`Jira: ${kind}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.status = status;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.limit = options.limit ?? null;
  }

  /** Whether what was asked for may have been done all the same: no answer came, or none that denies it. */
  get perhapsDone(): boolean {
    return this.status === null || this.status < 400 || this.status >= 500;
  }
}

const kinds: Record<number, JiraErrorKind> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  413: 'too_large',
  429: 'rate_limited',
};

const limits: Record<string, JiraLimit> = {
  'jira-quota-global-based': 'app',
  'jira-quota-tenant-based': 'site',
  'jira-burst-based': 'site',
  'jira-per-issue-on-write': 'issue',
};

/** The failure that an answer's status stands for. */
export function jiraErrorOf(answer: Pick<HttpAnswer, 'status' | 'headers'>): JiraError {
  const kind = kinds[answer.status] ?? (answer.status >= 500 ? 'unavailable' : 'unexpected');
  const asked = retryAfterSeconds(answer.headers['retry-after'], Date.now());
  return new JiraError(kind, answer.status, {
    retryAfterSeconds: asked ?? undefined,
    limit: limitAskedBy(answer),
  });
}

/**
 * What an answer asks us to leave alone: of a 429 by its `RateLimit-Reason`, the site where Jira gives none that is
 * known; of a 503 that says for how long, the site.
 * https://developer.atlassian.com/cloud/jira/platform/rate-limiting/
 */
export function limitAskedBy({ status, headers }: Pick<HttpAnswer, 'status' | 'headers'>): JiraLimit | null {
  if (status === 503) return headers['retry-after'] ? 'site' : null;
  if (status !== 429) return null;
  return limits[headers['ratelimit-reason'] ?? ''] ?? 'site';
}

/** A call that had no answer says nothing about Jira's state; anything else is not ours to translate. */
export function unansweredJiraCall(error: unknown): unknown {
  return error instanceof NoAnswerError ? new JiraError('unavailable', null, { cause: error }) : error;
}
