// What Jira asked us to wait for: for the app on all sites, on one site, or for writes to one issue.

import { JiraError, type JiraLimit, limitAskedBy } from '../jira/jira-error.ts';
import type { Clock } from '../platform/clock.ts';
import type { HttpRequest } from '../platform/http/http-client.ts';
import { type PauseRule, pauseEnd, secondsUntil } from '../platform/http/paused-http.ts';
import type { Pauses } from '../platform/pauses.ts';

interface PausesDeps {
  clock: Clock;
  pauses: Pauses;
}

/** For calls of a site's REST API. */
export function jiraPauses(siteId: string): PauseRule {
  return {
    scopesOf: (request) => scopesOf(siteId, writtenIssue(request)),
    scopeAskedBy(request, answer) {
      const limit = limitAskedBy(answer);
      return limit === null ? null : scopeOf(limit, siteId, writtenIssue(request));
    },
  };
}

/** For the authorization server, which serves all sites. */
export const authorizationPauses: PauseRule = {
  scopesOf: () => ['jira-authorization'],
  scopeAskedBy: (_request, { status }) => (status === 429 ? 'jira-authorization' : null),
};

/** For an upload, which is not sent through the client. @throws {JiraError} `rate_limited` while a pause is on. */
export async function requireNoPause(
  { clock, pauses }: PausesDeps,
  { siteId, issueId }: { siteId: string; issueId: string },
): Promise<void> {
  const until = await pauses.until(scopesOf(siteId, issueId));
  if (until === null) return;
  throw new JiraError('rate_limited', 429, { retryAfterSeconds: secondsUntil(until, clock.now()) });
}

/** After an upload that failed: tells all processes what Jira asks for with its refusal, if anything. */
export async function notePause(
  { clock, pauses }: PausesDeps,
  { siteId, issueId }: { siteId: string; issueId: string },
  error: unknown,
): Promise<void> {
  if (!(error instanceof JiraError) || error.limit === null) return;
  const until = pauseEnd(clock.now(), error.retryAfterSeconds);
  await pauses.begin(scopeOf(error.limit, siteId, issueId), until);
}

function scopesOf(siteId: string, issueId: string | null): string[] {
  return ['jira', `jira/${siteId}`, ...(issueId === null ? [] : [`jira/${siteId}/${issueId}`])];
}

function scopeOf(limit: JiraLimit, siteId: string, issueId: string | null): string {
  if (limit === 'app') return 'jira';
  return limit === 'issue' && issueId !== null ? `jira/${siteId}/${issueId}` : `jira/${siteId}`;
}

/** The issue that a request writes to. */
function writtenIssue({ method, url }: HttpRequest): string | null {
  return method === 'GET' ? null : (/\/issue\/(\d+)\//.exec(url)?.[1] ?? null);
}
