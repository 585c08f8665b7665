// The pages of the site that a person opens in a browser, and what they load.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Site } from './context.ts';

/** Answers a request for a page or for what a page loads; false when there is none of this URL. */
export async function answerHostPage(
  _site: Site,
  _request: IncomingMessage,
  _response: ServerResponse,
  _url: URL,
): Promise<boolean> {
  return false;
}
