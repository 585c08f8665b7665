// What Zoom asked us to wait for: its limits of calls per second are shared by all apps and people of a Zoom account.

import type { PauseRule } from '../platform/http/paused-http.ts';
import { isDailyLimit } from './zoom-error.ts';

/** The scope of a Zoom account: calls of the API and downloads. */
export function zoomPauseScope(zoomAccountId: string): string {
  return `zoom/${zoomAccountId}`;
}

/** The scope of the token endpoint, whose limit is the whole app's. */
export const zoomOAuthPauseScope = 'zoom-oauth';

/**
 * For calls of the API. Daily limits are not of its concern: they stop one category of calls, or one host's.
 * @param zoomAccountId unknown while somebody connects.
 */
export function zoomPauses(zoomAccountId: string | undefined): PauseRule {
  const scope = zoomAccountId === undefined ? null : zoomPauseScope(zoomAccountId);
  return {
    scopesOf: () => (scope === null ? [] : [scope]),
    scopeAskedBy: (_request, answer) => (answer.status === 429 && !isDailyLimit(answer) ? scope : null),
  };
}
