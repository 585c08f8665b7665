// What the card of a linked meeting says when whoever linked it is no longer connected to Zoom.

import type { MeetingLinkView } from '../../meetings/api-types.ts';
import { formatDay } from '../format-day.ts';
import { linkerTexts } from '../texts/connection.ts';

/** What remains, what does not work and for whom, and who can mend it. */
export function LinkerGone({ link }: { link: MeetingLinkView }) {
  return (
    <>
      {!link.readable && <p class="meta">{linkerTexts.linked(formatDay(link.linkedAt))}</p>}
      <p class="meta">{wordsOf(link)}</p>
    </>
  );
}

function wordsOf({ linkedByMe, hostedByMe, linker }: MeetingLinkView): string {
  if (linkedByMe) return linkerTexts.mine;
  if (hostedByMe) return linkerTexts.hosted;
  return linker === 'left' ? linkerTexts.left : linkerTexts.away;
}
