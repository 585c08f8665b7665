// German words of the overview for Jira admins.

import type { overviewTexts } from './admin-overview.ts';

const people = (count: number, one: string, more: string) =>
  count === 1 ? `Eine Person ${one}` : `${count} Personen ${more}`;
const files = (count: number) => (count === 1 ? '1 Datei' : `${count} Dateien`);

export const german = {
  overview: {
    failed: 'Das konnte nicht geladen werden',

    attention: 'Braucht Aufmerksamkeit',
    nothing: 'Nichts braucht Ihre Aufmerksamkeit.',
    needsReconnect: (count) =>
      `${people(count, 'muss', 'müssen')} Zoom neu verbinden, weil Zoom die Autorisierung beendet hat. Der Zoom-Bereich am Vorgang und die Einstellungen sagen es ihnen.`,
    missingPermission: (count) =>
      `${people(count, 'hat', 'haben')} der App bei Zoom eine Berechtigung nicht gegeben, die ein Teil von ihr braucht. Neu verbinden behebt das.`,
    unreachable: (count) =>
      `${people(count, 'kann', 'können')} Zoom hier gerade nicht nutzen: Beim letzten Mal kam keine Antwort. Das gibt sich meist von selbst.`,
    failing: (count, reason) =>
      `${files(count)} ließen sich in den letzten sieben Tagen nicht anhängen. Am häufigsten: ${reason}`,
    due: (count) => `Nach Ihren Regeln zu entfernen: ${count} der angehängten Dateien.`,
    showDue: 'Anzeigen',
    moreThan: (count) => `mehr als ${count}`,
    noEvents:
      'Seit sieben Tagen ist kein Ereignis von Zoom angekommen, obwohl Personen verbunden sind. Wer die App betreibt, sollte ihr Ereignis-Abonnement bei Zoom prüfen.',
    eventsLate: (since) =>
      `Ereignisse von Zoom warten auf Bearbeitung, das erste seit ${since}. Bis dahin zeigen sich Änderungen an Meetings und neue Aufzeichnungen verspätet.`,
    unwritableProjects: (count) =>
      count === 1
        ? 'In ein Projekt darf die App nicht schreiben. Es steht weiter unten.'
        : `In ${count} Projekte darf die App nicht schreiben. Sie stehen weiter unten.`,

    connections: 'Verbindungen und Verknüpfungen',
    states: {
      connected: 'Verbunden',
      needs_reconnect: 'Neu zu verbinden',
      missing_permission: 'Ohne nötige Berechtigung',
      unreachable: 'Ohne Antwort von Zoom',
    },
    links: 'Verknüpfte Meetings',
    transfers: 'Übertragungen heute',
    outcomes: {
      attached: 'Angehängt',
      failed: 'Gescheitert',
      cancelled: 'Abgebrochen',
      running: 'Jetzt unterwegs',
      waiting: 'Jetzt wartend',
      queued: 'Jetzt in der Schlange',
    },
    events: 'Ereignisse von Zoom',
    lastEvent: 'Zuletzt angekommen',
    noEvent: 'Keines in sieben Tagen',
    waitingEvent: 'Noch zu bearbeiten',
    noWaiting: 'Keines',
    waitingSince: (since) => `Das älteste: ${since}`,
    allSites: 'Zoom sendet sie für alle Sites dieser App zusammen.',

    volume: 'Angehängt in den letzten 30 Tagen',
    volumeSum: (count, bytes) => `${files(count)}, zusammen ${bytes}`,
    volumeNone: 'In den letzten 30 Tagen wurde nichts angehängt.',
    volumePlot: (sum, most, day) =>
      `Balken für die Größe dessen, was an jedem Tag angehängt wurde: insgesamt ${sum}, das meiste am ${day} mit ${most}.`,
    dayVolume: (day, count, bytes) => `${day}: ${files(count)}, zusammen ${bytes}`,
    showTable: 'Als Tabelle zeigen',
    hideTable: 'Tabelle ausblenden',
    day: 'Tag',
    files: 'Dateien',
    size: 'Größe',

    unwritable: 'Projekte, in die die App nicht schreiben darf',
    allWritable: 'Keine: Die App durfte überall schreiben, wo sie musste.',
    effect:
      'An Vorgängen dieser Projekte öffnet sich der Zoom-Bereich nicht von selbst, es gibt kein Abzeichen, und JQL findet ihre Meetings nicht. Verknüpfen, teilnehmen und anhängen gehen, denn das geschieht im Namen der Person.',
    mend: 'So wird es behoben: Geben Sie dem Benutzer der App im Berechtigungsschema des Projekts die Berechtigungen „Projekte anzeigen“ und „Vorgänge bearbeiten“, meist über die Projektrolle atlassian-addons-project-access. Bei der nächsten Änderung an einem Meeting dort wird es wieder versucht.',
    since: (day) => `Seit ${day}`,
    unknownProject: (projectId) => `Projekt mit der Kennung ${projectId}, das Sie nicht sehen können`,
  },
} satisfies { overview: typeof overviewTexts };
