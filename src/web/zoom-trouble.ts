// Failures that tell something about a Zoom connection, and an API that reports them as they happen.

import type { ZoomConnectionState } from '../zoom-accounts/api-types.ts';
import { type Api, ApiError } from './api-client.ts';

const troubles =
  /^(zoom_(needs_reconnect|permission_missing|unavailable|not_connected)|linker_not_connected)$/;

/** The code of failures of which the notice about this state says enough. */
export function codeExplainedBy(state: ZoomConnectionState): string | null {
  if (state === 'unreachable') return 'zoom_unavailable';
  return state === 'missing_permission' ? 'zoom_permission_missing' : null;
}

/**
 * The same API; a failure that our server's record of a connection may explain waits for `onTrouble`, so that the
 * explanation is there before the failure is shown.
 */
export function watchZoom(api: Api, onTrouble: () => Promise<unknown>): Api {
  const watched = <T>(answer: Promise<T>): Promise<T> =>
    answer.catch(async (error) => {
      if (error instanceof ApiError && troubles.test(error.code)) await onTrouble();
      throw error;
    });
  return {
    get: (path) => watched(api.get(path)),
    getFile: (path) => watched(api.getFile(path)),
    post: (path, body) => watched(api.post(path, body)),
    put: api.put,
    remove: (path, body) => watched(api.remove(path, body)),
  };
}
