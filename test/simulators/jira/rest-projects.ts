// REST resources of projects: one by its id or key, and those that a person may browse.

import type { Site } from './context.ts';
import { jiraError, type RestCall, type RestRoute } from './rest-call.ts';
import { type JiraProject, mayInProject } from './site-state.ts';

const searchPath = /^\/rest\/api\/3\/project\/search$/;
const projectPath = /^\/rest\/api\/3\/project\/((?!search$)[^/]+)$/;

export const projectRoutes: RestRoute[] = [
  { method: 'GET', path: searchPath, scope: 'READ', answer: searchProjects },
  { method: 'GET', path: projectPath, scope: 'READ', answer: getProject },
];

/** Jira's JSON of a project. */
export function projectBean({ baseUrl }: Site, project: JiraProject): Record<string, unknown> {
  const { id, key, name, projectTypeKey = 'software' } = project;
  return { self: `${baseUrl}/rest/api/3/project/${id}`, id, key, name, projectTypeKey, simplified: false };
}

function getProject({ site, identity, captured }: RestCall) {
  const project = site.state.projects.find(({ id, key }) => id === captured[0] || key === captured[0]);
  if (!project || !mayInProject(site.state, identity, 'BROWSE_PROJECTS', project.id)) {
    throw jiraError(site, 404, 'No project could be found.');
  }
  return { status: 200, body: projectBean(site, project) };
}

function searchProjects({ site, identity, url }: RestCall) {
  const query = url.searchParams;
  const ids = query.getAll('id');
  const text = query.get('query')?.toLowerCase() ?? '';
  if (ids.length > 50) throw jiraError(site, 400, 'No more than 50 ids.');
  const startAt = Number(query.get('startAt') ?? 0);
  const maxResults = Math.min(Number(query.get('maxResults') ?? 50), 100);
  const found = site.state.projects
    .filter(({ id }) => ids.length === 0 || ids.includes(id))
    .filter(({ key, name }) => [key, name].some((field) => field.toLowerCase().includes(text)))
    .filter(({ id }) => mayInProject(site.state, identity, 'BROWSE_PROJECTS', id))
    .sort((a, b) => a.key.localeCompare(b.key, 'en'));
  const values = found.slice(startAt, startAt + maxResults).map((project) => projectBean(site, project));
  const isLast = startAt + values.length >= found.length;
  const self = `${site.baseUrl}${url.pathname}${url.search}`;
  return { status: 200, body: { self, maxResults, startAt, total: found.length, isLast, values } };
}
