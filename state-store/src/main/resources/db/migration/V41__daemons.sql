-- The daemons that share this database, and since when sources wait for a check.

CREATE TABLE trueup.daemon (
  holder     text COLLATE "C" PRIMARY KEY,
  address    text NOT NULL,
  program    text NOT NULL,
  serves     jsonb NOT NULL,
  started_at timestamptz NOT NULL,
  seen_at    timestamptz NOT NULL,
  live_until timestamptz NOT NULL,
  stopped_at timestamptz
) WITH (fillfactor = 50);
COMMENT ON TABLE trueup.daemon IS 'Daemons, as they reported last.';
COMMENT ON COLUMN trueup.daemon.holder IS 'Its name in leases.';
COMMENT ON COLUMN trueup.daemon.address IS 'Where it listens.';
COMMENT ON COLUMN trueup.daemon.program IS 'The version of its program.';
COMMENT ON COLUMN trueup.daemon.serves IS 'The work that it takes: its sources, and the types, providers and regions of platforms, none for all.';
COMMENT ON COLUMN trueup.daemon.started_at IS 'Since when it works.';
COMMENT ON COLUMN trueup.daemon.seen_at IS 'When it reported last.';
COMMENT ON COLUMN trueup.daemon.live_until IS 'When it counts as gone unless it reports before.';
COMMENT ON COLUMN trueup.daemon.stopped_at IS 'When it stopped in order; null when it did not.';
GRANT SELECT, INSERT, UPDATE, DELETE ON trueup.daemon TO trueup_app;

ALTER TABLE trueup.source ADD COLUMN owed_since timestamptz;
COMMENT ON COLUMN trueup.source.owed_since IS 'Since when a check is owed, because requested is above processed; null while none is.';
UPDATE trueup.source SET owed_since = clock_timestamp() WHERE requested > processed;

CREATE FUNCTION trueup.note_owed_check() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, trueup, pg_temp AS $$
BEGIN
  NEW.owed_since := CASE WHEN NEW.requested <= NEW.processed THEN NULL
                         WHEN NEW.owed_since IS NULL OR NEW.processed > OLD.processed THEN clock_timestamp()
                         ELSE NEW.owed_since
                    END;
  RETURN NEW;
END $$;
CREATE TRIGGER source_notes_owed_check
  BEFORE UPDATE OF requested, processed ON trueup.source
  FOR EACH ROW EXECUTE FUNCTION trueup.note_owed_check();
