// What the person's new meetings begin with: a small form of the settings page.

import { useState } from 'preact/hooks';
import type { MeetingDefaults, MeetingDefaultsView } from '../../settings/api-types.ts';
import { defaultsTexts } from '../texts/settings.ts';
import { LoadFailed } from './load-failed.tsx';
import { InlineError, Skeleton } from './message.tsx';
import { useServices } from './services.ts';
import { useAction } from './use-action.ts';
import { useLoad } from './use-load.ts';

const path = '/api/meeting-defaults';

/** The card with the form. */
export function MeetingDefaultsCard() {
  const { api } = useServices();
  const { loaded, reload } = useLoad(() => api.get<MeetingDefaultsView>(path), []);
  return (
    <section class="card" aria-labelledby="defaults" aria-busy={loaded.state === 'loading'}>
      <h2 id="defaults">{defaultsTexts.title}</h2>
      <p>{defaultsTexts.what}</p>
      {loaded.state === 'loading' && <Skeleton widths={['25%', '45%', '45%', '45%']} />}
      {loaded.state === 'failed' && (
        <LoadFailed message={`${defaultsTexts.failed}: ${loaded.message}`} onAgain={reload} />
      )}
      {loaded.state === 'ready' && <DefaultsForm initial={loaded.value.defaults} />}
    </section>
  );
}

function DefaultsForm({ initial }: { initial: MeetingDefaults }) {
  const { api, announce } = useServices();
  const [defaults, setDefaults] = useState(initial);
  const [isSaved, setSaved] = useState(false);
  const [isWrong, setWrong] = useState(false);
  const { busy, error, run } = useAction();

  function change(changed: Partial<MeetingDefaults>) {
    setSaved(false);
    setDefaults({ ...defaults, ...changed });
  }

  function save(event: SubmitEvent) {
    event.preventDefault();
    const input = (event.currentTarget as HTMLFormElement).elements.namedItem('duration') as HTMLInputElement;
    setWrong(!input.validity.valid);
    if (!input.validity.valid) input.focus();
    else
      void run(async () => {
        await api.put(path, defaults);
        setSaved(true);
        announce(defaultsTexts.saved);
      });
  }

  return (
    <form class="form" noValidate onSubmit={save}>
      <div class="field">
        <label for="duration">{defaultsTexts.duration}</label>
        <input
          id="duration"
          name="duration"
          type="number"
          required
          min={15}
          max={1440}
          value={Number.isNaN(defaults.durationMinutes) ? '' : defaults.durationMinutes}
          aria-invalid={isWrong}
          aria-describedby="duration-wrong"
          onInput={({ currentTarget }) => change({ durationMinutes: currentTarget.valueAsNumber })}
        />
        <div id="duration-wrong">{isWrong && <InlineError>{defaultsTexts.durationWrong}</InlineError>}</div>
      </div>
      {(Object.keys(defaultsTexts.flags) as (keyof typeof defaultsTexts.flags)[]).map((flag) => (
        <label class="check" key={flag}>
          <input
            type="checkbox"
            checked={defaults[flag]}
            onChange={({ currentTarget }) => change({ [flag]: currentTarget.checked })}
          />
          {defaultsTexts.flags[flag]}
        </label>
      ))}
      <div class="actions">
        <button type="submit" class="button primary" aria-disabled={busy}>
          {busy ? defaultsTexts.saving : defaultsTexts.save}
        </button>
        {isSaved && <span class="meta">{defaultsTexts.saved}</span>}
        {error && <InlineError>{error}</InlineError>}
      </div>
    </form>
  );
}
