// The list of the person's own upcoming or past meetings, to pick one from.

import { useState } from 'preact/hooks';
import type { PickableMeeting, PickableMeetings } from '../../meetings/api-types.ts';
import { formatWhen } from '../format-time.ts';
import { linkTexts } from '../texts/link-meeting.ts';
import { sharedTexts } from '../texts/shared.ts';
import { InlineError, Lozenge, Skeleton } from './message.tsx';
import { useServices } from './services.ts';
import { useAction } from './use-action.ts';
import { useLoad } from './use-load.ts';

interface PickMeetingProps {
  when: 'upcoming' | 'past';
  picked: PickableMeeting | null;
  onPicked(meeting: PickableMeeting): void;
}

/** Radio buttons, a page at a time. */
export function PickMeeting({ when, picked, onPicked }: PickMeetingProps) {
  const { api } = useServices();
  const list = (page: string | null) =>
    api.get<PickableMeetings>(
      `/api/meetings?when=${when}${page === null ? '' : `&page=${encodeURIComponent(page)}`}`,
    );
  const { loaded, reload } = useLoad(() => list(null), [when]);
  const [more, setMore] = useState<PickableMeeting[]>([]);
  const [laterPage, setLaterPage] = useState<string | null | undefined>(undefined);
  const { busy, error, run } = useAction();

  if (loaded.state === 'loading') return <Skeleton widths={['60%', '45%', '70%']} />;
  if (loaded.state === 'failed') {
    return (
      <div class="actions">
        <InlineError>{loaded.message}</InlineError>
        <button type="button" class="button compact" onClick={reload}>
          {sharedTexts.tryAgain}
        </button>
      </div>
    );
  }

  const meetings = [...loaded.value.meetings, ...more];
  const nextPage = laterPage === undefined ? loaded.value.nextPage : laterPage;
  const loadMore = (page: string) =>
    run(async () => {
      const answer = await list(page);
      setMore([...more, ...answer.meetings]);
      setLaterPage(answer.nextPage);
    });

  return (
    <>
      {meetings.length === 0 ? (
        <p class="meta">{when === 'upcoming' ? linkTexts.noUpcoming : linkTexts.noPast}</p>
      ) : (
        <fieldset class="picks">
          <legend class="visually-hidden">{linkTexts.myMeetings}</legend>
          {meetings.map((meeting) => (
            <label key={`${meeting.meetingId} ${meeting.occurrence}`} class="pick">
              <input
                type="radio"
                name="meeting"
                checked={picked?.meetingId === meeting.meetingId && picked.occurrence === meeting.occurrence}
                onChange={() => onPicked(meeting)}
              />
              <span class="pick-text">
                <span dir="auto">{meeting.topic}</span>
                <span class="meta">
                  {meeting.startTime === null
                    ? linkTexts.noFixedTime
                    : formatWhen(meeting.startTime, meeting.durationMinutes)}
                </span>
              </span>
              {meeting.kind === 'recurring' && <Lozenge>{linkTexts.recurring}</Lozenge>}
              {meeting.kind === 'personal_room' && <Lozenge>{linkTexts.personalRoom}</Lozenge>}
            </label>
          ))}
        </fieldset>
      )}
      {error && <InlineError>{error}</InlineError>}
      {nextPage !== null && (
        <button
          type="button"
          class="button compact subtle"
          aria-disabled={busy}
          onClick={() => void loadMore(nextPage)}
        >
          {linkTexts.loadMore}
        </button>
      )}
    </>
  );
}
