// While Zoom's token endpoint asks for silence, no process sends it anything: its limit is the whole app's.

import type { Clock } from '../platform/clock.ts';
import { pauseEnd } from '../platform/http/paused-http.ts';
import type { Pauses } from '../platform/pauses.ts';
import { ZoomOAuthError } from '../zoom/zoom-oauth.ts';
import { zoomOAuthPauseScope } from '../zoom/zoom-pauses.ts';

export interface TokenPauseDeps {
  clock: Clock;
  pauses: Pauses;
}

/** However long Zoom asks us to wait, it is asked again after this: connections must not lapse for it. */
const longestSilenceSeconds = 600;

/**
 * Runs `work`, which sends the token endpoint a request, unless silence was asked for; passes on to all processes what its
 * error asks for. Asks the database before and after: a transaction belongs into `work`, not around this.
 * @throws {ZoomOAuthError} `unavailable` while silence was asked for.
 */
export async function unlessPaused<Result>(
  { clock, pauses }: TokenPauseDeps,
  work: () => Promise<Result>,
): Promise<Result> {
  if ((await pauses.until([zoomOAuthPauseScope])) !== null)
    throw new ZoomOAuthError('unavailable', { status: 429 });
  try {
    return await work();
  } catch (error) {
    if (error instanceof ZoomOAuthError && error.status === 429) {
      const { retryAfterSeconds: asked } = error;
      const seconds = asked && Math.min(asked, longestSilenceSeconds);
      await pauses.begin(zoomOAuthPauseScope, pauseEnd(clock.now(), seconds));
    }
    throw error;
  }
}
