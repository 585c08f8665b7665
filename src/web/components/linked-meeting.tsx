// One meeting linked to the issue: topic, time, state, Join, Unlink, and its recordings.

import type { MeetingDetails, MeetingLinkView } from '../../meetings/api-types.ts';
import type { Audience } from '../audience.ts';
import { formatWhen } from '../format.ts';
import { texts } from '../texts.ts';
import { InlineError, Lozenge, Skeleton } from './message.tsx';
import { Recordings } from './recordings.tsx';
import { useServices } from './services.ts';
import { useAction } from './use-action.ts';
import { type Loadable, useLoad } from './use-load.ts';
import type { Transfers } from './use-transfers.ts';

interface LinkedMeetingProps {
  link: MeetingLinkView;
  onBasicPlan: boolean;
  audience: Loadable<Audience>;
  transfers: Transfers;
  onUnlinked(): void;
}

/** A card in the panel's list of meetings. */
export function LinkedMeeting({ link, onBasicPlan, audience, transfers, onUnlinked }: LinkedMeetingProps) {
  const { api, announce } = useServices();
  const readable = link.readable || link.hostedByMe;
  const { loaded, reload } = useLoad(
    async () => (readable ? await api.readDetails(link.id) : null),
    [link.id, readable],
  );
  const { busy, error, run } = useAction();
  const titleId = `meeting-${link.id}`;
  const details = loaded.state === 'ready' ? loaded.value : null;

  const unlink = () =>
    run(async () => {
      await api.unlinkMeeting(link.id);
      announce(texts.meetings.unlinked);
      onUnlinked();
    });

  return (
    <li class="meeting">
      <div class="meeting-line">
        <div class="meeting-text">
          {loaded.state === 'loading' ? (
            <>
              <h2 class="visually-hidden" id={titleId}>
                {texts.meetings.untitled}
              </h2>
              <Skeleton widths={['55%', '35%']} />
            </>
          ) : (
            <>
              <h2>
                <span id={titleId}>{details?.topic ?? texts.meetings.untitled}</span>
                {details && <StateLozenge state={details.state} />}
              </h2>
              <p class="meta">{whenLine(link, details)}</p>
            </>
          )}
        </div>
        <div class="actions">
          {details?.joinUrl?.startsWith('https:') && (
            <a
              class={`button compact${details.state === 'live' ? ' primary' : ''}`}
              href={details.joinUrl}
              target="_blank"
              rel="noopener noreferrer"
              aria-describedby={titleId}
            >
              {texts.meetings.join}
            </a>
          )}
          <button
            type="button"
            class="button compact subtle"
            aria-describedby={titleId}
            aria-disabled={busy}
            onClick={() => void unlink()}
          >
            {texts.meetings.unlink}
          </button>
        </div>
      </div>
      {error && <InlineError>{error}</InlineError>}
      {!readable && <p class="meta">{texts.meetings.unreadable}</p>}
      {loaded.state === 'failed' && (
        <div class="failed-line">
          <InlineError>{loaded.message}</InlineError>
          <button type="button" class="button compact" aria-describedby={titleId} onClick={reload}>
            {texts.tryAgain}
          </button>
        </div>
      )}
      {readable && (
        <Recordings
          linkId={link.id}
          expected={details !== null && (details.state !== 'upcoming' || link.scope === 'series')}
          onBasicPlan={onBasicPlan}
          audience={audience}
          transfers={transfers}
        />
      )}
    </li>
  );
}

function StateLozenge({ state }: { state: MeetingDetails['state'] }) {
  if (state === 'open') return null;
  const tones = { upcoming: 'information', live: 'success', ended: 'neutral' } as const;
  return <Lozenge tone={tones[state]}>{texts.meetings[state]}</Lozenge>;
}

function whenLine(link: MeetingLinkView, details: MeetingDetails | null): string {
  if (!details) return '';
  const when = details.startTime === null ? null : formatWhen(details.startTime, details.durationMinutes);
  if (link.scope === 'personal_room') return texts.meetings.personalRoom;
  if (link.scope !== 'series') return when ?? texts.meetings.noFixedTime;
  return when === null ? texts.meetings.series : `${texts.meetings.series} · ${when}`;
}
