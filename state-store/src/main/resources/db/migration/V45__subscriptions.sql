-- Who gets events by webhook. No secret is stored: a subscription's secret is made from the installation's key, its id
-- and the number of the secret.

CREATE TABLE trueup.subscription (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name          text COLLATE "C" NOT NULL,
  url           text NOT NULL,
  types         jsonb NOT NULL,
  source        text COLLATE "C",
  platform      text COLLATE "C",
  secret_number integer NOT NULL DEFAULT 1 CHECK (secret_number > 0),
  created_by    text NOT NULL,
  created_at    timestamptz NOT NULL,
  suspended_at  timestamptz,
  suspended_for text,
  position      bigint NOT NULL,
  failing_since timestamptz,
  failure       text,
  removed_at    timestamptz,
  CONSTRAINT subscription_suspension_is_whole CHECK (num_nulls(suspended_at, suspended_for) IN (0, 2)),
  CONSTRAINT subscription_failure_is_whole CHECK (num_nulls(failing_since, failure) IN (0, 2)),
  CONSTRAINT subscription_platform_has_source CHECK (platform IS NULL OR source IS NOT NULL)
);
CREATE UNIQUE INDEX subscription_name ON trueup.subscription (name) WHERE removed_at IS NULL;
COMMENT ON TABLE trueup.subscription IS 'Webhooks that get events.';
COMMENT ON COLUMN trueup.subscription.id IS 'Number of the subscription.';
COMMENT ON COLUMN trueup.subscription.name IS 'Its name; free again once it is removed.';
COMMENT ON COLUMN trueup.subscription.url IS 'Where events are sent.';
COMMENT ON COLUMN trueup.subscription.types IS 'The types of events, an array of texts; empty for all.';
COMMENT ON COLUMN trueup.subscription.source IS 'Only events about this source and its platforms; null for all.';
COMMENT ON COLUMN trueup.subscription.platform IS 'Only events about this platform of the source; null for all.';
COMMENT ON COLUMN trueup.subscription.secret_number IS 'Grows when the secret is replaced.';
COMMENT ON COLUMN trueup.subscription.created_by IS 'Who added it.';
COMMENT ON COLUMN trueup.subscription.created_at IS 'When it was added.';
COMMENT ON COLUMN trueup.subscription.suspended_at IS 'Since when nothing is sent; null when it is not suspended.';
COMMENT ON COLUMN trueup.subscription.suspended_for IS 'Why nothing is sent.';
COMMENT ON COLUMN trueup.subscription.position IS 'Up to which position it had events when it was suspended.';
COMMENT ON COLUMN trueup.subscription.failing_since IS 'Since when the webhook takes no event; null when it does.';
COMMENT ON COLUMN trueup.subscription.failure IS 'Why the webhook takes no event.';
COMMENT ON COLUMN trueup.subscription.removed_at IS 'When it was removed; null while it is there.';

CREATE TABLE trueup.dead_event (
  subscription bigint NOT NULL REFERENCES trueup.subscription,
  position     bigint NOT NULL,
  reason       text NOT NULL,
  at           timestamptz NOT NULL,
  PRIMARY KEY (subscription, position)
);
COMMENT ON TABLE trueup.dead_event IS 'Events that a webhook refuses, and that were left out for it.';
COMMENT ON COLUMN trueup.dead_event.subscription IS 'The subscription.';
COMMENT ON COLUMN trueup.dead_event.position IS 'The event.';
COMMENT ON COLUMN trueup.dead_event.reason IS 'What the webhook answered.';
COMMENT ON COLUMN trueup.dead_event.at IS 'When it was left out.';

CREATE VIEW audit.subscription AS
SELECT s.id, s.name, s.url, s.types, s.source, s.platform, s.created_by, s.created_at, s.suspended_at,
       s.suspended_for, s.failing_since, s.failure, s.removed_at,
       coalesce(r.position, s.position) AS position
  FROM trueup.subscription AS s
  LEFT JOIN trueup.change_reader AS r ON r.name = 'subscription:' || s.id;
COMMENT ON VIEW audit.subscription IS 'Webhooks that get events, those that were removed included.';
COMMENT ON COLUMN audit.subscription.id IS 'Number of the subscription.';
COMMENT ON COLUMN audit.subscription.name IS 'Its name.';
COMMENT ON COLUMN audit.subscription.url IS 'Where events are sent.';
COMMENT ON COLUMN audit.subscription.types IS 'The types of events, an array of texts; empty for all.';
COMMENT ON COLUMN audit.subscription.source IS 'Only events about this source and its platforms; null for all.';
COMMENT ON COLUMN audit.subscription.platform IS 'Only events about this platform of the source; null for all.';
COMMENT ON COLUMN audit.subscription.created_by IS 'Who added it.';
COMMENT ON COLUMN audit.subscription.created_at IS 'When it was added.';
COMMENT ON COLUMN audit.subscription.suspended_at IS 'Since when nothing is sent; null when it is not suspended.';
COMMENT ON COLUMN audit.subscription.suspended_for IS 'Why nothing is sent.';
COMMENT ON COLUMN audit.subscription.failing_since IS 'Since when the webhook takes no event; null when it does.';
COMMENT ON COLUMN audit.subscription.failure IS 'Why the webhook takes no event.';
COMMENT ON COLUMN audit.subscription.removed_at IS 'When it was removed; null while it is there.';
COMMENT ON COLUMN audit.subscription.position IS 'Up to which position it has events.';

GRANT SELECT, INSERT, UPDATE ON trueup.subscription TO trueup_app;
GRANT SELECT, INSERT, DELETE ON trueup.dead_event TO trueup_app;
