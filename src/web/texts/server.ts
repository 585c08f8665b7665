// Words for what our server refuses or reports with a code and an English sentence: a second language has its own.

import type { TransferState } from '../../recordings/api-types.ts';
import { catalogue } from './catalogue.ts';

interface Told {
  code: string;
  message: string;
}

/**
 * By code, or by `code/variant` where the same code says something else: `flow` for an attempt to connect, `waiting`,
 * `failed` and `others` for a transfer. Empty in English, which is the server's own language.
 */
export const serverTexts: Record<string, string> = catalogue('server', {});

/** What the server told, in the language spoken now. */
export function wordsOf({ code, message }: Told, ...variants: string[]): string {
  const variant = variants.find((one) => serverTexts[`${code}/${one}`]);
  return serverTexts[variant ? `${code}/${variant}` : code] ?? message;
}

interface Reasoned {
  reason: Told | null;
  state: TransferState;
  requestedByMe: boolean;
}

/** Why a transfer waits or has failed; null when there is nothing to say. */
export function reasonOf({ reason, state, requestedByMe }: Reasoned): string | null {
  const variant = state === 'failed' ? 'failed' : 'waiting';
  return reason && wordsOf(reason, ...(requestedByMe ? [] : ['others']), variant);
}
