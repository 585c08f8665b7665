// One call of the site's REST API, what a resource may answer, and Jira's shape of an error.

import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Refusal } from '../http.ts';
import type { Site } from './context.ts';
import type { Scope } from './descriptor.ts';
import type { Identity } from './site-state.ts';

export interface RestCall {
  site: Site;
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  identity: Identity;
  /** What the route's path captured, percent-decoded. */
  captured: string[];
}

export interface RestAnswer {
  status: number;
  /** Undefined: no body. */
  body?: unknown;
  headers?: OutgoingHttpHeaders;
}

export interface RestRoute {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: RegExp;
  /** What an app needs in its descriptor, and a user token in its scope. */
  scope: Scope;
  /** Also for those who are not logged in. */
  anonymous?: true;
  /** Null: it has answered by itself. */
  answer(call: RestCall): Promise<RestAnswer | null> | RestAnswer | null;
}

/** Jira's shape of an error. */
export function jiraError(
  site: Site,
  status: number,
  message: string,
  headers?: OutgoingHttpHeaders,
): Refusal {
  return new Refusal(status, { errorMessages: [site.context.marked(message)], errors: {} }, headers);
}
