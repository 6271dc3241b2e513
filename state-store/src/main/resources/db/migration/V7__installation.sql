-- Which Trueup this is: what it makes in containers says so, and two of them notice each other.

CREATE TABLE trueup.installation (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  id      text COLLATE "C" NOT NULL CHECK (id <> ''),
  key     text COLLATE "C" NOT NULL CHECK (key <> ''),
  made_at timestamptz NOT NULL
);
COMMENT ON TABLE trueup.installation IS 'Which Trueup this is; one row, made at the first start.';
COMMENT ON COLUMN trueup.installation.is_only IS 'Always true, so that there is one row.';
COMMENT ON COLUMN trueup.installation.id IS 'Names it in containers, on what it made there.';
COMMENT ON COLUMN trueup.installation.key IS 'Secret: the numbers of its locks in containers follow from it.';
COMMENT ON COLUMN trueup.installation.made_at IS 'When it was first started.';
GRANT SELECT, INSERT ON trueup.installation TO trueup_app;
