// How every form of the panel ends: the button that does it, and Close.

import { sharedTexts } from '../texts/shared.ts';

/** `label` says what the button does, or that it is being done. */
export function FormEnd({ label, busy, onClose }: { label: string; busy: boolean; onClose(): void }) {
  return (
    <div class="actions">
      <button type="submit" class="button primary" aria-disabled={busy}>
        {label}
      </button>
      <button type="button" class="button subtle" onClick={onClose}>
        {sharedTexts.close}
      </button>
    </div>
  );
}
