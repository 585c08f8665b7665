// REST resources of an issue's comments: adding one, and listing them.

import { readBody } from '../http.ts';
import { adfFault, textOfAdf } from './adf.ts';
import type { Site } from './context.ts';
import { jiraError, type RestCall, type RestRoute } from './rest-call.ts';
import { getVisibleIssue } from './rest-issues.ts';
import { userBean } from './rest-users.ts';
import { accountIdOf, type JiraComment, mayOnIssue } from './site-state.ts';

const longestText = 32_767;
const path = /^\/rest\/api\/3\/issue\/([^/]+)\/comment$/;

export const commentRoutes: RestRoute[] = [
  { method: 'GET', path, scope: 'READ', answer: listComments },
  { method: 'POST', path, scope: 'WRITE', answer: addComment },
];

interface NewComment {
  body: unknown;
  properties?: { key: string; value: unknown }[];
}

async function addComment({ site, identity, captured, request }: RestCall) {
  const issue = getVisibleIssue(site, identity, captured[0] ?? '');
  const given = parse((await readBody(request)).toString('utf8'));
  if (!given) throw jiraError(site, 400, 'The request body is not valid.');
  if (!mayOnIssue(site.state, identity, 'ADD_COMMENTS', issue)) {
    throw jiraError(site, 403, 'You do not have the permission to comment on this issue.');
  }
  const fault = adfFault(given.body);
  if (fault !== null) throw jiraError(site, 400, `INVALID_INPUT: ${fault}`);
  const comment: JiraComment = {
    id: String(site.state.nextId),
    issueId: issue.id,
    authorAccountId: accountIdOf(site.state, identity),
    body: given.body as JiraComment['body'],
    internal: isInternal(site, issue.projectId, given),
    created: new Date(site.context.now()).toISOString().replace('Z', '+0000'),
  };
  const text = textOfAdf(comment.body);
  if (text.trim() === '') throw jiraError(site, 400, 'Comment body can not be empty!');
  if (text.length > longestText) throw jiraError(site, 400, 'The entered text is too long.');
  site.state.nextId += 1;
  site.state.comments.push(comment);
  site.save();
  site.context.events.emit('comment-created', {
    site: site.baseUrl,
    issueId: issue.id,
    commentId: comment.id,
  });
  if (site.context.faults.loseCommentAnswers > 0) {
    site.context.faults.loseCommentAnswers -= 1;
    request.socket.destroy();
    return null;
  }
  return { status: 201, body: commentBean(site, comment) };
}

/** In a service project, a comment is for customers too unless this property says otherwise. */
function isInternal({ state }: Site, projectId: string, { properties = [] }: NewComment): boolean {
  const project = state.projects.find(({ id }) => id === projectId);
  const value = properties.find(({ key }) => key === 'sd.public.comment')?.value;
  return (
    project?.projectTypeKey === 'service_desk' &&
    (value as { internal?: unknown } | undefined)?.internal === true
  );
}

function listComments({ site, identity, captured, url }: RestCall) {
  const issue = getVisibleIssue(site, identity, captured[0] ?? '');
  const all = site.state.comments.filter(({ issueId }) => issueId === issue.id);
  const startAt = Number(url.searchParams.get('startAt') ?? 0);
  const maxResults = Math.min(Number(url.searchParams.get('maxResults') ?? 100), 100);
  const comments = all.slice(startAt, startAt + maxResults).map((comment) => commentBean(site, comment));
  return { status: 200, body: { startAt, maxResults, total: all.length, comments } };
}

function commentBean(site: Site, { id, issueId, authorAccountId, body, internal, created }: JiraComment) {
  const author = userBean(site, authorAccountId);
  const self = `${site.baseUrl}/rest/api/3/issue/${issueId}/comment/${id}`;
  return { self, id, author, body, updateAuthor: author, created, updated: created, jsdPublic: !internal };
}

function parse(text: string): NewComment | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'body' in value ? (value as NewComment) : null;
  } catch {
    return null;
  }
}
