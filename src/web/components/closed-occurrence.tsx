// An occurrence that was recorded and that its host has not shared here: that it exists, and asking for it.

import type { AskHostRequest, ClosedRecordingView } from '../../recordings/api-types.ts';
import { recordingTexts } from '../texts/recordings.ts';
import { InlineError, Lozenge } from './message.tsx';
import { OccurrenceTitle } from './occurrence.tsx';
import { useServices } from './services.ts';
import { useAction } from './use-action.ts';

interface ClosedOccurrenceProps {
  linkId: string;
  occurrence: ClosedRecordingView;
  onChanged(occurrence: ClosedRecordingView): void;
}

/** Its time, why it cannot be opened, and **Ask the host**, which can be taken back. */
export function ClosedOccurrence({ linkId, occurrence, onChanged }: ClosedOccurrenceProps) {
  const { api, announce } = useServices();
  const { busy, error, run } = useAction();
  const { meetingUuid, askedByMe } = occurrence;
  const titleId = `recording-${linkId}-${meetingUuid}`;

  const toggle = () =>
    run(async () => {
      const path = `/api/meeting-links/${encodeURIComponent(linkId)}/requests`;
      const request: AskHostRequest = { meetingUuid };
      await (askedByMe ? api.remove(path, request) : api.post(path, request));
      if (!askedByMe) announce(recordingTexts.hostAsked);
      onChanged({ ...occurrence, askedByMe: !askedByMe });
    });

  return (
    <div class="occurrence">
      <div class="occurrence-line">
        <OccurrenceTitle id={titleId} occurrence={occurrence} sizeBytes={0} />
        <div class="actions">
          {askedByMe && <Lozenge tone="information">{recordingTexts.asked}</Lozenge>}
          <button
            type="button"
            class="button compact subtle"
            aria-describedby={titleId}
            aria-disabled={busy}
            onClick={() => void toggle()}
          >
            {askedByMe ? recordingTexts.takeBack : recordingTexts.ask}
          </button>
        </div>
      </div>
      <p class="meta">{recordingTexts.onlyHost}</p>
      {error && <InlineError>{error}</InlineError>}
    </div>
  );
}
