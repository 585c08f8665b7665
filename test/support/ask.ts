// Calls of the app's API whose answer must be as expected, be it JSON or a file.

import type { TestApp, Viewer } from './test-app.ts';

/** Asks as the viewer; the answer, parsed where it is JSON. @throws when it has another status. */
export async function ask(
  app: TestApp,
  wanted: number,
  call: `${'GET' | 'POST' | 'PUT' | 'DELETE'} /${string}`,
  { accountId, issueId, site = app.jira.site }: Viewer,
  body?: unknown,
): Promise<ReturnType<typeof JSON.parse>> {
  const [method = '', path = ''] = call.split(/ (.*)/);
  const token = site.contextToken({ accountId, ...(issueId === undefined ? {} : { issueId }) });
  const answer = await fetch(`${app.baseUrl}/api${path}`, {
    method,
    headers: {
      authorization: `JWT ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (answer.status !== wanted) throw new Error(`${call}: ${answer.status} instead of ${wanted}: ${text}`);
  return answer.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : text;
}
