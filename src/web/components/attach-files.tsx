// Below the files of an occurrence: what is chosen, who will see it, and attaching it.

import type { ComponentChildren } from 'preact';
import type {
  AttachRequest,
  RecordingFileView,
  RecordingView,
  TransferView,
} from '../../recordings/api-types.ts';
import { consentTo } from '../audience.ts';
import { choosableFiles, mainVideo } from '../file-choice.ts';
import { formatBytes } from '../format-amount.ts';
import { audienceTexts, recordingTexts } from '../texts/recordings.ts';
import type { Attaching } from './attaching.tsx';
import { InlineError } from './message.tsx';
import { AudienceLines } from './recording-audience.tsx';
import { titleOf } from './recording-file.tsx';
import { useServices } from './services.ts';
import { useAction } from './use-action.ts';

interface AttachFilesProps {
  linkId: string;
  recording: RecordingView;
  uploadLimitBytes: number | null;
  attaching: Attaching;
  /** Keys of files; null where the person may not attach. */
  chosen: string[] | null;
  /** The file that is chosen beforehand; null once the person has chosen. */
  offered: RecordingFileView | null;
  titleId: string;
  /** Told which files are still to be attached, as they were refused. */
  onSent(refused: string[]): void;
  /** What else can be done with the occurrence, beside the button. */
  children: ComponentChildren;
}

/** The words and the button only where there is something to attach. */
export function AttachFiles(props: AttachFilesProps) {
  const { linkId, recording, uploadLimitBytes, attaching, chosen, offered, titleId, onSent, children } =
    props;
  const { api } = useServices();
  const { transfers, audience } = attaching;
  const { busy, error, run } = useAction();
  const choosable = chosen === null ? [] : choosableFiles(recording, transfers.all);
  const files = choosable.filter(({ key }) => chosen?.includes(key));
  const size = files.reduce<number | null>(
    (sum, { sizeBytes }) => (sum === null || sizeBytes === null ? null : sum + sizeBytes),
    0,
  );

  const attach = () =>
    run(async () => {
      if (audience.state !== 'ready') return;
      const consent = consentTo(audience.value);
      const answers = await Promise.allSettled(
        files.map(({ key }) => {
          const { meetingUuid } = recording;
          const request: AttachRequest = { linkId, meetingUuid, fileKey: key, audience: consent };
          return api.post<TransferView>('/api/transfers', request);
        }),
      );
      const taken = answers.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      transfers.put(...taken);
      onSent(files.flatMap(({ key }, index) => (answers[index]?.status === 'rejected' ? [key] : [])));
      // To where its progress is: the button has nothing left to do.
      const row = document.getElementById(`${titleId}-${taken[0]?.fileKey}`)?.closest('li');
      if (row) row.tabIndex = -1;
      row?.focus({ preventScroll: true });
      for (const one of answers) if (one.status === 'rejected') throw one.reason;
    });

  return (
    <>
      {choosable.length > 0 && (
        <div>
          {offered && mainVideo(recording)?.unavailable?.code === 'too_large' && (
            <p class="meta">{audienceTexts.offer(titleOf(offered))}</p>
          )}
          <p class="meta">
            {files.length === 0
              ? audienceTexts.choose
              : [
                  audienceTexts.chosen(files.length, size === null ? null : formatBytes(size)),
                  uploadLimitBytes !== null && audienceTexts.limit(formatBytes(uploadLimitBytes)),
                ]
                  .filter(Boolean)
                  .join('; ')}
          </p>
          <AudienceLines attaching={attaching} button={recordingTexts.attach} />
        </div>
      )}
      <div class="actions">
        {choosable.length > 0 && (
          <button
            type="button"
            class="button compact"
            aria-describedby={titleId}
            aria-disabled={busy}
            disabled={audience.state !== 'ready' || files.length === 0}
            onClick={() => void attach()}
          >
            {recordingTexts.attach}
          </button>
        )}
        {children}
      </div>
      {error && <InlineError>{error}</InlineError>}
    </>
  );
}
