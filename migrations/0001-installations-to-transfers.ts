// The first schema. docs/architecture.md says what each table is for. No identifying data: ids, keys, sizes, times, enums.
// `persons` is referenced without foreign keys from what must outlive a person: links, transfers, the audit log.

import type { Migration } from '../src/platform/database/migrations.ts';

export const up: Migration = async (client) => {
  await client.query(`
    CREATE TABLE installations (
      id uuid PRIMARY KEY,
      client_key text NOT NULL UNIQUE,
      base_url text NOT NULL,
      display_url text,
      shared_secret text,
      oauth_client_id text,
      installation_id text,
      state text NOT NULL CHECK (state IN ('installed', 'uninstalled', 'retired')),
      installed_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      ended_at timestamptz,
      CHECK ((state = 'installed') = (shared_secret IS NOT NULL))
    );
    CREATE UNIQUE INDEX installations_one_per_site ON installations (base_url) WHERE state = 'installed';

    CREATE TABLE lifecycle_tokens (
      token_hash text PRIMARY KEY,
      body_hash text NOT NULL,
      expires_at timestamptz NOT NULL
    );
    CREATE INDEX lifecycle_tokens_by_expiry ON lifecycle_tokens (expires_at);

    CREATE TABLE persons (
      id uuid PRIMARY KEY,
      installation_id uuid NOT NULL REFERENCES installations (id),
      account_id text NOT NULL,
      created_at timestamptz NOT NULL,
      UNIQUE (installation_id, account_id)
    );

    CREATE TABLE zoom_grants (
      id uuid PRIMARY KEY,
      client_id text NOT NULL,
      zoom_user_id text NOT NULL,
      zoom_account_id text,
      zoom_user_type smallint,
      access_token text,
      refresh_token text,
      access_token_expires_at timestamptz,
      version integer NOT NULL,
      state text NOT NULL CHECK (state IN ('alive', 'dead')),
      state_since timestamptz NOT NULL,
      UNIQUE (client_id, zoom_user_id),
      CHECK ((state = 'alive') = (access_token IS NOT NULL AND refresh_token IS NOT NULL))
    );

    CREATE TABLE zoom_connections (
      person_id uuid PRIMARY KEY REFERENCES persons (id) ON DELETE CASCADE,
      grant_id uuid NOT NULL REFERENCES zoom_grants (id),
      connected_at timestamptz NOT NULL
    );
    CREATE INDEX zoom_connections_by_grant ON zoom_connections (grant_id);

    CREATE TABLE oauth_flows (
      id uuid PRIMARY KEY,
      person_id uuid NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
      start_token_hash text NOT NULL UNIQUE,
      browser_hash text,
      state_hash text UNIQUE,
      code_verifier text,
      code text,
      confirm_token_hash text,
      state text NOT NULL CHECK (state IN
        ('created', 'started', 'authorized', 'exchanging', 'connected', 'declined', 'failed')),
      failure_code text,
      created_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL
    );
    CREATE INDEX oauth_flows_by_person ON oauth_flows (person_id);
    CREATE INDEX oauth_flows_by_expiry ON oauth_flows (expires_at);

    CREATE TABLE meeting_links (
      id uuid PRIMARY KEY,
      installation_id uuid NOT NULL REFERENCES installations (id),
      issue_id bigint NOT NULL,
      meeting_id bigint NOT NULL,
      scope text NOT NULL CHECK (scope IN ('single', 'series', 'occurrence', 'personal_room')),
      occurrence text,
      host_zoom_user_id text NOT NULL,
      linked_by uuid NOT NULL,
      linked_at timestamptz NOT NULL,
      CHECK ((scope = 'occurrence') = (occurrence IS NOT NULL))
    );
    CREATE UNIQUE INDEX meeting_links_once ON meeting_links
      (installation_id, issue_id, meeting_id, coalesce(occurrence, ''));

    CREATE TABLE recording_shares (
      link_id uuid NOT NULL REFERENCES meeting_links (id) ON DELETE CASCADE,
      meeting_uuid text NOT NULL,
      shared_by uuid NOT NULL,
      shared_at timestamptz NOT NULL,
      PRIMARY KEY (link_id, meeting_uuid)
    );

    CREATE TABLE transfers (
      id uuid PRIMARY KEY,
      installation_id uuid NOT NULL REFERENCES installations (id),
      issue_id bigint NOT NULL,
      link_id uuid REFERENCES meeting_links (id) ON DELETE SET NULL,
      meeting_id bigint NOT NULL,
      meeting_uuid text NOT NULL,
      host_zoom_user_id text NOT NULL,
      recording_key text NOT NULL,
      file_type text NOT NULL,
      recording_type text,
      requested_by uuid NOT NULL,
      read_as uuid NOT NULL,
      consent_project_id bigint NOT NULL,
      consent_security_level_id bigint,
      state text NOT NULL CHECK (state IN
        ('queued', 'running', 'waiting', 'finishing', 'succeeded', 'failed', 'cancelled', 'removed')),
      reason_code text,
      attempt integer NOT NULL,
      failures integer NOT NULL,
      lease_until timestamptz,
      run_after timestamptz NOT NULL,
      bytes_moved bigint NOT NULL,
      bytes_total bigint,
      sha256 text,
      attachment_id bigint,
      created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      CHECK ((state IN ('running', 'finishing')) = (lease_until IS NOT NULL))
    );
    CREATE UNIQUE INDEX transfers_once ON transfers (installation_id, issue_id, recording_key)
      WHERE state IN ('queued', 'running', 'waiting', 'finishing', 'succeeded');
    CREATE INDEX transfers_by_issue ON transfers (installation_id, issue_id, created_at DESC);
    CREATE INDEX transfers_to_run ON transfers (run_after) WHERE state IN ('queued', 'waiting');
    CREATE INDEX transfers_leased ON transfers (lease_until) WHERE state IN ('running', 'finishing');

    CREATE TABLE audit_events (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      installation_id uuid NOT NULL REFERENCES installations (id),
      at timestamptz NOT NULL,
      type text NOT NULL,
      person_id uuid,
      issue_id bigint,
      details jsonb NOT NULL
    );
    CREATE INDEX audit_events_by_site ON audit_events (installation_id, id);
  `);
};
