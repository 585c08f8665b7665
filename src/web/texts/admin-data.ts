// Words of the tab about what the app holds, for Jira admins.

import type { HeldDataKind } from '../../privacy/api-types.ts';
import { catalogue } from './catalogue.ts';

export const dataTexts = catalogue('data', {
  failed: 'This could not be loaded',
  title: 'What the app holds of this site',
  what: 'Ids, times, sizes and settings. No names, meeting topics, e-mail addresses, passcodes, links or files: those are read from Zoom and Jira when somebody looks.',
  columns: { what: 'What', count: 'How many', purpose: 'What for', kept: 'How long' },
  more: (count: string) => `More than ${count}`,
  kinds: {
    people: {
      name: 'Jira account ids',
      purpose:
        'To know whose a connection, a link or a setting is. Reported to Atlassian each week, which says whose account was closed.',
      kept: 'Until the person is erased, their account is closed, or the app is removed',
    },
    connections: {
      name: 'Connections to Zoom',
      purpose: 'To read meetings and recordings as the person. Zoom’s tokens are encrypted.',
      kept: 'Until the person disconnects or is erased, or the app is removed',
    },
    links: {
      name: 'Linked meetings',
      purpose: 'To show a meeting on its issue, and the recordings that its host shared there',
      kept: 'Until somebody unlinks it',
    },
    transfers: {
      name: 'Attached files',
      purpose:
        'To attach each recording once, and to say what came from where: size and checksum, not the file',
      kept: 'As long as the app is installed',
    },
    auditEvents: {
      name: 'Entries of the audit log',
      purpose: 'To show who did what and when',
      kept: 'As the policy says',
    },
    siteSettings: {
      name: 'Settings',
      purpose: 'What you decided for the site and its projects',
      kept: 'As long as the app is installed',
    },
  } satisfies Record<HeldDataKind, { name: string; purpose: string; kept: string }>,
  afterRemoval:
    'When the app is removed from Jira, secrets, connections and account ids go at once, and everything else after 30 days unless the app comes back.',

  person: 'Erase a person',
  personWhat:
    'Their connection to Zoom, settings and requests go, and who they are at Jira and Zoom. What they linked can no longer be read until somebody who hosts it links it anew. Attached files stay, and the audit log keeps what was done without saying by whom.',
  find: 'Name or Jira account id',
  findHint: 'Names are looked up in Jira with your rights, and are not sent to the app.',
  search: 'Search',
  searching: 'Searching…',
  nobody:
    'Jira finds nobody of this name whom you can see. Somebody who has left can be erased by their account id.',
  searchFailed: 'Jira did not answer the search. Try again.',
  unnamed: 'Somebody whom Jira does not name to you',
  erasePerson: 'Erase…',
  askPerson: (name: string) => `Erase what the app holds on ${name}?`,
  cannotUndo: 'This cannot be undone.',
  eraseNow: 'Erase',
  erasing: 'Erasing…',
  keep: 'Keep',
  personErased: 'Erased.',
  nothingHeld: 'The app holds nothing on this person, so nothing was erased.',

  site: 'Erase everything of this site',
  siteWhat: 'For everybody on this site:',
  siteConsequences: [
    'All connections to Zoom end, and files on their way to issues stop.',
    'All links between issues and meetings go, with what was shared and asked for, and disappear from Jira’s issues.',
    'All settings, the list of attached files and the whole audit log go.',
    'Nobody can use the app until it is done: some minutes, with very many issues some hours.',
    'Files that are attached to issues stay.',
    'The app stays installed, and starts afresh. A certificate without personal data is kept for three years.',
  ],
  eraseSite: 'Erase everything…',
  confirm: (host: string) => `Type ${host} to confirm`,
  confirmWrong: 'Type the name of the site exactly as it stands there.',
  eraseSiteNow: 'Erase everything',
  running: 'Everything is being erased',
  starting: 'Connections and transfers are ended.',
  progress: (settled: string, issues: string) => `${settled} of ${issues} issues emptied in Jira.`,
  rows: 'Jira’s issues are done; the app’s own records go now.',
  runningHint: 'You can close this page: it goes on by itself, also when Jira does not answer for a while.',
  siteErased: 'Everything was erased.',

  certificates: 'Certificates',
  certificatesWhat: 'What was erased, in numbers. Kept for three years.',
  none: 'Nothing has been erased yet.',
  states: {
    waiting: 'Waiting',
    running: 'Under way',
    done: 'Done',
    kept: 'Came back in time',
  },
});
