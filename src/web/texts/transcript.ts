// Words of the transcript, the summary, and comments made of them.

import { catalogue } from './catalogue.ts';

export const transcriptTexts = catalogue('transcript', {
  title: 'Transcript',
  none: 'This transcript is empty.',
  search: 'Search',
  previous: 'Previous',
  next: 'Next',
  nothing: 'Nothing found',
  place: (place: number, count: number) => `${place} of ${count}`,
  speaker: 'Speaker',
  anybody: 'Anybody',
  time: 'Go to time',
  timeHint: 'Like 12:30 or 1:02:03',
  timeWrong: 'Enter a time like 12:30.',
  go: 'Go',
  earlier: 'Show earlier lines',
  later: 'Show later lines',
  quote: 'Quote in a comment',
  quoted: (position: string, speaker: string | null) =>
    speaker === null ? `At ${position} in the recording: ` : `${speaker} at ${position} in the recording: `,
});

export const commentTexts = catalogue('comment', {
  post: 'Post as comment',
  posted: 'The comment is posted.',
  failed: 'Jira did not take the comment. Before trying again, look whether it is among the comments.',
  seenBy: 'Everyone who can see this issue will see the comment.',
  who: 'Who can see the comment',
  internal: 'Only the team',
  public: 'Customers too',
  noRight: 'You need the permission to add comments to this issue to comment.',
});
