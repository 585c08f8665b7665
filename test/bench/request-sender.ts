// Reads of the app's API as fast as they are answered, from a process of its own.

import { serve } from './child.ts';
import { type LoadTiming, sendAll } from './load.ts';

const answers = {
  /** @param input.authorizations are used in turn. */
  read(input: { url: string; authorizations: string[]; count: number; atOnce: number }): Promise<LoadTiming> {
    const { url, authorizations, count, atOnce } = input;
    const requests = Array.from({ length: count }, (_, index) => ({
      method: 'GET' as const,
      url,
      headers: { authorization: authorizations[index % authorizations.length] },
      status: 200,
    }));
    return sendAll(requests, atOnce);
  },
};
export type RequestSender = typeof answers;
serve(answers);
