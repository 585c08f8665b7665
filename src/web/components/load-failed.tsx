// What is said when something could not be loaded, with Try again.

import { sharedTexts } from '../texts/shared.ts';
import { InlineError } from './message.tsx';

/** The sentence, and the button. */
export function LoadFailed({ message, onAgain }: { message: string; onAgain(): void }) {
  return (
    <div class="actions">
      <InlineError>{message}</InlineError>
      <button type="button" class="button compact" onClick={onAgain}>
        {sharedTexts.tryAgain}
      </button>
    </div>
  );
}
