// Words of the policy for Jira admins.

import { catalogue } from './catalogue.ts';

export const policyTexts = catalogue('policy', {
  failed: 'The policy could not be loaded',
  save: 'Save',
  saving: 'Saving…',
  saved: 'Saved.',
  unsaved: 'Not saved yet.',
  remove: 'Remove',
  typeName: 'Type a part of the name.',
  nothingFound: 'Nothing found.',
  searchFailed: 'Jira did not answer. Type again in a moment.',
  added: (name: string) => `${name} added.`,
  removed: (name: string) => `${name} removed.`,
  people: {
    title: 'Who may connect Zoom',
    about:
      'Only people who connected Zoom can link, schedule and start meetings. Whoever is connected already stays connected, whatever you choose here.',
    legend: 'May connect',
    choices: { all: 'Everybody', some: 'Only members of certain Jira groups' },
    groups: 'Jira groups',
    unknownGroup: (id: string) => `Group with the id ${id}`,
  },
  projects: {
    title: 'Projects',
    about:
      'Outside of the chosen projects nothing can be linked, scheduled, started, shared or attached. What is linked there already can still be seen, joined and unlinked, and attached files stay.',
    legend: 'Used in',
    choices: { all: 'All projects', some: 'Only certain projects' },
    chosen: 'Chosen projects',
    unknownProject: (id: string) => `Project with the id ${id}`,
  },
  files: {
    title: 'Files that may be attached',
    about:
      'Files that are not allowed are shown with the reason and cannot be attached; those on their way stop. Attached files stay.',
    legend: 'Kinds of files',
    choices: { all: 'All kinds', some: 'Only certain kinds' },
    ceiling: 'Largest file in MB',
    ceilingHint: 'Leave it empty for what Jira itself allows.',
  },
  kindsLegend: 'Allowed kinds',
  noKinds: 'With nothing ticked no recording can be attached.',
  kinds: {
    video: 'Video',
    audio: 'Audio only',
    transcript: 'Transcript',
    captions: 'Captions',
    chat: 'Chat',
    other: 'Anything else, such as timelines and polls',
  },
  comments: {
    title: 'Comments',
    about:
      'A comment names the attached file and is written by whoever attached it. “For the team only” matters in service projects, where customers do not see it.',
    attachmentComment: 'When a file was attached',
    attachmentChoices: {
      off: 'No comment',
      internal: 'Comment, for the team only',
      public: 'Comment, for everybody who sees the issue',
    },
    summaryComment: 'Chosen beforehand when somebody posts a summary or a quote in a service project',
    summaryChoices: { internal: 'For the team only', public: 'For customers too' },
  },
  topics: {
    title: 'Topics in Jira’s search',
    about:
      'A topic that stands at the issue is found by JQL, and read by everybody who may see the issue and by other apps. When you switch this off, topics are taken out of all issues, some 600 of them a minute.',
    tick: 'The topic of the next meeting stands at its issue',
  },
  retention: {
    title: 'Retention of attached files',
    about:
      'Files that are due are listed under Attached files and counted on the overview. The app never deletes an attachment: removing it is done in Jira.',
    days: 'Days after which an attached file is due',
    daysHint: 'Leave it empty for never.',
    tick: 'A file is also due when its recording was moved to the trash at Zoom',
  },
  audit: {
    title: 'Retention of the audit log',
    about:
      'Older entries are deleted for good, and it stays provable that nothing else is missing. That the policy was changed is itself an entry.',
    days: 'Days for which entries are kept',
    daysHint: '30 to 3650. Leave it empty to keep them for ever.',
    forDays: (days: number) => `for ${days} days`,
    forEver: 'for ever',
  },
  analytics: {
    title: 'Analytics',
    about:
      'Counts which pages are opened, without names, addresses, this site or its issues, and only where whoever runs the app has set that up. Everybody can switch it off for themselves too.',
    tick: 'Use of the app may be counted',
  },
  rules: {
    title: 'Rules of single projects',
    about:
      'What a project has of its own counts there instead of what is chosen above. Everything else stays as the site decided.',
    tick: 'Rules of single projects count',
    listed: 'Projects with rules of their own',
    none: 'No project has rules of its own.',
    notCounting: 'These do not count as long as that is not ticked and saved above.',
    add: 'Add a project',
    edit: 'Edit',
    removed: (name: string) => `The rules of ${name} are removed.`,
    noRules: 'Choose at least one rule, or press Close.',
    asSite: 'As the site decided',
    renditions: 'Kinds of files',
    noKind: 'none',
    ceiling: 'Largest file',
    noCeiling: 'As large as Jira allows',
    someCeiling: 'Up to a size',
    attachmentComment: 'When a file was attached',
    summaryComment: 'Summaries and quotes',
    topics: 'Topic stands at the issue',
    retention: 'Attached files are due',
    never: 'Never',
    someDays: 'After some days',
    afterDays: (days: number) => (days === 1 ? 'after 1 day' : `after ${days} days`),
    trashed: 'Due when trashed at Zoom',
    yes: 'Yes',
    no: 'No',
  },
  faults: {
    connectGroupIds: 'Choose at least one group, and at most 100.',
    projectIds: 'Choose at least one project, and at most 500.',
    sizeCeilingBytes: 'Enter at least 1 MB.',
    retentionDays: 'Enter 1 to 3650 days.',
    auditRetentionDays: 'Enter 30 to 3650 days, or nothing.',
  } as Record<string, string>,
});
