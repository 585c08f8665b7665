// How many bytes a row takes with its share of the indexes, measured on a real Postgres with rows as long as real ones.

import type { Database } from '../../src/platform/database/database.ts';

const rows = 50_000;

const id = 'gen_random_uuid()';
const zoomUser = `substr(md5(n::text), 1, 22)`;
const uuidOfMeeting = `encode(sha256(n::text::bytea), 'base64')::varchar(24)`;

/** As the product writes them, of one site. */
const inserts: Record<string, (site: string) => string> = {
  persons: (site) => `INSERT INTO persons (id, installation_id, account_id, created_at)
    SELECT ${id}, '${site}', '712020:' || ${id}, now() FROM generate_series(1, ${rows}) n`,
  meeting_links: (site) => `INSERT INTO meeting_links (id, installation_id, issue_id, meeting_id, scope,
      host_zoom_user_id, linked_by, linked_at, changed_at)
    SELECT ${id}, '${site}', 10000 + n, 80000000000 + n, 'single', ${zoomUser}, ${id}, now(), now()
    FROM generate_series(1, ${rows}) n`,
  transfers: (
    site,
  ) => `INSERT INTO transfers (id, installation_id, issue_id, meeting_id, meeting_uuid, recording_key,
      file_type, recording_type, requested_by, read_as, consent_project_id, bytes_total, host_zoom_user_id, state, attempt,
      failures, run_after, bytes_moved, sha256, attachment_id, created_at, updated_at, started_at, told_at, attached_at,
      check_due_at)
    SELECT ${id}, '${site}', 10000 + n, 80000000000 + n, ${uuidOfMeeting}, ${id}::text, 'MP4',
      'shared_screen_with_speaker_view', ${id}, ${id}, 10000, 250000000, ${zoomUser}, 'succeeded', 1, 0, now(),
      250000000, encode(sha256(n::text::bytea), 'hex'), 10000 + n, now(), now(), now(), now(), now(), now()
    FROM generate_series(1, ${rows}) n`,
  audit_events: (
    site,
  ) => `INSERT INTO audit_events (installation_id, position, mac, at, type, person_id, issue_id, details)
    SELECT '${site}', n, sha256(n::text::bytea), now(), 'attached', ${id}, 10000 + n, jsonb_build_object('transferId', ${id}, 'attachmentId',
      (10000 + n)::text, 'size', 250000000, 'sha256', encode(sha256(n::text::bytea), 'hex'))
    FROM generate_series(1, ${rows}) n`,
  webhook_deliveries:
    () => `INSERT INTO webhook_deliveries (body_hash, event, event_at, received_at, state, failures,
      run_after, settled_at)
    SELECT encode(sha256(n::text::bytea), 'hex'), 'meeting.participant_joined', now(), now(), 'done', 0, now(), now()
    FROM generate_series(1, ${rows}) n`,
};

/** Bytes per row by table. The database must be migrated and may be thrown away afterwards. */
export async function measureRowSizes(database: Database): Promise<Record<string, number>> {
  const site = '00000000-0000-4000-8000-000000000001';
  await database.rows(
    `INSERT INTO installations (id, client_key, base_url, state, shared_secret, installed_at, updated_at)
     VALUES ($1, 'scaling', 'https://scaling.example', 'installed', 'secret', now(), now())`,
    [site],
  );
  const sizes: Record<string, number> = {};
  for (const [table, insert] of Object.entries(inserts)) {
    await database.rows(insert(site));
    const [size] = await database.rows<{ bytes: string }>(
      'SELECT pg_total_relation_size($1::regclass) AS bytes',
      [table],
    );
    sizes[table] = Number(size?.bytes) / rows;
  }
  return sizes;
}
