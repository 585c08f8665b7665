// German words of certificates about what was erased.

import type { certificateTexts } from './certificate.ts';

const of = (count: number, one: string, many: string) =>
  `${count.toLocaleString('de')} ${count === 1 ? one : many}`;

export const certificate = {
  title: 'Löschbescheinigung',
  whats: { person: 'Daten einer Person', site: 'Daten dieser Jira-Site' },
  whys: {
    admin: 'Auf Wunsch der Jira-Administration',
    person: 'Auf Wunsch der Person',
    closed: 'Das Jira-Konto wurde geschlossen',
    uninstalled: 'Die App wurde aus Jira entfernt',
  },
  number: (id) => `Nummer: ${id}`,
  asked: (when) => `Gewünscht: ${when}`,
  done: (when) => `Erledigt: ${when}`,
  erased: 'Gelöscht',
  nothing: 'Es war nichts gespeichert.',
  kinds: {
    people: (count) => of(count, 'Kennung eines Jira-Kontos', 'Kennungen von Jira-Konten'),
    connections: (count) => of(count, 'Verbindung mit Zoom', 'Verbindungen mit Zoom'),
    connectionAttempts: (count) => of(count, 'Versuch, Zoom zu verbinden', 'Versuche, Zoom zu verbinden'),
    personSettings: (count) => of(count, 'persönliche Einstellung', 'persönliche Einstellungen'),
    links: (count) => of(count, 'verknüpftes Meeting', 'verknüpfte Meetings'),
    shares: (count) => of(count, 'freigegebene Aufzeichnung', 'freigegebene Aufzeichnungen'),
    requests: (count) => of(count, 'Bitte um eine Aufzeichnung', 'Bitten um Aufzeichnungen'),
    transfers: (count) => of(count, 'Eintrag über eine angehängte Datei', 'Einträge über angehängte Dateien'),
    auditEvents: (count) => of(count, 'Eintrag des Audit-Protokolls', 'Einträge des Audit-Protokolls'),
    siteSettings: (count) => of(count, 'Einstellung der Site', 'Einstellungen der Site'),
    unwritableProjects: (count) =>
      of(count, 'Notiz über ein Projekt ohne Berechtigung', 'Notizen über Projekte ohne Berechtigung'),
    jobs: (count) => of(count, 'wartender Auftrag', 'wartende Aufträge'),
  },
  stays: 'Bleibt',
  attachments: (count) =>
    count === 1
      ? '1 angehängte Datei in Jira: Sie gehört zu ihrem Vorgang und wird dort gelöscht.'
      : `${of(count, '', 'angehängte Dateien')} in Jira: Sie gehören zu ihren Vorgängen und werden dort gelöscht.`,
  anyAttachments:
    'An Vorgänge angehängte Dateien: Sie gehören zu ihren Vorgängen und werden in Jira gelöscht.',
  links: (count) =>
    `${of(count, 'verknüpftes Meeting', 'verknüpfte Meetings')}: nicht mehr lesbar und ohne Namen, bis der Host neu verknüpft.`,
  kept: 'Was noch da war, blieb, weil die App rechtzeitig wiederkam.',
  reached: 'Die Notizen in Jira-Vorgängen über verknüpfte Meetings wurden geleert.',
  notReached: (count) =>
    `Nicht erreicht: Notizen in ${of(count, 'Jira-Vorgang', 'Jira-Vorgängen')}, dass Meetings verknüpft sind. Das kann jetzt nur noch ändern, wer sie in Jira bearbeiten darf.`,
  download: 'Bescheinigung herunterladen',
  downloaded: 'Die Bescheinigung ist heruntergeladen.',
  fileName: 'loeschbescheinigung.txt',
} satisfies typeof certificateTexts;
