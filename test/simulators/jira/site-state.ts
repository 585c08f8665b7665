// What one simulated Jira site remembers, its file on disk, and the rights that follow from it.

import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AdfNode } from './adf.ts';
import type { Descriptor } from './descriptor.ts';

export type ProjectPermission = 'BROWSE_PROJECTS' | 'EDIT_ISSUES' | 'CREATE_ATTACHMENTS' | 'ADD_COMMENTS';

export const projectPermissions: readonly ProjectPermission[] = [
  'BROWSE_PROJECTS',
  'EDIT_ISSUES',
  'CREATE_ATTACHMENTS',
  'ADD_COMMENTS',
];

export interface JiraUser {
  accountId: string;
  displayName: string;
  emailAddress: string;
  active: boolean;
  /** Holds the global permission ADMINISTER. */
  admin: boolean;
  /** The Atlassian account is gone for good; what the person made stays. */
  closed?: true;
  /** ISO 8601: when the person last changed their profile. */
  updatedAt?: string;
  /** As Jira writes it, `de_DE`; `en_US` without. */
  locale?: string;
  /** `Europe/Berlin`; the browser's own without. */
  timeZone?: string;
}

export interface JiraGroup {
  groupId: string;
  name: string;
  /** Account ids. */
  members: string[];
}

/** One account as an app reported it. */
export interface ReportedAccount {
  accountId: string;
  /** ISO 8601: when the app last read or stored personal data of this person. */
  updatedAt: string;
}

export interface JiraProject {
  id: string;
  key: string;
  name: string;
  /** `software` without. */
  projectTypeKey?: 'software' | 'service_desk' | 'business';
  /** Anybody on the internet may browse it. */
  anonymous?: boolean;
}

export interface SecurityLevel {
  id: string;
  name: string;
  /** Account ids of those who may see issues of this level, besides needing BROWSE_PROJECTS. */
  members: string[];
}

export interface JiraIssue {
  id: string;
  key: string;
  projectId: string;
  summary: string;
  /** Paragraphs of plain text. */
  description: string[];
  reporterAccountId: string | null;
  securityLevel: SecurityLevel | null;
  properties: Record<string, unknown>;
  created: string;
}

export interface JiraAttachment {
  id: string;
  issueId: string;
  filename: string;
  /** Bytes. */
  size: number;
  /** Hex. */
  sha256: string;
  mimeType: string;
  authorAccountId: string;
  created: string;
}

export interface JiraComment {
  id: string;
  issueId: string;
  authorAccountId: string;
  /** Atlassian Document Format. */
  body: AdfNode;
  /** In a service project, for its team only. */
  internal: boolean;
  created: string;
}

export interface SiteLimits {
  /** Bytes of one file. */
  uploadLimit: number;
  attachmentsEnabled: boolean;
  maxAttachmentsPerIssue: number;
}

export interface Installation {
  appBaseUrl: string;
  descriptor: Descriptor;
  state: 'installed' | 'uninstalled';
}

export interface SiteState {
  name: string;
  port: number;
  clientKey: string;
  oauthClientId: string;
  sharedSecret: string;
  appAccountId: string;
  installation: Installation | null;
  users: JiraUser[];
  groups: JiraGroup[];
  /** Account ids of those without the global permission to browse users and groups. */
  groupsHiddenFrom: string[];
  projects: JiraProject[];
  issues: JiraIssue[];
  attachments: JiraAttachment[];
  comments: JiraComment[];
  /** Whether frames of apps may write to the clipboard. Jira does not allow it. */
  clipboardAllowed: boolean;
  /** Project id -> account id -> permissions. Without an entry for the app's own account it may do everything. */
  grants: Record<string, Record<string, ProjectPermission[]>>;
  limits: SiteLimits;
  nextId: number;
}

export function newSiteState(name: string): SiteState {
  return {
    name,
    port: 0,
    clientKey: randomUUID(),
    oauthClientId: randomBytes(24).toString('base64url'),
    sharedSecret: newSharedSecret(),
    appAccountId: `557058:${randomUUID()}`,
    installation: null,
    users: [],
    groups: [],
    groupsHiddenFrom: [],
    projects: [],
    issues: [],
    attachments: [],
    comments: [],
    clipboardAllowed: false,
    grants: {},
    limits: { uploadLimit: 1_073_741_824, attachmentsEnabled: true, maxAttachmentsPerIssue: 2000 },
    nextId: 10_000,
  };
}

export function newSharedSecret(): string {
  return `ATCO${randomBytes(48).toString('base64url')}`;
}

/** Replaces the site's file as a whole, so that a crash leaves the old or the new one. */
export function writeSiteState(folder: string, state: SiteState): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${state.name}.json`);
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** All sites saved in the folder, by name. */
export function readSiteStates(folder: string): SiteState[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^site-\d+\.json$/.test(name))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((name) => {
      const saved = JSON.parse(readFileSync(join(folder, name), 'utf8')) as SiteState;
      return { ...newSiteState(saved.name), ...saved };
    });
}

/** Who a REST call acts as: the app with its own account, a person, or nobody in particular. */
export type Identity = { kind: 'app' } | { kind: 'user'; accountId: string } | { kind: 'anonymous' };

/** The account that acts; the app has one of its own. */
export function accountIdOf(state: SiteState, identity: Identity): string {
  if (identity.kind === 'anonymous') throw new Error('nobody in particular has no account');
  return identity.kind === 'app' ? state.appAccountId : identity.accountId;
}

/** Whether the user holds the permission on this issue; none holds without browsing it. */
export function mayOnIssue(
  state: SiteState,
  identity: Identity,
  permission: ProjectPermission,
  issue: JiraIssue,
): boolean {
  if (!mayInProject(state, identity, permission, issue.projectId)) return false;
  if (issue.securityLevel === null || identity.kind === 'app') return true;
  return identity.kind === 'user' && issue.securityLevel.members.includes(identity.accountId);
}

/** Whether the user holds the permission in the project; none holds without browsing it. */
export function mayInProject(
  state: SiteState,
  identity: Identity,
  permission: ProjectPermission,
  projectId: string,
): boolean {
  const anybodyMay = state.projects.some(({ id, anonymous }) => id === projectId && anonymous);
  if (permission === 'BROWSE_PROJECTS' && anybodyMay) return true;
  if (identity.kind === 'anonymous') return false;
  const isApp = identity.kind === 'app';
  const accountId = accountIdOf(state, identity);
  if (!isApp && !state.users.some((user) => user.accountId === accountId && user.active)) return false;
  const held = state.grants[projectId]?.[accountId] ?? (isApp ? projectPermissions : []);
  return held.includes('BROWSE_PROJECTS') && held.includes(permission);
}

export function isAdmin(state: SiteState, identity: Identity): boolean {
  if (identity.kind !== 'user') return identity.kind === 'app';
  return state.users.some((user) => user.accountId === identity.accountId && user.active && user.admin);
}

/** By id or by key. */
export function findIssue(state: SiteState, idOrKey: string): JiraIssue | undefined {
  return state.issues.find((issue) => issue.id === idOrKey || issue.key === idOrKey);
}
