// What sites and persons decide, whom hosts are asked by, where the app may not write, and what is still to be told.
// New columns may be null, as in 0002: nothing is known, nothing was told.

import type { Migration } from '../src/platform/database/migrations.ts';

export const up: Migration = async (client) => {
  await client.query(`
    CREATE TABLE site_settings (
      installation_id uuid PRIMARY KEY REFERENCES installations (id),
      attachment_comment text NOT NULL CHECK (attachment_comment IN ('off', 'internal', 'public')),
      summary_comment text NOT NULL CHECK (summary_comment IN ('internal', 'public')),
      topic_in_property boolean NOT NULL
    );

    CREATE TABLE user_settings (
      person_id uuid PRIMARY KEY REFERENCES persons (id) ON DELETE CASCADE,
      duration_minutes smallint NOT NULL,
      waiting_room boolean NOT NULL,
      cloud_recording boolean NOT NULL,
      join_before_host boolean NOT NULL,
      mute_upon_entry boolean NOT NULL
    );

    CREATE TABLE recording_requests (
      link_id uuid NOT NULL REFERENCES meeting_links (id) ON DELETE CASCADE,
      meeting_uuid text NOT NULL,
      asked_by uuid NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
      asked_at timestamptz NOT NULL,
      PRIMARY KEY (link_id, meeting_uuid, asked_by)
    );
    CREATE INDEX recording_requests_by_person ON recording_requests (asked_by);
    CREATE INDEX recording_requests_by_age ON recording_requests (asked_at);

    CREATE TABLE unwritable_projects (
      installation_id uuid NOT NULL REFERENCES installations (id),
      project_id bigint NOT NULL,
      since timestamptz NOT NULL,
      PRIMARY KEY (installation_id, project_id)
    );

    CREATE INDEX meeting_links_by_meeting ON meeting_links (meeting_id);
    CREATE INDEX transfers_ended_of_person ON transfers (requested_by, updated_at)
      WHERE state IN ('succeeded', 'failed');

    ALTER TABLE meeting_links ADD COLUMN changed_at timestamptz;
    ALTER TABLE transfers ADD COLUMN told_at timestamptz, ADD COLUMN commented_at timestamptz;
  `);
};
