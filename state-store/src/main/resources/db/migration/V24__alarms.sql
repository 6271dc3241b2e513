-- Alarms, in a schema of their own. Nothing here is truth: an alarm only has a platform looked at
-- sooner than the sweep would.

CREATE SCHEMA alarms;
COMMENT ON SCHEMA alarms IS 'What wakes Trueup. Everything here can be emptied at any time: the sweep sees the same, up to one period later.';

CREATE TABLE alarms.platform_alarm (
  platform integer NOT NULL REFERENCES trueup.platform,
  purpose  text NOT NULL CHECK (purpose IN ('ROLLOUT', 'DRIFT')),
  rings_at timestamptz NOT NULL,
  PRIMARY KEY (platform, purpose)
) WITH (fillfactor = 50);
COMMENT ON TABLE alarms.platform_alarm IS 'When platforms are to be looked at next. A row goes when it rings.';
COMMENT ON COLUMN alarms.platform_alarm.platform IS 'The platform.';
COMMENT ON COLUMN alarms.platform_alarm.purpose IS 'What is looked at: ROLLOUT, whether it moves; DRIFT, whether its nodes are as realized.';
COMMENT ON COLUMN alarms.platform_alarm.rings_at IS 'When it rings.';

-- The tables of the Quartz scheduler, whose names and columns Quartz prescribes. It keeps one
-- trigger for the next ring and little else, so they need no indexes beyond their keys.

CREATE TABLE alarms.qrtz_job_details (
  sched_name        text COLLATE "C" NOT NULL,
  job_name          text COLLATE "C" NOT NULL,
  job_group         text COLLATE "C" NOT NULL,
  description       text,
  job_class_name    text NOT NULL,
  is_durable        boolean NOT NULL,
  is_nonconcurrent  boolean NOT NULL,
  is_update_data    boolean NOT NULL,
  requests_recovery boolean NOT NULL,
  job_data          bytea,
  PRIMARY KEY (sched_name, job_name, job_group)
);
COMMENT ON TABLE alarms.qrtz_job_details IS 'Quartz: what its triggers run.';

CREATE TABLE alarms.qrtz_triggers (
  sched_name     text COLLATE "C" NOT NULL,
  trigger_name   text COLLATE "C" NOT NULL,
  trigger_group  text COLLATE "C" NOT NULL,
  job_name       text COLLATE "C" NOT NULL,
  job_group      text COLLATE "C" NOT NULL,
  description    text,
  next_fire_time bigint,
  prev_fire_time bigint,
  priority       integer,
  trigger_state  text NOT NULL,
  trigger_type   text NOT NULL,
  start_time     bigint NOT NULL,
  end_time       bigint,
  calendar_name  text COLLATE "C",
  misfire_instr  smallint,
  job_data       bytea,
  PRIMARY KEY (sched_name, trigger_name, trigger_group),
  FOREIGN KEY (sched_name, job_name, job_group) REFERENCES alarms.qrtz_job_details
);
COMMENT ON TABLE alarms.qrtz_triggers IS 'Quartz: when it rings; times are milliseconds since 1970.';

CREATE TABLE alarms.qrtz_simple_triggers (
  sched_name      text COLLATE "C" NOT NULL,
  trigger_name    text COLLATE "C" NOT NULL,
  trigger_group   text COLLATE "C" NOT NULL,
  repeat_count    bigint NOT NULL,
  repeat_interval bigint NOT NULL,
  times_triggered bigint NOT NULL,
  PRIMARY KEY (sched_name, trigger_name, trigger_group),
  FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES alarms.qrtz_triggers
);
COMMENT ON TABLE alarms.qrtz_simple_triggers IS 'Quartz: more about each trigger.';

CREATE TABLE alarms.qrtz_cron_triggers (
  sched_name      text COLLATE "C" NOT NULL,
  trigger_name    text COLLATE "C" NOT NULL,
  trigger_group   text COLLATE "C" NOT NULL,
  cron_expression text NOT NULL,
  time_zone_id    text,
  PRIMARY KEY (sched_name, trigger_name, trigger_group),
  FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES alarms.qrtz_triggers
);
COMMENT ON TABLE alarms.qrtz_cron_triggers IS 'Quartz expects it; Trueup has no such triggers.';

CREATE TABLE alarms.qrtz_simprop_triggers (
  sched_name    text COLLATE "C" NOT NULL,
  trigger_name  text COLLATE "C" NOT NULL,
  trigger_group text COLLATE "C" NOT NULL,
  str_prop_1    text,
  str_prop_2    text,
  str_prop_3    text,
  int_prop_1    integer,
  int_prop_2    integer,
  long_prop_1   bigint,
  long_prop_2   bigint,
  dec_prop_1    numeric(13, 4),
  dec_prop_2    numeric(13, 4),
  bool_prop_1   boolean,
  bool_prop_2   boolean,
  PRIMARY KEY (sched_name, trigger_name, trigger_group),
  FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES alarms.qrtz_triggers
);
COMMENT ON TABLE alarms.qrtz_simprop_triggers IS 'Quartz expects it; Trueup has no such triggers.';

CREATE TABLE alarms.qrtz_blob_triggers (
  sched_name    text COLLATE "C" NOT NULL,
  trigger_name  text COLLATE "C" NOT NULL,
  trigger_group text COLLATE "C" NOT NULL,
  blob_data     bytea,
  PRIMARY KEY (sched_name, trigger_name, trigger_group),
  FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES alarms.qrtz_triggers
);
COMMENT ON TABLE alarms.qrtz_blob_triggers IS 'Quartz expects it; Trueup has no such triggers.';

CREATE TABLE alarms.qrtz_calendars (
  sched_name    text COLLATE "C" NOT NULL,
  calendar_name text COLLATE "C" NOT NULL,
  calendar      bytea NOT NULL,
  PRIMARY KEY (sched_name, calendar_name)
);
COMMENT ON TABLE alarms.qrtz_calendars IS 'Quartz expects it; Trueup has no calendars.';

CREATE TABLE alarms.qrtz_paused_trigger_grps (
  sched_name    text COLLATE "C" NOT NULL,
  trigger_group text COLLATE "C" NOT NULL,
  PRIMARY KEY (sched_name, trigger_group)
);
COMMENT ON TABLE alarms.qrtz_paused_trigger_grps IS 'Quartz expects it; pauses of Trueup are elsewhere.';

CREATE TABLE alarms.qrtz_fired_triggers (
  sched_name        text COLLATE "C" NOT NULL,
  entry_id          text COLLATE "C" NOT NULL,
  trigger_name      text COLLATE "C" NOT NULL,
  trigger_group     text COLLATE "C" NOT NULL,
  instance_name     text COLLATE "C" NOT NULL,
  fired_time        bigint NOT NULL,
  sched_time        bigint NOT NULL,
  priority          integer NOT NULL,
  state             text NOT NULL,
  job_name          text COLLATE "C",
  job_group         text COLLATE "C",
  is_nonconcurrent  boolean,
  requests_recovery boolean,
  PRIMARY KEY (sched_name, entry_id)
);
COMMENT ON TABLE alarms.qrtz_fired_triggers IS 'Quartz: which process rings now.';

CREATE TABLE alarms.qrtz_scheduler_state (
  sched_name        text COLLATE "C" NOT NULL,
  instance_name     text COLLATE "C" NOT NULL,
  last_checkin_time bigint NOT NULL,
  checkin_interval  bigint NOT NULL,
  PRIMARY KEY (sched_name, instance_name)
) WITH (fillfactor = 50);
COMMENT ON TABLE alarms.qrtz_scheduler_state IS 'Quartz: which processes live. It serves the alarms alone; leases say who works.';

CREATE TABLE alarms.qrtz_locks (
  sched_name text COLLATE "C" NOT NULL,
  lock_name  text COLLATE "C" NOT NULL,
  PRIMARY KEY (sched_name, lock_name)
);
COMMENT ON TABLE alarms.qrtz_locks IS 'Quartz: its locks between processes.';

GRANT USAGE ON SCHEMA alarms TO trueup_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA alarms TO trueup_app;
