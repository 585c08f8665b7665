// The JSON that the host page asks its own site for: who is looking, the issue, signed tokens and iframe URLs.

import { iframeUrl, productContext, signContextToken, type Viewer } from './connect-app.ts';
import type { Site } from './context.ts';
import {
  type ConditionSubject,
  conditionsHold,
  type Descriptor,
  type DescriptorModule,
  modulesOf,
} from './descriptor.ts';
import { JqlError } from './jql.ts';
import { searchIssues } from './jql-search.ts';
import { jiraError } from './rest-call.ts';
import { getVisibleIssue } from './rest-issues.ts';
import { userBean } from './rest-users.ts';
import { type Installation, isAdmin, type JiraIssue, type JiraUser, mayOnIssue } from './site-state.ts';

const pageKinds = ['generalPages', 'adminPages'];

/** What is at this URL for this person; undefined when there is nothing. Throws a Refusal when it is not theirs. */
export function answerPageData(site: Site, accountId: string, url: URL): unknown {
  const issueId = url.searchParams.get('issueId') ?? undefined;
  const identity = { kind: 'user', accountId } as const;
  if (issueId !== undefined) getVisibleIssue(site, identity, issueId);
  const viewer: Viewer = { accountId, issueId };
  switch (url.pathname) {
    case '/host-page/session':
      return session(site, accountId);
    case '/host-page/search':
      return searchPage(site, accountId, url.searchParams.get('jql') ?? '');
    case '/host-page/context':
      return { jira: productContext(site, viewer) };
    case '/host-page/context-token':
      requireApp(site);
      return { token: signContextToken(site, viewer) };
    case '/host-page/frame-url':
      return frameUrl(site, viewer, url);
  }
  const issueKey = /^\/host-page\/issue\/([^/]+)$/.exec(url.pathname)?.[1];
  return issueKey === undefined
    ? undefined
    : issueView(site, accountId, getVisibleIssue(site, identity, issueKey));
}

function session(site: Site, accountId: string) {
  const { state } = site;
  const person = ({ accountId: id, displayName, admin, locale, timeZone }: JiraUser) => ({
    accountId: id,
    displayName,
    admin,
    locale,
    timeZone,
  });
  const identity = { kind: 'user', accountId } as const;
  const installed = state.installation?.state === 'installed' ? state.installation.descriptor : null;
  return {
    user: state.users.filter((user) => user.accountId === accountId).map(person)[0],
    users: state.users.filter((user) => user.active).map(person),
    issues: state.issues
      .filter((issue) => mayOnIssue(state, identity, 'BROWSE_PROJECTS', issue))
      .map(({ key, summary }) => ({ key, summary })),
    clipboardAllowed: state.clipboardAllowed,
    app: installed && {
      key: installed.key,
      name: installed.name,
      modules: pageModules(site, installed, accountId),
    },
  };
}

/** Pages and panels by name; pages for admins only to admins. */
function pageModules(site: Site, descriptor: Descriptor, accountId: string) {
  const admin = isAdmin(site.state, { kind: 'user', accountId });
  const subject = { properties: {}, user: { admin } };
  return [...pageKinds, 'jiraIssueContents', 'jiraIssueContexts'].flatMap((kind) =>
    modulesOf(descriptor, kind)
      .filter(({ conditions = [] }) => !pageKinds.includes(kind) || conditionsHold(conditions, subject))
      .filter(() => kind !== 'adminPages' || admin)
      .map((module) => ({ kind, key: module.key, name: module.name.value })),
  );
}

/** The search page's answer: the issues found, or what is wrong with the query. */
function searchPage(site: Site, accountId: string, jql: string) {
  try {
    const issues = searchIssues(site, { kind: 'user', accountId }, jql);
    return { issues: issues.map(({ key, summary }) => ({ key, summary })) };
  } catch (error) {
    if (error instanceof JqlError) return { error: error.message };
    throw error;
  }
}

function frameUrl(site: Site, viewer: Viewer, url: URL) {
  const descriptor = requireApp(site);
  const moduleKey = url.searchParams.get('module') ?? '';
  const forAdmins = modulesOf(descriptor, 'adminPages').some(({ key }) => key === moduleKey);
  if (forAdmins && !isAdmin(site.state, { kind: 'user', accountId: viewer.accountId ?? '' }))
    throw jiraError(site, 403, 'This page is for administrators.');
  const parameters = Object.fromEntries(url.searchParams);
  return { url: iframeUrl(site, moduleKey, viewer, { parameters }) };
}

function requireApp(site: Site): Descriptor {
  const installation = site.state.installation;
  if (installation?.state !== 'installed') throw jiraError(site, 404, 'No app is installed.');
  return installation.descriptor;
}

function issueView(site: Site, accountId: string, issue: JiraIssue) {
  const { state } = site;
  const identity = { kind: 'user', accountId } as const;
  const nameOf = (id: string) => userBean(site, id)?.displayName ?? '';
  const project = state.projects.find((candidate) => candidate.id === issue.projectId);
  const installed = state.installation?.state === 'installed' ? state.installation : null;
  const subject = { properties: issue.properties, user: { admin: isAdmin(state, identity) } };
  const shown = (kind: string) =>
    (installed ? modulesOf(installed.descriptor, kind) : []).filter(({ conditions = [] }) =>
      conditionsHold(conditions, subject),
    );
  return {
    id: issue.id,
    key: issue.key,
    summary: issue.summary,
    description: issue.description,
    project: {
      key: project?.key,
      name: project?.name,
      projectTypeKey: project?.projectTypeKey ?? 'software',
    },
    securityLevel: issue.securityLevel?.name ?? null,
    reporter: issue.reporterAccountId === null ? null : nameOf(issue.reporterAccountId),
    assignee: issue.reporterAccountId === null ? null : nameOf(issue.reporterAccountId),
    panels: shown('jiraIssueContents').map((panel) => panelView(panel, subject, installed?.appBaseUrl ?? '')),
    contexts: shown('jiraIssueContexts').map((module) => contextView(module, issue, installed)),
    comments: state.comments
      .filter((comment) => comment.issueId === issue.id)
      .map(({ id, authorAccountId, body, internal, created }) => ({
        id,
        author: nameOf(authorAccountId),
        body,
        internal,
        created,
      })),
    attachments: state.attachments
      .filter((attachment) => attachment.issueId === issue.id)
      .map(({ id, filename, size, mimeType, created, authorAccountId }) => ({
        id,
        filename,
        size,
        mimeType,
        created,
        author: nameOf(authorAccountId),
        content: `/rest/api/3/attachment/content/${id}`,
        mayDelete: authorAccountId === accountId || isAdmin(state, identity),
      })),
  };
}

/** A group of the right column; its status is what the app last wrote into the property that Jira names for it. */
function contextView(module: DescriptorModule, issue: JiraIssue, installed: Installation | null) {
  const { key, name, icon, content } = module;
  return {
    key,
    name: name.value,
    label: content?.label.value ?? '',
    iconUrl: new URL(icon?.url ?? '', `${installed?.appBaseUrl}/`).href,
    status: issue.properties[`com.atlassian.jira.issue:${installed?.descriptor.key}:${key}:status`] ?? null,
  };
}

function panelView(panel: DescriptorModule, subject: ConditionSubject, appBaseUrl: string) {
  return {
    key: panel.key,
    name: panel.name.value,
    tooltip: panel.tooltip?.value ?? panel.name.value,
    iconUrl: new URL(panel.icon?.url ?? '', `${appBaseUrl}/`).href,
    present:
      panel.contentPresentConditions !== undefined && conditionsHold(panel.contentPresentConditions, subject),
  };
}
