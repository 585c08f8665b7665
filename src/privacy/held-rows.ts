// Everything that names a person, table by table, in words that they understand. A test compares this with the schema.

import type { Database } from '../platform/database/database.ts';

interface Section {
  /** As the file calls it. */
  name: string;
  /** Columns by which its rows name the person: what a test looks for. */
  columns: readonly string[];
  /** Rows of the person `$1` after the place `$2`, as text, in order; null: from the beginning. */
  sql: string;
}

const pageSize = 5_000;
/** `place` orders the rows and is left out of the file. */
const page = (place: string, sql: string) =>
  `SELECT * FROM (SELECT ${place} AS place, ${sql}) AS held WHERE $2::text IS NULL OR place > $2 ORDER BY place LIMIT ${pageSize}`;

const myZoomUser = `(SELECT g.zoom_user_id FROM zoom_connections c JOIN zoom_grants g ON g.id = c.grant_id
  WHERE c.person_id = $1)`;

export const heldSections: readonly Section[] = [
  {
    name: 'person',
    columns: ['persons.id', 'persons.account_id'],
    sql: page(
      'id::text',
      `account_id AS "jiraAccountId", id AS "randomId", created_at AS "knownSince",
        report_due_at AS "nextReportedToAtlassian", account_seen_at AS "accountLastChanged" FROM persons WHERE id = $1`,
    ),
  },
  {
    name: 'zoomConnection',
    columns: [
      'zoom_connections.person_id',
      'zoom_connections.grant_id',
      'zoom_grants.id',
      'zoom_grants.zoom_user_id',
      'zoom_grants.zoom_account_id',
    ],
    sql: page(
      'c.person_id::text',
      `c.connected_at AS "connectedAt", g.id AS "authorizationId", g.zoom_user_id AS "zoomUserId",
        g.zoom_account_id AS "zoomAccountId", g.zoom_user_type AS "zoomPlanType", g.state, g.state_since AS "stateSince",
        g.authorized_at AS "authorizedAt", g.revoked_at AS "givenBackAt", g.refreshed_at AS "refreshedAt",
        g.version AS "timesRefreshed", g.missing_scopes AS "missingPermissions",
        g.missing_since AS "permissionsMissingSince", g.unreachable_since AS "zoomUnreachableSince",
        (g.access_token IS NOT NULL OR g.refresh_token IS NOT NULL) AS "encryptedTokensAreHeld",
        g.access_token_expires_at AS "accessTokenExpiresAt", g.api_url IS NOT NULL AS "encryptedZoomRegionIsHeld"
       FROM zoom_connections c JOIN zoom_grants g ON g.id = c.grant_id WHERE c.person_id = $1`,
    ),
  },
  {
    name: 'attemptsToConnectZoom',
    columns: ['oauth_flows.id', 'oauth_flows.person_id'],
    sql: page(
      'id::text',
      `id, state, failure_code AS "failureCode", created_at AS "begunAt", expires_at AS "endsAt",
        (code IS NOT NULL OR code_verifier IS NOT NULL) AS "encryptedSecretsAreHeld"
       FROM oauth_flows WHERE person_id = $1`,
    ),
  },
  {
    name: 'defaultsOfNewMeetings',
    columns: ['user_settings.person_id'],
    sql: page(
      'person_id::text',
      `duration_minutes AS "durationMinutes", waiting_room AS "waitingRoom", cloud_recording AS "cloudRecording",
        join_before_host AS "joinBeforeHost", mute_upon_entry AS "muteUponEntry"
       FROM user_settings WHERE person_id = $1`,
    ),
  },
  {
    name: 'pageViewsMayNotBeCounted',
    columns: ['analytics_refusals.person_id'],
    sql: page('person_id::text', 'true AS refused FROM analytics_refusals WHERE person_id = $1'),
  },
  {
    name: 'linkedMeetings',
    columns: ['meeting_links.id', 'meeting_links.linked_by', 'meeting_links.host_zoom_user_id'],
    sql: page(
      'id::text',
      `id, issue_id AS "issueId", meeting_id AS "meetingId", scope, occurrence, host_zoom_user_id AS "hostZoomUserId",
        linked_by = $1 AS "linkedByYou", linked_at AS "linkedAt", changed_at AS "changedAt"
       FROM meeting_links WHERE installation_id = (SELECT installation_id FROM persons WHERE id = $1)
         AND (linked_by = $1 OR host_zoom_user_id = ${myZoomUser})`,
    ),
  },
  {
    name: 'sharedRecordings',
    columns: ['recording_shares.link_id', 'recording_shares.shared_by'],
    sql: page(
      `link_id || ' ' || meeting_uuid`,
      `link_id AS "linkId", meeting_uuid AS "occurrenceId", shared_at AS "sharedAt"
       FROM recording_shares WHERE shared_by = $1`,
    ),
  },
  {
    name: 'recordingsAskedFor',
    columns: ['recording_requests.link_id', 'recording_requests.asked_by'],
    sql: page(
      `link_id || ' ' || meeting_uuid`,
      `link_id AS "linkId", meeting_uuid AS "occurrenceId", asked_at AS "askedAt"
       FROM recording_requests WHERE asked_by = $1`,
    ),
  },
  {
    name: 'attachedFiles',
    columns: [
      'transfers.id',
      'transfers.link_id',
      'transfers.requested_by',
      'transfers.read_as',
      'transfers.host_zoom_user_id',
    ],
    sql: page(
      'id::text',
      `id, issue_id AS "issueId", link_id AS "linkId", meeting_id AS "meetingId", meeting_uuid AS "occurrenceId",
        recording_key AS "recordingFileKey", file_type AS "fileType", recording_type AS "recordingType",
        host_zoom_user_id AS "hostZoomUserId", requested_by = $1 AS "askedForByYou", read_as = $1 AS "readWithYourZoom",
        consent_project_id AS "shownProjectId", consent_security_level_id AS "shownSecurityLevelId", state,
        reason_code AS "reasonCode", bytes_total AS "bytes", bytes_moved AS "bytesMoved", sent_size AS "bytesSentToJira",
        sha256, attachment_id AS "attachmentId", created_at AS "askedForAt", started_at AS "startedAt",
        fenced_at AS "jiraMayHaveItSince", attached_at AS "attachedAt", updated_at AS "changedAt", told_at AS "toldAt",
        commented_at AS "commentedAt", attempt, failures, outages, run_after AS "notTriedBefore",
        lease_until AS "workedOnUntil", check_due_at AS "nextLookedForInJira", hidden_since AS "notVisibleToTheAppSince",
        original_trashed_at AS "originalTrashedAtZoomAt", original_told_at AS "trashingLastToldByZoomAt"
       FROM transfers WHERE installation_id = (SELECT installation_id FROM persons WHERE id = $1)
         AND (requested_by = $1 OR read_as = $1 OR host_zoom_user_id = ${myZoomUser})`,
    ),
  },
  {
    name: 'auditLog',
    columns: ['audit_events.person_id'],
    sql: page(
      `lpad(id::text, 19, '0')`,
      // Each half by an index that has only those.
      `id, position AS "placeInTheLog", at, type, issue_id AS "issueId", details
       FROM (SELECT * FROM audit_events WHERE position IS NOT NULL
         UNION ALL SELECT * FROM audit_events WHERE position IS NULL) AS e
       WHERE installation_id = (SELECT installation_id FROM persons WHERE id = $1) AND person_id = $1`,
    ),
  },
  {
    name: 'eventsFromZoom',
    columns: ['webhook_deliveries.zoom_user_id', 'webhook_deliveries.zoom_account_id'],
    sql: page(
      'body_hash',
      `event, event_at AS "happenedAt", received_at AS "receivedAt", meeting_id AS "meetingId",
        meeting_uuid AS "occurrenceId", zoom_user_id AS "zoomUserId", zoom_account_id AS "zoomAccountId",
        file_ids AS "recordingFileIds", retain_data AS "dataMayBeKept", state, failures, run_after AS "notTriedBefore",
        settled_at AS "handledAt" FROM webhook_deliveries WHERE zoom_user_id = ${myZoomUser}`,
    ),
  },
  {
    name: 'erasureOfTheSiteAskedFor',
    columns: ['erasures.id', 'erasures.asked_by'],
    sql: page(
      'id::text',
      `id, what, why, state, asked_at AS "askedAt", due_at AS "nextTriedAt", lease_until AS "workedOnUntil",
        erased, kept, not_reached AS "notReached" FROM erasures WHERE asked_by = $1`,
    ),
  },
];

export type HeldRows = ReturnType<typeof createHeldRows>;

export function createHeldRows(database: Database) {
  return {
    /** A few at a time, however many there are. */
    async *ofPerson(personId: string, sql: string): AsyncGenerator<object> {
      let last: string | null = null;
      for (;;) {
        const rows: ({ place: string } & Record<string, unknown>)[] = await database.rows(sql, [
          personId,
          last,
        ]);
        for (const { place, ...row } of rows) {
          yield row;
          last = place;
        }
        if (rows.length < pageSize) return;
      }
    },
  };
}
