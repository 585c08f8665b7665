// Who is looking at the host page: a cookie that holds an account id, set by the page's user switcher.

import type { IncomingMessage } from 'node:http';
import type { Site } from './context.ts';

/** Cookies ignore the port, so the name carries it: several sites share one host. */
export function sessionCookieName(site: Site): string {
  return `jira-simulator-user-${site.state.port}`;
}

/** The active user of this browser; undefined when there is none. */
export function sessionAccountId(site: Site, request: IncomingMessage): string | undefined {
  const name = sessionCookieName(site);
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  const value = pairs.find(([key]) => key === name)?.[1];
  const accountId = value === undefined ? undefined : decodeURIComponent(value);
  return site.state.users.find((user) => user.active && user.accountId === accountId)?.accountId;
}
