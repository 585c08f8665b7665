// Words of the settings page.

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
  anotherPerson: 'another person on this site',
  otherPeople: (count: number) => `${count} other people on this site`,
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
    'Your Zoom authorization (encrypted) and the ids of what you linked and attached: issues, meetings, recordings, attachments, with file sizes.',
  dataNotStored:
    'No meeting topics, names, e-mail addresses, passcodes, links or files. What you see is read from Zoom and Jira at that moment, and recordings go straight from Zoom to Jira.',
});
