// What the viewer may do on this issue, from Jira's own answer. Only to offer what would work: the server checks by itself.

export interface Rights {
  /** Link, schedule, start and unlink meetings. */
  edit: boolean;
  /** Add attachments. */
  attach: boolean;
  /** Add comments. */
  comment: boolean;
}

/** Jira's path for the rights on this issue, to be read as the viewer. */
export function rightsPath(issueId: string): string {
  const permissions = 'EDIT_ISSUES,CREATE_ATTACHMENTS,ADD_COMMENTS';
  return `/rest/api/3/mypermissions?issueId=${encodeURIComponent(issueId)}&permissions=${permissions}`;
}

/** Reads Jira's answer; null when it is not what was expected. */
export function parseRights(answer: unknown): Rights | null {
  const { permissions } = (answer ?? {}) as {
    permissions?: Record<string, { havePermission?: unknown } | undefined>;
  };
  if (typeof permissions !== 'object' || permissions === null) return null;
  const has = (key: string) => permissions[key]?.havePermission === true;
  return { edit: has('EDIT_ISSUES'), attach: has('CREATE_ATTACHMENTS'), comment: has('ADD_COMMENTS') };
}
