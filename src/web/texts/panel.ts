// Words of the issue panel's first view.

import { catalogue } from './catalogue.ts';

export const panelTexts = catalogue('panel', {
  title: 'Zoom meetings',
  failed: 'Zoom meetings could not be loaded',
  linkMeeting: 'Link meeting',
  scheduleMeeting: 'Schedule meeting',
  startMeeting: 'Start meeting now',
  none: 'No Zoom meetings are linked to this issue yet.',
  list: 'Linked meetings',
  untitled: 'Zoom meeting',
});
