// The recordings of one linked meeting, by occurrence, with sharing for the host.

import { useState } from 'preact/hooks';
import type { RecordingsView, RecordingView } from '../../recordings/api-types.ts';
import type { Audience } from '../audience.ts';
import { formatDuration, formatWhen } from '../format.ts';
import { texts } from '../texts.ts';
import { InlineError, Lozenge, Skeleton } from './message.tsx';
import { RecordingFile } from './recording-file.tsx';
import { useServices } from './services.ts';
import { StrayTransfers } from './stray-transfers.tsx';
import { useAction } from './use-action.ts';
import { type Loadable, useLoad } from './use-load.ts';
import type { Transfers } from './use-transfers.ts';

const shownAtFirst = 3;

interface RecordingsProps {
  linkId: string;
  /** False for a meeting that has not begun: then an empty list is not worth a word. */
  expected: boolean;
  onBasicPlan: boolean;
  audience: Loadable<Audience>;
  transfers: Transfers;
}

/** The part of a linked meeting that lists its recordings. */
export function Recordings({ linkId, expected, onBasicPlan, audience, transfers }: RecordingsProps) {
  const { api } = useServices();
  const { loaded, reload, setValue } = useLoad(() => api.listRecordings(linkId), [linkId]);
  const [showAll, setShowAll] = useState(false);
  const known = loaded.state === 'ready' ? loaded.value.recordings : [];
  const strays = (
    <StrayTransfers
      transfers={transfers}
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
  if (loaded.state === 'failed') {
    return (
      <section class="recordings">
        <InlineError>{loaded.message}</InlineError>
        <button type="button" class="button compact" onClick={reload}>
          {texts.tryAgain}
        </button>
        {strays}
      </section>
    );
  }

  const view = loaded.value;
  if (view.recordings.length === 0) {
    if (!expected) return strays;
    const none = onBasicPlan && !view.onlyShared ? texts.recordings.noneOnBasic : texts.recordings.none;
    return (
      <section class="recordings">
        <h3>{texts.recordings.title}</h3>
        <p class="meta">{view.onlyShared ? texts.recordings.onlyHost : none}</p>
        {strays}
      </section>
    );
  }

  const shown = showAll ? view.recordings : view.recordings.slice(0, shownAtFirst);
  const attachable = view.recordings.some((one) => one.files.some((file) => file.unavailable === null));
  return (
    <section class="recordings">
      <h3>{texts.recordings.title}</h3>
      {attachable && <AudienceLine audience={audience} />}
      {shown.map((recording) => (
        <Occurrence
          key={recording.meetingUuid}
          linkId={linkId}
          recording={recording}
          view={view}
          audience={audience}
          transfers={transfers}
          onChanged={setValue}
        />
      ))}
      {shown.length < view.recordings.length && (
        <button type="button" class="button compact subtle" onClick={() => setShowAll(true)}>
          {texts.recordings.showOlder(view.recordings.length - shown.length)}
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
  return <p class="meta audience">{texts.audience.line(projectName, securityLevelName)}</p>;
}

interface OccurrenceProps {
  linkId: string;
  recording: RecordingView;
  view: RecordingsView;
  audience: Loadable<Audience>;
  transfers: Transfers;
  onChanged(view: RecordingsView): void;
}

function Occurrence({ linkId, recording, view, audience, transfers, onChanged }: OccurrenceProps) {
  const { api } = useServices();
  const { busy, error, run } = useAction();
  const titleId = `recording-${linkId}-${recording.meetingUuid}`;

  const toggleSharing = () =>
    run(async () => {
      const request = { meetingUuid: recording.meetingUuid };
      await (recording.shared ? api.stopSharing(linkId, request) : api.share(linkId, request));
      const changed = { ...recording, shared: !recording.shared };
      onChanged({ ...view, recordings: view.recordings.map((one) => (one === recording ? changed : one)) });
    });

  return (
    <div class="occurrence">
      <div class="occurrence-line">
        <h4 id={titleId}>
          {recording.startTime === null
            ? texts.recordings.undated
            : texts.recordings.recordedOn(formatWhen(recording.startTime, null))}
          {recording.durationMinutes ? (
            <span class="meta"> · {formatDuration(recording.durationMinutes * 60)}</span>
          ) : null}
        </h4>
        {view.canShare && recording.shared && <Lozenge tone="information">{texts.recordings.shared}</Lozenge>}
        {view.canShare && (
          <button
            type="button"
            class="button compact subtle"
            aria-describedby={titleId}
            aria-disabled={busy}
            onClick={() => void toggleSharing()}
          >
            {recording.shared ? texts.recordings.stopSharing : texts.recordings.share}
          </button>
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
            audience={audience}
            transfers={transfers}
            titleId={`${titleId}-${file.key}`}
          />
        ))}
      </ul>
    </div>
  );
}
