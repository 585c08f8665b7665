// What a linked meeting still says when nobody's Zoom connection can read it.

import type { MeetingLinkView } from '../../meetings/api-types.ts';
import { formatDay } from '../format-day.ts';
import { unreadableTexts } from '../texts/connection.ts';

/** What remains, what does not work, and who can mend it. */
export function UnreadableLink({ link }: { link: MeetingLinkView }) {
  const others = link.linker === 'left' ? unreadableTexts.left : unreadableTexts.away;
  return (
    <>
      <p class="meta">{unreadableTexts.linked(formatDay(link.linkedAt))}</p>
      <p class="meta">{link.linkedByMe ? unreadableTexts.mine : others}</p>
    </>
  );
}
