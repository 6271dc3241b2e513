-- The form that a table was last brought to, and names that were set aside for another table.

CREATE TABLE trueup.table_form (
  name        bigint PRIMARY KEY REFERENCES trueup.physical_name,
  form        text NOT NULL,
  recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE trueup.table_form IS 'The form that each table was last brought to: what a later version of the model is compared with.';
COMMENT ON COLUMN trueup.table_form.name IS 'The table''s name in trueup.physical_name.';
COMMENT ON COLUMN trueup.table_form.form IS 'Its columns, key and partitioning, as the platform''s type writes them.';
COMMENT ON COLUMN trueup.table_form.recorded_at IS 'When the table was brought to this form.';
GRANT SELECT, INSERT, UPDATE (form, recorded_at) ON trueup.table_form TO trueup_app;

GRANT UPDATE (logical) ON trueup.physical_name TO trueup_app;
DROP TRIGGER physical_name_never_changes ON trueup.physical_name;
CREATE TRIGGER physical_name_never_changes
  BEFORE UPDATE ON trueup.physical_name FOR EACH ROW
  WHEN (   OLD.released_at IS NOT NULL
        OR (OLD.container, OLD.platform, OLD.kind, OLD.within, OLD.name, OLD.given_at)
           IS DISTINCT FROM
           (NEW.container, NEW.platform, NEW.kind, NEW.within, NEW.name, NEW.given_at)
        OR (    OLD.logical <> NEW.logical
            AND (   NEW.retired_at IS NULL
                 OR position('@' IN OLD.logical) > 0
                 OR position('@' IN NEW.logical) = 0)))
  EXECUTE FUNCTION trueup.refuse_change();
COMMENT ON COLUMN trueup.physical_name.logical IS 'What that is called in the model''s words; a slash in a part of it is written %2F, a percent sign %25. A dataset with @ and a number is an earlier one of that name, whose table was set aside.';
