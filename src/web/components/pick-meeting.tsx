// The list of the person's own upcoming or past meetings, to search and to pick one from.

import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { PickableMeeting, PickableMeetings } from '../../meetings/api-types.ts';
import { formatWhen } from '../format-time.ts';
import { linkTexts } from '../texts/link-meeting.ts';
import { LoadFailed } from './load-failed.tsx';
import { InlineError, Lozenge, Skeleton } from './message.tsx';
import { useServices } from './services.ts';
import { useAction } from './use-action.ts';
import { useLoad } from './use-load.ts';

interface PickMeetingProps {
  when: 'upcoming' | 'past';
  picked: PickableMeeting | null;
  onPicked(meeting: PickableMeeting): void;
}

const searchAfterMs = 300;

/** A search field above the list; what was picked stays picked and in sight while the search changes. */
export function PickMeeting(props: PickMeetingProps) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [search, setSearch] = useState('');

  useEffect(() => {
    const timer = window.setTimeout(setSearch, searchAfterMs, typed.trim());
    return () => window.clearTimeout(timer);
  }, [typed]);

  return (
    <>
      <div class="field">
        <label for={id}>{linkTexts.search}</label>
        <input
          id={id}
          type="search"
          autocomplete="off"
          maxLength={200}
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            setSearch(typed.trim());
          }}
        />
      </div>
      <MeetingList key={`${props.when} ${search}`} {...props} search={search} />
    </>
  );
}

/** Radio buttons, a page at a time. */
function MeetingList({ when, search, picked, onPicked }: PickMeetingProps & { search: string }) {
  const { api, announce } = useServices();
  const list = (page: string | null) => {
    const query = new URLSearchParams({ when });
    if (search !== '') query.set('search', search);
    if (page !== null) query.set('page', page);
    return api.get<PickableMeetings>(`/api/meetings?${query}`);
  };
  const { loaded, reload, setValue } = useLoad(() => list(null), []);
  const { busy, error, run } = useAction();
  const fieldset = useRef<HTMLFieldSetElement>(null);

  useEffect(() => {
    if (loaded.state === 'ready' && search !== '') announce(linkTexts.found(loaded.value.meetings.length));
  }, [loaded.state]);

  if (loaded.state === 'loading') return <Skeleton widths={['60%', '45%', '70%']} />;
  if (loaded.state === 'failed') {
    return <LoadFailed message={loaded.message} onAgain={reload} />;
  }

  const { meetings, nextPage } = loaded.value;
  const isPicked = (meeting: PickableMeeting) =>
    meeting.meetingId === picked?.meetingId && meeting.occurrence === picked.occurrence;
  const shown = picked === null || meetings.some(isPicked) ? meetings : [picked, ...meetings];
  const nothing = () => {
    if (search !== '') return nextPage === null ? linkTexts.noneFound : linkTexts.noneYet;
    return when === 'upcoming' ? linkTexts.noUpcoming : linkTexts.noPast;
  };
  const loadMore = (page: string) =>
    run(async () => {
      const answer = await list(page);
      // So that the keyboard goes on where the list did.
      fieldset.current?.querySelector<HTMLElement>('label:last-child input')?.focus();
      const all = [...meetings, ...answer.meetings];
      announce(linkTexts.found(all.length));
      setValue({ meetings: all, nextPage: answer.nextPage });
    });

  return (
    <>
      {meetings.length === 0 && <p class="meta">{nothing()}</p>}
      {shown.length > 0 && (
        <fieldset class="picks" ref={fieldset}>
          <legend class="visually-hidden">{linkTexts.myMeetings}</legend>
          {shown.map((meeting) => (
            <label key={`${meeting.meetingId} ${meeting.occurrence}`} class="pick">
              <input
                type="radio"
                name="meeting"
                checked={isPicked(meeting)}
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
