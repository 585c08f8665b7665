// How far a transfer is, or several of them together.

import { formatBytes, formatDuration, formatPercent } from '../format-amount.ts';
import { transferTexts } from '../texts/recordings.ts';
import { type Pace, percentOf, secondsLeft } from '../transfer-progress.ts';
import type { Transfers } from './use-transfers.ts';

/** A bar; without a percentage it only moves. */
export function ProgressBar({ label, percent }: { label: string; percent: number | null }) {
  return percent === null ? (
    <progress aria-label={label} />
  ) : (
    <progress aria-label={label} max={100} value={percent} />
  );
}

/** `42% · 50 MB of 118 MB · 4.2 MB/s · 16 sec left`, as far as it is known. */
export function movedLine(
  moved: { bytesMoved: number; bytesTotal: number | null },
  pace: Pace | undefined,
): string {
  const percent = percentOf(moved);
  const left = secondsLeft(moved, pace);
  const total = moved.bytesTotal === null ? null : formatBytes(moved.bytesTotal);
  return [
    percent === null ? null : formatPercent(percent),
    transferTexts.moved(formatBytes(moved.bytesMoved), total),
    pace?.bytesPerSecond ? transferTexts.speed(formatBytes(pace.bytesPerSecond)) : null,
    left === null ? null : transferTexts.left(formatDuration(left)),
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

/** The progress of all transfers of the issue that are under way; nothing when there are not several. */
export function TransfersTogether({ transfers: { together } }: { transfers: Transfers }) {
  if (together === null) return null;
  const title = transferTexts.together(together.count);
  return (
    <div class="together">
      <div class="transfer-bar">
        <ProgressBar label={transferTexts.progressLabel(title)} percent={percentOf(together)} />
      </div>
      <p class="meta">
        {title} · {movedLine(together, together.pace)}
      </p>
    </div>
  );
}
