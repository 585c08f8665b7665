// Words around connecting Zoom.

import { catalogue } from './catalogue.ts';

export const connectTexts = catalogue('connect', {
  button: 'Connect Zoom',
  starting: 'Opening Zoom…',
  waiting: 'Approve the connection in the Zoom window, then confirm it there.',
  confirming: 'Almost done: press Connect in the window that Zoom sent you to.',
  popupBlocked: 'Your browser blocked the new window.',
  openZoom: 'Open Zoom to connect',
  cancel: 'Cancel',
  startOver: 'Start over',
  connected: 'Zoom is connected.',
  declined: 'The connection was declined. Nothing has changed.',
  failed: 'The connection did not succeed. Start over.',
  expired: 'That took too long, so the request is no longer valid. Start over.',
});
