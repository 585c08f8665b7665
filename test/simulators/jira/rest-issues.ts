// REST resources of issues: reading one, and its properties.

import { readBody } from '../http.ts';
import { attachmentBean } from './attachment-bean.ts';
import type { Site } from './context.ts';
import { jiraError, type RestCall, type RestRoute } from './rest-call.ts';
import { projectBean } from './rest-projects.ts';
import { userBean } from './rest-users.ts';
import { findIssue, type Identity, type JiraIssue, mayOnIssue } from './site-state.ts';

const maxPropertyLength = 32_768;
const propertiesPath = /^\/rest\/api\/3\/issue\/([^/]+)\/properties$/;
const propertyPath = /^\/rest\/api\/3\/issue\/([^/]+)\/properties\/([^/]+)$/;

export const issueRoutes: RestRoute[] = [
  {
    method: 'GET',
    path: /^\/rest\/api\/3\/issue\/([^/]+)$/,
    scope: 'READ',
    answer: getIssue,
  },
  { method: 'POST', path: /^\/rest\/api\/3\/issue\/bulkfetch$/, scope: 'READ', answer: bulkFetch },
  { method: 'GET', path: propertiesPath, scope: 'READ', answer: listProperties },
  { method: 'GET', path: propertyPath, scope: 'READ', answer: getProperty },
  { method: 'PUT', path: propertyPath, scope: 'WRITE', answer: putProperty },
  { method: 'DELETE', path: propertyPath, scope: 'DELETE', answer: deleteProperty },
];

/** The issue, when it is there and may be browsed; refuses with 404 otherwise. */
export function getVisibleIssue(site: Site, identity: Identity, idOrKey: string): JiraIssue {
  const issue = findIssue(site.state, idOrKey);
  if (!issue || !mayOnIssue(site.state, identity, 'BROWSE_PROJECTS', issue)) {
    throw jiraError(site, 404, 'Issue does not exist or you do not have permission to see it.');
  }
  return issue;
}

function getIssue({ site, identity, captured, url }: RestCall) {
  const issue = getVisibleIssue(site, identity, captured[0] ?? '');
  const all = issueFields(site, issue);
  const asked = url.searchParams.getAll('fields').flatMap((list) => list.split(','));
  const everything = asked.length === 0 || asked.includes('*all') || asked.includes('*navigable');
  const fields = Object.fromEntries(
    Object.entries(all).filter(
      ([name]) => (everything || asked.includes(name)) && !asked.includes(`-${name}`),
    ),
  );
  const self = `${site.baseUrl}/rest/api/3/issue/${issue.id}`;
  const expand = 'renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations';
  return { status: 200, body: { expand, id: issue.id, self, key: issue.key, fields } };
}

/** At most a hundred by id or key, ascending; those that are not there or may not be browsed are left out. */
async function bulkFetch({ site, identity, request }: RestCall) {
  const body = parseJson((await readBody(request)).toString('utf8')) as Record<string, unknown> | undefined;
  const known = ['issueIdsOrKeys', 'fields', 'fieldsByKeys', 'expand', 'properties'];
  const { issueIdsOrKeys: asked, fields = ['*navigable'] } = body ?? {};
  const isValid =
    Array.isArray(asked) &&
    Array.isArray(fields) &&
    [...asked, ...fields].every((name) => typeof name === 'string') &&
    Object.keys(body ?? {}).every((name) => known.includes(name));
  if (!isValid) throw jiraError(site, 400, 'The request body is not valid.');
  if (asked.length === 0 || asked.length > 100)
    throw jiraError(site, 400, 'Between 1 and 100 issues can be fetched.');
  const everything = fields.includes('*all') || fields.includes('*navigable');
  const issues = site.state.issues
    .filter(({ id, key }) => asked.includes(id) || asked.includes(key))
    .filter((issue) => mayOnIssue(site.state, identity, 'BROWSE_PROJECTS', issue))
    .sort((a, b) => Number(a.id) - Number(b.id))
    .map((issue) => {
      const shown = Object.entries(issueFields(site, issue)).filter(
        ([name]) => (everything || fields.includes(name)) && !fields.includes(`-${name}`),
      );
      const self = `${site.baseUrl}/rest/api/3/issue/${issue.id}`;
      return { expand: '', id: issue.id, self, key: issue.key, fields: Object.fromEntries(shown) };
    });
  return { status: 200, body: { expand: 'schema,names', issueErrors: [], issues } };
}

/** An issue as REST shows it, with all of its fields. */
export function issueFields(site: Site, issue: JiraIssue): Record<string, unknown> {
  const { state, baseUrl, context } = site;
  const project = state.projects.find((candidate) => candidate.id === issue.projectId);
  const level = issue.securityLevel;
  const reporter = issue.reporterAccountId === null ? null : userBean(site, issue.reporterAccountId);
  return {
    summary: issue.summary,
    project: project && projectBean(site, project),
    issuetype: {
      self: `${baseUrl}/rest/api/3/issuetype/10001`,
      id: '10001',
      name: context.marked('Task'),
      description: '',
      subtask: false,
    },
    security: level && {
      self: `${baseUrl}/rest/api/3/securitylevel/${level.id}`,
      id: level.id,
      name: level.name,
      description: context.marked('Only some people may see this.'),
    },
    description: {
      type: 'doc',
      version: 1,
      content: issue.description.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })),
    },
    reporter,
    creator: reporter,
    created: issue.created,
    updated: issue.created,
    attachment: state.attachments
      .filter((attachment) => attachment.issueId === issue.id)
      .map((attachment) => attachmentBean(site, attachment)),
  };
}

function listProperties({ site, identity, captured }: RestCall) {
  const issue = getVisibleIssue(site, identity, captured[0] ?? '');
  const self = `${site.baseUrl}/rest/api/3/issue/${issue.id}/properties`;
  const keys = Object.keys(issue.properties).map((key) => ({ self: `${self}/${key}`, key }));
  return { status: 200, body: { keys } };
}

function getProperty({ site, identity, captured }: RestCall) {
  const issue = getVisibleIssue(site, identity, captured[0] ?? '');
  const key = captured[1] ?? '';
  if (!(key in issue.properties)) throw jiraError(site, 404, 'The property with this key does not exist.');
  return { status: 200, body: { key, value: issue.properties[key] } };
}

async function putProperty({ site, identity, captured, request }: RestCall) {
  const issue = getVisibleIssue(site, identity, captured[0] ?? '');
  const key = captured[1] ?? '';
  if (!mayOnIssue(site.state, identity, 'EDIT_ISSUES', issue)) {
    throw jiraError(site, 403, 'You do not have permission to edit this issue.');
  }
  if (key.length > 255) throw jiraError(site, 400, 'The key must not be longer than 255 characters.');
  const text = (await readBody(request)).toString('utf8');
  if (text.length > maxPropertyLength) {
    throw jiraError(site, 400, 'The value must not be longer than 32768 characters.');
  }
  const value = parseJson(text);
  if (value === undefined) throw jiraError(site, 400, 'The value must be valid JSON.');
  const status = key in issue.properties ? 200 : 201;
  issue.properties[key] = value;
  site.save();
  site.context.events.emit('property-changed', { site: site.baseUrl, issueId: issue.id, key });
  return { status };
}

function deleteProperty({ site, identity, captured }: RestCall) {
  const issue = getVisibleIssue(site, identity, captured[0] ?? '');
  const key = captured[1] ?? '';
  if (!(key in issue.properties) || !mayOnIssue(site.state, identity, 'EDIT_ISSUES', issue)) {
    throw jiraError(site, 404, 'The property with this key does not exist.');
  }
  delete issue.properties[key];
  site.save();
  site.context.events.emit('property-changed', { site: site.baseUrl, issueId: issue.id, key });
  return { status: 204 };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
