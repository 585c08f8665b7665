// German words for what the server refuses or reports, by its codes; each stands for all English sentences of its code.
// `code/others` is what somebody else is told of a person's transfer; `/waiting` follows why a transfer waits.

const again = 'Versuchen Sie es noch einmal.';
const connectAgain = 'Drücken Sie „Zoom verbinden“.';
const askAdmin = 'Fragen Sie die Jira-Administration.';
const reinstall = 'Bleibt das so, kann die Jira-Administration die App neu installieren.';
const full = 'Jira hat die Datei nicht angenommen: Der Vorgang hat wohl so viele Anhänge, wie Jira erlaubt.';
const refused =
  'Jira hat die Datei nicht angenommen. Sie ist vielleicht zu groß, oder der Vorgang hat zu viele Anhänge.';
const relink = 'Die Person kann sich neu verbinden, oder der Host das Meeting neu verknüpfen.';
const askerUnconnected = 'Wer das wollte, ist nicht mehr mit Zoom verbunden.';

export const germanAnswers: Record<string, string> = {
  already_attached: 'Diese Datei ist schon angehängt.',
  already_linked: 'Dieses Meeting ist schon mit diesem Vorgang verknüpft.',
  already_under_way: 'Diese Datei wird schon angehängt.',
  impersonation_refused: 'Jira lässt die App nicht in Ihrem Namen handeln. Ist Ihr Konto hier aktiv?',
  impersonation_unavailable:
    'Diese Jira-Site lässt die App nicht in Ihrem Namen handeln. Die Jira-Administration kann sie neu installieren.',
  internal: 'Bei uns ist etwas schiefgegangen.',
  invalid_request: 'Die Anfrage war nicht zu verstehen. Prüfen Sie die Eingaben.',
  issue_not_visible: 'Diesen Vorgang gibt es nicht mehr, oder Sie können ihn nicht sehen.',
  jira_forbidden: `Jira lässt das nicht zu. ${askAdmin}`,
  jira_unavailable: 'Jira antwortet gerade nicht.',
  jira_unexpected: `Jira hat eine unverständliche Antwort gegeben. ${reinstall}`,
  link_not_found: 'Dieses Meeting ist nicht mehr mit dem Vorgang verknüpft.',
  linker_left: 'Wer dieses Meeting verknüpft hat, ist nicht mehr in Jira. Der Host kann es neu verknüpfen.',
  linker_not_connected: `Wer dieses Meeting verknüpft hat, ist nicht mehr ganz mit Zoom verbunden. ${relink}`,
  list_expired: 'Diese Liste war zu lange offen. Öffnen Sie sie von vorn.',
  meeting_not_understood:
    'Darin steht keine Meeting-Nummer. Fügen Sie einen Zoom-Link wie https://zoom.us/j/123456789 oder die Nummer ein.',
  meeting_not_yours: 'Ihr Zoom-Konto hat kein solches Meeting. Verknüpfen kann es nur der Host.',
  no_issue: 'Das geht nur an einem Vorgang.',
  not_authenticated: 'Jira hat nicht bestätigt, wer Sie sind. Laden Sie die Seite neu.',
  not_failed: 'Diese Übertragung ist nicht gescheitert.',
  not_the_host: 'Das kann nur der Host des Meetings.',
  not_your_transfer: 'Das kann nur, wer das Anhängen begonnen hat.',
  personal_link_not_yours:
    'Dieser persönliche Link gehört nicht zu Ihrem Zoom-Konto. Fügen Sie die Nummer des Meetings ein, oder fragen Sie den Host.',
  personal_room: 'Bei einem persönlichen Raum geht das nicht: Dort finden auch Meetings anderer statt.',
  policy_changed_meanwhile:
    'Jemand anderes hat die Regeln inzwischen geändert, deshalb wurde nichts gespeichert. Sehen Sie sich an, was nun gilt, und speichern Sie noch einmal.',
  project_not_allowed: `Die Jira-Administration lässt Zoom-Meetings in diesem Projekt nicht zu. ${askAdmin}`,
  project_not_readable:
    'Die Jira-Administration lässt Zoom-Meetings nur in bestimmten Projekten zu, und die App kann nicht sehen, in welchem dieser Vorgang ist.',
  recording_gone: 'Zoom hat diese Datei nicht mehr.',
  recording_not_found: 'Diese Aufzeichnung wurde bei Zoom gelöscht oder wird noch verarbeitet.',
  recording_not_shared: 'Nur der Host kann diese Aufzeichnung öffnen, bis sie freigegeben ist.',
  rendition_not_allowed: `Dateien dieser Art dürfen hier nicht angehängt werden. ${askAdmin}`,
  rights_missing: `Dafür fehlt Ihnen in Jira die Berechtigung. ${askAdmin}`,
  scope_needed: 'Dieses Meeting wiederholt sich. Wählen Sie einen Termin oder die ganze Serie.',
  site_being_erased:
    'Alles, was die App über diese Jira-Site gespeichert hat, wird gerade gelöscht. Danach beginnt die App von vorn; angehängte Dateien bleiben.',
  site_not_installed: 'Die App ist auf dieser Jira-Site nicht mehr installiert.',
  secret_unreadable:
    'Die App kann ihre verschlüsselten Daten nicht lesen. Wer sie betreibt, kann das beheben.',
  too_large: 'Die Datei ist größer, als diese Jira-Site erlaubt.',
  too_late: 'Zum Abbrechen ist es zu spät.',
  too_many_flows: 'Sie haben das Verbinden sehr oft begonnen. Bitte warten Sie zehn Minuten.',
  too_many_projects:
    'Höchstens 500 Projekte können eigene Regeln haben. Entfernen Sie zuerst die eines anderen.',
  too_many_reads: 'Das wird Zoom zu oft gefragt. Bitte warten Sie einen Augenblick.',
  transfer_not_found: 'Diese Übertragung gibt es hier nicht.',
  zoom_needs_reconnect: `Die Verbindung zu Zoom ist beendet. ${connectAgain}`,
  zoom_not_connected: `Ihr Zoom-Konto ist nicht verbunden. ${connectAgain}`,
  zoom_not_found: 'Zoom hat das nicht mehr, oder nicht für dieses Konto.',
  zoom_paid_only: 'Das braucht einen bezahlten Zoom-Tarif.',
  zoom_permission_missing: `Zoom hat der App eine Berechtigung nicht erteilt. ${connectAgain}`,
  zoom_rate_limited: 'Zoom bekommt zu viele Anfragen.',
  zoom_refused: 'Zoom erlaubt das nicht.',
  zoom_unavailable: 'Zoom ist nicht erreichbar.',

  // Scheduling, starting and changing meetings
  alternative_hosts_refused: 'Alle alternativen Hosts müssen lizenzierte Nutzer Ihres Zoom-Kontos sein.',
  change_unconfirmed: 'Zoom hat nicht geantwortet. Sehen Sie gleich nach, ob es geschehen ist.',
  may_not_host: 'Zoom lässt Ihr Konto keine Meetings leiten.',
  meeting_maybe_scheduled:
    'Zoom hat nicht geantwortet. Suchen Sie mit „Meeting verknüpfen“, ob das Meeting angelegt ist.',
  meeting_maybe_started: `Zoom hat nicht geantwortet, also wurde kein Meeting gestartet. ${again}`,
  no_coming_dates: 'Dieses Meeting hat keinen kommenden Termin.',
  not_changeable: 'Das lässt sich hier bei diesem Meeting nicht ändern.',
  only_host_changes: 'Das kann nur der Host, mit dem eigenen Zoom-Konto verbunden.',
  passcode_refused: 'Ihr Zoom-Konto verlangt einen anderen Kenncode. Bleibt das leer, vergibt Zoom einen.',
  scheduled_not_linked:
    'Das Meeting ist bei Zoom angelegt, aber nicht verknüpft. Holen Sie das mit „Meeting verknüpfen“ nach.',
  start_in_past: 'Diese Zeit ist vorbei. Wählen Sie eine spätere.',
  start_link_refused: 'Das Meeting ist verknüpft, ließ sich aber nicht öffnen. Drücken Sie „Teilnehmen“.',
  time_not_taken: 'Zoom hat diese Zeit nicht übernommen. Wählen Sie eine andere.',
  undo_expired: 'Das lässt sich nicht mehr rückgängig machen.',
  zoom_field_refused: 'Zoom nimmt diese Eingabe nicht an.',
  zoom_schedule_limit: 'Ihre 100 Meetings je Tag bei Zoom sind verbraucht. Versuchen Sie es morgen wieder.',

  // Asking the host, transcripts and summaries
  already_shared: 'Diese Aufzeichnung ist hier schon freigegeben.',
  not_a_transcript: 'Diese Datei ist kein Transkript.',
  request_not_found: 'Danach fragt niemand mehr.',
  summary_none: 'Zoom hat keine Zusammenfassung dieses Meetings.',
  too_busy: `Gerade werden zu viele Transkripte gelesen. ${again}`,
  too_many_open_requests: 'Sie warten schon auf sehr viele Antworten. Nehmen Sie eine Anfrage zurück.',
  transcript_too_large: 'Dieses Transkript ist zu lang, um es hier zu zeigen.',
  you_are_the_host: 'Sie sind der Host und können selbst freigeben.',

  // Attempts to connect
  connecting_not_allowed: `Auf dieser Site dürfen nur Mitglieder bestimmter Jira-Gruppen Zoom verbinden, und Sie sind in keiner davon. ${askAdmin}`,
  groups_unreadable:
    'Jira sagt der App nicht, in welchen Gruppen Sie sind. Die Jira-Administration muss dem Benutzer der App erlauben, Benutzer und Gruppen zu durchsuchen.',
  app_not_accepted: 'Zoom nimmt diese App gerade nicht an. Wer sie betreibt, muss das beheben.',
  flow_not_found: 'Dieser Versuch zu verbinden ist nicht bekannt. Beginnen Sie neu.',
  other_browser: 'Das Verbinden wurde in einem anderen Browserfenster begonnen. Beginnen Sie neu.',
  zoom_code_refused: 'Zoom hat die Zustimmung nicht mehr angenommen. Beginnen Sie neu.',

  // Transfers that wait or have failed
  '/waiting': 'Es geht von selbst weiter.',
  app_overloaded: 'Diese App hat gerade zu viel zu tun.',
  account_closed: 'Das Jira-Konto der Person, die das wollte, wurde geschlossen.',
  person_erased: 'Was die App über die Person wusste, die das wollte, wurde gelöscht.',
  site_erased:
    'Alles, was die App über diese Jira-Site gespeichert hatte, wurde gelöscht. Sie können das Meeting neu verknüpfen und neu anhängen.',
  confirmation_wrong: 'Geben Sie den Namen der Site genau so ein, wie er dort steht.',
  above_site_ceiling: `Die Datei ist größer, als die Jira-Administration hier zum Anhängen erlaubt. ${askAdmin}`,
  attachments_disabled: `Anhänge sind auf dieser Jira-Site ausgeschaltet. ${askAdmin}`,
  audience_changed:
    'Der Vorgang wurde verschoben oder seine Sicherheitsstufe geändert: Andere könnten die Datei sehen.',
  download_cut: 'Die Übertragung von Zoom ist abgerissen.',
  'impersonation_refused/others': 'Jira lässt die App nicht im Namen der Person handeln, die das wollte.',
  'impersonation_unavailable/others':
    'Diese Jira-Site lässt die App nicht im Namen der Person handeln, die das wollte.',
  issue_full: `${full} Löschen Sie unnötige, und versuchen Sie es erneut.`,
  'issue_full/others': full,
  'issue_not_visible/others': 'Wer das wollte, kann den Vorgang nicht mehr sehen.',
  jira_rate_limited: 'Jira bekommt zu viele Anfragen.',
  jira_unauthorized: `Jira erkennt diese App nicht an. ${reinstall}`,
  not_in_cloud: 'Diese Datei liegt auf einem Server Ihrer Firma, nicht in der Zoom-Cloud.',
  recording_processing: 'Zoom verarbeitet diese Aufzeichnung noch.',
  'rights_missing/others': 'Wer das wollte, darf an diesen Vorgang nichts mehr anhängen.',
  size_unknown: 'Zoom sagt nicht, wie groß diese Datei ist.',
  upload_cut: 'Die Übertragung nach Jira ist abgerissen.',
  upload_unclear: 'Jira hat nicht gesagt, ob es die Datei gespeichert hat.',
  upload_refused: `${refused} ${askAdmin}`,
  'upload_refused/others': refused,
  wrong_content: 'Was Zoom geschickt hat, ist nicht die Aufzeichnung.',
  zoom_deauthorized: `Die App wurde bei Zoom aus dem Konto entfernt. ${connectAgain}`,
  'zoom_deauthorized/others': askerUnconnected,
  'zoom_needs_reconnect/others': askerUnconnected,
  'zoom_not_connected/others': askerUnconnected,
  'zoom_permission_missing/others': askerUnconnected,
};
