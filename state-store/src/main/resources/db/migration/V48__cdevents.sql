-- Subscribers that read CDEvents get those in place of Trueup's own events.

ALTER TABLE trueup.subscription ADD COLUMN format text NOT NULL DEFAULT 'CLOUDEVENTS'
  CHECK (format IN ('CLOUDEVENTS', 'CDEVENTS'));
COMMENT ON COLUMN trueup.subscription.format IS 'In which form it gets events: Trueup''s own CloudEvents, or CDEvents, which has a form for few of them.';
