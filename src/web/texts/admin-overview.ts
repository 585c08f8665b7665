// Words of the overview for Jira admins.

import { catalogue } from './catalogue.ts';

const people = (count: number) => (count === 1 ? 'One person' : `${count} people`);
const files = (count: number) => (count === 1 ? '1 file' : `${count} files`);

export const overviewTexts = catalogue('overview', {
  failed: 'This could not be loaded',

  attention: 'Needs attention',
  nothing: 'Nothing needs your attention.',
  needsReconnect: (count: number) =>
    `${people(count)} must connect Zoom again, because Zoom has ended the authorization. The issue panel and the settings tell them so.`,
  missingPermission: (count: number) =>
    `${people(count)} did not give the app a permission at Zoom that a part of it needs. Connecting again gives it.`,
  unreachable: (count: number) =>
    `${people(count)} cannot use Zoom here at the moment: it did not answer when it was last asked. That mostly passes by itself.`,
  failing: (count: number, reason: string) =>
    `${files(count)} could not be attached in the last seven days. Most often: ${reason}`,
  due: (count: string) => `Due to be removed, by your policy: ${count} of the attached files.`,
  showDue: 'Show them',
  moreThan: (count: string) => `more than ${count}`,
  noEvents:
    'No event of Zoom’s has arrived for seven days, although people are connected. Whoever runs the app should check its event subscription at Zoom.',
  eventsLate: (since: string) =>
    `Events of Zoom’s are waiting to be handled, the first since ${since}. Until then, changes of meetings and new recordings show late.`,
  unwritableProjects: (count: number) =>
    count === 1
      ? 'There is a project in which the app may not write. It is named below.'
      : `There are ${count} projects in which the app may not write. They are named below.`,

  connections: 'Connections and links',
  states: {
    connected: 'Connected',
    needs_reconnect: 'Must connect again',
    missing_permission: 'Permission missing',
    unreachable: 'Zoom did not answer',
  },
  links: 'Linked meetings',
  transfers: 'Transfers today',
  outcomes: {
    attached: 'Attached',
    failed: 'Failed',
    cancelled: 'Cancelled',
    running: 'Under way now',
    waiting: 'Waiting now',
    queued: 'In line now',
  },
  events: 'Events from Zoom',
  lastEvent: 'Last received',
  noEvent: 'None in seven days',
  waitingEvent: 'Not handled yet',
  noWaiting: 'None',
  waitingSince: (since: string) => `Oldest: ${since}`,
  allSites: 'Zoom sends them for all sites of this app together.',

  volume: 'Attached in the last 30 days',
  volumeSum: (count: number, bytes: string) => `${files(count)}, ${bytes}`,
  volumeNone: 'Nothing was attached in the last 30 days.',
  volumePlot: (sum: string, most: string, day: string) =>
    `Bars for the size of what was attached on each day: ${sum} in all, most of it on ${day} with ${most}.`,
  dayVolume: (day: string, count: number, bytes: string) => `${day}: ${files(count)}, ${bytes}`,
  showTable: 'Show as table',
  hideTable: 'Hide table',
  day: 'Day',
  files: 'Files',
  size: 'Size',

  unwritable: 'Projects in which the app may not write',
  allWritable: 'None: the app may write everywhere it had to.',
  effect:
    'On issues of these projects the panel does not open by itself, there is no badge, and JQL does not find their meetings. Linking, joining and attaching work, because they are done as the person.',
  mend: 'To mend it, give the app’s user the permissions Browse projects and Edit issues in the project’s permission scheme, mostly by the project role atlassian-addons-project-access. The next change of a meeting there tries again.',
  since: (day: string) => `Since ${day}`,
  unknownProject: (projectId: string) => `Project with the id ${projectId}, which you cannot see`,
});
