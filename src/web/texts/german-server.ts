// German words for what our server refuses or reports, by its codes; each stands for all English sentences of its code.

const goesOn = 'Es geht von selbst weiter.';
const gaveUp = 'Nach mehreren Versuchen wurde angehalten.';
const zoomAway = 'Zoom ist nicht erreichbar.';
const zoomBusy = 'Zoom bekommt zu viele Anfragen.';
const jiraAway = 'Jira antwortet gerade nicht.';
const jiraBusy = 'Jira bekommt zu viele Anfragen.';
const processing = 'Zoom verarbeitet diese Aufzeichnung noch.';
const fromZoomCut = 'Die Übertragung von Zoom ist abgerissen.';
const toJiraCut = 'Die Übertragung nach Jira ist abgerissen.';
const ours = 'Bei uns ist etwas schiefgegangen.';
const sealed =
  'Die App kann etwas nicht öffnen, das sie verschlüsselt aufbewahrt. Wer sie betreibt, kann das beheben.';
const askerUnconnected = 'Wer das wollte, ist nicht mehr mit Zoom verbunden.';

export const germanServer: Record<string, string> = {
  // Everywhere
  already_attached: 'Diese Datei ist schon an den Vorgang angehängt.',
  already_linked: 'Dieses Meeting ist schon mit diesem Vorgang verknüpft.',
  already_under_way: 'Diese Datei wird schon an den Vorgang angehängt.',
  body_too_large: 'Die Anfrage ist zu groß.',
  impersonation_refused:
    'Jira lässt die App nicht in Ihrem Namen handeln. Ist Ihr Konto aktiv und hat es Zugang zu dieser Site?',
  impersonation_unavailable:
    'Diese Jira-Site lässt die App nicht in Ihrem Namen handeln. Die Jira-Administration kann die App neu installieren.',
  internal: `${ours} Versuchen Sie es noch einmal.`,
  invalid_request: 'Die Anfrage war nicht zu verstehen. Prüfen Sie die Eingaben.',
  issue_not_visible: 'Diesen Vorgang gibt es nicht mehr, oder Sie können ihn nicht sehen.',
  jira_forbidden: 'Jira lässt das nicht zu. Fragen Sie die Jira-Administration.',
  jira_unavailable: `${jiraAway} Versuchen Sie es in einer Minute noch einmal.`,
  jira_unexpected:
    'Jira hat eine Antwort gegeben, die die App nicht versteht. Versuchen Sie es noch einmal; bleibt es dabei, hilft eine neue Installation der App.',
  link_not_found: 'Dieses Meeting ist nicht mehr mit dem Vorgang verknüpft.',
  linker_left:
    'Wer dieses Meeting verknüpft hat, ist nicht mehr in Jira. Der Host kann es neu verknüpfen. Angehängte Dateien bleiben.',
  linker_not_connected:
    'Wer dieses Meeting verknüpft hat, ist nicht mehr ganz mit Zoom verbunden. Die Person kann sich neu verbinden, oder der Host kann das Meeting neu verknüpfen. Angehängte Dateien bleiben.',
  list_expired: 'Diese Liste war zu lange offen. Öffnen Sie sie von vorn.',
  meeting_not_understood:
    'Darin steht keine Meeting-Nummer. Fügen Sie einen Zoom-Link wie https://zoom.us/j/123456789 oder die Meeting-Nummer ein.',
  meeting_not_yours:
    'Ihr Zoom-Konto hat kein solches Meeting. Verknüpfen können Sie nur Meetings, deren Host Sie sind; fragen Sie den Host.',
  method_not_allowed: 'Das geht an dieser Adresse nicht.',
  no_issue: 'Das geht nur an einem Vorgang. Öffnen Sie es vom Vorgang in Jira aus.',
  not_authenticated:
    'Jira hat nicht bestätigt, wer Sie sind, oder es ist zu viel Zeit vergangen. Laden Sie die Seite neu.',
  not_failed: 'Diese Übertragung ist nicht gescheitert, es gibt nichts zu wiederholen.',
  not_found: 'An dieser Adresse ist nichts.',
  not_the_host: 'Das kann nur der Host des Meetings.',
  not_your_transfer: 'Das kann nur, wer das Anhängen begonnen hat.',
  personal_link_not_yours:
    'Dieser persönliche Link gehört nicht zu Ihrem Zoom-Konto. Fügen Sie die Nummer des Meetings ein, oder fragen Sie den Host.',
  personal_room:
    'Aufzeichnungen eines persönlichen Raums werden nicht freigegeben: Dort finden auch Meetings anderer statt. Einzelne Dateien können Sie selbst anhängen.',
  recording_gone: 'Zoom hat diese Aufzeichnungsdatei nicht mehr.',
  recording_not_found:
    'Zoom hat keine solche Aufzeichnung dieses Meetings: Sie wurde gelöscht oder wird noch verarbeitet.',
  recording_not_shared:
    'Nur der Host kann diese Aufzeichnung öffnen, bis sie für diesen Vorgang freigegeben ist.',
  rights_missing: 'Dafür fehlt Ihnen in Jira die Berechtigung. Fragen Sie die Jira-Administration.',
  scope_needed: 'Dieses Meeting wiederholt sich. Wählen Sie einen Termin oder die ganze Serie.',
  site_not_installed: 'Die App ist auf dieser Jira-Site nicht mehr installiert.',
  secret_unreadable: sealed,
  too_large:
    'Die Datei ist größer, als diese Jira-Site erlaubt. Die Jira-Administration kann die Grenze anheben.',
  too_late: 'Zum Abbrechen ist es zu spät: Die Datei ist vollständig, oder die Übertragung ist beendet.',
  too_many_reads: 'Das wird Zoom zu oft gefragt. Bitte warten Sie einen Augenblick.',
  too_many_flows: 'Sie haben das Verbinden sehr oft begonnen. Bitte warten Sie zehn Minuten.',
  transfer_not_found: 'Diese Übertragung gibt es an diesem Vorgang nicht.',
  zoom_needs_reconnect: 'Die Verbindung zu Zoom ist beendet. Drücken Sie „Zoom verbinden“.',
  zoom_not_connected: 'Verbinden Sie zuerst Ihr Zoom-Konto: Drücken Sie „Zoom verbinden“.',
  zoom_not_found: 'Zoom hat das nicht mehr, oder nicht für dieses Konto.',
  zoom_paid_only: 'Das braucht einen bezahlten Zoom-Tarif.',
  zoom_permission_missing:
    'Zoom hat der App eine nötige Berechtigung nicht erteilt. Drücken Sie „Zoom verbinden“ und stimmen Sie allen zu.',
  zoom_rate_limited: `${zoomBusy} Versuchen Sie es später noch einmal.`,
  zoom_refused: 'Zoom erlaubt das für Ihr Konto nicht.',
  zoom_unavailable: `${zoomAway} Versuchen Sie es noch einmal.`,

  // Scheduling, starting and changing meetings
  alternative_hosts_refused:
    'Zoom nimmt diese weiteren Hosts nicht an: Alle müssen lizenzierte Nutzer Ihres Zoom-Kontos sein.',
  change_unconfirmed:
    'Zoom hat nicht geantwortet. Ob es geschehen ist, ist nicht bekannt: Warten Sie kurz und sehen Sie nach, was gezeigt wird.',
  may_not_host: 'Zoom lässt Ihr Konto keine Meetings leiten. Fragen Sie, wer bei Ihnen Zoom verwaltet.',
  meeting_maybe_scheduled:
    'Zoom hat nicht geantwortet. Ob das Meeting angelegt ist, ist nicht bekannt: Suchen Sie es vor einem neuen Versuch mit „Meeting verknüpfen“.',
  meeting_maybe_started:
    'Zoom hat nicht geantwortet, also wurde kein Meeting gestartet. Versuchen Sie es noch einmal.',
  not_changeable:
    'Das lässt sich hier nicht ändern: Das Meeting hat begonnen, ist vorbei oder gelöscht, hat keine feste Zeit oder ist ein persönlicher Raum.',
  only_host_changes:
    'Nur der Host kann das Meeting ändern oder absagen, und zwar mit dem eigenen verbundenen Zoom-Konto.',
  no_coming_dates: 'Es gibt nichts für den Kalender: Dieses Meeting hat keinen kommenden Termin.',
  passcode_refused:
    'Ihr Zoom-Konto verlangt einen anderen Kenncode. Lassen Sie das Feld leer, dann macht Zoom einen.',
  scheduled_not_linked:
    'Das Meeting ist bei Zoom angelegt, konnte aber nicht verknüpft werden. Holen Sie das mit „Meeting verknüpfen“ nach.',
  start_in_past: 'Diese Zeit ist vorbei. Wählen Sie eine spätere.',
  start_link_refused:
    'Das Meeting ist verknüpft, aber Zoom hat zum Starten eine fremde Adresse genannt, die nicht geöffnet wird. Drücken Sie stattdessen „Teilnehmen“.',
  time_not_taken:
    'Zoom hat diese Zeit ohne Begründung nicht übernommen. Wählen Sie eine andere, oder ändern Sie sie in Zoom.',
  undo_expired:
    'Das lässt sich nicht mehr rückgängig machen. Verknüpfen Sie das Meeting neu mit „Meeting verknüpfen“.',
  zoom_field_refused: 'Zoom nimmt diese Eingabe nicht an.',
  zoom_schedule_limit:
    'Zoom lässt jede Person 100 Meetings am Tag planen und ändern, und Ihre sind verbraucht. Versuchen Sie es morgen wieder.',

  // Asking the host, transcripts and summaries
  already_shared: 'Diese Aufzeichnung ist für diesen Vorgang schon freigegeben.',
  not_a_transcript: 'Diese Datei ist kein Transkript.',
  request_not_found: 'Danach fragt niemand mehr, oder es wurde schon beantwortet.',
  summary_none:
    'Zoom hat keine Zusammenfassung dieses Meetings. AI Companion schreibt eine, wenn er dafür eingeschaltet ist.',
  too_busy: 'Gerade werden zu viele Transkripte gelesen. Versuchen Sie es noch einmal.',
  too_many_open_requests:
    'Sie warten auf Antwort zu sehr vielen Anfragen. Nehmen Sie eine zurück, oder warten Sie auf eine Antwort.',
  transcript_too_large:
    'Dieses Transkript ist zu lang, um es hier zu zeigen. Es kann an den Vorgang angehängt werden.',
  you_are_the_host: 'Sie sind der Host dieses Meetings und können seine Aufzeichnungen selbst freigeben.',

  // Attempts to connect
  app_not_accepted:
    'Zoom nimmt diese App gerade nicht an. Wer sie betreibt, muss das beheben; vorher hilft kein neuer Versuch.',
  flow_not_found: 'Dieser Versuch zu verbinden ist nicht bekannt. Beginnen Sie neu.',
  'internal/flow': 'Das Verbinden konnte nicht abgeschlossen werden. Beginnen Sie neu.',
  other_browser:
    'Das Verbinden wurde in einem anderen Browserfenster begonnen. Deshalb wurde es angehalten und nichts verbunden. Beginnen Sie neu.',
  zoom_code_refused: 'Zoom hat die Zustimmung nicht mehr angenommen. Beginnen Sie neu.',
  'zoom_permission_missing/flow':
    'Zoom hat der App nicht erlaubt zu sehen, welches Zoom-Konto es ist. Beginnen Sie neu und stimmen Sie allem zu; wird nichts angeboten, fragen Sie die Zoom-Administration.',
  'zoom_refused/flow':
    'Zoom hat abgelehnt, dieses Konto zu verbinden. Fragen Sie die Zoom-Administration, ob die App erlaubt ist.',
  'zoom_unavailable/flow': 'Zoom war nicht zu erreichen, um das Verbinden abzuschließen. Beginnen Sie neu.',

  // Transfers that wait or have failed
  recording_processing: processing,
  'recording_processing/waiting': `${processing} Danach beginnt das Anhängen von selbst.`,
  'recording_processing/failed': `${processing} ${gaveUp}`,
  'zoom_unavailable/waiting': `${zoomAway} ${goesOn}`,
  'zoom_unavailable/failed': `${zoomAway} ${gaveUp}`,
  'zoom_rate_limited/waiting': `${zoomBusy} ${goesOn}`,
  'zoom_rate_limited/failed': `${zoomBusy} ${gaveUp}`,
  download_cut: fromZoomCut,
  'download_cut/waiting': `${fromZoomCut} ${goesOn}`,
  'download_cut/failed': `${fromZoomCut} ${gaveUp}`,
  'jira_unavailable/waiting': `${jiraAway} ${goesOn}`,
  'jira_unavailable/failed': `${jiraAway} ${gaveUp}`,
  jira_rate_limited: jiraBusy,
  'jira_rate_limited/waiting': `${jiraBusy} ${goesOn}`,
  'jira_rate_limited/failed': `${jiraBusy} ${gaveUp}`,
  upload_cut: toJiraCut,
  'upload_cut/waiting': `${toJiraCut} ${goesOn}`,
  'upload_cut/failed': `${toJiraCut} ${gaveUp}`,
  'secret_unreadable/waiting': `${sealed} ${goesOn}`,
  'secret_unreadable/failed': `${sealed} ${gaveUp}`,
  'internal/waiting': `${ours} ${goesOn}`,
  'internal/failed': `${ours} ${gaveUp}`,
  account_closed: 'Das Jira-Konto der Person, die das wollte, wurde geschlossen.',
  attachments_disabled:
    'Anhänge sind auf dieser Jira-Site ausgeschaltet. Die Jira-Administration kann sie einschalten.',
  audience_changed:
    'Der Vorgang wurde verschoben oder seine Sicherheitsstufe geändert, also könnten andere die Datei sehen. Prüfen Sie, wer ihn sieht, und versuchen Sie es dann erneut.',
  'audience_changed/others':
    'Der Vorgang wurde verschoben oder seine Sicherheitsstufe geändert, also könnten andere die Datei sehen.',
  'impersonation_refused/others': 'Jira lässt die App nicht im Namen der Person handeln, die das wollte.',
  'issue_not_visible/others': 'Wer das wollte, kann den Vorgang nicht mehr sehen.',
  not_in_cloud:
    'Diese Datei liegt auf einem Server Ihrer Firma und nicht in der Zoom-Cloud. Deshalb kann sie von hier nicht angehängt werden.',
  'rights_missing/others': 'Wer das wollte, darf an diesen Vorgang nichts mehr anhängen.',
  size_unknown: 'Zoom sagt nicht, wie groß diese Datei ist. Deshalb kann sie nicht nach Jira geladen werden.',
  upload_refused:
    'Jira hat die Datei nicht angenommen. Vielleicht hat der Vorgang schon so viele Anhänge, wie er haben darf.',
  wrong_content: 'Was Zoom geschickt hat, ist nicht die Aufzeichnung. Nichts wurde angehängt.',
  zoom_deauthorized:
    'Die App wurde bei Zoom aus dem Konto entfernt und kann die Aufzeichnung nicht mehr lesen. Drücken Sie „Zoom verbinden“ und versuchen Sie es dann erneut.',
  'zoom_deauthorized/others': askerUnconnected,
  'zoom_needs_reconnect/others': askerUnconnected,
  'zoom_not_connected/others': askerUnconnected,
  'zoom_permission_missing/others':
    'Zoom hat der App eine Berechtigung nicht erteilt, die sie für die Person braucht, die das wollte.',
  'zoom_refused/failed':
    'Zoom gibt diese Datei nicht heraus: Ihre Einstellungen oder die Zoom-Administration verbieten das Herunterladen.',
};
