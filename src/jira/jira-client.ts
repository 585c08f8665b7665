// Jira Cloud's REST API, version 3: plain values in and out, every answer validated. Knows no secret and no domain.

import type { z } from 'zod';
import type { HttpAnswer, HttpClient, HttpRequest } from '../platform/http/http-client.ts';
import { JiraError, jiraErrorOf, unansweredJiraCall } from './jira-error.ts';
import {
  accountsReportSchema,
  attachmentSchema,
  attachmentSettingsSchema,
  issueAttachmentsSchema,
  issueAudienceSchema,
  issuePropertySchema,
  issuesAttachmentsSchema,
  myPermissionsSchema,
  permissionsCheckSchema,
  userGroupsSchema,
  userSchema,
} from './jira-schemas.ts';

export type IssuePermission = 'BROWSE_PROJECTS' | 'EDIT_ISSUES' | 'CREATE_ATTACHMENTS' | 'ADD_COMMENTS';

export interface JiraAttachment {
  id: string;
  filename: string;
  /** Bytes. */
  size: number;
  /** Null when Jira does not say, as for a deleted person. */
  authorAccountId: string | null;
}

/** Every method throws {@link JiraError}. */
export interface JiraClient {
  /** What decides who sees the issue's attachments; in a service project its customers may be among them. */
  getIssueAudience(
    issueId: string,
  ): Promise<{ projectId: string; securityLevelId: string | null; isServiceProject: boolean }>;
  /** `uploadLimitBytes` is infinite when Jira names no limit. */
  getAttachmentSettings(): Promise<{ enabled: boolean; uploadLimitBytes: number }>;
  /** Those of `permissions` that the account has on the issue. As the app only. */
  checkPermissions(input: {
    accountId: string;
    issueId: string;
    permissions: readonly IssuePermission[];
  }): Promise<Set<IssuePermission>>;
  /** Whether the account administers Jira. As the app only. */
  isAdmin(accountId: string): Promise<boolean>;
  /** Those of `permissions` that the person this client acts as has on the issue. */
  myIssuePermissions(issueId: string, permissions: readonly IssuePermission[]): Promise<Set<IssuePermission>>;
  getUser(accountId: string): Promise<{ displayName: string }>;
  /** The ids of the groups that the account is a member of. Needs the permission to browse users and groups. */
  listGroupIdsOf(accountId: string): Promise<Set<string>>;
  /** There is no deleting one: that would need the scope DELETE, with which the app could delete issues too. */
  putIssueProperty(issueId: string, key: string, value: unknown): Promise<void>;
  /** Undefined when it is not set. Whoever may edit the issue can have written it. */
  findIssueProperty(issueId: string, key: string): Promise<unknown>;
  listAttachments(issueId: string): Promise<JiraAttachment[]>;
  /**
   * Ids of the attachments of each of these issues, at most 100. Null: this identity does not find the issue. An issue of
   * which Jira does not tell now is missing.
   */
  findAttachmentIds(issueIds: readonly string[]): Promise<Map<string, Set<string> | null>>;
  /** Null also where this identity may not see it. */
  findAttachment(attachmentId: string): Promise<{ filename: string } | null>;
  /**
   * Adds a comment. Sent once and never again: after an error that is `perhapsDone` it may stand in the issue.
   * @param document Atlassian Document Format. @param internal in a service project, for its team only.
   */
  addComment(issueId: string, document: object, options: { internal: boolean }): Promise<void>;
  /** Tells Atlassian of whom the account id is kept, and since when; at most 90. As the app only. */
  reportAccounts(accounts: readonly { accountId: string; since: Date }[]): Promise<AccountsReport>;
}

export interface AccountsReport {
  /** Account ids that may be kept no longer. */
  closed: string[];
  /** Account ids of those who were changed since the time that was reported with them. */
  updated: string[];
  /** After how many days Atlassian wants to be told again; null when it does not say. */
  cycleDays: number | null;
}

/** What a request must be signed for. */
export interface JiraRequest {
  method: HttpRequest['method'];
  url: string;
}

/**
 * @param http should repeat what may be repeated; `repeatable` is set on every call here.
 * @param baseUrl the site's origin, without a trailing slash.
 * @param authorize the headers that say who calls, for exactly this method and URL.
 */
export function createJiraClient({
  http,
  baseUrl,
  authorize,
}: {
  http: HttpClient;
  baseUrl: string;
  authorize: (request: JiraRequest) => Promise<Record<string, string>>;
}): JiraClient {
  const send = async (
    method: HttpRequest['method'],
    path: string,
    body?: unknown,
    { api = '/rest/api/3', repeatable = true } = {},
  ): Promise<HttpAnswer> => {
    const url = `${baseUrl}${api}${path}`;
    const headers = await authorize({ method, url });
    try {
      return await http({
        method,
        url,
        repeatable,
        headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      throw unansweredJiraCall(error);
    }
  };

  const read = async <Schema extends z.ZodType>(
    schema: Schema,
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
  ): Promise<z.infer<Schema>> => {
    const answer = await send(method, path, body);
    if (answer.status !== 200) throw jiraErrorOf(answer);
    return parsed(schema, answer);
  };

  return {
    async getIssueAudience(issueId) {
      const { fields } = await read(
        issueAudienceSchema,
        'GET',
        `/issue/${numeric(issueId)}?fields=project%2Csecurity`,
      );
      return {
        projectId: fields.project.id,
        securityLevelId: fields.security?.id ?? null,
        isServiceProject: fields.project.projectTypeKey === 'service_desk',
      };
    },
    async getAttachmentSettings() {
      const { enabled, uploadLimit } = await read(attachmentSettingsSchema, 'GET', '/attachment/meta');
      return { enabled, uploadLimitBytes: uploadLimit ?? Number.POSITIVE_INFINITY };
    },
    async checkPermissions({ accountId, issueId, permissions }) {
      const issue = Number(numeric(issueId));
      const { projectPermissions } = await read(permissionsCheckSchema, 'POST', '/permissions/check', {
        accountId,
        globalPermissions: [],
        projectPermissions: [{ permissions, issues: [issue], projects: [] }],
      });
      const granted = projectPermissions.filter(({ issues }) => issues.includes(issueId));
      return new Set(permissions.filter((wanted) => granted.some(({ permission }) => permission === wanted)));
    },
    async isAdmin(accountId) {
      const { globalPermissions } = await read(permissionsCheckSchema, 'POST', '/permissions/check', {
        accountId,
        globalPermissions: ['ADMINISTER'],
        projectPermissions: [],
      });
      return globalPermissions.includes('ADMINISTER');
    },
    async myIssuePermissions(issueId, permissions) {
      const query = new URLSearchParams({ issueId: numeric(issueId), permissions: permissions.join(',') });
      const answer = await read(myPermissionsSchema, 'GET', `/mypermissions?${query}`);
      return new Set(permissions.filter((wanted) => answer.permissions[wanted]?.havePermission === true));
    },
    async getUser(accountId) {
      const { displayName } = await read(
        userSchema,
        'GET',
        `/user?accountId=${encodeURIComponent(accountId)}`,
      );
      return { displayName };
    },
    async listGroupIdsOf(accountId) {
      const groups = await read(
        userGroupsSchema,
        'GET',
        `/user/groups?accountId=${encodeURIComponent(accountId)}`,
      );
      return new Set(groups.flatMap(({ groupId }) => groupId ?? []));
    },
    async putIssueProperty(issueId, key, value) {
      const answer = await send('PUT', propertyPath(issueId, key), value);
      if (answer.status !== 200 && answer.status !== 201) throw jiraErrorOf(answer);
    },
    async findIssueProperty(issueId, key) {
      const answer = await send('GET', propertyPath(issueId, key));
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw jiraErrorOf(answer);
      return parsed(issuePropertySchema, answer).value;
    },
    async listAttachments(issueId) {
      const { fields } = await read(
        issueAttachmentsSchema,
        'GET',
        `/issue/${numeric(issueId)}?fields=attachment`,
      );
      return fields.attachment.map(({ author, ...attachment }) => ({
        ...attachment,
        authorAccountId: author?.accountId ?? null,
      }));
    },
    async findAttachmentIds(issueIds) {
      // Read from Jira's database, unlike a search, whose index lags behind and which refuses ids that are not found.
      const { issues, issueErrors } = await read(issuesAttachmentsSchema, 'POST', '/issue/bulkfetch', {
        issueIdsOrKeys: issueIds.map(numeric),
        fields: ['attachment'],
      });
      const untold = new Set(issueErrors.map(({ id }) => id));
      const found = new Map<string, Set<string> | null>();
      for (const id of issueIds) if (!untold.has(id)) found.set(id, null);
      for (const { id, fields } of issues) {
        const attachments = fields?.attachment;
        if (attachments) found.set(id, new Set(attachments.map((attachment) => attachment.id)));
        else found.delete(id);
      }
      return found;
    },
    async findAttachment(attachmentId) {
      const answer = await send('GET', `/attachment/${numeric(attachmentId)}`);
      if (answer.status === 404) return null;
      if (answer.status !== 200) throw jiraErrorOf(answer);
      return parsed(attachmentSchema, answer);
    },
    async addComment(issueId, document, { internal }) {
      const body = {
        body: document,
        ...(internal ? { properties: [{ key: 'sd.public.comment', value: { internal: true } }] } : {}),
      };
      const answer = await send('POST', `/issue/${numeric(issueId)}/comment`, body, { repeatable: false });
      if (answer.status !== 201) throw jiraErrorOf(answer);
    },
    async reportAccounts(accounts) {
      const answer = await send(
        'POST',
        '/report-accounts',
        {
          accounts: accounts.map(({ accountId, since }) => ({ accountId, updatedAt: since.toISOString() })),
        },
        { api: '/rest/atlassian-connect/latest' },
      );
      const cycleDays = daysIn(answer.headers['cycle-period']);
      if (answer.status === 204) return { closed: [], updated: [], cycleDays };
      if (answer.status !== 200) throw jiraErrorOf(answer);
      const { accounts: told } = parsed(accountsReportSchema, answer);
      const withStatus = (wanted: string) =>
        told.filter(({ status }) => status === wanted).map(({ accountId }) => accountId);
      return { closed: withStatus('closed'), updated: withStatus('updated'), cycleDays };
    },
  };
}

function parsed<Schema extends z.ZodType>(schema: Schema, { status, json }: HttpAnswer): z.infer<Schema> {
  const result = schema.safeParse(json);
  if (!result.success) throw new JiraError('unexpected', status);
  return result.data;
}

/** Days as a number or an ISO duration. Anything beyond a month is no number of days that anybody would ask for. */
function daysIn(period: string | undefined): number | null {
  const days = Number(/^P?(\d{1,2})D?$/.exec(period?.trim() ?? '')?.[1] ?? 0);
  return days >= 1 && days <= 31 ? days : null;
}

function propertyPath(issueId: string, key: string): string {
  return `/issue/${numeric(issueId)}/properties/${encodeURIComponent(key)}`;
}

/** Ids go into paths, so nothing but digits may. Fifteen of them are exact as a JavaScript number. */
function numeric(id: string): string {
  if (!/^\d{1,15}$/.test(id)) throw new Error('An id of Jira must be digits');
  return id;
}
