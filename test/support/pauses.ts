// Ends what Jira and Zoom asked the app to wait for, so that one test's 429 is not the next one's.

import { secondsAfter } from '../../src/platform/clock.ts';
import type { TestApp } from './test-app.ts';

/** No pause is longer than an hour. */
export async function endPauses({ clock, deps }: Pick<TestApp, 'clock' | 'deps'>): Promise<void> {
  await deps.pauses.forgetPast(secondsAfter(clock.now(), 3_601));
}
