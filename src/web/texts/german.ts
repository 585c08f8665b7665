// German words of the issue panel, and of what it shares with other pages.

import { germanConnection } from './german-connection.ts';
import { germanSchedule } from './german-schedule.ts';
import { germanServer } from './german-server.ts';
import type { Translation } from './translation.ts';

export const german = {
  ...germanConnection,
  ...germanSchedule,
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
  recording: {
    title: 'Aufzeichnungen',
    none: 'Noch keine Aufzeichnungen.',
    noneOnBasic: 'Keine Aufzeichnungen. Cloud-Aufzeichnungen brauchen einen bezahlten Zoom-Tarif.',
    onlyHost: 'Nur der Host kann Aufzeichnungen öffnen, bis sie hier freigegeben sind.',
    share: 'Für diesen Vorgang freigeben',
    stopSharing: 'Nicht mehr freigeben',
    shared: 'Freigegeben',
    attach: 'An Vorgang anhängen',
    showOlder: (count) =>
      count === 1 ? '1 ältere Aufzeichnung zeigen' : `${count} ältere Aufzeichnungen zeigen`,
    recordedOn: (when) => `Aufgezeichnet ${when}`,
    undated: 'Aufzeichnung',
    unavailable: 'Kann nicht angehängt werden',
    processing: 'In Verarbeitung',
    processingWhy: 'Zoom verarbeitet diese Datei noch. Danach kann sie angehängt werden.',
    kinds: {
      video: 'Video',
      audio: 'Nur Ton',
      transcript: 'Transkript',
      chat: 'Chat',
      captions: 'Untertitel',
      other: 'Datei',
    },
    types: {
      shared_screen_with_speaker_view: 'Sprecheransicht mit geteiltem Bildschirm',
      'shared_screen_with_speaker_view(CC)': 'Sprecheransicht mit geteiltem Bildschirm und Untertiteln',
      shared_screen_with_gallery_view: 'Galerieansicht mit geteiltem Bildschirm',
      gallery_view: 'Galerieansicht',
      active_speaker: 'Aktiver Sprecher',
      speaker_view: 'Sprecheransicht',
      shared_screen: 'Geteilter Bildschirm',
    },
  },
  audience: {
    line: (project, securityLevel) =>
      `Alle, die diesen Vorgang im Projekt ${project}${securityLevel === null ? '' : ` (Sicherheitsstufe: ${securityLevel})`} sehen können, werden öffnen können, was Sie anhängen.`,
    unreadable:
      'Jira hat nicht gesagt, wer diesen Vorgang sehen kann. Deshalb kann gerade nichts angehängt werden.',
  },
  transfer: {
    others: 'Dateien auf dem Weg in diesen Vorgang',
    queued: 'Beginnt gleich',
    waiting: 'Wartet',
    finishing: 'Wird in Jira abgeschlossen',
    attached: 'Angehängt',
    failed: 'Konnte nicht angehängt werden',
    failedUnknown: 'Die Datei konnte nicht angehängt werden.',
    cancel: 'Abbrechen',
    retry: 'Erneut versuchen',
    progressLabel: (title) => `${title} wird angehängt`,
    moved: (moved, total) => (total === null ? moved : `${moved} von ${total}`),
    speed: (size) => `${size}/s`,
    left: (time) => `noch ${time}`,
    started: (title) => `${title}: Das Anhängen hat begonnen.`,
    reached: (title, percent) => `${title}: ${percent} Prozent angehängt.`,
    done: (title) => `${title} ist an den Vorgang angehängt.`,
    stopped: (title, reason) => `${title}: ${reason}`,
    cancelled: (title) => `${title}: Anhängen abgebrochen.`,
    flagTitle: 'Aufzeichnung angehängt',
    flagBody: (title) => `${title} ist jetzt unter den Anhängen dieses Vorgangs.`,
  },
  server: germanServer,
} satisfies Partial<Translation>;
