// One meeting linked to the issue: topic, time, state, Join, what can be done with it, and its recordings.

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { MeetingDetails, MeetingLinkView } from '../../meetings/api-types.ts';
import type { ZoomFeature } from '../../zoom-accounts/api-types.ts';
import { formatRelative } from '../format-relative.ts';
import { formatWhen } from '../format-time.ts';
import { meetingTexts } from '../texts/meeting.ts';
import { panelTexts } from '../texts/panel.ts';
import { sharedTexts } from '../texts/shared.ts';
import { MeetingActions } from './meeting-actions.tsx';
import { InlineError, Lozenge, Skeleton } from './message.tsx';
import { useServices } from './services.ts';
import { UndoUnlink } from './undo-unlink.tsx';
import { useLoad } from './use-load.ts';

const nearMs = 15 * 60_000;

interface LinkedMeetingProps {
  link: MeetingLinkView;
  /** In milliseconds. */
  now: number;
  /** The host's name; empty while not known, null when there is none. */
  host: string | null;
  notWorking: ZoomFeature[];
  mayUnlink: boolean;
  /** Shown when whoever linked it is no longer connected. */
  linkerGone: ComponentChildren;
  /** The code of failures that the panel's notice explains, so that the card need not. */
  explained: string | null;
  onLeaving(isLeaving: boolean): void;
  onUnlinked(): void;
  /** The meeting's recordings; told whether the meeting may have any by now. */
  recordings(expected: boolean): ComponentChildren;
}

/** A card in the panel's list of meetings. Once unlinked, it stays for a few seconds to be taken back. */
export function LinkedMeeting(props: LinkedMeetingProps) {
  const { link, now, host, notWorking, mayUnlink, linkerGone, explained, onLeaving, onUnlinked, recordings } =
    props;
  const { api } = useServices();
  const path = `/api/meeting-links/${encodeURIComponent(link.id)}`;
  const { loaded, reload, refresh, setValue } = useLoad(
    async () => (link.readable ? api.get<MeetingDetails>(`${path}/details`) : null),
    [link.id, link.readable],
    link.changedAt,
  );
  const [undo, setUndo] = useState<string | null>(null);
  const titleId = `meeting-${link.id}`;
  const details = loaded.state === 'ready' ? loaded.value : null;
  const isExplained = loaded.state === 'failed' && loaded.code === explained;
  const failed = loaded.state === 'failed' && !isExplained;
  const topic = details?.topic || panelTexts.untitled;

  useEffect(() => {
    if (details && isNear(details, now)) void refresh(true);
  }, [now]);

  if (undo !== null) {
    return (
      <li class="meeting unlinked">
        <UndoUnlink
          undo={undo}
          topic={topic}
          onUndone={() => {
            setUndo(null);
            onLeaving(false);
          }}
          onOver={onUnlinked}
        />
      </li>
    );
  }
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
                  {topic}
                </span>
                {details && <StateLozenge {...details} />}
              </h2>
              {details && <p class="meta">{whenLine(link, details, now)}</p>}
              {details && host !== null && <p class="meta">{meetingTexts.host(host)}</p>}
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
              {meetingTexts.join}
            </a>
          )}
        </div>
      </div>
      <MeetingActions
        link={link}
        details={details}
        path={path}
        titleId={titleId}
        notWorking={notWorking}
        mayUnlink={mayUnlink}
        onDetails={setValue}
        onUnlinked={(token) => {
          onLeaving(true);
          setUndo(token);
        }}
      />
      {link.readable &&
        recordings(details?.state === 'live' || details?.state === 'ended' || link.scope === 'series')}
    </li>
  );
}

function StateLozenge({ state, startTime }: MeetingDetails) {
  // One that begins as soon as somebody is there is neither coming nor running.
  if (state === 'open' || (state === 'upcoming' && startTime === null)) return null;
  const tone = state === 'upcoming' ? 'information' : state === 'live' ? 'success' : 'neutral';
  return <Lozenge tone={tone}>{meetingTexts.states[state]}</Lozenge>;
}

/** True while its state may change any minute. */
function isNear({ state, startTime }: MeetingDetails, now: number): boolean {
  return state === 'live' || (startTime !== null && Math.abs(Date.parse(startTime) - now) <= nearMs);
}

function whenLine({ scope }: MeetingLinkView, details: MeetingDetails, now: number): string {
  const { startTime, durationMinutes } = details;
  if (scope === 'personal_room') return meetingTexts.personalRoom;
  const when = startTime === null ? [] : [formatWhen(startTime, durationMinutes)];
  if (startTime !== null && details.state !== 'live') when.push(formatRelative(startTime, now));
  if (scope === 'series') when.unshift(meetingTexts.series);
  if (when.length > 0) return when.join(' · ');
  if (details.state === 'open') return meetingTexts.noFixedTime;
  return details.state === 'upcoming' ? meetingTexts.notStarted : '';
}
