// Why connecting Zoom did not succeed, in words for the person who stands in front of the window.

import { AppError } from '../platform/errors.ts';
import { ZoomError } from '../zoom/zoom-error.ts';
import { ZoomOAuthError } from '../zoom/zoom-oauth.ts';

export function flowEnded(): AppError {
  return new AppError(
    'flow_ended',
    410,
    'This link has been used or is too old. Start again from the Zoom panel of a Jira issue.',
  );
}

/** What a failure of the last step means. */
export function exchangeRefusal(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof ZoomOAuthError && error.kind === 'code_refused')
    return new AppError('zoom_code_refused', 409, flowFailureMessage('zoom_code_refused'), { cause: error });
  if (error instanceof ZoomError && error.kind === 'scope_missing')
    return new AppError('zoom_permission_missing', 409, flowFailureMessage('zoom_permission_missing'), {
      cause: error,
    });
  if (error instanceof ZoomOAuthError && error.kind === 'client_refused')
    return new AppError('app_not_accepted', 503, flowFailureMessage('app_not_accepted'), { cause: error });
  if (error instanceof ZoomOAuthError || error instanceof ZoomError)
    return new AppError('zoom_unavailable', 503, flowFailureMessage('zoom_unavailable'), { cause: error });
  return new AppError('internal', 500, flowFailureMessage('internal'), { cause: error });
}

/** By the code that the flow's row keeps. */
export function flowFailureMessage(code: string | null): string {
  switch (code) {
    case 'other_browser':
      return 'The connection was started in one browser window and continued in another, so it was stopped.';
    case 'zoom_refused':
      return 'Zoom refused to connect this account. Ask your Zoom admin whether the app is permitted, then start again.';
    case 'zoom_code_refused':
      return 'Zoom did not accept the approval any more. Please start again.';
    case 'zoom_permission_missing':
      return 'Zoom did not give this app the permission to see which Zoom account it is. Please start again and approve all permissions; if none are offered, ask your Zoom admin.';
    case 'app_not_accepted':
      return 'Zoom does not accept this app at the moment. Whoever runs the app has to mend that; starting again does not help until then.';
    case 'connecting_not_allowed':
      return 'Only members of certain Jira groups may connect Zoom on this site, and you are in none of them. Ask your Jira admin.';
    case 'jira_unavailable':
      return 'Jira did not answer, so it is not known whether you may connect Zoom. Please start again.';
    case 'zoom_unavailable':
      return 'Zoom could not be reached to finish the connection. Please start again.';
    default:
      return 'The connection could not be finished. Please start again.';
  }
}
