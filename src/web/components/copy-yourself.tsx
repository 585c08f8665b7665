// A text for the person to copy, where the frame may not write to the clipboard by itself.

import { useEffect, useRef, useState } from 'preact/hooks';
import { meetingTexts } from '../texts/meeting.ts';
import { sharedTexts } from '../texts/shared.ts';
import { useServices } from './services.ts';

/** All of it is selected, and copied in the older way where the browser knows that. */
export function CopyYourself({ text, onClose }: { text: string; onClose(): void }) {
  const { announce } = useServices();
  const area = useRef<HTMLTextAreaElement>(null);
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    area.current?.select();
    if (!document.execCommand('copy')) return;
    setCopied(true);
    announce(meetingTexts.copied);
  }, []);

  return (
    <div class="opened">
      <label class="meta" for="invitation">
        {copied ? meetingTexts.copied : meetingTexts.copyYourself}
      </label>
      <textarea id="invitation" ref={area} readOnly rows={4} value={text} dir="auto" />
      <div class="actions">
        <button type="button" class="button compact" onClick={onClose}>
          {sharedTexts.close}
        </button>
      </div>
    </div>
  );
}
