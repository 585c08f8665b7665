// Which framed page was served to whom, whichever door they came through, for those who act once it is out.

import type { Response } from 'express';
import type { Actor } from './actor.ts';

export type View = 'issue-panel' | 'issue-context' | 'settings' | 'admin';

export interface ServedPage extends Pick<Actor, 'siteId' | 'accountId'> {
  view: View;
}

/** Call it when the person is verified and the page is about to go out. */
export function noteServedPage(response: Response, page: ServedPage): void {
  response.locals.servedPage = page;
}

/** Null when the answer was no page: a refusal, or something else. */
export function servedPageOf(response: Response): ServedPage | null {
  return response.locals.servedPage ?? null;
}
