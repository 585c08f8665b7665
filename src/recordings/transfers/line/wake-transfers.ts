// Zoom said that a recording is ready: transfers that wait for it go on now, not at their next look.

import type { Clock } from '../../../platform/clock.ts';
import type { TransfersRepository } from '../transfers-repository.ts';
import type { TransferLine } from './transfer-line.ts';

export interface WakeTransfersDeps {
  clock: Clock;
  transfers: TransfersRepository;
  transferLine: Pick<TransferLine, 'wakeWorkers'>;
}

/** May be called again and for nothing: a transfer whose file is still not ready waits anew. */
export async function wakeTransfers(
  { clock, transfers, transferLine }: WakeTransfersDeps,
  recording: { meetingUuid: string; hostZoomUserId: string },
): Promise<void> {
  if ((await transfers.wake(recording, clock.now())).length > 0) await transferLine.wakeWorkers();
}
