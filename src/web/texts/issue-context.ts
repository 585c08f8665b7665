// Words of Jira's right column.

import type { MeetingDetails } from '../../meetings/api-types.ts';
import { catalogue } from './catalogue.ts';

export const contextTexts = catalogue('context', {
  title: 'Zoom meetings',
  failed: 'Zoom meetings could not be loaded',
  counts: (meetings: number, recordings: number) => {
    const linked = meetings === 1 ? '1 meeting' : `${meetings} meetings`;
    if (recordings === 0) return linked;
    return `${linked} · ${recordings === 1 ? '1 recording attached' : `${recordings} recordings attached`}`;
  },
  none: 'No Zoom meetings are linked to this issue.',
  untitled: 'Zoom meeting',
  unreadable: 'Nobody’s Zoom connection can read it now.',
  noFixedTime: 'No fixed time',
  states: {
    live: 'Live',
    ended: 'Ended',
    cancelled: 'Cancelled',
    gone: 'No longer at Zoom',
  } satisfies Record<Exclude<MeetingDetails['state'], 'open' | 'upcoming'>, string>,
  join: 'Join',
  more: (count: number) => (count === 1 ? 'And 1 more in the panel.' : `And ${count} more in the panel.`),
});
