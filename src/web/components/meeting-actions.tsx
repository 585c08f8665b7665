// What can be done with a linked meeting: copying its invitation, its place in a calendar, Change time, Cancel meeting,
// Unlink. One at a time opens in the place of the buttons.

import type { FunctionComponent } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type {
  MeetingDetails,
  MeetingInvitation,
  MeetingLinkView,
  UnlinkedMeeting,
} from '../../meetings/api-types.ts';
import type { ZoomFeature } from '../../zoom-accounts/api-types.ts';
import { formatWhen } from '../format-time.ts';
import { meetingTexts } from '../texts/meeting.ts';
import { CancelMeeting } from './cancel-meeting.tsx';
import type { ChangeTime } from './change-time.tsx';
import { CopyYourself } from './copy-yourself.tsx';
import { InlineError } from './message.tsx';
import { useServices } from './services.ts';
import { useAction } from './use-action.ts';

interface MeetingActionsProps {
  link: MeetingLinkView;
  /** Null while not known, and when they cannot be read. */
  details: MeetingDetails | null;
  /** Of the link, in our API. */
  path: string;
  titleId: string;
  notWorking: ZoomFeature[];
  mayUnlink: boolean;
  onDetails(details: MeetingDetails): void;
  /** Given what takes it back. */
  onUnlinked(undo: string): void;
}

type Opened =
  | { name: 'copy'; text: string }
  | { name: 'cancel' }
  | { name: 'time'; Form: FunctionComponent<Parameters<typeof ChangeTime>[0]> };

/** A row of buttons, or what one of them has opened; focus comes back to that one. */
export function MeetingActions(props: MeetingActionsProps) {
  const { link, details, path, titleId, notWorking, mayUnlink, onDetails, onUnlinked } = props;
  const { api, announce } = useServices();
  const { busy, error, run } = useAction();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [done, setDone] = useState('');
  const last = useRef('');
  const row = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    if (opened) last.current = opened.name;
    else row.current?.querySelector<HTMLElement>(`[data-action="${last.current}"]`)?.focus();
  }, [opened]);

  const close = () => setOpened(null);

  function tell(sentence: string) {
    announce(sentence);
    setDone(sentence);
  }

  async function copy(meeting: MeetingDetails) {
    const { text } = await api.get<MeetingInvitation>(`${path}/invitation`);
    const words = text ?? invitationOf(meeting);
    try {
      await navigator.clipboard.writeText(words);
      tell(meetingTexts.copied);
    } catch {
      setOpened({ name: 'copy', text: words });
    }
  }

  async function addToCalendar() {
    const href = URL.createObjectURL(await api.getFile(`${path}/calendar`));
    Object.assign(document.createElement('a'), { href, download: 'meeting.ics' }).click();
    setTimeout(URL.revokeObjectURL, 60_000, href);
    tell(meetingTexts.downloaded);
  }

  async function openTime() {
    const { ChangeTime: Form } = await import('./forms-part.ts');
    setOpened({ name: 'time', Form });
  }

  async function unlink() {
    const { undo } = await api.remove<UnlinkedMeeting>(path);
    onUnlinked(undo);
  }

  const button = (action: string, words: string, act: () => Promise<void>) => (
    <button
      type="button"
      class="button compact subtle"
      data-action={action}
      aria-describedby={titleId}
      aria-disabled={busy}
      onClick={() => {
        setDone('');
        void run(act);
      }}
    >
      {words}
    </button>
  );

  if (details && opened?.name === 'copy') return <CopyYourself text={opened.text} onClose={close} />;
  if (details && opened?.name === 'cancel') {
    return (
      <CancelMeeting scope={link.scope} path={path} titleId={titleId} onDetails={onDetails} onClose={close} />
    );
  }
  if (details && opened?.name === 'time') {
    return <opened.Form details={details} path={path} onDetails={onDetails} onClose={close} />;
  }

  const coming = details?.state === 'upcoming' || details?.state === 'live';
  const timed = coming && details.startTime !== null;
  const changeable =
    link.hostedByMe && link.scope !== 'personal_room' && !notWorking.includes('changing_meetings');
  const mayChange = changeable && (details?.state === 'upcoming' || (timed && link.scope === 'series'));
  const mayCopy = details?.joinUrl && !(link.hostedByMe && notWorking.includes('invitations'));
  return (
    <>
      <div class="actions row-actions" ref={row}>
        {mayCopy && button('copy', meetingTexts.copy, () => copy(details))}
        {timed && button('calendar', meetingTexts.calendar, addToCalendar)}
        {mayChange && timed && button('time', meetingTexts.changeTime, openTime)}
        {(mayChange || (changeable && details?.state === 'open')) &&
          button('cancel', meetingTexts.cancel, async () => setOpened({ name: 'cancel' }))}
        {mayUnlink && button('unlink', meetingTexts.unlink, unlink)}
        {done && <span class="meta">{done}</span>}
      </div>
      {error && <InlineError>{error}</InlineError>}
    </>
  );
}

/** What linking shares of the meeting, in the viewer's time zone. */
function invitationOf({ topic, startTime, durationMinutes, joinUrl }: MeetingDetails): string {
  return [topic, startTime && formatWhen(startTime, durationMinutes), joinUrl].filter(Boolean).join('\n');
}
