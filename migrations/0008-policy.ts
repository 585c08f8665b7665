// What admins decide for a site, and what a project has of its own. Null: nothing is restricted, nothing is marked. In
// `project_settings` null is "as the site", but for what may be null itself: there a column beside it tells.

import type { Migration } from '../src/platform/database/migrations.ts';

export const up: Migration = async (client) => {
  await client.query(`
    ALTER TABLE site_settings
      ADD COLUMN connect_group_ids text[],
      ADD COLUMN project_ids bigint[],
      ADD COLUMN renditions text[]
        CHECK (renditions <@ ARRAY['video', 'audio', 'transcript', 'captions', 'chat', 'other']),
      ADD COLUMN size_ceiling_bytes bigint CHECK (size_ceiling_bytes > 0),
      ADD COLUMN retention_days integer CHECK (retention_days > 0),
      ADD COLUMN mark_trashed boolean NOT NULL DEFAULT false,
      ADD COLUMN project_overrides boolean NOT NULL DEFAULT false,
      ADD COLUMN audit_retention_days integer CHECK (audit_retention_days > 0),
      ADD COLUMN analytics boolean NOT NULL DEFAULT true,
      ADD COLUMN version integer NOT NULL DEFAULT 1;

    CREATE TABLE project_settings (
      installation_id uuid NOT NULL REFERENCES installations (id),
      project_id bigint NOT NULL,
      attachment_comment text CHECK (attachment_comment IN ('off', 'internal', 'public')),
      summary_comment text CHECK (summary_comment IN ('internal', 'public')),
      topic_in_property boolean,
      own_renditions boolean NOT NULL,
      renditions text[] CHECK (renditions <@ ARRAY['video', 'audio', 'transcript', 'captions', 'chat', 'other']),
      own_size_ceiling boolean NOT NULL,
      size_ceiling_bytes bigint CHECK (size_ceiling_bytes > 0),
      own_retention boolean NOT NULL,
      retention_days integer CHECK (retention_days > 0),
      mark_trashed boolean,
      version integer NOT NULL DEFAULT 1,
      PRIMARY KEY (installation_id, project_id)
    );
  `);
};
