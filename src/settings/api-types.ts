// JSON shapes of settings: what a person's new meetings begin with, and what a site's admins decide.

/** `internal`: in service projects only for the team; elsewhere like any comment. */
export type CommentPolicy = 'off' | 'internal' | 'public';

export interface SitePolicy {
  /** A comment on the issue for each attached recording. */
  attachmentComment: CommentPolicy;
  /** Which choice is made beforehand when a summary or a quote is posted in a service project. */
  summaryComment: 'internal' | 'public';
  /** Whether the next meeting's topic may stand in the issue property, where JQL and everybody on the issue reads it. */
  topicInProperty: boolean;
}

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
