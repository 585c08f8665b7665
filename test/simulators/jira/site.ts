// One simulated Jira site: its people, projects and issues, the app it has installed, and its server.

import { randomBytes, randomUUID } from 'node:crypto';
import { type LoopbackServer, listenOnLoopback } from '../http.ts';
import { scheme } from '../loopback-listener.ts';
import {
  type AppAnswer,
  iframeUrl,
  installApp,
  lifecycleBody,
  postToApp,
  sharedSecretToken,
  signContextToken,
  signLifecycleToken,
  uninstallApp,
  type Viewer,
} from './connect-app.ts';
import type { SimulatorContext, Site } from './context.ts';
import { answerHostPage } from './host-page.ts';
import { answerRest } from './rest.ts';
import { removeAttachment } from './rest-attachments.ts';
import { jiraError } from './rest-call.ts';
import { newGroup } from './rest-groups.ts';
import {
  findIssue,
  type Installation,
  type JiraAttachment,
  type JiraComment,
  type JiraGroup,
  type JiraIssue,
  type JiraProject,
  type JiraUser,
  newSharedSecret,
  type ProjectPermission,
  projectPermissions,
  type ReportedAccount,
  type SecurityLevel,
  type SiteLimits,
  type SiteState,
  writeSiteState,
} from './site-state.ts';
import type { TokenOverrides } from './tokens.ts';

export class JiraSite implements Site {
  readonly state: SiteState;
  readonly context: SimulatorContext;
  readonly accountReports: ReportedAccount[][] = [];
  #server: LoopbackServer | null = null;

  constructor(state: SiteState, context: SimulatorContext) {
    this.state = state;
    this.context = context;
  }

  /** Starts its server: on the given port, else on the one it had before when that is free. */
  async start(port?: number): Promise<void> {
    const listen = (at: number) =>
      listenOnLoopback((request, response) => this.#answer(request, response), at);
    this.#server =
      port === undefined ? await listen(this.state.port).catch(() => listen(0)) : await listen(port);
    this.state.port = this.#server.port;
    this.save();
  }

  async stop(): Promise<void> {
    await this.#server?.close();
    this.#server = null;
  }

  get baseUrl(): string {
    return `${scheme}://127.0.0.1:${this.state.port}`;
  }
  get clientKey(): string {
    return this.state.clientKey;
  }
  get oauthClientId(): string {
    return this.state.oauthClientId;
  }
  get sharedSecret(): string {
    return this.state.sharedSecret;
  }
  get installationState(): 'none' | Installation['state'] {
    return this.state.installation?.state ?? 'none';
  }
  get users(): readonly JiraUser[] {
    return this.state.users;
  }
  get projects(): readonly JiraProject[] {
    return this.state.projects;
  }
  get issues(): readonly JiraIssue[] {
    return this.state.issues;
  }

  /** Saves the state where the simulator keeps one. Call it after changing a record directly. */
  save(): void {
    if (this.context.stateFolder !== null) writeSiteState(this.context.stateFolder, this.state);
  }

  // People, projects, issues

  addUser(input: {
    name: string;
    admin?: boolean;
    accountId?: string;
    locale?: string;
    timeZone?: string;
  }): JiraUser {
    const mailbox = this.context
      .marked(input.name)
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '.');
    const mark = this.context.marked('').trim();
    const user: JiraUser = {
      accountId:
        input.accountId ??
        (this.state.users.length % 2 === 0 ? randomBytes(12).toString('hex') : `712020:${randomUUID()}`),
      displayName: this.context.marked(input.name),
      emailAddress: mark === '' ? `${mailbox}@example.com` : `${mailbox}+${mark}@example.com`,
      active: true,
      admin: input.admin ?? false,
      ...(input.locale && { locale: input.locale }),
      ...(input.timeZone && { timeZone: input.timeZone }),
    };
    this.state.users.push(user);
    this.save();
    return user;
  }

  /** The person's Atlassian account is gone: nobody finds them or acts as them any more; what they made stays. */
  closeAccount(accountId: string): void {
    const displayName = this.context.marked('Former user');
    Object.assign(this.#user(accountId), { closed: true, active: false, displayName, emailAddress: '' });
    this.save();
  }

  /** The person changes their profile now. */
  updateAccount(accountId: string): void {
    this.#user(accountId).updatedAt = new Date(this.context.now()).toISOString();
    this.save();
  }

  addGroup(input: { name: string; members?: string[] }): JiraGroup {
    const group = newGroup(this, input);
    this.state.groups.push(group);
    this.save();
    return group;
  }

  /** Takes from the app the global permission to browse users and groups. */
  hideGroupsFromApp(): void {
    this.state.groupsHiddenFrom.push(this.state.appAccountId);
    this.save();
  }

  addProject(input: Omit<JiraProject, 'id' | 'name'> & { name?: string }): JiraProject {
    const name = this.context.marked(input.name ?? `Project ${input.key}`);
    const project = { ...input, id: String(this.state.nextId++), name };
    this.state.projects.push(project);
    this.save();
    return project;
  }

  addIssue(input: {
    projectId: string;
    summary?: string;
    description?: string[];
    reporterAccountId?: string;
    securityLevel?: { name: string; members: string[] };
  }): JiraIssue {
    const project = this.state.projects.find((candidate) => candidate.id === input.projectId);
    if (!project) throw new Error(`no project ${input.projectId}`);
    const number = this.state.issues.filter((issue) => issue.projectId === project.id).length + 1;
    const level = input.securityLevel;
    const securityLevel: SecurityLevel | null = level
      ? { ...level, id: String(this.state.nextId++), name: this.context.marked(level.name) }
      : null;
    const issue: JiraIssue = {
      id: String(this.state.nextId++),
      key: `${project.key}-${number}`,
      projectId: project.id,
      summary: this.context.marked(input.summary ?? `Issue ${number}`),
      description: (input.description ?? ['Nothing more to say.']).map((text) => this.context.marked(text)),
      reporterAccountId: input.reporterAccountId ?? null,
      securityLevel,
      properties: {},
      created: new Date(this.context.now()).toISOString().replace('Z', '+0000'),
    };
    this.state.issues.push(issue);
    this.save();
    return issue;
  }

  /** Gives a user these permissions in a project, and takes the others away. Without a list: all. */
  grant(
    accountId: string,
    projectId: string,
    permissions: readonly ProjectPermission[] = projectPermissions,
  ) {
    this.state.grants[projectId] = { ...this.state.grants[projectId], [accountId]: [...permissions] };
    this.save();
  }

  /** What the app itself may do in a project from now on; everything without a list. */
  grantApp(projectId: string, permissions?: readonly ProjectPermission[]) {
    this.grant(this.state.appAccountId, projectId, permissions);
  }

  /** Deletes an issue with its attachments, comments and properties. */
  deleteIssue(issueId: string): void {
    for (const attachment of this.state.attachments.filter((one) => one.issueId === issueId)) {
      removeAttachment(this, attachment);
    }
    this.state.comments = this.state.comments.filter((comment) => comment.issueId !== issueId);
    this.state.issues = this.state.issues.filter((issue) => issue.id !== issueId);
    this.save();
  }

  setLimits(limits: Partial<SiteLimits>): void {
    Object.assign(this.state.limits, limits);
    this.save();
  }

  /** Oldest first. */
  attachments(issueIdOrKey: string): JiraAttachment[] {
    const issue = findIssue(this.state, issueIdOrKey);
    return this.state.attachments.filter((attachment) => attachment.issueId === issue?.id);
  }

  /** As a person deletes it in Jira. */
  deleteAttachment(attachmentId: string): void {
    const attachment = this.state.attachments.find((candidate) => candidate.id === attachmentId);
    if (attachment) removeAttachment(this, attachment);
  }

  /** Oldest first. */
  comments(issueIdOrKey: string): JiraComment[] {
    const issue = findIssue(this.state, issueIdOrKey);
    return this.state.comments.filter((comment) => comment.issueId === issue?.id);
  }

  /** Whether frames of apps may write to the clipboard from now on, which Jira does not let them. */
  allowClipboard(allowed: boolean): void {
    this.state.clipboardAllowed = allowed;
    this.save();
  }

  /** Undefined when the property is not set. */
  issueProperty(issueIdOrKey: string, key: string): unknown {
    return findIssue(this.state, issueIdOrKey)?.properties[key];
  }

  // The app

  /** Installs the app; `body` changes fields of the installed body. Only 200 and 204 install. */
  install(appBaseUrl: string, body: Record<string, unknown> = {}): Promise<AppAnswer> {
    return installApp(this, appBaseUrl, { newSecret: false, body });
  }

  /** Installs once more with a new shared secret, as after an uninstall or a change of secrets. */
  reinstall(): Promise<AppAnswer> {
    return installApp(this, this.#appBaseUrl(), { newSecret: true });
  }

  uninstall(): Promise<AppAnswer> {
    return uninstallApp(this);
  }

  /** What an import does: a new client key and secret for the same base URL, without `uninstalled` for the old. */
  siteImport(): Promise<AppAnswer> {
    this.state.clientKey = randomUUID();
    this.state.oauthClientId = randomBytes(24).toString('base64url');
    this.state.sharedSecret = newSharedSecret();
    return installApp(this, this.#appBaseUrl(), { newSecret: false });
  }

  /** The body of a lifecycle call of this site. */
  lifecycleBody(eventType: 'installed' | 'uninstalled' | 'enabled' | 'disabled'): Record<string, unknown> {
    return lifecycleBody(this, eventType);
  }

  /** An RS256 token for a POST to a lifecycle path. */
  signLifecycleToken(path: string, overrides?: TokenOverrides): string {
    return signLifecycleToken(this, path, overrides);
  }

  /** An HS256 token bound to a method and a URL of the app. */
  signBoundToken(method: string, pathAndQuery: string, overrides?: TokenOverrides): string {
    return sharedSecretToken(this, method, pathAndQuery, overrides);
  }

  /** Posts any lifecycle body with any token to the app; a null token sends no Authorization. */
  postLifecycle(path: string, body: unknown, token: string | null): Promise<AppAnswer> {
    return postToApp(this, path, body, token);
  }

  /** What AP.context.getToken() gives this viewer. */
  contextToken(viewer: Viewer, overrides?: TokenOverrides): string {
    return signContextToken(this, viewer, overrides);
  }

  /** The signed URL of a module's iframe. */
  iframeUrl(moduleKey: string, viewer: Viewer, overrides?: TokenOverrides): string {
    return iframeUrl(this, moduleKey, viewer, overrides);
  }

  #user(accountId: string): JiraUser {
    const user = this.state.users.find((candidate) => candidate.accountId === accountId);
    if (!user) throw new Error(`no user ${accountId}`);
    return user;
  }

  #appBaseUrl(): string {
    if (!this.state.installation) throw new Error('no app was ever installed on this site');
    return this.state.installation.appBaseUrl;
  }

  async #answer(...[request, response]: Parameters<Parameters<typeof listenOnLoopback>[0]>): Promise<void> {
    const url = new URL(request.url ?? '/', this.baseUrl);
    if (url.pathname.startsWith('/rest/')) await answerRest(this, request, response, url);
    else if (!answerHostPage(this, request, response, url)) {
      throw jiraError(this, 404, 'There is no such page.');
    }
  }
}
