// The form that links one of the person's own meetings: picked from a list, or pasted as a link or number.

import { FormEnd } from './form-end.tsx';
import './fields.css';
import './link-meeting.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { LinkMeetingRequest, MeetingLinkView, ScopeNeededBody } from '../../meetings/api-types.ts';
import { ApiError } from '../api-client.ts';
import { type LinkChoice, linkRequestOf, noChoice, type Way } from '../link-request.ts';
import { linkTexts } from '../texts/link-meeting.ts';
import { InlineError } from './message.tsx';
import { PickMeeting } from './pick-meeting.tsx';
import { ScopeChoice } from './scope-choice.tsx';
import { useServices } from './services.ts';
import { useAction } from './use-action.ts';

interface LinkMeetingProps {
  /** False where Zoom does not let the person's meetings be listed: then only a link or number will do. */
  canChoose: boolean;
  onLinked(link: MeetingLinkView): void;
  onClose(): void;
}

const ways: Way[] = ['upcoming', 'past', 'paste'];

/** Opens below the panel's bar; its heading takes the focus. */
export function LinkMeeting({ canChoose, onLinked, onClose }: LinkMeetingProps) {
  const { api, announce } = useServices();
  const { busy, error, run } = useAction();
  const [choice, setChoice] = useState<LinkChoice>(noChoice(canChoose ? 'upcoming' : 'paste'));
  const [missing, setMissing] = useState<'meeting' | 'pasted' | 'scope' | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => heading.current?.focus(), []);

  useEffect(() => {
    if (!canChoose && choice.way !== 'paste') setChoice(noChoice('paste'));
  }, [canChoose]);

  function change(part: Partial<LinkChoice>) {
    setMissing(null);
    setChoice((before) => ({ ...before, ...part }));
  }

  async function send(body: LinkMeetingRequest) {
    try {
      const link = await api.post<MeetingLinkView>('/api/meeting-links', body);
      announce(linkTexts.linked);
      onLinked(link);
    } catch (failure) {
      if (!(failure instanceof ApiError && failure.code === 'scope_needed')) throw failure;
      const { choices } = failure.body as ScopeNeededBody;
      change({ dates: choices, scope: null, occurrence: choices.occurrences[0]?.occurrence ?? null });
      announce(linkTexts.scope);
    }
  }

  function submit(event: Event) {
    event.preventDefault();
    const request = linkRequestOf(choice);
    if (typeof request === 'string') setMissing(request);
    else void run(() => send(request));
  }

  return (
    <form class="link-form" onSubmit={submit} noValidate>
      <h2 ref={heading} tabIndex={-1}>
        {linkTexts.title}
      </h2>
      {canChoose && (
        <fieldset class="segments">
          <legend class="visually-hidden">{linkTexts.from}</legend>
          {ways.map((way) => (
            <button
              key={way}
              type="button"
              class="button compact"
              aria-pressed={choice.way === way}
              onClick={() => {
                setMissing(null);
                setChoice(noChoice(way));
              }}
            >
              {linkTexts[way]}
            </button>
          ))}
        </fieldset>
      )}

      {choice.way === 'paste' ? (
        <div class="field">
          <label for="pasted">{linkTexts.pasteLabel}</label>
          <textarea
            id="pasted"
            autocomplete="off"
            spellcheck={false}
            value={choice.pasted}
            aria-invalid={missing === 'pasted' || error !== null}
            aria-describedby="pasted-hint pasted-error"
            onInput={(event) => change({ pasted: event.currentTarget.value, dates: null, scope: null })}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
              event.preventDefault();
              event.currentTarget.form?.requestSubmit();
            }}
          />
          <p class="meta" id="pasted-hint">
            {linkTexts.pasteHint}
          </p>
          <div id="pasted-error">
            {missing === 'pasted' && <InlineError>{linkTexts.enterMeeting}</InlineError>}
            {error && <InlineError>{error}</InlineError>}
          </div>
        </div>
      ) : (
        <PickMeeting
          when={choice.way}
          picked={choice.picked}
          onPicked={(picked) => change({ picked, dates: null, scope: null, occurrence: picked.occurrence })}
        />
      )}
      {missing === 'meeting' && <InlineError>{linkTexts.chooseMeeting}</InlineError>}

      <ScopeChoice choice={choice} onChanged={change} />
      {missing === 'scope' && <InlineError>{linkTexts.chooseScope}</InlineError>}
      {error && choice.way !== 'paste' && <InlineError>{error}</InlineError>}

      <p class="meta">{linkTexts.audience}</p>
      <FormEnd label={busy ? linkTexts.linking : linkTexts.button} busy={busy} onClose={onClose} />
    </form>
  );
}
