// Who will be able to open what is attached to this issue, from Jira's own answer about the issue.

export interface Audience {
  projectId: string;
  projectName: string;
  securityLevelId: string | null;
  securityLevelName: string | null;
}

/** The fields of Jira's issue answer that `parseAudience` reads. */
export const audienceFields = 'project,security';

/** Reads Jira's `GET /rest/api/3/issue/{id}?fields=project,security`; null when it is not what was expected. */
export function parseAudience(answer: unknown): Audience | null {
  const fields = property(answer, 'fields');
  const project = property(fields, 'project');
  const projectId = property(project, 'id');
  const projectName = property(project, 'name');
  if (typeof projectId !== 'string' || typeof projectName !== 'string') return null;
  const security = property(fields, 'security') ?? null;
  if (security === null) return { projectId, projectName, securityLevelId: null, securityLevelName: null };
  const securityLevelId = property(security, 'id');
  const securityLevelName = property(security, 'name');
  if (typeof securityLevelId !== 'string' || typeof securityLevelName !== 'string') return null;
  return { projectId, projectName, securityLevelId, securityLevelName };
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
