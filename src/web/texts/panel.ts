// Words of the issue panel and of the meetings linked to the issue.

import { catalogue } from './catalogue.ts';

export const panelTexts = catalogue('panel', {
  title: 'Zoom meetings',
  failed: 'Zoom meetings could not be loaded',
  linkMeeting: 'Link meeting',
  none: 'No Zoom meetings are linked to this issue yet.',
  list: 'Linked meetings',
  untitled: 'Zoom meeting',
  series: 'Whole series',
  personalRoom: 'Personal room',
  noFixedTime: 'No fixed time',
  upcoming: 'Upcoming',
  live: 'Live',
  ended: 'Ended',
  join: 'Join',
  unlink: 'Unlink',
  unlinked: 'Meeting unlinked.',
});
