// One thing a button does: whether it is going on, and what went wrong.

import { useState } from 'preact/hooks';
import { messageOf } from '../api-client.ts';

/** `run` ignores presses while one is going on; `error` is the last failure's sentence. */
export function useAction() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  async function run(action: () => Promise<void>) {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      await action();
    } catch (failure) {
      setError(messageOf(failure));
    }
    setBusy(false);
  }

  return { busy, error, run };
}
