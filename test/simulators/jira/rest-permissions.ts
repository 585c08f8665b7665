// REST resources of rights: /mypermissions and /permissions/check.

import { readBody } from '../http.ts';
import { jiraError, type RestCall, type RestRoute } from './rest-call.ts';
import {
  findIssue,
  type Identity,
  isAdmin,
  mayInProject,
  mayOnIssue,
  type ProjectPermission,
  projectPermissions,
} from './site-state.ts';

const known: Record<string, { id: string; name: string; type: 'PROJECT' | 'GLOBAL' }> = {
  ADMINISTER: { id: '0', name: 'Administer Jira', type: 'GLOBAL' },
  BROWSE_PROJECTS: { id: '10', name: 'Browse Projects', type: 'PROJECT' },
  EDIT_ISSUES: { id: '12', name: 'Edit Issues', type: 'PROJECT' },
  ADD_COMMENTS: { id: '15', name: 'Add Comments', type: 'PROJECT' },
  CREATE_ATTACHMENTS: { id: '19', name: 'Create Attachments', type: 'PROJECT' },
};

export const permissionRoutes: RestRoute[] = [
  {
    method: 'GET',
    path: /^\/rest\/api\/3\/mypermissions$/,
    scope: 'READ',
    anonymous: true,
    answer: listMyPermissions,
  },
  { method: 'POST', path: /^\/rest\/api\/3\/permissions\/check$/, scope: 'READ', answer: checkPermissions },
];

function listMyPermissions({ site, url, identity }: RestCall) {
  const { state } = site;
  const query = url.searchParams;
  const keys = (query.get('permissions') ?? '').split(',').filter(Boolean);
  if (keys.length === 0) throw jiraError(site, 400, 'The permissions parameter is required.');
  const unknown = keys.find((key) => !(key in known));
  if (unknown) throw jiraError(site, 400, `Unrecognized permission: ${unknown}`);

  const issueRef = query.get('issueId') ?? query.get('issueKey');
  const issue = issueRef === null ? undefined : findIssue(state, issueRef);
  if (issueRef !== null && !(issue && mayOnIssue(state, identity, 'BROWSE_PROJECTS', issue))) {
    throw jiraError(site, 404, 'Issue does not exist or you do not have permission to see it.');
  }
  const projectRef = query.get('projectId') ?? query.get('projectKey');
  const project = state.projects.find(({ id, key }) => id === projectRef || key === projectRef);
  if (projectRef !== null && !(project && mayInProject(state, identity, 'BROWSE_PROJECTS', project.id))) {
    throw jiraError(site, 404, 'No project could be found.');
  }
  const have = (key: string): boolean => {
    if (key === 'ADMINISTER') return isAdmin(state, identity);
    const permission = key as ProjectPermission;
    if (issue) return mayOnIssue(state, identity, permission, issue);
    if (project) return mayInProject(state, identity, permission, project.id);
    return state.projects.some(({ id }) => mayInProject(state, identity, permission, id));
  };
  const permissions = Object.fromEntries(
    keys.map((key) => {
      const description = site.context.marked(`Ability to ${known[key]?.name.toLowerCase()}.`);
      return [key, { key, ...known[key], description, havePermission: have(key) }];
    }),
  );
  return { status: 200, body: { permissions } };
}

interface CheckRequest {
  accountId?: string;
  globalPermissions?: string[];
  projectPermissions?: { permissions: string[]; issues?: number[]; projects?: number[] }[];
}

async function checkPermissions({ site, request, identity }: RestCall) {
  const { state } = site;
  const body = parse((await readBody(request)).toString('utf8'));
  if (!body) throw jiraError(site, 400, 'The request body is not valid.');
  const subject = subjectOf(identity, body.accountId);
  if (subject === null) {
    throw jiraError(site, 403, 'Only Jira administrators can check the permissions of other users.');
  }
  if (subject.kind === 'user' && identity.kind === 'user' && subject.accountId !== identity.accountId) {
    if (!isAdmin(state, identity)) throw jiraError(site, 403, 'Only Jira administrators can do this.');
  }
  const global = body.globalPermissions ?? [];
  const wrongGlobal = global.find((key) => known[key]?.type !== 'GLOBAL');
  if (wrongGlobal) throw jiraError(site, 400, `Unrecognized permission: ${wrongGlobal}`);

  const projectGrants = [];
  for (const entry of body.projectPermissions ?? []) {
    const permissions = entry.permissions ?? [];
    const wrong = permissions.find((key) => !projectPermissions.includes(key as ProjectPermission));
    if (permissions.length === 0 || wrong)
      throw jiraError(site, 400, `Unrecognized permission: ${wrong ?? ''}`);
    const issueIds = entry.issues ?? [];
    const projectIds = entry.projects ?? [];
    if (issueIds.length > 1000 || projectIds.length > 1000) throw jiraError(site, 400, 'Too many ids.');
    for (const permission of permissions as ProjectPermission[]) {
      const issues = issueIds.filter((id) => {
        const issue = state.issues.find((candidate) => candidate.id === String(id));
        return issue !== undefined && mayOnIssue(state, subject, permission, issue);
      });
      const projects = projectIds.filter(
        (id) =>
          state.projects.some((project) => project.id === String(id)) &&
          mayInProject(state, subject, permission, String(id)),
      );
      projectGrants.push({ permission, issues, projects });
    }
  }
  return {
    status: 200,
    body: {
      globalPermissions: global.filter(() => isAdmin(state, subject)),
      projectPermissions: projectGrants,
    },
  };
}

/** Whose rights are asked for: the named user's, else the caller's own. */
function subjectOf(identity: Identity, accountId: string | undefined): Identity | null {
  if (accountId === undefined) return identity;
  return typeof accountId === 'string' ? { kind: 'user', accountId } : null;
}

function parse(text: string): CheckRequest | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
