// JSON shapes of settings: what a person's new meetings begin with, and what a site's admins decide.

/** `internal`: in service projects only for the team; elsewhere like any comment. */
export type CommentPolicy = 'off' | 'internal' | 'public';

/** The kinds of recording files that people can tell apart. */
export type Rendition = 'video' | 'audio' | 'transcript' | 'captions' | 'chat' | 'other';

export interface SitePolicy {
  /** Jira groups by id: only members of one of them may connect Zoom. Null: everybody may. */
  connectGroupIds: string[] | null;
  /** The only projects in which meetings are linked and recordings attached. Null: all. */
  projectIds: string[] | null;
  /** What may be attached. Null: everything. */
  renditions: Rendition[] | null;
  /** The largest file that may be attached. Null: as large as Jira takes. */
  sizeCeilingBytes: number | null;
  /** A comment on the issue for each attached recording. */
  attachmentComment: CommentPolicy;
  /** Which choice is made beforehand when a summary or a quote is posted in a service project. */
  summaryComment: 'internal' | 'public';
  /** Whether the next meeting's topic may stand in the issue property, where JQL and everybody on the issue reads it. */
  topicInProperty: boolean;
  /** Attached files older than this are marked due to be removed. Null: none. */
  retentionDays: number | null;
  /** Attached files whose original was trashed at Zoom are marked due to be removed. */
  markTrashed: boolean;
  /** Whether what a project has of its own counts. */
  projectOverrides: boolean;
  /** Null: for ever. */
  auditRetentionDays: number | null;
  /** Whether use may be counted, where whoever runs the app has set that up. */
  analytics: boolean;
}

/** What a project can have of its own. A key that is missing: as the site decided. */
export type ProjectPolicy = Partial<
  Pick<
    SitePolicy,
    | 'renditions'
    | 'sizeCeilingBytes'
    | 'attachmentComment'
    | 'summaryComment'
    | 'topicInProperty'
    | 'retentionDays'
    | 'markTrashed'
  >
>;

export interface MeetingDefaults {
  /** 15 to 1440. */
  durationMinutes: number;
  waitingRoom: boolean;
  cloudRecording: boolean;
  joinBeforeHost: boolean;
  muteUponEntry: boolean;
}

/** GET /api/meeting-defaults; PUT takes `defaults` and answers 204. */
export interface MeetingDefaultsView {
  defaults: MeetingDefaults;
  /** Where the site is, for links to issues: `https://example.atlassian.net`. */
  siteUrl: string;
}

/** GET /api/admin/unwritable-projects, for Jira admins: where the app may not write the issue property. */
export interface UnwritableProjectsView {
  projects: { projectId: string; since: string }[];
}

/** GET /api/admin/policy, for Jira admins; so is what changes of it answer. `version`: what a change must be based on. */
export interface PolicyView {
  policy: SitePolicy;
  version: number;
  /** What projects have of their own, by project id. It counts where the site's `projectOverrides` is on. */
  projects: ProjectPolicyView[];
}
export interface ProjectPolicyView {
  projectId: string;
  policy: ProjectPolicy;
  version: number;
}

/** PUT /api/admin/policy: all of it. 409 `policy_changed_meanwhile` when somebody else has changed it since. */
export type PolicyChange = SitePolicy & { version: number };
/** PUT /api/admin/policy/projects/{projectId}: all that it has of its own, one at least. Version 0: nothing so far. */
export type ProjectPolicyChange = ProjectPolicy & { version: number };
/** DELETE of the same: from now on as the site decided. */
export interface ProjectPolicyRemoval {
  version: number;
}
