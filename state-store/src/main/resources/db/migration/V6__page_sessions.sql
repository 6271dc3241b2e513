-- Browsers that are signed in to the status page.

CREATE TABLE trueup.page_session (
  digest     text COLLATE "C" PRIMARY KEY,
  token      bigint NOT NULL REFERENCES trueup.api_token,
  began_at   timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX page_session_token ON trueup.page_session (token);
CREATE INDEX page_session_expires_at ON trueup.page_session (expires_at);
COMMENT ON TABLE trueup.page_session IS 'Browsers that are signed in to the status page, without their secrets.';
COMMENT ON COLUMN trueup.page_session.digest IS 'SHA-256 of the session''s secret, in hex.';
COMMENT ON COLUMN trueup.page_session.token IS 'The token that signed in; the session ends with it.';
COMMENT ON COLUMN trueup.page_session.began_at IS 'When it began.';
COMMENT ON COLUMN trueup.page_session.expires_at IS 'When it ends unless it is ended before.';
GRANT SELECT, INSERT, DELETE ON trueup.page_session TO trueup_app;
