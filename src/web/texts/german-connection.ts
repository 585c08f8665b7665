// German words about connecting Zoom, and about connections that do not fully work.

import type { Translation } from './translation.ts';

const untilConnected =
  'Bis Sie sich neu verbinden, können Sie keine Meetings verknüpfen, und die von Ihnen verknüpften zeigen weder Thema noch Zeit, Teilnahme oder Aufzeichnungen. Sie bleiben verknüpft, und angehängte Dateien bleiben.';

export const germanConnection = {
  connect: {
    button: 'Zoom verbinden',
    starting: 'Zoom wird geöffnet…',
    waiting: 'Stimmen Sie der Verbindung im Zoom-Fenster zu und bestätigen Sie sie danach dort.',
    confirming: 'Fast fertig: Drücken Sie „Connect“ in dem Fenster, zu dem Zoom Sie geleitet hat.',
    popupBlocked: 'Ihr Browser hat das neue Fenster blockiert.',
    openZoom: 'Zoom öffnen und verbinden',
    cancel: 'Abbrechen',
    startOver: 'Neu beginnen',
    connected: 'Zoom ist verbunden.',
    declined: 'Die Verbindung wurde abgelehnt. Nichts hat sich geändert.',
    failed: 'Das Verbinden ist nicht gelungen. Beginnen Sie neu.',
    expired: 'Das hat zu lange gedauert, die Anfrage gilt nicht mehr. Beginnen Sie neu.',
  },
  connection: {
    titles: {
      not_connected: 'Verbinden Sie Ihr Zoom-Konto',
      needs_reconnect: 'Verbinden Sie Zoom neu',
      missing_permission: 'Zoom hat nicht alle Berechtigungen erteilt',
      unreachable: 'Zoom antwortet nicht',
    },
    notConnected:
      'Verknüpfen Sie Ihre Zoom-Meetings mit Vorgängen und legen Sie deren Cloud-Aufzeichnungen in die Anhänge. Bis Sie sich verbinden, können Sie nur an Meetings teilnehmen, die andere verknüpft haben.',
    ended: 'Ihre Zoom-Verbindung ist beendet',
    endedBy: {
      removed_at_zoom: (since) =>
        `Seit ${since} ist Ihr Zoom-Konto nicht mehr verbunden, weil die App dort bei Zoom entfernt wurde. ${untilConnected}`,
    },
    needsReconnect: (since) => `Seit ${since} nimmt Zoom die Verbindung nicht mehr an. ${untilConnected}`,
    missingPermission: (since) =>
      `Seit ${since} enthält Zoom der App eine Berechtigung vor. Deshalb geht Folgendes nicht:`,
    missingPermissionMend:
      'Alles andere geht. Verbinden Sie sich neu und erlauben Sie alles, wonach Zoom fragt.',
    features: {
      account: 'Name und Tarif Ihres Zoom-Kontos zeigen',
      choosing_meetings:
        'aus Ihren Meetings auswählen: Fügen Sie stattdessen einen Link oder eine Nummer ein',
      meeting_details: 'Meetings verknüpfen, und Thema, Zeit und Teilnahme derer, die Sie verknüpft haben',
      recurring_meetings: 'wiederkehrende Meetings verknüpfen, und was deren vergangene Termine zeigen',
      recordings: 'Aufzeichnungen Ihrer Meetings sehen und anhängen',
      scheduling: 'Meetings planen und starten',
      changing_meetings: 'die Zeit Ihrer Meetings ändern und sie absagen',
      invitations: 'die Einladung von Zoom kopieren',
      summaries: 'Zusammenfassungen Ihrer Meetings',
    },
    unreachable: (since) =>
      `Seit ${since} antwortet Zoom nicht. Bis dahin können keine Meetings verknüpft werden, und weder Thema noch Zeit, Teilnahme oder Aufzeichnungen Ihrer Meetings werden gezeigt. Nichts geht verloren: Dateien auf dem Weg in Vorgänge laufen von selbst weiter, sobald Zoom antwortet.`,
    trying: 'Wird versucht…',
    stillUnreachable: 'Zoom antwortet noch immer nicht. Versuchen Sie es später noch einmal.',
  },
  linker: {
    linked: (day) => `Verknüpft am ${day}`,
    mine: 'Thema, Zeit, Teilnahme und Aufzeichnungen kommen zurück, sobald Sie Zoom verbunden haben. Schon angehängte Dateien bleiben.',
    hosted:
      'Wer es verknüpft hat, ist nicht mehr mit Zoom verbunden. Deshalb sehen andere hier weder Thema noch Zeit, Teilnahme oder Aufzeichnungen. Sie sind der Host: Verknüpfen Sie es neu, dann sehen sie es wieder.',
    away: 'Wer es verknüpft hat, ist nicht mehr mit Zoom verbunden. Deshalb können Thema, Zeit, Teilnahme und Aufzeichnungen nicht gezeigt werden. Schon angehängte Dateien bleiben. Die Person kann sich neu verbinden, oder der Host kann das Meeting mit seiner Nummer neu verknüpfen.',
    left: 'Wer es verknüpft hat, hat kein Konto auf dieser Site mehr. Deshalb können Thema, Zeit, Teilnahme und Aufzeichnungen nicht gezeigt werden. Schon angehängte Dateien bleiben. Nur der Host kann das Meeting mit seiner Nummer neu verknüpfen.',
  },
} satisfies Partial<Translation>;
