// German words of the issue panel, and of what it shares with other pages.

import { germanConnection } from './german-connection.ts';
import { germanRecordings } from './german-recordings.ts';
import { germanSchedule } from './german-schedule.ts';
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
    scheduleMeeting: 'Meeting planen',
    startMeeting: 'Meeting jetzt starten',
    none: 'Mit diesem Vorgang sind noch keine Zoom-Meetings verknüpft.',
    list: 'Verknüpfte Meetings',
    untitled: 'Zoom-Meeting',
  },
  meeting: {
    states: {
      upcoming: 'Bevorstehend',
      live: 'Live',
      ended: 'Beendet',
      cancelled: 'Abgesagt',
      gone: 'Bei Zoom gelöscht',
    },
    series: 'Ganze Serie',
    personalRoom: 'Persönlicher Raum',
    noFixedTime: 'Ohne feste Zeit',
    notStarted: 'Noch nicht begonnen',
    host: (name) => `Host: ${name}`,
    you: 'Sie',
    join: 'Teilnehmen',
    copy: 'Einladung kopieren',
    copied: 'Einladung kopiert.',
    copyYourself: 'Ihr Browser hat das Kopieren nicht zugelassen. Drücken Sie Strg+C oder ⌘C.',
    calendar: 'In den Kalender',
    downloaded: 'Kalenderdatei heruntergeladen.',
    changeTime: 'Zeit ändern',
    save: 'Speichern',
    saving: 'Wird gespeichert…',
    timeChanged: 'Zeit geändert.',
    cancel: 'Meeting absagen',
    cancelAsk: {
      single: 'Dieses Meeting bei Zoom absagen?',
      occurrence: 'Diesen einen Termin bei Zoom absagen?',
      series: 'Die ganze Serie bei Zoom absagen?',
    },
    cancelWhat:
      'Niemand kann mehr teilnehmen, und das lässt sich nicht rückgängig machen. Die Verknüpfung, Aufzeichnungen und angehängte Dateien bleiben.',
    keep: 'Meeting behalten',
    cancelling: 'Wird abgesagt…',
    cancelled: 'Meeting abgesagt.',
    unlink: 'Verknüpfung aufheben',
    unlinked: (topic) => `„${topic}“ ist nicht mehr verknüpft.`,
    undo: 'Rückgängig',
    undone: 'Meeting wieder verknüpft.',
    noEdit:
      'Zum Verknüpfen und Planen von Meetings brauchen Sie die Berechtigung, diesen Vorgang zu bearbeiten.',
  },
  people: {
    anotherPerson: 'eine weitere Person auf dieser Site',
    otherPeople: (count) => `${count} weitere Personen auf dieser Site`,
  },
} satisfies Translation;
