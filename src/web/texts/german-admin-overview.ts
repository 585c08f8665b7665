// German words of the overview for Jira admins.

import type { overviewTexts } from './admin-overview.ts';

export const german = {
  overview: {
    failed: 'Das konnte nicht geladen werden',
    unwritable: 'Projekte, in die die App nicht schreiben darf',
    allWritable: 'Keine: Die App durfte überall schreiben, wo sie musste.',
    effect:
      'An Vorgängen dieser Projekte öffnet sich der Zoom-Bereich nicht von selbst, es gibt kein Abzeichen, und JQL findet ihre Meetings nicht. Verknüpfen, teilnehmen und anhängen gehen, denn das geschieht im Namen der Person.',
    mend: 'So wird es behoben: Geben Sie dem Benutzer der App im Berechtigungsschema des Projekts die Berechtigungen „Projekte anzeigen“ und „Vorgänge bearbeiten“, meist über die Projektrolle atlassian-addons-project-access. Bei der nächsten Änderung an einem Meeting dort wird es wieder versucht.',
    since: (day) => `Seit ${day}`,
    unknownProject: (projectId) => `Projekt mit der Kennung ${projectId}, das Sie nicht sehen können`,
  },
} satisfies { overview: typeof overviewTexts };
