// What stands in the place of a meeting that was just unlinked: that it was, and Undo.

import { useEffect, useRef } from 'preact/hooks';
import type { MeetingLinkView } from '../../meetings/api-types.ts';
import { meetingTexts } from '../texts/meeting.ts';
import { InlineError } from './message.tsx';
import { useServices } from './services.ts';
import { useAction } from './use-action.ts';

const offeredMs = 8000;
// Our server takes it back for a minute.
const timesOffered = 6;

interface UndoUnlinkProps {
  undo: string;
  topic: string;
  onUndone(): void;
  onOver(): void;
}

/** Goes after some seconds; while the pointer or the keyboard is there, later. */
export function UndoUnlink({ undo, topic, onUndone, onOver }: UndoUnlinkProps) {
  const { api, announce } = useServices();
  const { busy, error, run } = useAction();
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    announce(meetingTexts.unlinked(topic));
    let times = 0;
    const timer = setInterval(() => {
      times += 1;
      const row = button.current?.closest('li');
      if (times === timesOffered || !row?.matches(':hover, :focus-visible, :has(:focus-visible)')) onOver();
    }, offeredMs);
    return () => clearInterval(timer);
  }, []);

  const takeBack = () =>
    run(async () => {
      await api.post<MeetingLinkView>('/api/meeting-links/undo', { undo });
      announce(meetingTexts.undone);
      onUndone();
    });

  return (
    <div class="actions">
      <p id={`undo-${undo}`}>{meetingTexts.unlinked(topic)}</p>
      <button
        ref={button}
        type="button"
        class="button compact"
        aria-describedby={`undo-${undo}`}
        aria-disabled={busy}
        onClick={() => void takeBack()}
      >
        {meetingTexts.undo}
      </button>
      {error && <InlineError>{error}</InlineError>}
    </div>
  );
}
