// The recordings of one linked meeting, by occurrence, with sharing for the host.

import { useState } from 'preact/hooks';
import type { RecordingsView, RecordingView, ShareRequest } from '../../recordings/api-types.ts';
import type { Audience } from '../audience.ts';
import { formatDuration } from '../format-amount.ts';
import { formatWhen } from '../format-time.ts';
import { audienceTexts, recordingTexts } from '../texts/recordings.ts';
import { sharedTexts } from '../texts/shared.ts';
import type { Attaching } from './attaching.tsx';
import { InlineError, Lozenge, Skeleton } from './message.tsx';
import { RecordingFile } from './recording-file.tsx';
import { useServices } from './services.ts';
import { StrayTransfers } from './stray-transfers.tsx';
import { useAction } from './use-action.ts';
import { type Loadable, useLoad } from './use-load.ts';

const shownAtFirst = 3;

interface RecordingsProps {
  linkId: string;
  /** False for a meeting that has not begun: then an empty list is not worth a word. */
  expected: boolean;
  onBasicPlan: boolean;
  /** The code of failures that the panel's notice explains. */
  explained: string | null;
  attaching: Attaching;
}

/** The part of a linked meeting that lists its recordings. */
export function Recordings({ linkId, expected, onBasicPlan, explained, attaching }: RecordingsProps) {
  const { api } = useServices();
  const { loaded, reload, setValue } = useLoad(
    () => api.get<RecordingsView>(`/api/meeting-links/${encodeURIComponent(linkId)}/recordings`),
    [linkId],
  );
  const [showAll, setShowAll] = useState(false);
  const known = loaded.state === 'ready' ? loaded.value.recordings : [];
  const strays = (
    <StrayTransfers
      attaching={attaching}
      isStray={(one) =>
        one.linkId === linkId &&
        !known.some(
          (recording) =>
            recording.meetingUuid === one.meetingUuid &&
            recording.files.some((file) => file.key === one.fileKey),
        )
      }
    />
  );

  if (loaded.state === 'loading') {
    return (
      <section class="recordings">
        <Skeleton widths={['30%', '75%']} />
      </section>
    );
  }
  if (loaded.state === 'failed' && loaded.code === explained) {
    if (!expected) return strays;
    return (
      <section class="recordings">
        <h3>{recordingTexts.title}</h3>
        <p class="meta">{sharedTexts.notNow}</p>
        {strays}
      </section>
    );
  }
  if (loaded.state === 'failed') {
    return (
      <section class="recordings">
        <h3>{recordingTexts.title}</h3>
        <InlineError>{loaded.message}</InlineError>
        <button type="button" class="button compact" onClick={reload}>
          {sharedTexts.tryAgain}
        </button>
        {strays}
      </section>
    );
  }

  const view = loaded.value;
  if (view.recordings.length === 0) {
    if (!expected) return strays;
    const none = onBasicPlan && !view.onlyShared ? recordingTexts.noneOnBasic : recordingTexts.none;
    return (
      <section class="recordings">
        <h3>{recordingTexts.title}</h3>
        <p class="meta">{view.onlyShared ? recordingTexts.onlyHost : none}</p>
        {strays}
      </section>
    );
  }

  const shown = showAll ? view.recordings : view.recordings.slice(0, shownAtFirst);
  const attachable = view.recordings.some((one) => one.files.some((file) => file.unavailable === null));
  return (
    <section class="recordings">
      <h3>{recordingTexts.title}</h3>
      {attachable && <AudienceLine audience={attaching.audience} />}
      {shown.map((recording) => (
        <Occurrence
          key={recording.meetingUuid}
          linkId={linkId}
          recording={recording}
          view={view}
          attaching={attaching}
          onChanged={setValue}
        />
      ))}
      {shown.length < view.recordings.length && (
        <button type="button" class="button compact subtle" onClick={() => setShowAll(true)}>
          {recordingTexts.showOlder(view.recordings.length - shown.length)}
        </button>
      )}
      {strays}
    </section>
  );
}

function AudienceLine({ audience }: { audience: Loadable<Audience> }) {
  if (audience.state === 'loading') return <Skeleton widths={['90%']} />;
  if (audience.state === 'failed') return <InlineError>{audience.message}</InlineError>;
  const { projectName, securityLevelName } = audience.value;
  return <p class="meta audience">{audienceTexts.line(projectName, securityLevelName)}</p>;
}

interface OccurrenceProps {
  linkId: string;
  recording: RecordingView;
  view: RecordingsView;
  attaching: Attaching;
  onChanged(view: RecordingsView): void;
}

function Occurrence({ linkId, recording, view, attaching, onChanged }: OccurrenceProps) {
  const { api } = useServices();
  const { busy, error, run } = useAction();
  const titleId = `recording-${linkId}-${recording.meetingUuid}`;

  const toggleSharing = () =>
    run(async () => {
      const path = `/api/meeting-links/${encodeURIComponent(linkId)}/shares`;
      const request: ShareRequest = { meetingUuid: recording.meetingUuid };
      await (recording.shared ? api.remove(path, request) : api.post(path, request));
      const changed = { ...recording, shared: !recording.shared };
      onChanged({ ...view, recordings: view.recordings.map((one) => (one === recording ? changed : one)) });
    });

  return (
    <div class="occurrence">
      <div class="occurrence-line">
        <h4 id={titleId}>
          {recording.startTime === null
            ? recordingTexts.undated
            : recordingTexts.recordedOn(formatWhen(recording.startTime, null))}
          {recording.durationMinutes ? (
            <span class="meta"> · {formatDuration(recording.durationMinutes * 60)}</span>
          ) : null}
        </h4>
        {view.canShare && (
          <div class="actions">
            {recording.shared && <Lozenge tone="information">{recordingTexts.shared}</Lozenge>}
            <button
              type="button"
              class="button compact subtle"
              aria-describedby={titleId}
              aria-disabled={busy}
              onClick={() => void toggleSharing()}
            >
              {recording.shared ? recordingTexts.stopSharing : recordingTexts.share}
            </button>
          </div>
        )}
      </div>
      {error && <InlineError>{error}</InlineError>}
      <ul class="files">
        {recording.files.map((file) => (
          <RecordingFile
            key={file.key}
            linkId={linkId}
            recording={recording}
            file={file}
            attaching={attaching}
            titleId={`${titleId}-${file.key}`}
          />
        ))}
      </ul>
    </div>
  );
}
