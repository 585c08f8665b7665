// A transcript to be read: searched by words, by speaker and by time, with lines that can be quoted.

import './fields.css';
import './transcript.css';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { TranscriptCue, TranscriptView } from '../../recordings/api-types.ts';
import { commentTexts, transcriptTexts } from '../texts/transcript.ts';
import { findInTranscript, lineAt, parseTime, speakersOf } from '../transcript-search.ts';
import type { Attaching } from './attaching.tsx';
import { LoadFailed } from './load-failed.tsx';
import { InlineError, Skeleton } from './message.tsx';
import { useServices } from './services.ts';
import { TranscriptLine } from './transcript-line.tsx';
import { useLoad } from './use-load.ts';

// So many lines are shown at first, and added by each press: a long meeting has thousands.
const step = 200;

interface TranscriptProps {
  linkId: string;
  meetingUuid: string;
  fileKey: string;
  attaching: Attaching;
}

/** Read from Zoom when shown. */
export function Transcript({ linkId, meetingUuid, fileKey, attaching }: TranscriptProps) {
  const { api } = useServices();
  const query = new URLSearchParams({ meetingUuid, fileKey });
  const path = `/api/meeting-links/${encodeURIComponent(linkId)}/transcript?${query}`;
  const { loaded, reload } = useLoad(() => api.get<TranscriptView>(path), [path]);
  if (loaded.state === 'loading') return <Skeleton widths={['40%', '90%', '80%']} />;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onAgain={reload} />;
  const { cues } = loaded.value;
  if (cues.length === 0) return <p class="meta">{transcriptTexts.none}</p>;
  return <Reader cues={cues} attaching={attaching} />;
}

function Reader({ cues, attaching }: { cues: TranscriptCue[]; attaching: Attaching }) {
  const { announce } = useServices();
  const [words, setWords] = useState('');
  const [speaker, setSpeaker] = useState('');
  const [timeIsWrong, setTimeIsWrong] = useState(false);
  const [shown, setShown] = useState({ from: 0, to: step });
  const [current, setCurrent] = useState<number | null>(null);
  const [quoted, setQuoted] = useState<number | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const speakers = useMemo(() => speakersOf(cues), [cues]);
  const found = useMemo(() => findInTranscript(cues, words, speaker), [cues, words, speaker]);
  const place = current === null ? -1 : found.indexOf(current);

  // The keyboard scrolls the list too.
  useEffect(() => list.current?.setAttribute('tabindex', '0'), []);
  useEffect(() => {
    const line = list.current?.querySelector<HTMLElement>('[aria-current]');
    if (list.current && line) list.current.scrollTop = line.offsetTop - list.current.clientHeight / 3;
  }, [current]);

  function goTo(index: number | undefined) {
    setCurrent(index ?? null);
    const cue = index === undefined ? undefined : cues[index];
    if (index === undefined || cue === undefined) return;
    if (index < shown.from || index >= shown.to)
      setShown({ from: Math.max(0, index - step / 10), to: index + step });
  }
  const placeOf = (at: number, count: number) =>
    count === 0 ? transcriptTexts.nothing : transcriptTexts.place(at + 1, count);
  function goOn(by: number) {
    const next = (place + by + found.length) % found.length;
    goTo(found[next]);
    announce(`${placeOf(next, found.length)} ${cues[found[next] ?? 0]?.text}`);
  }
  function search(newWords: string, newSpeaker: string) {
    const hits = findInTranscript(cues, newWords, newSpeaker);
    setWords(newWords);
    setSpeaker(newSpeaker);
    goTo(hits[0]);
    // The line itself would be too much to hear at each letter.
    if (newWords.trim() || newSpeaker) announce(placeOf(0, hits.length));
  }
  function goToTime(event: SubmitEvent) {
    event.preventDefault();
    const typed = new FormData(event.currentTarget as HTMLFormElement).get('time');
    const seconds = parseTime(String(typed));
    setTimeIsWrong(seconds === null);
    if (seconds === null) return;
    const index = lineAt(cues, seconds);
    goTo(index);
    announce(cues[index ?? 0]?.text ?? '');
  }

  return (
    <section class="transcript" aria-label={transcriptTexts.title}>
      <div class="find">
        <label>
          {transcriptTexts.search}
          <input
            type="search"
            value={words}
            onInput={(event) => search(event.currentTarget.value, speaker)}
            onKeyDown={(event) => event.key === 'Enter' && found.length > 0 && goOn(1)}
          />
        </label>
        {speakers.length > 1 && (
          <label>
            {transcriptTexts.speaker}
            <select value={speaker} onChange={(event) => search(words, event.currentTarget.value)}>
              <option value="">{transcriptTexts.anybody}</option>
              {speakers.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </label>
        )}
        <form class="go" onSubmit={goToTime}>
          <label>
            {transcriptTexts.time}
            <input
              name="time"
              inputMode="numeric"
              placeholder="0:00"
              title={transcriptTexts.timeHint}
              aria-invalid={timeIsWrong}
            />
          </label>
          <button type="submit" class="button">
            {transcriptTexts.go}
          </button>
        </form>
      </div>
      {attaching.rights?.comment === false && <p class="meta">{commentTexts.noRight}</p>}
      {timeIsWrong && <InlineError>{transcriptTexts.timeWrong}</InlineError>}
      {(words.trim() || speaker) && (
        <div class="actions">
          <span class="meta">{placeOf(Math.max(place, 0), found.length)}</span>
          {found.length > 1 && (
            <>
              <button type="button" class="button compact subtle" onClick={() => goOn(-1)}>
                {transcriptTexts.previous}
              </button>
              <button type="button" class="button compact subtle" onClick={() => goOn(1)}>
                {transcriptTexts.next}
              </button>
            </>
          )}
        </div>
      )}
      <ol class="cues" ref={list} aria-label={transcriptTexts.title}>
        {shown.from > 0 && (
          <li>
            <button
              type="button"
              class="button compact subtle"
              onClick={() => setShown({ ...shown, from: Math.max(0, shown.from - step) })}
            >
              {transcriptTexts.earlier}
            </button>
          </li>
        )}
        {cues.slice(shown.from, shown.to).map((cue, offset) => {
          const index = shown.from + offset;
          return (
            <TranscriptLine
              key={index}
              cue={cue}
              speaks={offset === 0 || cues[index - 1]?.speaker !== cue.speaker}
              words={words}
              current={index === current}
              quoted={index === quoted}
              onQuote={() => setQuoted(index === quoted ? null : index)}
              attaching={attaching}
            />
          );
        })}
        {shown.to < cues.length && (
          <li>
            <button
              type="button"
              class="button compact subtle"
              onClick={() => setShown({ ...shown, to: shown.to + step })}
            >
              {transcriptTexts.later}
            </button>
          </li>
        )}
      </ol>
    </section>
  );
}
