// German words of the pages other than the issue panel.

import { certificate } from './german-certificate.ts';
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
    alsoConnected: (people) => `Auch verbunden: ${people}`,
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
      'Ihre Zoom-Freigabe (verschlüsselt), die Kennungen dessen, was Sie verknüpft, angefragt und angehängt haben (Vorgänge, Meetings, Aufzeichnungen, Anhänge) mit Dateigrößen und Zeiten, was hier eingestellt ist, und ein Protokoll, wer was getan hat.',
    dataNotStored:
      'Keine Themen, Namen, E-Mail-Adressen, Kenncodes, Links oder Dateien. Was Sie sehen, wird in diesem Augenblick aus Zoom und Jira gelesen, und Aufzeichnungen gehen direkt von Zoom nach Jira.',
  },
  ownData: {
    download: 'Ihre Daten herunterladen',
    downloading: 'Wird heruntergeladen…',
    downloaded: 'Ihre Daten sind heruntergeladen.',
    erase: 'Meine Daten löschen',
    erasing: 'Wird gelöscht…',
    keep: 'Meine Daten behalten',
    eraseTitle: 'Ihre Daten löschen?',
    eraseStops:
      'Zoom wird getrennt. Meetings, die Sie verknüpft haben, sind hier nicht mehr lesbar, bis ihr Host sie neu verknüpft, Ihre Dateien auf dem Weg in Vorgänge werden angehalten, und Ihre Einstellungen und Anfragen verschwinden. Das Audit-Protokoll behält, was getan wurde, aber nicht, von wem.',
    eraseAnew: 'Wenn Sie die App wieder benutzen, weiß sie nichts von vorher.',
    erased: 'Ihre Daten sind gelöscht',
    nothingHeld: 'Die App hat nichts über Sie gespeichert',
    whatNow: 'Sie können diese Seite schließen. Sobald Sie die App wieder benutzen, beginnt sie von vorn.',
  },
  certificate,
  requests: {
    title: 'Anfragen an Sie',
    failed: 'Die Anfragen an Sie konnten nicht geladen werden',
    what: 'Diese Personen möchten die Aufzeichnung eines Meetings sehen, dessen Host Sie sind. Eine Freigabe zeigt sie allen, die den Vorgang sehen können.',
    issue: (issueKey, summary) => `${issueKey} ${summary}`,
    unknownIssue: 'Ein Vorgang, den Sie nicht sehen können',
    asked: (people, when) => `Angefragt am ${when} von: ${people}`,
    recording: (when) => `Aufgezeichnet ${when}`,
    share: 'Für diesen Vorgang freigeben',
    decline: 'Ablehnen',
    shared: 'Aufzeichnung freigegeben.',
    declined: 'Anfrage abgelehnt.',
  },
  defaults: {
    title: 'Ihre neuen Meetings',
    failed: 'Ihre Vorgaben konnten nicht geladen werden',
    what: 'Womit „Meeting planen“ und „Meeting jetzt starten“ beginnen.',
    duration: 'Dauer in Minuten',
    durationWrong: 'Geben Sie 15 bis 1440 Minuten ein.',
    flags: {
      waitingRoom: 'Warteraum',
      joinBeforeHost: 'Teilnahme schon vor dem Host',
      muteUponEntry: 'Beim Beitritt stummschalten',
      cloudRecording: 'Von selbst in die Cloud aufzeichnen (braucht einen bezahlten Zoom-Tarif)',
    },
    save: 'Speichern',
    saving: 'Wird gespeichert…',
    saved: 'Gespeichert.',
  },
  analytics: {
    title: 'Nutzungszählung',
    failed: 'Ihre Entscheidung konnte nicht geladen werden',
    what: 'Die App zählt mit Google Analytics, wie oft ihre Seiten geöffnet werden. Google bekommt von unserem Server den Namen der Seite und nichts über Sie, Ihren Browser, Ihre Jira-Site oder Ihre Vorgänge.',
    allow: 'Meine Seitenaufrufe zählen',
    signals: 'Browser, die „Do Not Track“ oder „Global Privacy Control“ senden, werden nie gezählt.',
    offForSite:
      'Auf dieser Site werden keine Seitenaufrufe gezählt: Die Jira-Administratoren haben das ausgeschaltet.',
    turnedOn: 'Ihre Seitenaufrufe werden gezählt.',
    turnedOff: 'Ihre Seitenaufrufe werden nicht mehr gezählt.',
  },
  context: {
    title: 'Zoom-Meetings',
    failed: 'Die Zoom-Meetings konnten nicht geladen werden',
    counts: (meetings, recordings) => {
      const linked = meetings === 1 ? '1 Meeting' : `${meetings} Meetings`;
      if (recordings === 0) return linked;
      return `${linked} · ${recordings === 1 ? '1 Aufzeichnung' : `${recordings} Aufzeichnungen`} angehängt`;
    },
    none: 'Mit diesem Vorgang sind keine Zoom-Meetings verknüpft.',
    untitled: 'Zoom-Meeting',
    unreadable: 'Ist zurzeit mit keiner Zoom-Verbindung lesbar.',
    noFixedTime: 'Ohne feste Zeit',
    states: { live: 'Live', ended: 'Beendet', cancelled: 'Abgesagt', gone: 'Bei Zoom gelöscht' },
    join: 'Teilnehmen',
    more: (count) => `Und ${count} weitere im Zoom-Bereich.`,
  },
} satisfies PagesTranslation;
