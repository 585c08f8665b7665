// Who will be able to open what is attached to this issue, from Jira's own answer about the issue.

import type { AttachRequest } from '../recordings/api-types.ts';

export interface Audience {
  projectId: string;
  projectName: string;
  securityLevelId: string | null;
  securityLevelName: string | null;
  /** A project of Jira Service Management, whose customers may see the request. */
  isServiceProject: boolean;
  /** Whether people who are not logged in can see it; null when Jira does not tell. */
  anonymous: boolean | null;
}

/** The fields of Jira's issue answer that `parseAudience` reads. */
export const audienceFields = 'project,security';

/** Reads Jira's `GET /rest/api/3/issue/{id}?fields=project,security`; null when it is not what was expected. */
export function parseAudience(answer: unknown): Omit<Audience, 'anonymous'> | null {
  const fields = property(answer, 'fields');
  const project = property(fields, 'project');
  const projectId = property(project, 'id');
  const projectName = property(project, 'name');
  if (typeof projectId !== 'string' || typeof projectName !== 'string') return null;
  const isServiceProject = property(project, 'projectTypeKey') === 'service_desk';
  const security = property(fields, 'security') ?? null;
  const seen = { projectId, projectName, isServiceProject };
  if (security === null) return { ...seen, securityLevelId: null, securityLevelName: null };
  const securityLevelId = property(security, 'id');
  const securityLevelName = property(security, 'name');
  if (typeof securityLevelId !== 'string' || typeof securityLevelName !== 'string') return null;
  return { ...seen, securityLevelId, securityLevelName };
}

/** What goes with the request to attach: that the person was shown this. */
export function consentTo(audience: Audience): AttachRequest['audience'] {
  const { projectId, securityLevelId, anonymous, isServiceProject } = audience;
  const openTo: NonNullable<AttachRequest['audience']['openTo']> = [];
  if (anonymous) openTo.push('anonymous');
  if (isServiceProject) openTo.push('customers');
  return { projectId, securityLevelId, openTo };
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
