// What is said when something could not be loaded, with Try again.

import { sharedTexts } from '../texts/shared.ts';
import { InlineError, Message } from './message.tsx';

/** A part of a page: the sentence, and the button. */
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

/** What the page is for: a box. */
export function PageFailed({ title, message, onAgain }: { title: string; message: string; onAgain(): void }) {
  return (
    <Message
      tone="danger"
      title={title}
      announced
      actions={
        <button type="button" class="button" onClick={onAgain}>
          {sharedTexts.tryAgain}
        </button>
      }
    >
      {message}
    </Message>
  );
}
