// JSON shapes of erasing, of the certificates about it, and of what the app holds.

/** What the app holds of a site or a person, as certificates and the admin page count it. */
export type HeldKind =
  | 'people'
  | 'connections'
  | 'connectionAttempts'
  | 'personSettings'
  | 'links'
  | 'shares'
  | 'requests'
  | 'transfers'
  | 'auditEvents'
  | 'siteSettings'
  | 'unwritableProjects'
  | 'jobs';

export type Counts<Kind extends string> = Partial<Record<Kind, number>>;

/** An erasure: under way, or as its certificate. Nothing in it names anybody. */
export interface ErasureView {
  id: string;
  what: 'person' | 'site';
  /** `closed`: the Jira account was. */
  why: 'admin' | 'person' | 'closed' | 'uninstalled';
  /** `waiting`: for its time. `kept`: the site came back in time, so only what went at once is gone. */
  state: 'waiting' | 'running' | 'done' | 'kept';
  askedAt: string;
  doneAt: string | null;
  erased: Counts<HeldKind>;
  /** What stays: files attached to issues, which are Jira's; links that name nobody any more. */
  kept: Counts<'attachments' | 'links'>;
  /** Issues whose property and badge could not be emptied. */
  notReached: Counts<'issues'>;
  /** Issues whose property and badge are to be emptied, while it runs; else null. */
  progress: { issues: number; settled: number } | null;
}

/** GET /api/admin/erasures: the newest first, at most a hundred. */
export interface ErasuresView {
  erasures: ErasureView[];
}

/**
 * POST /api/admin/erasures/person with `{accountId}`, and DELETE /api/me/data: the certificate; null when nothing was
 * held on the person.
 */
export interface ErasedPersonView {
  certificate: ErasureView | null;
}

/** POST /api/admin/erasures/site with `{confirm}`, which must be the site's host: 202. */
export interface AskedErasureView {
  erasure: ErasureView;
}

/** GET /api/admin/data. */
export interface HeldDataView {
  /** `example.atlassian.net`: what is typed to confirm that the site is erased. */
  site: string;
  /** Counted up to a bound; `more`: there are more than `count`. */
  held: { kind: HeldDataKind; count: number; more: boolean }[];
}

export type HeldDataKind = 'people' | 'connections' | 'links' | 'transfers' | 'auditEvents' | 'siteSettings';
