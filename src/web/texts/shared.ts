// Words that every page uses.

import { catalogue } from './catalogue.ts';

export const sharedTexts = catalogue('shared', {
  loading: 'Loading…',
  tryAgain: 'Try again',
  close: 'Close',
  settings: 'Zoom settings',
  notNow: 'Cannot be read from Zoom now.',
  unreachable: 'The app could not be reached. Check your connection and try again.',
  tooSlow: 'The app took too long to answer. Try again.',
  unexpected: 'Something went wrong on our side. Try again in a moment.',
  hostMissing: 'Jira did not finish loading this page. Reload the page and try again.',
});
