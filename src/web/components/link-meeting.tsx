// The form that links one of the person's own meetings: picked from a list, or pasted as a link or number.

import './link-meeting.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { LinkMeetingRequest, MeetingLinkView, ScopeNeededBody } from '../../meetings/api-types.ts';
import { type LinkChoice, linkRequestOf, noChoice, type Way } from '../link-request.ts';
import { texts } from '../texts.ts';
import { InlineError } from './message.tsx';
import { PickMeeting } from './pick-meeting.tsx';
import { ScopeChoice } from './scope-choice.tsx';
import { useServices } from './services.ts';
import { useAction } from './use-action.ts';

interface LinkMeetingProps {
  onLinked(link: MeetingLinkView): void;
  onClose(): void;
}

const ways: Way[] = ['upcoming', 'past', 'paste'];

/** Opens below the panel's bar; its heading takes the focus. */
export function LinkMeeting({ onLinked, onClose }: LinkMeetingProps) {
  const { api, announce } = useServices();
  const { busy, error, run } = useAction();
  const [choice, setChoice] = useState<LinkChoice>(noChoice('upcoming'));
  const [missing, setMissing] = useState<'meeting' | 'pasted' | 'scope' | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => heading.current?.focus(), []);

  function change(part: Partial<LinkChoice>) {
    setMissing(null);
    setChoice((before) => ({ ...before, ...part }));
  }

  async function send(body: LinkMeetingRequest) {
    const answer = await api.linkMeeting(body);
    if ('choices' in answer) {
      change({ dates: answer.choices, scope: null, occurrence: firstDate(answer.choices) });
    } else {
      announce(texts.link.linked);
      onLinked(answer.link);
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
        {texts.link.title}
      </h2>
      <fieldset class="segments">
        <legend class="visually-hidden">{texts.link.from}</legend>
        {ways.map((way) => (
          <label key={way}>
            <input
              type="radio"
              name="way"
              checked={choice.way === way}
              onChange={() => {
                setMissing(null);
                setChoice(noChoice(way));
              }}
            />
            <span>{texts.link[way]}</span>
          </label>
        ))}
      </fieldset>

      {choice.way === 'paste' ? (
        <div class="field">
          <label for="pasted">{texts.link.pasteLabel}</label>
          <input
            id="pasted"
            type="text"
            autocomplete="off"
            spellcheck={false}
            value={choice.pasted}
            aria-invalid={missing === 'pasted' || error !== null}
            aria-describedby="pasted-hint pasted-error"
            onInput={(event) => change({ pasted: event.currentTarget.value, dates: null, scope: null })}
          />
          <p class="meta" id="pasted-hint">
            {texts.link.pasteHint}
          </p>
          <div id="pasted-error">
            {missing === 'pasted' && <InlineError>{texts.link.enterMeeting}</InlineError>}
          </div>
        </div>
      ) : (
        <PickMeeting
          key={choice.way}
          when={choice.way}
          picked={choice.picked}
          onPicked={(picked) => change({ picked, dates: null, scope: null, occurrence: picked.occurrence })}
        />
      )}
      {missing === 'meeting' && <InlineError>{texts.link.chooseMeeting}</InlineError>}

      <ScopeChoice choice={choice} onChanged={change} />
      {missing === 'scope' && <InlineError>{texts.link.chooseScope}</InlineError>}
      {error && <InlineError>{error}</InlineError>}

      <p class="meta">{texts.link.audience}</p>
      <div class="actions">
        <button type="submit" class="button primary" aria-disabled={busy}>
          {busy ? texts.link.linking : texts.link.button}
        </button>
        <button type="button" class="button subtle" onClick={onClose}>
          {texts.close}
        </button>
      </div>
    </form>
  );
}

function firstDate(choices: ScopeNeededBody['choices']): string | null {
  return choices.occurrences[0]?.occurrence ?? null;
}
