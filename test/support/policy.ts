// What admins decide in tests: over what a site has that has decided nothing.

import type { ProjectPolicy, SitePolicy } from '../../src/settings/api-types.ts';
import type { TestApp, Viewer } from './test-app.ts';

/** Nothing restricted, nothing marked, nothing given away. */
export const nothingDecided: SitePolicy = {
  connectGroupIds: null,
  projectIds: null,
  renditions: null,
  sizeCeilingBytes: null,
  attachmentComment: 'off',
  summaryComment: 'internal',
  topicInProperty: false,
  retentionDays: null,
  markTrashed: false,
  projectOverrides: false,
  auditRetentionDays: null,
  analytics: true,
};

/** Saves what the site has decided so far with these changes, as the admin; throws when that is refused. */
export async function decide(app: TestApp, admin: Viewer, changes: Partial<SitePolicy>): Promise<void> {
  const { policy, version } = (await app.api('GET', '/admin/policy', admin)).body;
  const answer = await app.api('PUT', '/admin/policy', admin, { ...policy, ...changes, version });
  if (answer.status !== 200) throw new Error(`Not saved: ${answer.status} ${JSON.stringify(answer.body)}`);
}

/** The same for a project, of which all is given. */
export async function decideFor(
  app: TestApp,
  admin: Viewer,
  projectId: string,
  policy: ProjectPolicy,
): Promise<void> {
  const { projects } = (await app.api('GET', '/admin/policy', admin)).body;
  const known = projects.find((project: { projectId: string }) => project.projectId === projectId);
  const change = { ...policy, version: known?.version ?? 0 };
  const answer = await app.api('PUT', `/admin/policy/projects/${projectId}`, admin, change);
  if (answer.status !== 200) throw new Error(`Not saved: ${answer.status} ${JSON.stringify(answer.body)}`);
}

/** As if nobody had ever decided anything, on all sites. */
export async function forgetPolicy(app: TestApp): Promise<void> {
  for (const table of ['site_settings', 'project_settings'])
    await app.deps.database.rows(`DELETE FROM ${table}`);
}
