// The meetings linked to the issue, as a list of cards.

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { MeetingLinkView } from '../../meetings/api-types.ts';
import type { ZoomConnectionView } from '../../zoom-accounts/api-types.ts';
import { namesIn, peoplePath } from '../people.ts';
import { meetingTexts } from '../texts/meeting.ts';
import { panelTexts } from '../texts/panel.ts';
import { codeExplainedBy } from '../zoom-trouble.ts';
import { askWhileVisible } from './ask-while-visible.ts';
import { LinkedMeeting } from './linked-meeting.tsx';
import { useServices } from './services.ts';
import { useLoad } from './use-load.ts';

interface MeetingListProps {
  links: MeetingLinkView[];
  connection: ZoomConnectionView;
  /** Whether the person may unlink what others linked. */
  mayUnlink: boolean;
  /** What the card of a link says when whoever linked it is no longer connected. */
  linkerGone(link: MeetingLinkView): ComponentChildren;
  /** A meeting's recordings; told whether it may have any by now, and which failures the panel's notice explains. */
  recordings(link: MeetingLinkView, expected: boolean, explained: string | null): ComponentChildren;
  /** Unlinked, and still here to be taken back; or back. */
  onLeaving(link: MeetingLinkView, isLeaving: boolean): void;
  onUnlinked(link: MeetingLinkView): void;
}

/** The cards, with the names of the hosts as Jira tells them to the viewer. */
export function MeetingList(props: MeetingListProps) {
  const { links, connection, mayUnlink, linkerGone, recordings, onLeaving, onUnlinked } = props;
  const { host } = useServices();
  const now = useMinutes();
  const hosts = [...new Set(links.map((link) => (link.hostedByMe ? null : link.hostAccountId)))].filter(
    (accountId) => accountId !== null,
  );
  const { loaded: people } = useLoad(
    async () => (hosts.length > 0 ? host.request(peoplePath(hosts)) : null),
    [],
    hosts.join(),
  );

  /** Empty while not known. */
  function hostOf({ hostedByMe, hostAccountId }: MeetingLinkView): string | null {
    if (hostedByMe) return meetingTexts.you;
    if (hostAccountId === null) return null;
    return people.state === 'loading'
      ? ''
      : namesIn(people.state === 'ready' ? people.value : null, [hostAccountId]);
  }

  return (
    <ul class="meetings" aria-label={panelTexts.list}>
      {links.map((link) => {
        const explained = link.hostedByMe ? codeExplainedBy(connection.state) : null;
        return (
          <LinkedMeeting
            key={link.id}
            link={link}
            now={now}
            host={hostOf(link)}
            notWorking={connection.notWorking}
            mayUnlink={mayUnlink || link.linkedByMe}
            linkerGone={linkerGone(link)}
            explained={explained}
            recordings={(expected) => recordings(link, expected, explained)}
            onLeaving={(isLeaving) => onLeaving(link, isLeaving)}
            onUnlinked={() => onUnlinked(link)}
          />
        );
      })}
    </ul>
  );
}

/** The time in milliseconds, anew at each full minute that somebody sees. */
function useMinutes(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const untilNext = () => 60_000 - (Date.now() % 60_000);
    return askWhileVisible(async () => {
      setNow(Date.now());
      return untilNext();
    }, untilNext());
  }, []);
  return now;
}
