// Words of one meeting linked to the issue, and of what can be done with it.

import type { MeetingDetails } from '../../meetings/api-types.ts';
import { catalogue } from './catalogue.ts';

export const meetingTexts = catalogue('meeting', {
  states: {
    upcoming: 'Upcoming',
    live: 'Live',
    ended: 'Ended',
    cancelled: 'Cancelled',
    gone: 'No longer at Zoom',
  } satisfies Record<Exclude<MeetingDetails['state'], 'open'>, string>,
  series: 'Whole series',
  personalRoom: 'Personal room',
  noFixedTime: 'No fixed time',
  notStarted: 'Not started yet',
  host: (name: string) => `Host: ${name}`,
  you: 'you',
  join: 'Join',
  copy: 'Copy invitation',
  copied: 'Invitation copied.',
  copyYourself: 'Your browser did not let us copy this. Press Ctrl+C or ⌘C.',
  calendar: 'Add to calendar',
  downloaded: 'Calendar file downloaded.',
  changeTime: 'Change time',
  save: 'Save',
  saving: 'Saving…',
  timeChanged: 'Time changed.',
  cancel: 'Cancel meeting',
  cancelAsk: {
    single: 'Cancel this meeting at Zoom?',
    occurrence: 'Cancel this one date at Zoom?',
    series: 'Cancel the whole series at Zoom?',
  },
  cancelWhat:
    'Nobody can join it any more, and this cannot be undone. It stays linked here; recordings and attached files stay too.',
  keep: 'Keep meeting',
  cancelling: 'Cancelling…',
  cancelled: 'Meeting cancelled.',
  unlink: 'Unlink',
  unlinked: (topic: string) => `“${topic}” is no longer linked.`,
  undo: 'Undo',
  undone: 'Meeting linked again.',
  noEdit: 'To link or schedule meetings, you need the permission to edit this issue.',
});
