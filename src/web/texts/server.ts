// Words for what our server refuses or reports with a code and an English sentence: a second language has its own.

import type { TransferState } from '../../recordings/api-types.ts';
import { catalogue } from './catalogue.ts';

interface Told {
  code: string;
  message: string;
}

/**
 * By code, or by `code/others` where it says something else of another person's transfer; `/waiting` follows the reason
 * of a transfer that waits. Empty in English, which is the server's own language.
 */
export const serverTexts: Record<string, string> = catalogue('server', {});

/** What the server told, in the language spoken now. */
export function wordsOf({ code, message }: Told): string {
  return serverTexts[code] ?? message;
}

interface Reasoned {
  reason: Told | null;
  state: TransferState;
  requestedByMe: boolean;
}

/** Why a transfer waits or has failed; null when there is nothing to say. */
export function reasonOf({ reason, state, requestedByMe }: Reasoned): string | null {
  if (reason === null) return null;
  const words = (!requestedByMe && serverTexts[`${reason.code}/others`]) || wordsOf(reason);
  const next = state !== 'failed' && words !== reason.message && serverTexts['/waiting'];
  return next ? `${words} ${next}` : words;
}
