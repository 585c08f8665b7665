// One line of a transcript, with quoting it in a comment.

import { useEffect, useId, useRef } from 'preact/hooks';
import type { AdfNode, TranscriptCue } from '../../recordings/api-types.ts';
import { transcriptTexts } from '../texts/transcript.ts';
import { formatPosition, splitAtMatches } from '../transcript-search.ts';
import type { Attaching } from './attaching.tsx';
import { PostComment } from './post-comment.tsx';

interface TranscriptLineProps {
  cue: TranscriptCue;
  /** The first of this speaker's lines in a row. */
  speaks: boolean;
  /** What is searched for, to be highlighted. */
  words: string;
  current: boolean;
  /** Whether posting it is open. */
  quoted: boolean;
  onQuote(): void;
  attaching: Attaching;
}

/** The time, who speaks, and what they say. */
export function TranscriptLine(props: TranscriptLineProps) {
  const { cue, speaks, words, current, quoted, onQuote, attaching } = props;
  const id = useId();
  const line = useRef<HTMLLIElement>(null);

  // What quoting opens may be below the end of the list, all the more once it has loaded.
  useEffect(() => {
    if (quoted) line.current?.scrollIntoView({ block: 'nearest' });
  }, [quoted, attaching.audience.state]);

  return (
    <li ref={line} aria-current={current || undefined}>
      <div class="cue">
        <span class="meta">{formatPosition(cue.startSeconds)}</span>
        <p id={id} dir="auto">
          {speaks && cue.speaker !== null && <strong>{cue.speaker}</strong>}{' '}
          {splitAtMatches(cue.text, words).map((piece, index) =>
            index % 2 === 1 ? <mark key={index}>{piece}</mark> : piece,
          )}
        </p>
        {attaching.rights?.comment !== false && (
          <button
            type="button"
            class="button compact subtle"
            aria-label={transcriptTexts.quote}
            title={transcriptTexts.quote}
            aria-describedby={id}
            aria-expanded={quoted}
            onClick={onQuote}
          >
            ❞
          </button>
        )}
      </div>
      {quoted && <PostComment document={quoteOf(cue)} attaching={attaching} />}
    </li>
  );
}

function quoteOf({ startSeconds, speaker, text }: TranscriptCue): AdfNode {
  const paragraph = (words: string): AdfNode => ({
    type: 'paragraph',
    content: [{ type: 'text', text: words }],
  });
  return {
    type: 'doc',
    version: 1,
    content: [
      paragraph(transcriptTexts.quoted(formatPosition(startSeconds), speaker)),
      { type: 'blockquote', content: [paragraph(text)] },
    ],
  };
}
