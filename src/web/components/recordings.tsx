// The recordings of one linked meeting, by occurrence.

import { useEffect, useState } from 'preact/hooks';
import type { RecordingsView } from '../../recordings/api-types.ts';
import { audienceTexts, recordingTexts } from '../texts/recordings.ts';
import { sharedTexts } from '../texts/shared.ts';
import type { Attaching } from './attaching.tsx';
import { ClosedOccurrence } from './closed-occurrence.tsx';
import { LoadFailed } from './load-failed.tsx';
import { Skeleton } from './message.tsx';
import { Occurrence } from './occurrence.tsx';
import { useServices } from './services.ts';
import { StrayTransfers } from './stray-transfers.tsx';
import { useLoad } from './use-load.ts';

const shownAtFirst = 3;

interface RecordingsProps {
  linkId: string;
  /** Another one means that Zoom told of a change. */
  changedAt: string;
  /** False for a meeting that has not begun: then an empty list is not worth a word. */
  expected: boolean;
  onBasicPlan: boolean;
  /** The code of failures that the panel's notice explains. */
  explained: string | null;
  attaching: Attaching;
}

/** The part of a linked meeting that lists its recordings. */
export function Recordings({
  linkId,
  changedAt,
  expected,
  onBasicPlan,
  explained,
  attaching,
}: RecordingsProps) {
  const { api } = useServices();
  const { loaded, reload, refresh, setValue } = useLoad(
    () => api.get<RecordingsView>(`/api/meeting-links/${encodeURIComponent(linkId)}/recordings`),
    [linkId],
  );
  const [shownChange] = useState({ at: changedAt });
  useEffect(() => {
    if (shownChange.at === changedAt) return;
    shownChange.at = changedAt;
    void refresh();
  }, [changedAt]);
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
    if (!expected) return null;
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
        <LoadFailed message={loaded.message} onAgain={reload} />
        {strays}
      </section>
    );
  }

  const view = loaded.value;
  const occurrences = [...view.recordings, ...view.closed].sort((one, other) =>
    (other.startTime ?? '').localeCompare(one.startTime ?? ''),
  );
  if (occurrences.length === 0) {
    if (!expected) return strays;
    return (
      <section class="recordings">
        <h3>{recordingTexts.title}</h3>
        <p class="meta">
          {onBasicPlan && !view.onlyShared ? recordingTexts.noneOnBasic : recordingTexts.none}
        </p>
        {strays}
      </section>
    );
  }

  const shown = showAll ? occurrences : occurrences.slice(0, shownAtFirst);
  return (
    <section class="recordings">
      <h3>{recordingTexts.title}</h3>
      {attaching.rights?.attach === false && view.recordings.length > 0 && (
        <p class="meta">{audienceTexts.noRight}</p>
      )}
      {shown.map((one, index) =>
        'files' in one ? (
          <Occurrence
            key={one.meetingUuid}
            linkId={linkId}
            recording={one}
            view={view}
            newest={index === 0}
            attaching={attaching}
            onChanged={(changed) =>
              setValue({
                ...view,
                recordings: view.recordings.map((other) => (other === one ? changed : other)),
              })
            }
          />
        ) : (
          <ClosedOccurrence
            key={one.meetingUuid}
            linkId={linkId}
            occurrence={one}
            onChanged={(changed) =>
              setValue({ ...view, closed: view.closed.map((other) => (other === one ? changed : other)) })
            }
          />
        ),
      )}
      {shown.length < occurrences.length && (
        <button type="button" class="button compact subtle" onClick={() => setShowAll(true)}>
          {recordingTexts.showOlder(occurrences.length - shown.length)}
        </button>
      )}
      {strays}
    </section>
  );
}
