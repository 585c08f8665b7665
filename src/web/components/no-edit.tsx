// Why the panel offers no linking and scheduling.

import { meetingTexts } from '../texts/meeting.ts';

/** A line for who may not edit the issue. */
export function NoEdit() {
  return <p class="meta">{meetingTexts.noEdit}</p>;
}
