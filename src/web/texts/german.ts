// German words of the issue panel, and of what it shares with other pages.

import { germanConnection } from './german-connection.ts';
import { germanRecordings } from './german-recordings.ts';
import { germanSchedule } from './german-schedule.ts';
import { germanServer } from './german-server.ts';
import type { Translation } from './translation.ts';

export const german = {
  ...germanConnection,
  ...germanSchedule,
  ...germanRecordings,
  shared: {
    loading: 'Wird geladen…',
    tryAgain: 'Noch einmal versuchen',
    close: 'Schließen',
    settings: 'Zoom-Einstellungen',
    notNow: 'Kann gerade nicht von Zoom gelesen werden.',
    unreachable: 'Die App ist nicht erreichbar. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
    tooSlow: 'Die App hat zu lange für die Antwort gebraucht. Versuchen Sie es noch einmal.',
    unexpected: 'Bei uns ist etwas schiefgegangen. Versuchen Sie es gleich noch einmal.',
    hostMissing:
      'Jira hat diese Seite nicht fertig geladen. Laden Sie sie neu und versuchen Sie es noch einmal.',
  },
  panel: {
    title: 'Zoom-Meetings',
    failed: 'Die Zoom-Meetings konnten nicht geladen werden',
    linkMeeting: 'Meeting verknüpfen',
    none: 'Mit diesem Vorgang sind noch keine Zoom-Meetings verknüpft.',
    list: 'Verknüpfte Meetings',
    untitled: 'Zoom-Meeting',
    series: 'Ganze Serie',
    personalRoom: 'Persönlicher Raum',
    noFixedTime: 'Ohne feste Zeit',
    upcoming: 'Bevorstehend',
    live: 'Live',
    ended: 'Beendet',
    join: 'Teilnehmen',
    unlink: 'Verknüpfung aufheben',
    unlinked: 'Verknüpfung aufgehoben.',
  },
  server: germanServer,
} satisfies Partial<Translation>;
