// Words about the state of a person's Zoom connection, and about links that nobody's connection can read.

import type { ZoomConnectionState, ZoomConnectionView, ZoomFeature } from '../../zoom-accounts/api-types.ts';
import { catalogue } from './catalogue.ts';

const untilConnected =
  'Until you connect again, you cannot link meetings, and those that you linked show no topic, time, Join or recordings. They stay linked, and attached files stay.';

/** Each with the time or day since when, where the state has one. */
export const connectionTexts = catalogue('connection', {
  titles: {
    not_connected: 'Connect your Zoom account',
    needs_reconnect: 'Connect Zoom again',
    missing_permission: 'Zoom has not given all permissions',
    unreachable: 'Zoom does not answer',
  } satisfies Record<Exclude<ZoomConnectionState, 'connected'>, string>,
  notConnected:
    'Link your Zoom meetings to issues and put their cloud recordings into the attachments. Until you connect, you can only see and join what others have linked.',
  ended: 'Your Zoom connection has ended',
  endedBy: {
    removed_at_zoom: (since: string) =>
      `Since ${since}, your Zoom account is no longer connected, because the app was removed from it at Zoom. ${untilConnected}`,
  } satisfies Record<NonNullable<ZoomConnectionView['endedBy']>, (since: string) => string>,
  needsReconnect: (since: string) =>
    `Since ${since}, Zoom no longer accepts the connection. ${untilConnected}`,
  missingPermission: (since: string) =>
    `Since ${since}, Zoom withholds a permission from the app, so this does not work:`,
  missingPermissionMend: 'Everything else works. Connect again and allow all that Zoom asks for.',
  features: {
    account: 'showing the name and plan of your Zoom account',
    choosing_meetings: 'choosing from your meetings: paste a link or number instead',
    meeting_details: 'linking meetings, and the topic, time and Join of those that you linked',
    recurring_meetings: 'linking recurring meetings, and what past dates of them show',
    recordings: 'seeing and attaching recordings of your meetings',
    scheduling: 'scheduling and starting meetings',
    changing_meetings: 'changing the time of your meetings, and cancelling them',
    invitations: 'copying Zoom’s own invitations',
    summaries: 'summaries of your meetings',
  } satisfies Record<ZoomFeature, string>,
  unreachable: (since: string) =>
    `Since ${since}, Zoom has not answered. Until it does, meetings cannot be linked, and no topic, time, Join or recordings of yours can be shown. Nothing is lost: files on their way to issues go on by themselves once Zoom answers.`,
  trying: 'Trying…',
  stillUnreachable: 'Zoom still does not answer. Try again in a while.',
});

export const linkerTexts = catalogue('linker', {
  linked: (day: string) => `Linked ${day}`,
  mine: 'Its topic, time, Join and recordings come back once you have connected Zoom. Files already attached stay.',
  hosted:
    'Whoever linked it is no longer connected to Zoom, so others see no topic, time, Join or recordings of it here. You host it: link it anew with Link meeting, and they see it again.',
  away: 'Whoever linked it is no longer connected to Zoom, so its topic, time, Join and recordings cannot be shown. Files already attached stay. They can connect Zoom again, or the meeting’s host can link it anew with Link meeting and its number.',
  left: 'Whoever linked it no longer has an account on this site, so its topic, time, Join and recordings cannot be shown. Files already attached stay. Only the meeting’s host can link it anew, with Link meeting and its number.',
});
