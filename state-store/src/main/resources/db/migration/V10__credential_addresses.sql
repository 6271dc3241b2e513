-- Where credentials may be used, so that a merge cannot send a secret to a stranger.

CREATE TABLE trueup.credential (
  name        text COLLATE "C" PRIMARY KEY CHECK (name <> ''),
  known_since timestamptz NOT NULL
);
COMMENT ON TABLE trueup.credential IS 'Credentials that were used, or whose use was approved, at least once: their next use is no first one.';
COMMENT ON COLUMN trueup.credential.name IS 'What models call it.';
COMMENT ON COLUMN trueup.credential.known_since IS 'When that was first so.';

CREATE TABLE trueup.credential_address (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  credential   text COLLATE "C" NOT NULL REFERENCES trueup.credential,
  address      text COLLATE "C" NOT NULL CHECK (address <> ''),
  since        timestamptz NOT NULL,
  approved_by  text NOT NULL,
  reason       text NOT NULL,
  withdrawn_at timestamptz
);
CREATE UNIQUE INDEX credential_address_allowed_once
  ON trueup.credential_address (credential, address) WHERE withdrawn_at IS NULL;
CREATE TRIGGER credential_address_never_changes
  BEFORE UPDATE ON trueup.credential_address FOR EACH ROW
  WHEN (   OLD.withdrawn_at IS NOT NULL
        OR (OLD.credential, OLD.address, OLD.since, OLD.approved_by, OLD.reason)
           IS DISTINCT FROM
           (NEW.credential, NEW.address, NEW.since, NEW.approved_by, NEW.reason))
  EXECUTE FUNCTION trueup.refuse_change();
CREATE TRIGGER credential_address_is_never_removed
  BEFORE DELETE OR TRUNCATE ON trueup.credential_address
  FOR EACH STATEMENT EXECUTE FUNCTION trueup.refuse_change();
COMMENT ON TABLE trueup.credential_address IS 'Where a credential may be used: pinned at its first use, or approved by an operator.';
COMMENT ON COLUMN trueup.credential_address.id IS 'Number of the row, growing.';
COMMENT ON COLUMN trueup.credential_address.credential IS 'The credential.';
COMMENT ON COLUMN trueup.credential_address.address IS 'Where it may be used, such as db.host:5432.';
COMMENT ON COLUMN trueup.credential_address.since IS 'When it was pinned or approved.';
COMMENT ON COLUMN trueup.credential_address.approved_by IS 'Who approved it; trueup for a first use.';
COMMENT ON COLUMN trueup.credential_address.reason IS 'Why.';
COMMENT ON COLUMN trueup.credential_address.withdrawn_at IS 'When an operator took it back; null while it is allowed.';

GRANT SELECT, INSERT ON trueup.credential TO trueup_app;
GRANT SELECT, INSERT, UPDATE (withdrawn_at) ON trueup.credential_address TO trueup_app;

CREATE VIEW audit.credential_address AS
SELECT a.credential, a.address, a.since, a.approved_by, a.reason, a.withdrawn_at
  FROM trueup.credential_address AS a;
COMMENT ON VIEW audit.credential_address IS 'Where credentials may be, or once might be, used.';
COMMENT ON COLUMN audit.credential_address.credential IS 'What models call the credential.';
COMMENT ON COLUMN audit.credential_address.address IS 'The host and port.';
COMMENT ON COLUMN audit.credential_address.since IS 'When the address was pinned or approved.';
COMMENT ON COLUMN audit.credential_address.approved_by IS 'Who approved it; trueup for a first use.';
COMMENT ON COLUMN audit.credential_address.reason IS 'Why.';
COMMENT ON COLUMN audit.credential_address.withdrawn_at IS 'When an operator took it back; null while it is allowed.';
