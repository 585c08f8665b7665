// Finds groups or projects by a part of their names, and lists what was chosen. What is chosen is ids.

import { useId, useRef, useState } from 'preact/hooks';
import { policyTexts } from '../../texts/admin-policy.ts';
import { type Faults, Field } from '../field.tsx';
import { InlineError, Skeleton } from '../message.tsx';
import { useServices } from '../services.ts';
import type { Directory, Named } from './policy-names.ts';
import { useNames } from './use-names.ts';

interface FinderProps {
  directory: Directory;
  name: string;
  label: string;
  faults: Faults;
  /** Not offered. */
  without: readonly string[];
  onChosen(one: Named): void;
}

type Found = { state: 'closed' } | { state: 'failed' } | { state: 'open'; options: Named[] };

const typingMs = 200;

/** A field to type into, and what was found below it. */
export function Finder({ directory, name, label, faults, without, onChosen }: FinderProps) {
  const { host } = useServices();
  const [words, setWords] = useState('');
  const [found, setFound] = useState<Found>({ state: 'closed' });
  const [active, setActive] = useState(0);
  const latest = useRef(0);
  const list = useId();
  const options = found.state === 'open' ? found.options : [];

  function close() {
    latest.current += 1;
    setFound({ state: 'closed' });
  }

  function search(text: string, afterMs: number) {
    latest.current += 1;
    const mine = latest.current;
    setTimeout(async () => {
      if (mine !== latest.current) return;
      const answer: Found = await directory.find(host, text.trim(), without).then(
        (options) => ({ state: 'open', options }),
        () => ({ state: 'failed' }),
      );
      if (mine !== latest.current) return;
      setFound(answer);
      setActive(0);
    }, afterMs);
  }

  function choose(one: Named) {
    setWords('');
    close();
    onChosen(one);
  }

  function press(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter') {
      // What is found is chosen; the form is not sent by it.
      event.preventDefault();
      const one = options[active];
      if (one) choose(one);
    } else if (step !== undefined) {
      event.preventDefault();
      if (found.state === 'open') setActive((active + step + options.length) % Math.max(options.length, 1));
      else search(words, 0);
    }
  }

  return (
    <Field label={label} name={name} faults={faults} hint={policyTexts.typeName}>
      {(input) => (
        <>
          <input
            {...input}
            type="text"
            role="combobox"
            autocomplete="off"
            aria-autocomplete="list"
            aria-expanded={found.state === 'open'}
            aria-controls={list}
            aria-activedescendant={options[active] && `${list}-${active}`}
            value={words}
            onFocus={() => search(words, 0)}
            onBlur={close}
            onKeyDown={press}
            onInput={({ currentTarget }) => {
              setWords(currentTarget.value);
              search(currentTarget.value, typingMs);
            }}
          />
          <div class="found" id={list} role="listbox" aria-label={label}>
            {options.map((one, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are pressed in the field above
              <div
                key={one.id}
                id={`${list}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === active}
                // The field keeps the focus.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => choose(one)}
              >
                <bdi>{one.name}</bdi>
              </div>
            ))}
          </div>
          {found.state === 'open' && options.length === 0 && (
            <p class="meta" role="status">
              {policyTexts.nothingFound}
            </p>
          )}
          {found.state === 'failed' && <InlineError>{policyTexts.searchFailed}</InlineError>}
        </>
      )}
    </Field>
  );
}

interface PickerProps extends Pick<FinderProps, 'directory' | 'name' | 'label' | 'faults'> {
  ids: readonly string[];
  /** Stands for one that Jira does not name. */
  unknown(id: string): string;
  onChange(ids: string[]): void;
}

/** Any number of them. */
export function Picker({ directory, name, label, faults, ids, unknown, onChange }: PickerProps) {
  const { announce } = useServices();
  const { nameOf, learn } = useNames(directory, ids);
  const place = useRef<HTMLDivElement>(null);
  const titles = useId();

  return (
    <div class="picker" ref={place}>
      {ids.length > 0 && (
        <ul class="chosen" aria-label={label}>
          {ids.map((id) => (
            <li key={id}>
              <span id={`${titles}-${id}`}>
                {nameOf(id) === undefined ? (
                  <Skeleton widths={['120px']} />
                ) : (
                  <bdi>{nameOf(id) ?? unknown(id)}</bdi>
                )}
              </span>
              <button
                type="button"
                class="button compact subtle"
                aria-describedby={`${titles}-${id}`}
                onClick={() => {
                  onChange(ids.filter((other) => other !== id));
                  announce(policyTexts.removed(nameOf(id) ?? unknown(id)));
                  place.current?.querySelector('input')?.focus();
                }}
              >
                {policyTexts.remove}
              </button>
            </li>
          ))}
        </ul>
      )}
      <Finder
        directory={directory}
        name={name}
        label={label}
        faults={faults}
        without={ids}
        onChosen={(one) => {
          learn(one);
          onChange([...ids, one.id]);
          announce(policyTexts.added(one.name));
        }}
      />
    </div>
  );
}
