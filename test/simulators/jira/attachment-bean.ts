// An attachment as Jira's REST API shows it.

import type { Site } from './context.ts';
import { userBean } from './rest-users.ts';
import type { JiraAttachment } from './site-state.ts';

/** Jira's JSON of one attachment, its author included. */
export function attachmentBean(site: Site, attachment: JiraAttachment): Record<string, unknown> {
  const { id, filename, created, size, mimeType, authorAccountId } = attachment;
  return {
    self: `${site.baseUrl}/rest/api/3/attachment/${id}`,
    id,
    filename,
    author: userBean(site, authorAccountId),
    created,
    size,
    mimeType,
    content: `${site.baseUrl}/rest/api/3/attachment/content/${id}`,
  };
}
