// The one place where a failed call to Jira becomes a sentence for the person.

import { JiraError } from '../jira/jira-error.ts';
import { AppError } from '../platform/errors.ts';

/** Jira did not tell. Unknown is not "no", so the person is asked to try again, never told that they may not. */
export function jiraUnavailable(cause: unknown, retryAfterSeconds?: number): AppError {
  return new AppError(
    'jira_unavailable',
    503,
    'Jira does not answer right now. Please try again in a minute.',
    {
      cause,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds: Math.ceil(retryAfterSeconds) }),
    },
  );
}

/** The site has removed the app, or came back under another client key. */
export function siteNotInstalled(): AppError {
  return new AppError('site_not_installed', 410, 'The app is no longer installed on this Jira site.');
}

function issueNotVisible(cause: JiraError): AppError {
  return new AppError('issue_not_visible', 404, 'Jira says that you cannot see this issue, or it is gone.', {
    cause,
  });
}

/** An answer that fits nothing that Jira is known to say there. */
export function jiraUnexpected(cause: JiraError): AppError {
  return new AppError(
    'jira_unexpected',
    502,
    'Jira gave an answer that the app does not understand. Please try again; if it stays, reinstall the app.',
    { cause },
  );
}

function appErrorOfJira(error: JiraError, notFound: (cause: JiraError) => AppError): AppError {
  switch (error.kind) {
    case 'rate_limited':
    case 'unavailable':
      return jiraUnavailable(error, error.retryAfterSeconds);
    case 'not_found':
      return notFound(error);
    case 'forbidden':
      return new AppError('jira_forbidden', 403, 'Jira does not let you do this. Ask your Jira admin.', {
        cause: error,
      });
    case 'too_large':
      return new AppError('too_large', 413, 'This is larger than your Jira site accepts.', { cause: error });
    case 'unauthorized':
    case 'unexpected':
      return jiraUnexpected(error);
  }
}

/**
 * Runs `work`; a failed call to Jira in it is thrown as an {@link AppError}.
 * @param notFound says what it means when Jira knows nothing of what was asked for: the issue, unless told otherwise.
 */
export async function withJiraErrorsForPeople<Result>(
  work: () => Promise<Result>,
  notFound = issueNotVisible,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof JiraError ? appErrorOfJira(error, notFound) : error;
  }
}
