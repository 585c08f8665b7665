// Whether the person's page views are counted: a card of the settings page, where whoever runs the app counts any.

import { useState } from 'preact/hooks';
import type { AnalyticsChoiceView } from '../../analytics/api-types.ts';
import { analyticsTexts } from '../texts/settings.ts';
import { LoadFailed } from './load-failed.tsx';
import { InlineError } from './message.tsx';
import { useServices } from './services.ts';
import { useAction } from './use-action.ts';
import { useLoad } from './use-load.ts';

const path = '/api/analytics-choice';

/** Nothing where nothing is counted. It stands last on the page, so that nothing moves when it comes. */
export function AnalyticsChoiceCard() {
  const { api } = useServices();
  const { loaded, reload } = useLoad(() => api.get<AnalyticsChoiceView>(path), []);
  if (loaded.state === 'loading') return null;
  if (loaded.state === 'ready' && !loaded.value.isSetUp) return null;
  return (
    <section class="card" aria-labelledby="analytics">
      <h2 id="analytics">{analyticsTexts.title}</h2>
      {loaded.state === 'failed' ? (
        <LoadFailed message={`${analyticsTexts.failed}: ${loaded.message}`} onAgain={reload} />
      ) : (
        <Choice view={loaded.value} />
      )}
    </section>
  );
}

function Choice({ view: { siteAllows, allowed: initial } }: { view: AnalyticsChoiceView }) {
  const { api, announce } = useServices();
  const [allowed, setAllowed] = useState(initial);
  const { busy, error, run } = useAction();

  function choose(next: boolean) {
    if (busy) return;
    setAllowed(next);
    void run(async () => {
      try {
        await api.put(path, { allowed: next });
      } catch (failure) {
        setAllowed(!next);
        throw failure;
      }
      announce(next ? analyticsTexts.turnedOn : analyticsTexts.turnedOff);
    });
  }

  if (!siteAllows) return <p>{analyticsTexts.offForSite}</p>;
  return (
    <>
      <p id="analytics-what">{analyticsTexts.what}</p>
      <label class="check">
        <input
          type="checkbox"
          checked={allowed}
          aria-describedby="analytics-what"
          onChange={({ currentTarget }) => choose(currentTarget.checked)}
        />
        {analyticsTexts.allow}
      </label>
      {error && <InlineError>{error}</InlineError>}
      <p class="meta">{analyticsTexts.signals}</p>
    </>
  );
}
