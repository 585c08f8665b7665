// Words around the tabs of the page for Jira admins.

import { catalogue } from './catalogue.ts';

export const adminTexts = catalogue('admin', {
  title: 'Zoom meetings',
  failed: 'This could not be loaded',
  tabs: {
    overview: 'Overview',
    policy: 'Policy',
    files: 'Attached files',
    audit: 'Audit log',
    data: 'Data',
  },
});
