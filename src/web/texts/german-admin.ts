// German words of the page for Jira admins.

import type { adminTexts } from './admin.ts';
import { german as audit } from './german-admin-audit.ts';
import { german as data } from './german-admin-data.ts';
import { german as files } from './german-admin-files.ts';
import { german as overview } from './german-admin-overview.ts';
import { german as policy } from './german-admin-policy.ts';

export const german = {
  admin: {
    title: 'Zoom-Meetings',
    failed: 'Das konnte nicht geladen werden',
    tabs: {
      overview: 'Überblick',
      policy: 'Regeln',
      files: 'Angehängte Dateien',
      audit: 'Audit-Protokoll',
      data: 'Daten',
    },
  } satisfies typeof adminTexts,
  ...overview,
  ...files,
  ...data,
  ...audit,
  ...policy,
};
