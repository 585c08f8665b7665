// German words of the policy for Jira admins.

import type { policyTexts } from './admin-policy.ts';

export const german = {
  policy: {
    failed: 'Die Regeln konnten nicht geladen werden',
    save: 'Speichern',
    saving: 'Wird gespeichert…',
    saved: 'Gespeichert.',
    unsaved: 'Noch nicht gespeichert.',
    remove: 'Entfernen',
    typeName: 'Tippen Sie einen Teil des Namens.',
    nothingFound: 'Nichts gefunden.',
    searchFailed: 'Jira hat nicht geantwortet. Tippen Sie gleich noch einmal.',
    added: (name) => `${name} hinzugefügt.`,
    removed: (name) => `${name} entfernt.`,
    people: {
      title: 'Wer Zoom verbinden darf',
      about:
        'Nur wer Zoom verbunden hat, kann Meetings verknüpfen, planen und starten. Wer schon verbunden ist, bleibt es, was immer Sie hier wählen.',
      legend: 'Verbinden dürfen',
      choices: { all: 'Alle', some: 'Nur Mitglieder bestimmter Jira-Gruppen' },
      groups: 'Jira-Gruppen',
      unknownGroup: (id) => `Gruppe mit der Kennung ${id}`,
    },
    projects: {
      title: 'Projekte',
      about:
        'Außerhalb der gewählten Projekte kann nichts verknüpft, geplant, gestartet, freigegeben oder angehängt werden. Was dort schon verknüpft ist, ist weiter zu sehen, man kann teilnehmen und die Verknüpfung lösen; angehängte Dateien bleiben.',
      legend: 'Verwendet in',
      choices: { all: 'Allen Projekten', some: 'Nur bestimmten Projekten' },
      chosen: 'Gewählte Projekte',
      unknownProject: (id) => `Projekt mit der Kennung ${id}`,
    },
    files: {
      title: 'Welche Dateien angehängt werden dürfen',
      about:
        'Nicht erlaubte Dateien werden mit dem Grund gezeigt und können nicht angehängt werden; laufende Übertragungen enden. Angehängte Dateien bleiben.',
      legend: 'Arten von Dateien',
      choices: { all: 'Alle Arten', some: 'Nur bestimmte Arten' },
      ceiling: 'Größte Datei in MB',
      ceilingHint: 'Leer: so groß, wie Jira selbst erlaubt.',
    },
    kindsLegend: 'Erlaubte Arten',
    noKinds: 'Ist nichts angekreuzt, kann keine Aufzeichnung angehängt werden.',
    kinds: {
      video: 'Video',
      audio: 'Nur Ton',
      transcript: 'Transkript',
      captions: 'Untertitel',
      chat: 'Chat',
      other: 'Alles andere, etwa Zeitleisten und Umfragen',
    },
    comments: {
      title: 'Kommentare',
      about:
        'Ein Kommentar nennt die angehängte Datei; geschrieben wird er von der Person, die sie angehängt hat. „Nur für das Team“ zählt in Serviceprojekten: Kunden sehen ihn dann nicht.',
      attachmentComment: 'Wenn eine Datei angehängt wurde',
      attachmentChoices: {
        off: 'Kein Kommentar',
        internal: 'Kommentar, nur für das Team',
        public: 'Kommentar für alle, die den Vorgang sehen',
      },
      summaryComment:
        'Vorauswahl, wenn in einem Serviceprojekt eine Zusammenfassung oder ein Zitat gepostet wird',
      summaryChoices: { internal: 'Nur für das Team', public: 'Auch für Kunden' },
    },
    topics: {
      title: 'Themen in der Suche von Jira',
      about:
        'Ein Thema, das am Vorgang steht, findet JQL; lesen können es alle, die den Vorgang sehen dürfen, und andere Apps. Schalten Sie das aus, werden die Themen aus allen Vorgängen entfernt, aus etwa 600 in der Minute.',
      tick: 'Das Thema des nächsten Meetings steht am Vorgang',
    },
    retention: {
      title: 'Aufbewahrung angehängter Dateien',
      about:
        'Fällige Dateien werden unter „Angehängte Dateien“ aufgeführt und im Überblick gezählt. Die App löscht nie einen Anhang: Entfernt wird er in Jira.',
      days: 'Tage, nach denen eine angehängte Datei fällig ist',
      daysHint: 'Leer: nie.',
      tick: 'Fällig ist eine Datei auch, wenn ihre Aufzeichnung bei Zoom in den Papierkorb gelegt wurde',
    },
    audit: {
      title: 'Aufbewahrung des Audit-Protokolls',
      about:
        'Ältere Einträge werden endgültig gelöscht; dass sonst nichts fehlt, bleibt nachweisbar. Auch jede Änderung der Regeln ist ein Eintrag.',
      days: 'Tage, die Einträge aufbewahrt werden',
      daysHint: '30 bis 3650. Leer: für immer.',
      forDays: (days) => `${days} Tage`,
      forEver: 'für immer',
    },
    analytics: {
      title: 'Analyse',
      about:
        'Zählt, welche Seiten geöffnet werden, ohne Namen, Adressen, diese Site oder ihre Vorgänge, und nur, wo der Betreiber der App das eingerichtet hat. Alle können es auch für sich selbst ausschalten.',
      tick: 'Die Nutzung der App darf gezählt werden',
    },
    rules: {
      title: 'Regeln einzelner Projekte',
      about:
        'Was ein Projekt eigens festlegt, gilt dort anstelle der Wahl oben. Alles andere bleibt, wie für die Site gewählt.',
      tick: 'Regeln einzelner Projekte gelten',
      listed: 'Projekte mit eigenen Regeln',
      none: 'Kein Projekt hat eigene Regeln.',
      notCounting: 'Diese gelten nicht, solange das oben nicht angekreuzt und gespeichert ist.',
      add: 'Projekt hinzufügen',
      edit: 'Bearbeiten',
      removed: (name) => `Die Regeln von ${name} sind entfernt.`,
      noRules: 'Wählen Sie mindestens eine Regel, oder drücken Sie „Schließen“.',
      asSite: 'Wie für die Site gewählt',
      renditions: 'Arten von Dateien',
      noKind: 'keine',
      ceiling: 'Größte Datei',
      noCeiling: 'So groß, wie Jira erlaubt',
      someCeiling: 'Bis zu einer Größe',
      attachmentComment: 'Wenn eine Datei angehängt wurde',
      summaryComment: 'Zusammenfassungen und Zitate',
      topics: 'Thema steht am Vorgang',
      retention: 'Angehängte Dateien sind fällig',
      never: 'Nie',
      someDays: 'Nach einigen Tagen',
      afterDays: (days) => (days === 1 ? 'nach 1 Tag' : `nach ${days} Tagen`),
      trashed: 'Fällig, wenn bei Zoom im Papierkorb',
      yes: 'Ja',
      no: 'Nein',
    },
    faults: {
      connectGroupIds: 'Wählen Sie mindestens eine Gruppe und höchstens 100.',
      projectIds: 'Wählen Sie mindestens ein Projekt und höchstens 500.',
      sizeCeilingBytes: 'Geben Sie mindestens 1 MB ein.',
      retentionDays: 'Geben Sie 1 bis 3650 Tage ein.',
      auditRetentionDays: 'Geben Sie 30 bis 3650 Tage ein oder nichts.',
    },
  },
} satisfies { policy: typeof policyTexts };
