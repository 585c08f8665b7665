// Counts how refreshes of Zoom's tokens end.

import type { Metrics } from '../platform/metrics.ts';
import { type ZoomOAuth, ZoomOAuthError, type ZoomOAuthErrorKind } from '../zoom/zoom-oauth.ts';

const outcomes: readonly ('refreshed' | 'failed' | ZoomOAuthErrorKind)[] = [
  'refreshed',
  'grant_dead',
  'client_refused',
  'unavailable',
  'failed',
];

/** The same, with each refresh counted. */
export function countRefreshes(zoomOAuth: ZoomOAuth, metrics: Metrics): ZoomOAuth {
  const refreshes = metrics.counter(
    'zoom_refreshes_total',
    'Refreshes of Zoom’s tokens, by outcome (client_refused: our own client id or secret is wrong).',
    ['outcome'],
  );
  for (const outcome of outcomes) refreshes.inc({ outcome }, 0);
  return {
    ...zoomOAuth,
    async refresh(refreshToken) {
      try {
        const tokens = await zoomOAuth.refresh(refreshToken);
        refreshes.inc({ outcome: 'refreshed' });
        return tokens;
      } catch (error) {
        refreshes.inc({ outcome: error instanceof ZoomOAuthError ? error.kind : 'failed' });
        throw error;
      }
    },
  };
}
