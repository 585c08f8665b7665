// One meeting linked to the issue: topic, time, state, Join, Unlink, and its recordings.

import type { ComponentChildren } from 'preact';
import type { MeetingDetails, MeetingLinkView } from '../../meetings/api-types.ts';
import { formatWhen } from '../format-time.ts';
import { panelTexts } from '../texts/panel.ts';
import { sharedTexts } from '../texts/shared.ts';
import { InlineError, Lozenge, Skeleton } from './message.tsx';
import { useServices } from './services.ts';
import { useAction } from './use-action.ts';
import { useLoad } from './use-load.ts';

interface LinkedMeetingProps {
  link: MeetingLinkView;
  /** Shown when whoever linked it is no longer connected. */
  linkerGone: ComponentChildren;
  /** The code of failures that the panel's notice explains, so that the card need not. */
  explained: string | null;
  onUnlinked(): void;
  /** The meeting's recordings; told whether the meeting may have any by now. */
  recordings(expected: boolean): ComponentChildren;
}

/** A card in the panel's list of meetings. */
export function LinkedMeeting({ link, linkerGone, explained, onUnlinked, recordings }: LinkedMeetingProps) {
  const { api, announce } = useServices();
  const path = `/api/meeting-links/${encodeURIComponent(link.id)}`;
  const { loaded, reload } = useLoad(
    async () => (link.readable ? api.get<MeetingDetails>(`${path}/details`) : null),
    [link.id, link.readable],
  );
  const { busy, error, run } = useAction();
  const titleId = `meeting-${link.id}`;
  const details = loaded.state === 'ready' ? loaded.value : null;
  const isExplained = loaded.state === 'failed' && loaded.code === explained;
  const failed = loaded.state === 'failed' && !isExplained;

  const unlink = () =>
    run(async () => {
      await api.remove(path);
      announce(panelTexts.unlinked);
      onUnlinked();
    });

  return (
    <li class="meeting">
      <div class="meeting-line">
        <div class="meeting-text">
          {loaded.state === 'loading' ? (
            <>
              <h2 class="visually-hidden" id={titleId}>
                {panelTexts.untitled}
              </h2>
              <Skeleton widths={['55%', '35%']} />
            </>
          ) : (
            <>
              <h2>
                <span id={titleId} dir="auto">
                  {details?.topic ?? panelTexts.untitled}
                </span>
                {details && <StateLozenge state={details.state} />}
              </h2>
              {details && <p class="meta">{whenLine(link, details)}</p>}
              {link.linker !== 'connected' && linkerGone}
              {isExplained && <p class="meta">{sharedTexts.notNow}</p>}
              {failed && <InlineError>{loaded.message}</InlineError>}
            </>
          )}
        </div>
        <div class="actions">
          {failed && (
            <button type="button" class="button compact" aria-describedby={titleId} onClick={reload}>
              {sharedTexts.tryAgain}
            </button>
          )}
          {details?.joinUrl && (
            <a
              class={`button compact${details.state === 'live' ? ' primary' : ''}`}
              href={details.joinUrl}
              target="_blank"
              rel="noopener noreferrer"
              aria-describedby={titleId}
            >
              {panelTexts.join}
            </a>
          )}
          <button
            type="button"
            class="button compact subtle"
            aria-describedby={titleId}
            aria-disabled={busy}
            onClick={() => void unlink()}
          >
            {panelTexts.unlink}
          </button>
        </div>
      </div>
      {error && <InlineError>{error}</InlineError>}
      {link.readable &&
        recordings(details?.state === 'live' || details?.state === 'ended' || link.scope === 'series')}
    </li>
  );
}

function StateLozenge({ state }: { state: MeetingDetails['state'] }) {
  if (state === 'open') return null;
  const tones = { upcoming: 'information', live: 'success', ended: 'neutral' } as const;
  return <Lozenge tone={tones[state]}>{panelTexts[state]}</Lozenge>;
}

function whenLine(link: MeetingLinkView, details: MeetingDetails): string {
  const when = details.startTime === null ? null : formatWhen(details.startTime, details.durationMinutes);
  if (link.scope === 'personal_room') return panelTexts.personalRoom;
  if (link.scope !== 'series') return when ?? panelTexts.noFixedTime;
  return when === null ? panelTexts.series : `${panelTexts.series} · ${when}`;
}
