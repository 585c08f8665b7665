// What a Zoom connection that does not fully work means for the person: pure, from the server's view of it.

import type { ZoomConnectionView } from '../zoom-accounts/api-types.ts';
import { formatSince } from './format-day.ts';
import { type Place, viewersPlace } from './place.ts';
import { connectionTexts } from './texts/connection.ts';

export interface ConnectionWords {
  title: string;
  /** The state, since when, what stops working and what remains. */
  text: string;
  /** What does not work, one by one, to stand below `text`; with `mend` below it. */
  list: string[];
  mend: string | null;
}

/** Null when all is well. */
export function connectionWords(
  { state, since, endedBy, notWorking }: ZoomConnectionView,
  now: Date,
  place: Place = viewersPlace,
): ConnectionWords | null {
  if (state === 'connected') return null;
  const when = since === null ? '' : formatSince(since, now, place);
  const words = { title: connectionTexts.titles[state], list: [], mend: null };
  switch (state) {
    case 'not_connected':
      return endedBy === null
        ? { ...words, text: connectionTexts.notConnected }
        : { ...words, title: connectionTexts.ended, text: connectionTexts.endedBy[endedBy](when) };
    case 'needs_reconnect':
      return { ...words, text: connectionTexts.needsReconnect(when) };
    case 'missing_permission':
      return {
        ...words,
        text: connectionTexts.missingPermission(when),
        list: notWorking.map((feature) => connectionTexts.features[feature]),
        mend: connectionTexts.missingPermissionMend,
      };
    case 'unreachable':
      return { ...words, text: connectionTexts.unreachable(when) };
  }
}
