// Words of certificates about what was erased, on the settings page, the admin page and in the file.

import type { ErasureView, HeldKind } from '../../privacy/api-types.ts';
import { catalogue } from './catalogue.ts';

const of = (count: number, one: string, many: string) =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

export const certificateTexts = catalogue('certificate', {
  title: 'Certificate of erasure',
  whats: {
    person: 'Data of a person',
    site: 'Data of this Jira site',
  } satisfies Record<ErasureView['what'], string>,
  whys: {
    admin: 'Asked for by a Jira admin',
    person: 'Asked for by the person',
    closed: 'The Jira account was closed',
    uninstalled: 'The app was removed from Jira',
  } satisfies Record<ErasureView['why'], string>,
  number: (id: string) => `Number: ${id}`,
  asked: (when: string) => `Asked for: ${when}`,
  done: (when: string) => `Done: ${when}`,
  erased: 'Erased',
  nothing: 'Nothing was held.',
  kinds: {
    people: (count: number) => of(count, 'Jira account id', 'Jira account ids'),
    connections: (count: number) => of(count, 'connection to Zoom', 'connections to Zoom'),
    connectionAttempts: (count: number) => of(count, 'attempt to connect Zoom', 'attempts to connect Zoom'),
    personSettings: (count: number) => of(count, 'personal setting', 'personal settings'),
    links: (count: number) => of(count, 'linked meeting', 'linked meetings'),
    shares: (count: number) => of(count, 'shared recording', 'shared recordings'),
    requests: (count: number) => of(count, 'request for a recording', 'requests for recordings'),
    transfers: (count: number) => of(count, 'record of an attached file', 'records of attached files'),
    auditEvents: (count: number) => of(count, 'entry of the audit log', 'entries of the audit log'),
    siteSettings: (count: number) => of(count, 'setting of the site', 'settings of the site'),
    unwritableProjects: (count: number) =>
      of(count, 'note of a project without permission', 'notes of projects without permission'),
    jobs: (count: number) => of(count, 'waiting job', 'waiting jobs'),
  } satisfies Record<HeldKind, (count: number) => string>,
  stays: 'Stays',
  attachments: (count: number) =>
    count === 1
      ? '1 attached file in Jira: it belongs to its issue, and is deleted there.'
      : `${of(count, '', 'attached files')} in Jira: they belong to their issues, and are deleted there.`,
  anyAttachments: 'Files attached to issues: they belong to their issues, and are deleted in Jira.',
  links: (count: number) =>
    count === 1
      ? '1 linked meeting, which names nobody and can no longer be read until its host links it anew.'
      : `${of(count, '', 'linked meetings')}, which name nobody and can no longer be read until their hosts link them anew.`,
  kept: 'What was left stayed, because the app came back in time.',
  reached: 'The notes in Jira’s issues about linked meetings were emptied.',
  notReached: (count: number) =>
    `Not reached: notes in ${of(count, 'Jira issue', 'Jira issues')} that meetings are linked. Only somebody who may edit them in Jira can change that now.`,
  download: 'Download certificate',
  downloaded: 'The certificate is downloaded.',
  fileName: 'certificate-of-erasure.txt',
});
