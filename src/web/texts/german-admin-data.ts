// German words of the tab about what the app holds, for Jira admins.

import type { dataTexts } from './admin-data.ts';

export const german = {
  data: {
    failed: 'Das konnte nicht geladen werden',
    title: 'Was die App über diese Site speichert',
    what: 'Kennungen, Zeiten, Größen und Einstellungen. Keine Namen, Themen, E-Mail-Adressen, Kenncodes, Links oder Dateien: Die werden aus Zoom und Jira gelesen, wenn jemand hinsieht.',
    columns: { what: 'Was', count: 'Wie viele', purpose: 'Wozu', kept: 'Wie lange' },
    more: (count) => `Mehr als ${count}`,
    kinds: {
      people: {
        name: 'Kennungen von Jira-Konten',
        purpose:
          'Damit klar ist, wem eine Verbindung, eine Verknüpfung oder eine Einstellung gehört. Wird Atlassian jede Woche gemeldet, das sagt, wessen Konto geschlossen wurde.',
        kept: 'Bis die Person gelöscht, ihr Konto geschlossen oder die App entfernt wird',
      },
      connections: {
        name: 'Verbindungen mit Zoom',
        purpose:
          'Um Meetings und Aufzeichnungen im Namen der Person zu lesen. Zooms Tokens sind verschlüsselt.',
        kept: 'Bis die Person trennt oder gelöscht wird, oder die App entfernt wird',
      },
      links: {
        name: 'Verknüpfte Meetings',
        purpose:
          'Um ein Meeting an seinem Vorgang zu zeigen, mit den Aufzeichnungen, die sein Host dort freigegeben hat',
        kept: 'Bis jemand die Verknüpfung löst',
      },
      transfers: {
        name: 'Angehängte Dateien',
        purpose:
          'Um jede Aufzeichnung einmal anzuhängen und zu sagen, was woher kam: Größe und Prüfsumme, nicht die Datei',
        kept: 'Solange die App installiert ist',
      },
      auditEvents: {
        name: 'Einträge des Audit-Protokolls',
        purpose: 'Um zu zeigen, wer was wann getan hat',
        kept: 'Wie es die Regeln sagen',
      },
      siteSettings: {
        name: 'Einstellungen',
        purpose: 'Was Sie für die Site und ihre Projekte entschieden haben',
        kept: 'Solange die App installiert ist',
      },
    },
    afterRemoval:
      'Wird die App aus Jira entfernt, verschwinden Geheimnisse, Verbindungen und Konto-Kennungen sofort und alles andere nach 30 Tagen, wenn die App nicht wiederkommt.',

    person: 'Eine Person löschen',
    personWhat:
      'Ihre Verbindung mit Zoom, ihre Einstellungen und Anfragen verschwinden, und wer sie bei Jira und Zoom ist. Was sie verknüpft hat, ist nicht mehr lesbar, bis der Host des Meetings es neu verknüpft. Angehängte Dateien bleiben, und das Audit-Protokoll behält, was getan wurde, aber nicht, von wem.',
    find: 'Name oder Kennung des Jira-Kontos',
    findHint: 'Namen werden mit Ihren Rechten in Jira gesucht und der App nicht geschickt.',
    search: 'Suchen',
    searching: 'Wird gesucht…',
    nobody:
      'Jira findet niemanden dieses Namens, den Sie sehen können. Wer nicht mehr da ist, lässt sich über die Kennung seines Kontos löschen.',
    searchFailed: 'Jira hat auf die Suche nicht geantwortet. Versuchen Sie es noch einmal.',
    unnamed: 'Jemand, den Jira Ihnen nicht nennt',
    erasePerson: 'Löschen…',
    askPerson: (name) => `Löschen, was die App über ${name} gespeichert hat?`,
    cannotUndo: 'Das lässt sich nicht rückgängig machen.',
    eraseNow: 'Löschen',
    erasing: 'Wird gelöscht…',
    keep: 'Behalten',
    personErased: 'Gelöscht.',
    nothingHeld: 'Die App hat nichts über diese Person gespeichert, also wurde nichts gelöscht.',

    site: 'Alles über diese Site löschen',
    siteWhat: 'Für alle auf dieser Site:',
    siteConsequences: [
      'Alle Verbindungen mit Zoom enden, und Dateien auf dem Weg in Vorgänge werden angehalten.',
      'Alle Verknüpfungen zwischen Vorgängen und Meetings verschwinden, mit Freigaben und Anfragen, auch aus den Vorgängen in Jira.',
      'Alle Einstellungen, die Liste der angehängten Dateien und das ganze Audit-Protokoll verschwinden.',
      'Niemand kann die App benutzen, bis es fertig ist: einige Minuten, bei sehr vielen Vorgängen einige Stunden.',
      'Dateien, die an Vorgängen hängen, bleiben.',
      'Die App bleibt installiert und beginnt von vorn. Eine Bescheinigung ohne personenbezogene Daten wird drei Jahre aufbewahrt.',
    ],
    eraseSite: 'Alles löschen…',
    confirm: (host) => `Geben Sie zur Bestätigung ${host} ein`,
    confirmWrong: 'Geben Sie den Namen der Site genau so ein, wie er dort steht.',
    eraseSiteNow: 'Alles löschen',
    running: 'Alles wird gelöscht',
    starting: 'Verbindungen und Übertragungen werden beendet.',
    progress: (settled, issues) => `${settled} von ${issues} Vorgängen in Jira geleert.`,
    rows: 'Die Vorgänge in Jira sind fertig; jetzt verschwindet, was die App selbst gespeichert hat.',
    runningHint:
      'Sie können diese Seite schließen: Es geht von selbst weiter, auch wenn Jira eine Weile nicht antwortet.',
    siteErased: 'Alles wurde gelöscht.',

    certificates: 'Bescheinigungen',
    certificatesWhat: 'Was gelöscht wurde, in Zahlen. Drei Jahre lang aufbewahrt.',
    none: 'Es wurde noch nichts gelöscht.',
    states: { waiting: 'Wartet', running: 'Läuft', done: 'Erledigt', kept: 'Rechtzeitig zurück' },
  },
} satisfies { data: typeof dataTexts };
