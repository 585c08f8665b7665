// A button that opens what is loaded only then, below it, and closes it again.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { InlineError } from './message.tsx';
import { useAction } from './use-action.ts';

interface OpenPartProps<Part> {
  /** The button's. */
  name: string;
  /** The id of the element that says what it belongs to. */
  titleId: string;
  load(): Promise<Part>;
  show(part: Part): ComponentChildren;
}

/** The button, and what it opens in a line of its own. */
export function OpenPart<Part>({ name, titleId, load, show }: OpenPartProps<Part>) {
  const [part, setPart] = useState<{ value: Part } | null>(null);
  const { busy, error, run } = useAction();
  const toggle = () => run(async () => setPart(part ? null : { value: await load() }));
  return (
    <>
      <button
        type="button"
        class="button compact subtle"
        aria-describedby={titleId}
        aria-expanded={part !== null}
        aria-disabled={busy}
        onClick={() => void toggle()}
      >
        {name}
      </button>
      {error && <InlineError>{error}</InlineError>}
      {part && <div class="part">{show(part.value)}</div>}
    </>
  );
}
