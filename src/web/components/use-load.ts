// Loading something once a component is there: its states, and doing it again.

import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, messageOf } from '../api-client.ts';

export type Loadable<T> =
  | { state: 'loading' }
  | { state: 'ready'; value: T }
  /** `code` is empty unless it was an `ApiError`. */
  | { state: 'failed'; message: string; code: string };

/**
 * Loads when first shown and whenever a key changes; only the latest load counts. When `version` changes, it loads again
 * too, keeping what is shown, and for good if that fails.
 */
export function useLoad<T>(load: () => Promise<T>, keys: unknown[], version?: unknown) {
  const [loaded, setLoaded] = useState<Loadable<T>>({ state: 'loading' });
  const latest = useRef(0);
  const shown = useRef(version);

  /** Loads again, keeping what is shown until the answer is there; `quietly`, until there is a better one. */
  async function refresh(quietly = false) {
    latest.current += 1;
    const mine = latest.current;
    const outcome: Loadable<T> = await load().then(
      (value) => ({ state: 'ready', value }),
      (error) => ({
        state: 'failed',
        message: messageOf(error),
        code: error instanceof ApiError ? error.code : '',
      }),
    );
    if (mine !== latest.current) return;
    setLoaded((before) =>
      quietly && before.state === 'ready' && outcome.state === 'failed' ? before : outcome,
    );
  }

  /** Loads again from the start. */
  function reload() {
    setLoaded({ state: 'loading' });
    void refresh();
  }

  useEffect(() => {
    reload();
    return () => {
      latest.current += 1;
    };
  }, keys);

  useEffect(() => {
    if (version !== shown.current) void refresh(true);
    shown.current = version;
  }, [version]);

  return { loaded, reload, refresh, setValue: (value: T) => setLoaded({ state: 'ready', value }) };
}
