// What ended while a person was elsewhere: told once, in the next of our panels that they open.

import { type Clock, secondsAfter } from '../../../platform/clock.ts';
import type { TransferNewsView } from '../../api-types.ts';
import { kindOf } from '../../recording-files.ts';
import { reasonInWords } from '../transfer-reasons.ts';
import type { EndedTransfersRepository } from './ended-transfers-repository.ts';

const newsSeconds = 7 * 24 * 3600;
const mostNews = 20;

/** Of the last seven days, newest first, on whatever issue of the person's site; at most twenty. */
export async function listTransferNews(
  { clock, endedTransfers }: { clock: Clock; endedTransfers: EndedTransfersRepository },
  personId: string,
): Promise<TransferNewsView[]> {
  const ended = await endedTransfers.listUntold(personId, secondsAfter(clock.now(), -newsSeconds), mostNews);
  return ended.map(({ id, issueId, fileType, state, reasonCode }) => ({
    id,
    issueId,
    kind: kindOf(fileType),
    state: state === 'succeeded' ? state : 'failed',
    reason: reasonCode === null ? null : reasonInWords(reasonCode, state, true),
  }));
}
