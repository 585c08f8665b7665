// Words of the ledger of attached files, for Jira admins.

import type { DueReason, Presence } from '../../recordings/ledger/api-types.ts';
import type { Rendition } from '../../settings/api-types.ts';
import { catalogue } from './catalogue.ts';

const files = (count: number) => (count === 1 ? '1 file' : `${count} files`);
const issues = (count: number) => (count === 1 ? '1 issue' : `${count} issues`);

export const filesTexts = catalogue('files', {
  title: 'Attached files',
  about:
    'Every file that the app put among an issue’s attachments. The app has no right to delete any: open their issues in Jira to remove them. What was removed there shows here as gone. A file belongs to the project in which it was attached, also after its issue was moved.',
  failed: 'The files could not be loaded',
  none: 'The app has not attached any file yet.',
  noneMatch: 'No attached file is like that.',

  filters: {
    title: 'Which files',
    state: 'In Jira',
    anyState: 'All',
    states: { there: 'Still there', due: 'Due to be removed', gone: 'Gone' },
    rendition: 'Kind',
    anyRendition: 'All kinds',
    person: 'Attached by',
    anyPerson: 'Anybody',
    otherPerson: 'Somebody else…',
    searchPerson: 'Find somebody',
    searchHint: 'Name or account id',
    foundPeople: 'People found',
    nobody: 'Jira finds nobody like that.',
    searchFailed: 'Jira did not answer. Try again in a moment.',
    place: 'Issue or project',
    placeHint: 'Key, as ABC-12 or ABC',
    from: 'From',
    to: 'Until',
    clear: 'Clear filters',
    noPlace: 'Jira shows you no issue or project with this key.',
  },

  export: 'Export CSV',
  exported: 'The export is saved.',
  open: 'Open issues in Jira',
  chosen: (count: number, places: number) => `${files(count)} of ${issues(places)} selected.`,
  tooMany: (most: number) => `Jira is asked for ${most} issues at once at most: select fewer.`,
  unseen: (count: number) => `You cannot see ${issues(count)} of them, which is left out.`,
  unselect: 'Clear selection',

  list: 'Attached files, as a table',
  selectAll: 'Select all on this page',
  select: (issue: string, when: string) => `Select the file of ${issue}, attached ${when}`,
  columns: {
    attachedAt: 'Attached',
    issue: 'Issue',
    file: 'File',
    size: 'Size',
    presence: 'In Jira',
  },
  by: (name: string) => `by ${name}`,
  erased: 'somebody whose data was erased',
  unknownIssue: (issueId: string) => `Issue with the id ${issueId}, which you cannot see`,
  opens: 'opens in a new tab',
  meeting: (meetingId: string) => `Meeting ${meetingId}`,
  sha256: 'SHA-256',
  renditions: {
    video: 'Video',
    audio: 'Audio',
    transcript: 'Transcript',
    captions: 'Captions',
    chat: 'Chat',
    other: 'Other file',
  } satisfies Record<Rendition, string>,
  presences: { there: 'Still there', gone: 'Gone', hidden: 'Not known' } satisfies Record<Presence, string>,
  since: {
    gone: (day: string) => `Found gone on ${day}`,
    hidden: (day: string) =>
      `The app cannot see the issue since ${day}: it was deleted, or hidden from the app`,
  },
  due: 'Due',
  dueBecause: {
    age: 'Older than your policy keeps it',
    trashed: 'The original was trashed at Zoom',
  } satisfies Record<DueReason, string>,

  checking: 'Asking Jira what is still there…',
  checkFailed: 'Jira did not tell what is still there, so this is what was known before.',

  range: (from: number, to: number) => `Files ${from} to ${to}`,
  previous: 'Previous',
  next: 'Next',
});
