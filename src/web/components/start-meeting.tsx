// What follows a press of Start meeting now: the meeting is made and linked, and Zoom is opened in the window.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { MeetingLinkView, StartedMeeting } from '../../meetings/api-types.ts';
import { readMeetingIssue, topicOf } from '../meeting-issue.ts';
import { startTexts } from '../texts/schedule.ts';
import { sharedTexts } from '../texts/shared.ts';
import { leadTo } from '../window.ts';
import { InlineError } from './message.tsx';
import { useServices } from './services.ts';
import { useAction } from './use-action.ts';

interface StartMeetingProps {
  /** Opened empty by the press itself; null where the browser did not allow that. */
  popup: Window | null;
  onLinked(link: MeetingLinkView): void;
  onClose(): void;
}

/** A line below the panel's bar, for one press. Closes by itself once Zoom is open. */
export function StartMeeting({ popup, onLinked, onClose }: StartMeetingProps) {
  const { api, host, announce } = useServices();
  const { error, run } = useAction();
  const line = useRef<HTMLDivElement>(null);
  const [startUrl, setStartUrl] = useState<string | null>(null);

  async function start() {
    popup?.document.body?.append(startTexts.starting);
    const issue = await readMeetingIssue(host);
    const topic = issue ? topicOf(issue) : startTexts.topic;
    const started = await api.post<StartedMeeting>('/api/meetings/start', { topic }).catch((failure) => {
      popup?.close();
      throw failure;
    });
    announce(startTexts.started);
    onLinked(started.link);
    if (leadTo(popup, started.startUrl)) onClose();
    else setStartUrl(started.startUrl);
  }

  useEffect(() => {
    line.current?.focus();
    void run(start);
  }, []);

  return (
    <div class="actions" ref={line} tabIndex={-1}>
      {startUrl !== null && (
        <p>
          {startTexts.notOpened}{' '}
          <a href={startUrl} target="_blank" rel="noopener noreferrer">
            {startTexts.openZoom}
          </a>
        </p>
      )}
      {startUrl === null && !error && <p role="status">{startTexts.starting}</p>}
      {error && <InlineError>{error}</InlineError>}
      {(error || startUrl !== null) && (
        <button type="button" class="button compact" onClick={onClose}>
          {sharedTexts.close}
        </button>
      )}
    </div>
  );
}
