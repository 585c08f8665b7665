// One recording file: what it is, and attaching it to the issue.

import type {
  AttachRequest,
  RecordingFileView,
  RecordingView,
  TransferView,
} from '../../recordings/api-types.ts';
import { formatBytes, formatDuration } from '../format-amount.ts';
import { recordingTexts, transferTexts } from '../texts/recordings.ts';
import { mayAttachAnew, transferOfFile } from '../transfer-progress.ts';
import type { Attaching } from './attaching.tsx';
import { InlineError, Lozenge } from './message.tsx';
import { useServices } from './services.ts';
import { TransferStatus } from './transfer-status.tsx';
import { useAction } from './use-action.ts';

interface RecordingFileProps {
  linkId: string;
  recording: RecordingView;
  file: RecordingFileView;
  attaching: Attaching;
  titleId: string;
}

/** A row with the file's title, facts, state and **Attach to issue**. */
export function RecordingFile({ linkId, recording, file, attaching, titleId }: RecordingFileProps) {
  const { api } = useServices();
  const { transfers, audience } = attaching;
  const { busy, error, run } = useAction();
  const transfer = transferOfFile(transfers.all, recording.meetingUuid, file.key);
  const title = titleOf(file);

  const attach = () =>
    run(async () => {
      if (audience.state !== 'ready') return;
      const { projectId, securityLevelId } = audience.value;
      const request: AttachRequest = {
        linkId,
        meetingUuid: recording.meetingUuid,
        fileKey: file.key,
        audience: { projectId, securityLevelId },
      };
      transfers.put(await api.post<TransferView>('/api/transfers', request));
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
        {transfer?.state === 'succeeded' && <Lozenge tone="success">{transferTexts.attached}</Lozenge>}
        {(transfer === null || mayAttachAnew(transfer)) &&
          (file.unavailable ? (
            <Lozenge>
              {file.unavailable.code === 'recording_processing'
                ? recordingTexts.processing
                : recordingTexts.unavailable}
            </Lozenge>
          ) : (
            <button
              type="button"
              class="button compact"
              aria-describedby={titleId}
              aria-disabled={busy}
              disabled={audience.state !== 'ready'}
              onClick={() => void attach()}
            >
              {recordingTexts.attach}
            </button>
          ))}
      </div>
      {file.unavailable && transfer?.state !== 'succeeded' && (
        <p class="meta">
          {file.unavailable.code === 'recording_processing'
            ? recordingTexts.processingWhy
            : file.unavailable.message}
        </p>
      )}
      {error && <InlineError>{error}</InlineError>}
      {transfer && (
        <TransferStatus
          transfer={transfer}
          pace={transfers.paces.get(transfer.id)}
          audience={audience}
          title={title}
          titleId={titleId}
          onChanged={transfers.put}
        />
      )}
    </li>
  );
}

function titleOf(file: RecordingFileView): string {
  const type = file.recordingType === null ? undefined : recordingTexts.types[file.recordingType];
  const kind = recordingTexts.kinds[file.kind];
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
