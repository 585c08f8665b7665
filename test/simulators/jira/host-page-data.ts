// The JSON that the host page asks its own site for: who is looking, the issue, signed tokens and iframe URLs.

import { iframeUrl, productContext, signContextToken, type Viewer } from './connect-app.ts';
import type { Site } from './context.ts';
import { conditionsHold, type Descriptor, type DescriptorModule, modulesOf } from './descriptor.ts';
import { jiraError } from './rest-call.ts';
import { getVisibleIssue } from './rest-issues.ts';
import { userBean } from './rest-users.ts';
import { isAdmin, type JiraIssue, mayOnIssue } from './site-state.ts';

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
  const person = ({ displayName, admin, ...user }: (typeof state.users)[number]) => ({
    accountId: user.accountId,
    displayName,
    admin,
  });
  const identity = { kind: 'user', accountId } as const;
  const installed = state.installation?.state === 'installed' ? state.installation.descriptor : null;
  return {
    user: state.users.filter((user) => user.accountId === accountId).map(person)[0],
    users: state.users.filter((user) => user.active).map(person),
    issues: state.issues
      .filter((issue) => mayOnIssue(state, identity, 'BROWSE_PROJECTS', issue))
      .map(({ key, summary }) => ({ key, summary })),
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
  return [...pageKinds, 'jiraIssueContents'].flatMap((kind) =>
    kind === 'adminPages' && !admin
      ? []
      : modulesOf(descriptor, kind).map((module) => ({ kind, key: module.key, name: module.name.value })),
  );
}

function frameUrl(site: Site, viewer: Viewer, url: URL) {
  requireApp(site);
  const moduleKey = url.searchParams.get('module') ?? '';
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
  const panels = installed ? modulesOf(installed.descriptor, 'jiraIssueContents') : [];
  return {
    id: issue.id,
    key: issue.key,
    summary: issue.summary,
    description: issue.description,
    project: { key: project?.key, name: project?.name },
    securityLevel: issue.securityLevel?.name ?? null,
    reporter: issue.reporterAccountId === null ? null : nameOf(issue.reporterAccountId),
    assignee: issue.reporterAccountId === null ? null : nameOf(issue.reporterAccountId),
    panels: panels.map((panel) => panelView(panel, issue, installed?.appBaseUrl ?? '')),
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

function panelView(panel: DescriptorModule, issue: JiraIssue, appBaseUrl: string) {
  return {
    key: panel.key,
    name: panel.name.value,
    tooltip: panel.tooltip?.value ?? panel.name.value,
    iconUrl: new URL(panel.icon?.url ?? '', `${appBaseUrl}/`).href,
    present:
      panel.contentPresentConditions !== undefined &&
      conditionsHold(panel.contentPresentConditions, issue.properties),
  };
}
