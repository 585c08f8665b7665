// One transfer below its file: progress with Cancel, the reason with Retry, or that it is attached.

import type { RetryRequest, TransferView } from '../../recordings/api-types.ts';
import type { Audience } from '../audience.ts';
import { formatBytes, formatDuration, formatPercent } from '../format-amount.ts';
import { transferTexts } from '../texts/recordings.ts';
import { isUnderWay, type Pace, percentOf, secondsLeft } from '../transfer-progress.ts';
import { InlineError } from './message.tsx';
import { useServices } from './services.ts';
import { useAction } from './use-action.ts';
import type { Loadable } from './use-load.ts';

interface TransferStatusProps {
  transfer: TransferView;
  pace: Pace | undefined;
  /** What the person is shown of who will see the file; a retry asks for consent to that. */
  audience: Loadable<Audience>;
  /** The file's title, and the id of the element that shows it. */
  title: string;
  titleId: string;
  onChanged(transfer: TransferView): void;
}

/** Everything about a transfer but the lozenge of one that succeeded, which the file's row shows. */
export function TransferStatus(props: TransferStatusProps) {
  const { transfer, pace, audience, title, titleId, onChanged } = props;
  const { api } = useServices();
  const { busy, error, run } = useAction();

  const path = `/api/transfers/${encodeURIComponent(transfer.id)}`;
  const cancel = () => run(async () => onChanged(await api.post<TransferView>(`${path}/cancel`)));
  const retry = () =>
    run(async () => {
      if (audience.state !== 'ready') return;
      const { projectId, securityLevelId } = audience.value;
      const request: RetryRequest = { audience: { projectId, securityLevelId } };
      onChanged(await api.post<TransferView>(`${path}/retry`, request));
    });

  if (isUnderWay(transfer)) {
    const percent = percentOf(transfer);
    return (
      <div class="transfer">
        <div class="transfer-bar">
          {transfer.state === 'queued' || percent === null ? (
            <progress aria-label={transferTexts.progressLabel(title)} />
          ) : (
            <progress aria-label={transferTexts.progressLabel(title)} max={100} value={percent} />
          )}
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
        <p class="meta">{progressLine(transfer, pace)}</p>
        {error && <InlineError>{error}</InlineError>}
      </div>
    );
  }

  if (transfer.state !== 'failed') return null;
  return (
    <div class="transfer">
      <InlineError>{error ?? transfer.reason?.message ?? transferTexts.failedUnknown}</InlineError>
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

/** `42% · 50 MB of 118 MB · 4.2 MB/s · 16 sec left`, or why nothing moves. */
function progressLine(transfer: TransferView, pace: Pace | undefined): string {
  if (transfer.state === 'queued') return transfer.reason?.message ?? transferTexts.queued;
  if (transfer.state === 'waiting') return transfer.reason?.message ?? transferTexts.waiting;
  if (transfer.state === 'finishing') return transferTexts.finishing;
  const percent = percentOf(transfer);
  const left = secondsLeft(transfer, pace);
  const total = transfer.bytesTotal === null ? null : formatBytes(transfer.bytesTotal);
  return [
    percent === null ? null : formatPercent(percent),
    transferTexts.moved(formatBytes(transfer.bytesMoved), total),
    pace?.bytesPerSecond ? transferTexts.speed(formatBytes(pace.bytesPerSecond)) : null,
    left === null ? null : transferTexts.left(formatDuration(left)),
  ]
    .filter((part) => part !== null)
    .join(' · ');
}
