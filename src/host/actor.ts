// Who is asking, whichever door they came through.

/** A person on a site, as a verified token names them. */
export interface Actor {
  siteId: string;
  accountId: string;
  /** The issue they look at; null on pages that belong to no issue. */
  issueId: string | null;
  projectId: string | null;
  via: 'connect';
}

export interface IssueActor extends Actor {
  issueId: string;
}
