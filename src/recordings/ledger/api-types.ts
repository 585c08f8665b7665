// JSON shapes of the ledger of attached files. Times are ISO 8601 in UTC, sizes in bytes; issues, projects and people by
// their ids, which the browser resolves as the viewer.

import type { Rendition } from '../../settings/api-types.ts';

/** Why an attached file is due to be removed, by the site's policy. */
export type DueReason = 'age' | 'trashed';

/** `hidden`: the app cannot see the issue, so nobody knows. */
export type Presence = 'there' | 'gone' | 'hidden';

/** One file that the app attached. */
export interface LedgerFileView {
  id: string;
  attachedAt: string;
  /** Who attached it; null once they were erased. */
  accountId: string | null;
  issueId: string;
  /** The issue's project when it was attached. */
  projectId: string;
  /** Null where Zoom's ids were erased. */
  meetingId: string | null;
  rendition: Rendition;
  /** Zoom's own word; null when it did not say. */
  recordingType: string | null;
  sizeBytes: number;
  sha256: string;
  attachmentId: string;
  presence: Presence;
  /** Since when it is known to be gone, or the issue cannot be seen. */
  presenceSince: string | null;
  /** Empty unless it may still be there. */
  due: DueReason[];
}

/** GET /api/admin/files, newest first unless asked otherwise; GET /api/admin/files.csv has all of them. */
export interface LedgerQuery {
  /** `there`: as far as is known. */
  state?: 'there' | 'gone' | 'due';
  rendition?: Rendition;
  accountId?: string;
  issueId?: string;
  projectId?: string;
  /** Days, `2026-11-23`, both included, in this time zone; UTC without one. */
  from?: string;
  to?: string;
  timeZone?: string;
  sort?: 'attachedAt' | 'size';
  order?: 'asc' | 'desc';
  /** The `next` of the page before, with the same filter. */
  after?: string;
}

export interface LedgerPageView {
  files: LedgerFileView[];
  /** Null on the last page. */
  next: string | null;
  /** Where the site is, for links to issues: `https://example.atlassian.net`. */
  siteUrl: string;
}

/** GET /api/admin/files/people: account ids of who attached files lately, the last first, a hundred at most. */
export interface LedgerPeopleView {
  accountIds: string[];
}

/** POST /api/admin/files/check: asks Jira which of these are still there, unless it was asked a moment ago. */
export interface LedgerCheckRequest {
  ids: string[];
}

/** The same files as they are known to be now. */
export interface LedgerCheckView {
  files: LedgerFileView[];
}
