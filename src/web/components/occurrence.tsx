// One recorded occurrence of a meeting: what Zoom has of it, who may see that, and attaching.

import { useState } from 'preact/hooks';
import type {
  ClosedRecordingView,
  RecordingsView,
  RecordingView,
  ShareRequest,
} from '../../recordings/api-types.ts';
import { chosenAtFirst } from '../file-choice.ts';
import { formatBytes, formatDuration } from '../format-amount.ts';
import { formatDay } from '../format-day.ts';
import { formatWhen } from '../format-time.ts';
import { namesIn, peoplePath } from '../people.ts';
import { viewersPlace } from '../place.ts';
import { recordingTexts } from '../texts/recordings.ts';
import { isUnderWay } from '../transfer-progress.ts';
import { AttachFiles } from './attach-files.tsx';
import type { Attaching } from './attaching.tsx';
import { InlineError, Lozenge } from './message.tsx';
import { OpenPart } from './open-part.tsx';
import { RecordingFile } from './recording-file.tsx';
import { useServices } from './services.ts';
import { useAction } from './use-action.ts';
import { useLoad } from './use-load.ts';

interface OccurrenceProps {
  linkId: string;
  recording: RecordingView;
  view: RecordingsView;
  newest: boolean;
  attaching: Attaching;
  onChanged(recording: RecordingView): void;
}

/** The newest is open; of the others those in which something happens. */
export function Occurrence({ linkId, recording, view, newest, attaching, onChanged }: OccurrenceProps) {
  const { api, announce } = useServices();
  const { busy, error, run } = useAction();
  const { meetingUuid, files, shared, askedBy, deletedOn } = recording;
  const { all } = attaching.transfers;
  const [open] = useState(
    () =>
      newest ||
      askedBy.length > 0 ||
      all.some(
        (one) =>
          one.meetingUuid === meetingUuid && (isUnderWay(one) || (one.state === 'failed' && one.canRetry)),
      ),
  );
  // Keys that the person chose; null until they choose, so that what is chosen beforehand follows what can be.
  const [chosen, setChosen] = useState<string[] | null>(null);
  const first = chosenAtFirst(recording, all);
  const keys = chosen ?? (first ? [first.key] : []);
  const titleId = `recording-${linkId}-${meetingUuid}`;
  const mayAttach = attaching.rights?.attach !== false;

  const change = (call: typeof api.post, resource: string, changed: Partial<RecordingView>) =>
    run(async () => {
      const request: ShareRequest = { meetingUuid };
      await call(`/api/meeting-links/${encodeURIComponent(linkId)}/${resource}`, request);
      onChanged({ ...recording, askedBy: [], ...changed });
      if (changed.shared) announce(`${recordingTexts.undated}: ${recordingTexts.shared}`);
    });
  const press = (words: string, act: () => Promise<void>) => (
    <button
      type="button"
      class="button compact subtle"
      aria-describedby={titleId}
      aria-disabled={busy}
      onClick={() => void act()}
    >
      {words}
    </button>
  );
  const sharing = shared
    ? press(recordingTexts.stopSharing, () => change(api.remove, 'shares', { shared: false }))
    : press(recordingTexts.share, () => change(api.post, 'shares', { shared: true }));

  return (
    <details class="occurrence" open={open}>
      <summary class="occurrence-line">
        <OccurrenceTitle
          id={titleId}
          occurrence={recording}
          sizeBytes={files.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0)}
        />
        {view.canShare && shared && <Lozenge tone="information">{recordingTexts.shared}</Lozenge>}
      </summary>
      <div class="occurrence-body">
        {deletedOn && <p class="meta">{recordingTexts.deletedOn(dayOf(deletedOn))}</p>}
        {view.canShare && askedBy.length > 0 && (
          <div class="actions">
            <AskedBy accountIds={askedBy} />
            {!shared && sharing}
            {press(recordingTexts.decline, () => change(api.remove, 'requests', {}))}
          </div>
        )}
        <ul class="files">
          {files.map((file) => (
            <RecordingFile
              key={file.key}
              linkId={linkId}
              recording={recording}
              file={file}
              attaching={attaching}
              titleId={`${titleId}-${file.key}`}
              chosen={mayAttach ? keys.includes(file.key) : null}
              onChosen={(isChosen) =>
                setChosen(isChosen ? [...keys, file.key] : keys.filter((key) => key !== file.key))
              }
            />
          ))}
        </ul>
        <AttachFiles
          linkId={linkId}
          recording={recording}
          uploadLimitBytes={view.uploadLimitBytes}
          attaching={attaching}
          chosen={mayAttach ? keys : null}
          offered={chosen === null ? first : null}
          titleId={titleId}
          onSent={(refused) => setChosen(refused.length > 0 ? refused : null)}
        >
          {view.canShare && (shared || askedBy.length === 0) && sharing}
          <OpenPart
            name={recordingTexts.summary}
            titleId={titleId}
            load={() => import('./forms-part.ts')}
            show={({ Summary }) => (
              <Summary linkId={linkId} meetingUuid={meetingUuid} attaching={attaching} />
            )}
          />
        </AttachFiles>
        {error && <InlineError>{error}</InlineError>}
      </div>
    </details>
  );
}

interface OccurrenceTitleProps {
  id: string;
  occurrence: Pick<ClosedRecordingView, 'startTime' | 'durationMinutes'>;
  sizeBytes: number;
}

/** When it took place, how long it was, and how large its files are. */
export function OccurrenceTitle({ id, occurrence, sizeBytes }: OccurrenceTitleProps) {
  const { startTime, durationMinutes } = occurrence;
  const facts = [
    durationMinutes ? formatDuration(durationMinutes * 60) : null,
    sizeBytes > 0 ? formatBytes(sizeBytes) : null,
  ].filter((fact) => fact !== null);
  return (
    <h4 id={id}>
      {startTime === null ? recordingTexts.undated : recordingTexts.recordedOn(formatWhen(startTime, null))}
      {facts.length > 0 && <span class="meta">{facts.join(' · ')}</span>}
    </h4>
  );
}

/** Their names, read from Jira as the viewer. */
function AskedBy({ accountIds }: { accountIds: string[] }) {
  const { host } = useServices();
  const { loaded } = useLoad(
    async () => namesIn(await host.request(peoplePath(accountIds)).catch(() => null), accountIds),
    accountIds,
  );
  return <p class="meta">{loaded.state === 'ready' && recordingTexts.askedFor(loaded.value)}</p>;
}

/** A calendar's day, the same in every time zone. */
function dayOf(date: string): string {
  return formatDay(date, { ...viewersPlace, timeZone: 'UTC' });
}
