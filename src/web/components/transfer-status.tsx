// One transfer below its file: progress with Cancel, the reason with Retry, or that it is attached.

import type { RetryRequest, TransferView } from '../../recordings/api-types.ts';
import { consentTo } from '../audience.ts';
import { transferTexts } from '../texts/recordings.ts';
import { isUnderWay, percentOf } from '../transfer-progress.ts';
import type { Attaching } from './attaching.tsx';
import { InlineError } from './message.tsx';
import { AudienceLines } from './recording-audience.tsx';
import { useServices } from './services.ts';
import { movedLine, ProgressBar } from './transfer-progress-bar.tsx';
import { useAction } from './use-action.ts';

interface TransferStatusProps {
  transfer: TransferView;
  attaching: Attaching;
  /** The file's title, and the id of the element that shows it. */
  title: string;
  titleId: string;
}

/** Everything about a transfer but the lozenge of one that succeeded, which the file's row shows. */
export function TransferStatus({ transfer, attaching, title, titleId }: TransferStatusProps) {
  const { transfers, audience } = attaching;
  const { api } = useServices();
  const { busy, error, run } = useAction();

  const path = `/api/transfers/${encodeURIComponent(transfer.id)}`;
  const cancel = () => run(async () => transfers.put(await api.post<TransferView>(`${path}/cancel`)));
  const retry = () =>
    run(async () => {
      if (audience.state !== 'ready') return;
      const request: RetryRequest = { audience: consentTo(audience.value) };
      transfers.put(await api.post<TransferView>(`${path}/retry`, request));
    });

  if (isUnderWay(transfer)) {
    const percent = transfer.state === 'queued' ? null : percentOf(transfer);
    return (
      <div class="transfer">
        <div class="transfer-bar">
          <ProgressBar label={transferTexts.progressLabel(title)} percent={percent} />
          {transfer.canCancel && (
            <button
              type="button"
              class="button compact subtle"
              aria-describedby={titleId}
              aria-disabled={busy}
              onClick={() => void cancel()}
            >
              {transferTexts.cancel}
            </button>
          )}
        </div>
        <p class="meta">{progressLine(transfer, attaching)}</p>
        {error && <InlineError>{error}</InlineError>}
      </div>
    );
  }

  if (transfer.state !== 'failed') return null;
  return (
    <div class="transfer">
      <InlineError>{error ?? transfer.reason?.message ?? transferTexts.failedUnknown}</InlineError>
      {transfer.canRetry && <AudienceLines attaching={attaching} button={transferTexts.retry} />}
      {transfer.canRetry && (
        <button
          type="button"
          class="button compact"
          aria-describedby={titleId}
          aria-disabled={busy}
          disabled={audience.state !== 'ready'}
          onClick={() => void retry()}
        >
          {transferTexts.retry}
        </button>
      )}
    </div>
  );
}

/** How far it is, or why nothing moves. */
function progressLine(transfer: TransferView, { transfers }: Attaching): string {
  const reason = transfer.reason?.message;
  if (transfer.state === 'queued') return reason ?? transferTexts.queued(transfer.ahead);
  if (transfer.state === 'waiting') return reason ?? transferTexts.waiting;
  if (transfer.state === 'finishing') return transferTexts.finishing;
  return movedLine(transfer, transfers.paces.get(transfer.id));
}
