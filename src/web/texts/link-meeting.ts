// Words of the form that links a meeting.

import { catalogue } from './catalogue.ts';

export const linkTexts = catalogue('link', {
  button: 'Link meeting',
  title: 'Link a meeting',
  audience: 'Everyone who can see this issue will see the meeting’s topic, time and state, and can join.',
  from: 'Choose from',
  upcoming: 'Upcoming',
  past: 'Past',
  paste: 'Link or number',
  myMeetings: 'My meetings',
  pasteLabel: 'Zoom link or meeting number',
  pasteHint:
    'For example 823 4567 8901, https://zoom.us/j/82345678901, the link of your personal room, or a whole invitation. It has to be a meeting that you host.',
  search: 'Search my meetings',
  noneFound: 'No meeting of yours has this in its topic or number.',
  noneYet: 'Nothing found so far.',
  found: (count: number) => (count === 1 ? '1 meeting' : `${count} meetings`),
  noUpcoming: 'You have no upcoming Zoom meetings.',
  noPast: 'You have no past Zoom meetings.',
  loadMore: 'Load more',
  chooseMeeting: 'Choose a meeting.',
  enterMeeting: 'Enter a Zoom link or a meeting number.',
  scope: 'This meeting repeats. What do you want to link?',
  chooseScope: 'Choose one date or the whole series.',
  thisDate: 'This date only',
  wholeSeries: 'The whole series',
  date: 'Date',
  recurring: 'Recurring',
  personalRoom: 'Personal room',
  noFixedTime: 'No fixed time',
  linking: 'Linking…',
  linked: 'Meeting linked.',
});
