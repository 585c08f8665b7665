// The audit log becomes a chain per site, and can only be appended to. Rows of before have no place in a chain yet
// (`position` is null): the app gives them one.

import type { Migration } from '../src/platform/database/migrations.ts';

export const up: Migration = async (client) => {
  await client.query(`
    CREATE TABLE audit_chains (
      id uuid PRIMARY KEY,
      installation_id uuid NOT NULL REFERENCES installations (id),
      chain_key text NOT NULL,
      began_at timestamptz NOT NULL,
      takes_unchained_until timestamptz NOT NULL,
      head_position bigint NOT NULL,
      head_mac bytea NOT NULL,
      head_seal bytea NOT NULL,
      checkpoint_position bigint NOT NULL,
      checkpoint_mac bytea NOT NULL,
      checkpoint_at timestamptz NOT NULL,
      checkpoint_seal bytea NOT NULL,
      ended_at timestamptz,
      logged_at timestamptz
    );
    CREATE UNIQUE INDEX audit_chains_current ON audit_chains (installation_id) WHERE ended_at IS NULL;
    CREATE INDEX audit_chains_by_site ON audit_chains (installation_id, checkpoint_position);
    CREATE INDEX audit_chains_to_log ON audit_chains (logged_at) WHERE ended_at IS NULL;

    ALTER TABLE audit_events
      ADD COLUMN position bigint,
      ADD COLUMN mac bytea,
      ADD CONSTRAINT audit_events_chained CHECK ((position IS NULL) = (mac IS NULL)) NOT VALID;

    CREATE FUNCTION keep_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      -- Apart, for only one of the two tables has a position, and only it is ever updated with this.
      IF TG_OP = 'UPDATE' THEN
        IF OLD.position IS NULL AND NEW.position IS NOT NULL
          AND (NEW.id, NEW.installation_id, NEW.at, NEW.type, NEW.person_id, NEW.issue_id, NEW.details)
            IS NOT DISTINCT FROM
            (OLD.id, OLD.installation_id, OLD.at, OLD.type, OLD.person_id, OLD.issue_id, OLD.details)
        THEN RETURN NEW; END IF;
      END IF;
      IF TG_OP = 'DELETE' AND OLD.installation_id::text = current_setting('audit_log.removing', true)
      THEN RETURN OLD; END IF;
      RAISE EXCEPTION 'The audit log can only be appended to' USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE ON audit_events
      FOR EACH ROW EXECUTE FUNCTION keep_audit_log();
    CREATE TRIGGER audit_events_never_emptied BEFORE TRUNCATE ON audit_events
      FOR EACH STATEMENT EXECUTE FUNCTION keep_audit_log();
    CREATE TRIGGER audit_chains_stay BEFORE DELETE ON audit_chains
      FOR EACH ROW EXECUTE FUNCTION keep_audit_log();
    CREATE TRIGGER audit_chains_never_emptied BEFORE TRUNCATE ON audit_chains
      FOR EACH STATEMENT EXECUTE FUNCTION keep_audit_log();
  `);
};
