// Asks before a meeting is cancelled at Zoom.

import { useEffect, useRef } from 'preact/hooks';
import type { MeetingDetails, MeetingLinkView } from '../../meetings/api-types.ts';
import { closeOnEscape } from '../escape.ts';
import { meetingTexts } from '../texts/meeting.ts';
import { InlineError } from './message.tsx';
import { useServices } from './services.ts';
import { useAction } from './use-action.ts';

interface CancelMeetingProps {
  scope: MeetingLinkView['scope'];
  path: string;
  titleId: string;
  onDetails(details: MeetingDetails): void;
  onClose(): void;
}

/** Takes the focus as a whole, so that a key held down decides nothing. */
export function CancelMeeting({ scope, path, titleId, onDetails, onClose }: CancelMeetingProps) {
  const { api, announce } = useServices();
  const { busy, error, run } = useAction();
  const whole = useRef<HTMLDivElement>(null);

  useEffect(() => whole.current?.focus(), []);

  const cancel = () =>
    run(async () => {
      onDetails(await api.post<MeetingDetails>(`${path}/cancel`));
      announce(meetingTexts.cancelled);
      onClose();
    });

  return (
    <div
      class="opened"
      ref={whole}
      role="alertdialog"
      tabIndex={-1}
      aria-labelledby={`${titleId}-ask`}
      aria-describedby={`${titleId} ${titleId}-what`}
      onKeyDown={(event) => closeOnEscape(event, onClose)}
    >
      <p id={`${titleId}-ask`}>
        <strong>{meetingTexts.cancelAsk[scope === 'personal_room' ? 'single' : scope]}</strong>
      </p>
      <p class="meta" id={`${titleId}-what`}>
        {meetingTexts.cancelWhat}
      </p>
      {error && <InlineError>{error}</InlineError>}
      <div class="actions">
        <button
          type="button"
          class="button compact danger"
          aria-describedby={titleId}
          aria-disabled={busy}
          onClick={() => void cancel()}
        >
          {busy ? meetingTexts.cancelling : meetingTexts.cancel}
        </button>
        <button type="button" class="button compact subtle" aria-describedby={titleId} onClick={onClose}>
          {meetingTexts.keep}
        </button>
      </div>
    </div>
  );
}
