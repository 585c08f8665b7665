// One recording file: what it is, choosing it to be attached, and what became of that.

import type { RecordingFileView, RecordingView } from '../../recordings/api-types.ts';
import { formatBytes, formatDuration } from '../format-amount.ts';
import { attachmentUrl } from '../host-bridge/attachment-url.ts';
import { recordingTexts, transferTexts } from '../texts/recordings.ts';
import { mayAttachAnew, transferOfFile } from '../transfer-progress.ts';
import type { Attaching } from './attaching.tsx';
import { Lozenge } from './message.tsx';
import { OpenPart } from './open-part.tsx';
import { TransferStatus } from './transfer-status.tsx';

interface RecordingFileProps {
  linkId: string;
  recording: RecordingView;
  file: RecordingFileView;
  attaching: Attaching;
  titleId: string;
  /** Null where the person may not attach. */
  chosen: boolean | null;
  onChosen(chosen: boolean): void;
}

/** A row with the file's title and facts, and its checkbox, its state or its attachment. */
export function RecordingFile(props: RecordingFileProps) {
  const { linkId, recording, file, attaching, titleId, chosen, onChosen } = props;
  const { meetingUuid } = recording;
  const transfer = transferOfFile(attaching.transfers.all, meetingUuid, file.key);
  const title = titleOf(file);
  const open = transfer === null || mayAttachAnew(transfer);
  const obstacle = open ? file.unavailable : null;
  const processing = file.unavailable?.code === 'recording_processing';
  const readable =
    (file.kind === 'transcript' || file.kind === 'captions') &&
    !processing &&
    file.unavailable?.code !== 'not_in_cloud';
  const url = transfer?.state === 'succeeded' && attachmentUrl(transfer.attachmentId, location.search);
  const text = (
    <span class="file-text">
      <span id={titleId}>{title}</span>
      <span class="meta">{factsOf(file)}</span>
    </span>
  );

  return (
    <li class="file">
      <div class="file-line">
        {chosen !== null && open && obstacle === null ? (
          <label class="file-choice">
            <input
              type="checkbox"
              checked={chosen}
              onChange={(event) => onChosen(event.currentTarget.checked)}
            />
            {text}
          </label>
        ) : (
          text
        )}
        {transfer?.state === 'succeeded' && <Lozenge tone="success">{transferTexts.attached}</Lozenge>}
        {url && (
          <a
            class="button compact subtle"
            href={url}
            target="_blank"
            rel="noopener"
            aria-describedby={titleId}
          >
            {transferTexts.open}
          </a>
        )}
        {obstacle && <Lozenge>{processing ? recordingTexts.processing : recordingTexts.unavailable}</Lozenge>}
        {readable && (
          <OpenPart
            name={recordingTexts.readTranscript}
            titleId={titleId}
            load={() => import('./forms-part.ts')}
            show={({ Transcript }) => (
              <Transcript
                linkId={linkId}
                meetingUuid={meetingUuid}
                fileKey={file.key}
                attaching={attaching}
              />
            )}
          />
        )}
      </div>
      {obstacle && <p class="meta">{processing ? recordingTexts.processingWhy : obstacle.message}</p>}
      {transfer && (
        <TransferStatus transfer={transfer} attaching={attaching} title={title} titleId={titleId} />
      )}
    </li>
  );
}

/** `Video: Gallery view`, or the kind alone. */
export function titleOf(file: RecordingFileView): string {
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
