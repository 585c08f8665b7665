// Who is asking, whichever door they came through.

import type { Response } from 'express';
import { AppError } from '../platform/errors.ts';

/** A person on a site, as a verified token names them. */
export interface Actor {
  siteId: string;
  accountId: string;
  /** The issue they look at; null on pages that belong to no issue. */
  issueId: string | null;
  /** The project that it was in when Jira signed that, some minutes ago at most; null where Jira did not say. */
  projectId: string | null;
  via: 'connect';
}

export interface IssueActor extends Actor {
  issueId: string;
}

/** Who is asking. Only on routes behind the middleware that verifies tokens and leaves the {@link Actor}. */
export function actorOf(response: Response): Actor {
  const actor: Actor | undefined = response.locals.actor;
  if (actor === undefined) throw new Error('Nothing before this route verified who is asking');
  return actor;
}

/** Who is asking, on which issue. @throws {AppError} 400 `no_issue` when Jira signed no issue into the token. */
export function issueActorOf(response: Response): IssueActor {
  const actor = actorOf(response);
  if (actor.issueId === null)
    throw new AppError('no_issue', 400, 'This works only on an issue. Open it from the issue in Jira.');
  return { ...actor, issueId: actor.issueId };
}
