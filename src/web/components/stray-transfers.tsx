// Transfers whose file the panel does not show: of an unlinked meeting, or while Zoom does not answer.

import type { TransferView } from '../../recordings/api-types.ts';
import { recordingTexts, transferTexts } from '../texts/recordings.ts';
import { isUnderWay } from '../transfer-progress.ts';
import type { Attaching } from './attaching.tsx';
import { TransferStatus } from './transfer-status.tsx';

interface StrayTransfersProps {
  attaching: Attaching;
  /** True for a transfer that is shown nowhere else. */
  isStray(transfer: TransferView): boolean;
}

/** A list of the stray ones that are under way or wait for the person's Retry; nothing when there are none. */
export function StrayTransfers({ attaching, isStray }: StrayTransfersProps) {
  const shown = attaching.transfers.all.filter(
    (one) => isStray(one) && (isUnderWay(one) || (one.state === 'failed' && one.canRetry)),
  );
  if (shown.length === 0) return null;
  return (
    <section class="strays">
      <h3>{transferTexts.others}</h3>
      <ul class="files">
        {shown.map((transfer) => (
          <li class="file" key={transfer.id}>
            <span class="file-title" id={`stray-${transfer.id}`}>
              {recordingTexts.kinds[transfer.kind]}
            </span>
            <TransferStatus
              transfer={transfer}
              attaching={attaching}
              title={recordingTexts.kinds[transfer.kind]}
              titleId={`stray-${transfer.id}`}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
