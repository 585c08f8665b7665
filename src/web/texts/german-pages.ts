// German words of the pages other than the issue panel.

import type { PagesTranslation } from './translation.ts';

export const german = {
  settings: {
    failed: 'Ihre Zoom-Verbindung konnte nicht geladen werden',
    connection: 'Ihre Zoom-Verbindung',
    states: {
      connected: 'Verbunden',
      not_connected: 'Nicht verbunden',
      needs_reconnect: 'Neu verbinden',
      missing_permission: 'Berechtigung fehlt',
      unreachable: 'Zoom nicht erreichbar',
    },
    since: (when) => `Seit ${when}`,
    name: 'Name',
    email: 'E-Mail',
    plan: 'Tarif',
    plans: { basic: 'Basic', licensed: 'Lizenziert', other: 'Anderer' },
    accountUnreachable:
      'Zoom ist nicht erreichbar, deshalb kann der Name des Kontos gerade nicht gezeigt werden.',
    alsoConnected: (people) => `Auch verbunden von: ${people}`,
    anotherPerson: 'einer weiteren Person auf dieser Site',
    otherPeople: (count) => `${count} weiteren Personen auf dieser Site`,
    basicHint:
      'Ihr Zoom-Tarif ist Basic und hat keine Cloud-Aufzeichnungen. Meetings können Sie trotzdem verknüpfen.',
    disconnect: 'Trennen',
    keep: 'Verbunden bleiben',
    disconnectTitle: 'Zoom trennen?',
    disconnectStops:
      'Meetings, die Sie verknüpft haben, zeigen hier weder Thema noch Zeit, Teilnahme oder Aufzeichnungen mehr, und Ihre Dateien auf dem Weg in Vorgänge werden angehalten.',
    disconnectStays: 'Dateien, die schon an Vorgängen hängen, bleiben.',
    disconnectOthers: 'Andere, die dieses Zoom-Konto hier nutzen, bleiben verbunden.',
    disconnected: 'Zoom ist getrennt.',
    dataTitle: 'Was die App speichert',
    dataStored:
      'Ihre Zoom-Freigabe (verschlüsselt) und die Kennungen dessen, was Sie verknüpft und angehängt haben: Vorgänge, Meetings, Aufzeichnungen, Anhänge, mit Dateigrößen.',
    dataNotStored:
      'Keine Themen, Namen, E-Mail-Adressen, Kenncodes, Links oder Dateien. Was Sie sehen, wird in diesem Augenblick aus Zoom und Jira gelesen, und Aufzeichnungen gehen direkt von Zoom nach Jira.',
  },
} satisfies PagesTranslation;
