// Words of the settings page.

import type { MeetingDefaults } from '../../settings/api-types.ts';
import type { ZoomConnectionState } from '../../zoom-accounts/api-types.ts';
import { catalogue } from './catalogue.ts';

export const settingsTexts = catalogue('settings', {
  failed: 'Your Zoom connection could not be loaded',
  connection: 'Your Zoom connection',
  states: {
    connected: 'Connected',
    not_connected: 'Not connected',
    needs_reconnect: 'Needs reconnecting',
    missing_permission: 'Missing permission',
    unreachable: 'Zoom unreachable',
  } satisfies Record<ZoomConnectionState, string>,
  since: (when: string) => `Since ${when}`,
  name: 'Name',
  email: 'E-mail',
  plan: 'Plan',
  plans: { basic: 'Basic', licensed: 'Licensed', other: 'Other' },
  accountUnreachable: 'Zoom could not be reached, so the account’s name cannot be shown now.',
  alsoConnected: (people: string) => `Also connected by: ${people}`,
  basicHint: 'Your Zoom plan is Basic, which has no cloud recordings. You can still link meetings.',
  disconnect: 'Disconnect',
  keep: 'Keep connected',
  disconnectTitle: 'Disconnect Zoom?',
  disconnectStops:
    'Meetings that you linked lose their topic, time, Join and recordings here, and files of yours on their way to issues stop.',
  disconnectStays: 'Files that are already attached to issues stay.',
  disconnectOthers: 'Others who use this Zoom account here stay connected.',
  disconnected: 'Zoom is disconnected.',
  dataTitle: 'What the app stores',
  dataStored:
    'Your Zoom authorization (encrypted), the ids of what you linked, asked for and attached (issues, meetings, recordings, attachments) with file sizes and times, what is set here, and a log of what was done by whom.',
  dataNotStored:
    'No meeting topics, names, e-mail addresses, passcodes, links or files. What you see is read from Zoom and Jira at that moment, and recordings go straight from Zoom to Jira.',
});

export const ownDataTexts = catalogue('ownData', {
  download: 'Download your data',
  downloading: 'Downloading…',
  downloaded: 'Your data is downloaded.',
  erase: 'Erase my data',
  erasing: 'Erasing…',
  keep: 'Keep my data',
  eraseTitle: 'Erase your data?',
  eraseStops:
    'Zoom will be disconnected. Meetings that you linked can no longer be read here until somebody who hosts them links them anew, files of yours on their way to issues stop, and your settings and requests go. The audit log keeps what was done, without saying by whom.',
  eraseAnew: 'If you use the app again, it knows nothing of before.',
  erased: 'Your data is erased',
  nothingHeld: 'The app holds nothing on you',
  whatNow: 'You can close this page. As soon as you use the app again, it begins anew.',
});

export const requestTexts = catalogue('requests', {
  title: 'Asked of you',
  failed: 'What you are asked for could not be loaded',
  what: 'People who want to see a recording of a meeting that you host. Share on this issue shows it to everybody who can see the issue.',
  issue: (issueKey: string, summary: string) => `${issueKey} ${summary}`,
  unknownIssue: 'An issue that you cannot see',
  asked: (people: string, when: string) => `${people} asked ${when}`,
  recording: (when: string) => `Recorded ${when}`,
  share: 'Share on this issue',
  decline: 'Decline',
  shared: 'Recording shared.',
  declined: 'Request declined.',
});

export const defaultsTexts = catalogue('defaults', {
  title: 'Your new meetings',
  failed: 'Your defaults could not be loaded',
  what: 'What Schedule meeting and Start meeting now begin with.',
  duration: 'Duration in minutes',
  durationWrong: 'Enter 15 to 1440 minutes.',
  flags: {
    waitingRoom: 'Waiting room',
    joinBeforeHost: 'People can join before the host',
    muteUponEntry: 'Mute people as they join',
    cloudRecording: 'Record to the cloud by itself (needs a paid Zoom plan)',
  } satisfies Record<Exclude<keyof MeetingDefaults, 'durationMinutes'>, string>,
  save: 'Save',
  saving: 'Saving…',
  saved: 'Saved.',
});

export const analyticsTexts = catalogue('analytics', {
  title: 'Analytics',
  failed: 'Your choice could not be loaded',
  what: 'The app counts with Google Analytics how often its pages are opened. Google gets the name of the page from our server, and nothing of you, your browser, your Jira site or your issues.',
  allow: 'Count my page views',
  signals: 'Browsers that send Do Not Track or Global Privacy Control are never counted.',
  offForSite: 'Page views are not counted on this site: its Jira admins have turned that off.',
  turnedOn: 'Your page views are counted.',
  turnedOff: 'Your page views are not counted any more.',
});
