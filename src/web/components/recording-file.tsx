// One recording file: what it is, and attaching it to the issue.

import type { RecordingFileView, RecordingView } from '../../recordings/api-types.ts';
import type { Audience } from '../audience.ts';
import { formatBytes, formatDuration } from '../format.ts';
import { texts } from '../texts.ts';
import { mayAttachAnew, transferOfFile } from '../transfer-progress.ts';
import { InlineError, Lozenge } from './message.tsx';
import { useServices } from './services.ts';
import { TransferStatus } from './transfer-status.tsx';
import { useAction } from './use-action.ts';
import type { Loadable } from './use-load.ts';
import type { Transfers } from './use-transfers.ts';

interface RecordingFileProps {
  linkId: string;
  recording: RecordingView;
  file: RecordingFileView;
  audience: Loadable<Audience>;
  transfers: Transfers;
  titleId: string;
}

/** A row with the file's title, facts, state and **Attach to issue**. */
export function RecordingFile({ linkId, recording, file, audience, transfers, titleId }: RecordingFileProps) {
  const { api } = useServices();
  const { busy, error, run } = useAction();
  const transfer = transferOfFile(transfers.all, recording.meetingUuid, file.key);
  const title = titleOf(file);

  const attach = () =>
    run(async () => {
      if (audience.state !== 'ready') return;
      const { projectId, securityLevelId } = audience.value;
      transfers.put(
        await api.attach({
          linkId,
          meetingUuid: recording.meetingUuid,
          fileKey: file.key,
          audience: { projectId, securityLevelId },
        }),
      );
    });

  return (
    <li class="file">
      <div class="file-line">
        <div class="file-text">
          <span class="file-title" id={titleId}>
            {title}
          </span>
          <span class="meta">{factsOf(file)}</span>
        </div>
        {transfer?.state === 'succeeded' && <Lozenge tone="success">{texts.transfers.attached}</Lozenge>}
        {(transfer === null || mayAttachAnew(transfer)) &&
          (file.unavailable ? (
            <Lozenge>{texts.recordings.unavailable}</Lozenge>
          ) : (
            <button
              type="button"
              class="button compact"
              aria-describedby={titleId}
              aria-disabled={busy}
              disabled={audience.state !== 'ready'}
              onClick={() => void attach()}
            >
              {texts.recordings.attach}
            </button>
          ))}
      </div>
      {file.unavailable && transfer?.state !== 'succeeded' && <p class="meta">{file.unavailable.message}</p>}
      {error && <InlineError>{error}</InlineError>}
      {transfer && (
        <TransferStatus
          transfer={transfer}
          pace={transfers.paces.get(transfer.id)}
          title={title}
          titleId={titleId}
          onChanged={transfers.put}
        />
      )}
    </li>
  );
}

function titleOf(file: RecordingFileView): string {
  const type = file.recordingType === null ? undefined : texts.recordings.types[file.recordingType];
  const kind = texts.recordings.kinds[file.kind];
  return type && file.kind === 'video' ? `${kind}: ${type}` : kind;
}

function factsOf(file: RecordingFileView): string {
  return [
    file.durationSeconds === null ? null : formatDuration(file.durationSeconds),
    file.sizeBytes === null ? null : formatBytes(file.sizeBytes),
    file.extension,
  ]
    .filter((part) => part !== null)
    .join(' · ');
}
