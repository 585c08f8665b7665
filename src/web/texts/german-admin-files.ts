// German words of the ledger of attached files, for Jira admins.

import type { filesTexts } from './admin-files.ts';

const files = (count: number) => (count === 1 ? '1 Datei' : `${count} Dateien`);
const issues = (count: number) => (count === 1 ? '1 Vorgang' : `${count} Vorgängen`);

export const german = {
  files: {
    title: 'Angehängte Dateien',
    about:
      'Jede Datei, die die App unter die Anhänge eines Vorgangs gelegt hat. Löschen darf sie keine: Öffnen Sie dazu ihre Vorgänge in Jira. Was dort entfernt wurde, steht hier als nicht mehr vorhanden. Eine Datei gehört zu dem Projekt, in dem sie angehängt wurde, auch nachdem ihr Vorgang verschoben wurde.',
    failed: 'Die Dateien konnten nicht geladen werden',
    none: 'Die App hat noch keine Datei angehängt.',
    noneMatch: 'Keine angehängte Datei ist so.',

    filters: {
      title: 'Welche Dateien',
      state: 'In Jira vorhanden',
      anyState: 'Alle',
      states: { there: 'Noch da', due: 'Zu entfernen', gone: 'Nicht mehr da' },
      rendition: 'Art',
      anyRendition: 'Alle Arten',
      person: 'Angehängt von',
      anyPerson: 'Irgendwem',
      otherPerson: 'Jemand anderem…',
      searchPerson: 'Jemanden finden',
      searchHint: 'Name oder Account-ID',
      foundPeople: 'Gefunden',
      nobody: 'Jira findet so niemanden.',
      searchFailed: 'Jira hat nicht geantwortet. Versuchen Sie es gleich noch einmal.',
      place: 'Vorgang oder Projekt',
      placeHint: 'Schlüssel, wie ABC-12 oder ABC',
      from: 'Von',
      to: 'Bis',
      clear: 'Filter löschen',
      noPlace: 'Jira zeigt Ihnen keinen Vorgang und kein Projekt mit diesem Schlüssel.',
    },

    export: 'CSV exportieren',
    exported: 'Der Export ist gespeichert.',
    open: 'Vorgänge in Jira öffnen',
    chosen: (count, places) => `${files(count)} an ${issues(places)} ausgewählt.`,
    tooMany: (most) =>
      `Nach höchstens ${most} Vorgängen wird Jira auf einmal gefragt: Wählen Sie weniger aus.`,
    unseen: (count) =>
      count === 1
        ? '1 Vorgang davon können Sie nicht sehen; er fehlt dabei.'
        : `${count} Vorgänge davon können Sie nicht sehen; sie fehlen dabei.`,
    unselect: 'Auswahl aufheben',

    list: 'Angehängte Dateien als Tabelle',
    selectAll: 'Alle auf dieser Seite auswählen',
    select: (issue, when) => `Datei an ${issue} auswählen, angehängt ${when}`,
    columns: {
      attachedAt: 'Angehängt',
      issue: 'Vorgang',
      file: 'Datei',
      size: 'Größe',
      presence: 'In Jira vorhanden',
    },
    by: (name) => `von ${name}`,
    erased: 'jemandem, dessen Daten gelöscht wurden',
    unknownIssue: (issueId) => `Vorgang mit der Kennung ${issueId}, den Sie nicht sehen können`,
    opens: 'öffnet in einem neuen Tab',
    meeting: (meetingId) => `Meeting-Nummer ${meetingId}`,
    sha256: 'Prüfsumme (SHA-256)',
    renditions: {
      video: 'Video',
      audio: 'Ton',
      transcript: 'Transkript',
      captions: 'Untertitel',
      chat: 'Chat',
      other: 'Andere Datei',
    },
    presences: { there: 'Noch da', gone: 'Nicht mehr da', hidden: 'Nicht bekannt' },
    since: {
      gone: (day) => `Festgestellt am ${day}`,
      hidden: (day) =>
        `Die App kann den Vorgang seit ${day} nicht sehen: Er wurde gelöscht oder ist vor ihr verborgen`,
    },
    due: 'Fällig',
    dueBecause: {
      age: 'Älter, als Ihre Regeln es behalten',
      trashed: 'Das Original liegt bei Zoom im Papierkorb oder ist gelöscht',
    },

    checking: 'Jira wird gefragt, was noch da ist…',
    checkFailed: 'Jira hat nicht gesagt, was noch da ist; dies war zuletzt bekannt.',

    range: (from, to) => `Dateien ${from} bis ${to}`,
    previous: 'Zurück',
    next: 'Weiter',
  },
} satisfies { files: typeof filesTexts };
