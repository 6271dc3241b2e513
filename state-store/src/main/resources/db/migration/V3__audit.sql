-- What auditors ask, in schema audit: names and columns here are a promise and stay.

CREATE SCHEMA audit;
COMMENT ON SCHEMA audit IS 'For auditors and operators: who changed what, when and why. Names and columns stay.';

CREATE VIEW audit.entry AS
SELECT e.id, e.at, e.actor, e.address, e.verb, e.subject, e.before, e.after, e.reason
  FROM trueup.audit_entry AS e;
COMMENT ON VIEW audit.entry IS 'Who did what, when and why; append-only, one row a deed.';
COMMENT ON COLUMN audit.entry.id IS 'Number of the entry, growing.';
COMMENT ON COLUMN audit.entry.at IS 'When it was done.';
COMMENT ON COLUMN audit.entry.actor IS 'Name of the token that did it, or trueup for the daemon itself.';
COMMENT ON COLUMN audit.entry.address IS 'Where from; empty for the daemon itself.';
COMMENT ON COLUMN audit.entry.verb IS 'What was done, such as version.accepted or platform.paused.';
COMMENT ON COLUMN audit.entry.subject IS 'What it was done to: source:..., platform:.../... or token:...';
COMMENT ON COLUMN audit.entry.before IS 'What was, as JSON; null when there was nothing.';
COMMENT ON COLUMN audit.entry.after IS 'What is, as JSON; null when there is nothing.';
COMMENT ON COLUMN audit.entry.reason IS 'Why, one sentence.';

CREATE VIEW audit.version_history AS
SELECT v.source,
       v.sequence AS version,
       v.commit,
       CASE WHEN v.accepted THEN 'accepted' ELSE 'rejected' END AS verdict,
       v.author,
       v.subject,
       v.committed_at,
       v.decided_at,
       (SELECT count(*)
          FROM trueup.version_problem AS e
         WHERE e.source = v.source
           AND e.sequence = v.sequence
           AND e.severity = 'ERROR') AS errors,
       (SELECT count(*)
          FROM trueup.version_problem AS w
         WHERE w.source = v.source
           AND w.sequence = v.sequence
           AND w.severity = 'WARNING') AS warnings,
       d.id AS delivery,
       d.delivery_id AS sender_delivery_id,
       d.received_at AS delivered_at
  FROM trueup.version AS v
  LEFT JOIN trueup.delivery AS d ON d.id = v.delivery;
COMMENT ON VIEW audit.version_history IS 'Every merge that was judged, with its verdict and the delivery that announced it.';
COMMENT ON COLUMN audit.version_history.source IS 'The source that was merged into.';
COMMENT ON COLUMN audit.version_history.version IS 'Sequence number in the source, in the order in which merges were judged.';
COMMENT ON COLUMN audit.version_history.commit IS 'The commit that was judged.';
COMMENT ON COLUMN audit.version_history.verdict IS 'accepted or rejected.';
COMMENT ON COLUMN audit.version_history.author IS 'The author, as the commit says.';
COMMENT ON COLUMN audit.version_history.subject IS 'The first line of the commit''s message.';
COMMENT ON COLUMN audit.version_history.committed_at IS 'When it was committed, as the commit says.';
COMMENT ON COLUMN audit.version_history.decided_at IS 'When it was judged.';
COMMENT ON COLUMN audit.version_history.errors IS 'How many errors it has; any rejects it.';
COMMENT ON COLUMN audit.version_history.warnings IS 'How many warnings it has.';
COMMENT ON COLUMN audit.version_history.delivery IS 'The newest delivery that asked for the look at which it was found; null when the poller or an operator did.';
COMMENT ON COLUMN audit.version_history.sender_delivery_id IS 'The id that the sender gave that delivery.';
COMMENT ON COLUMN audit.version_history.delivered_at IS 'When that delivery was recorded.';

CREATE VIEW audit.version_problem AS
SELECT p.source, p.sequence AS version, p.ordinal, p.severity, p.rule, p.file, p.line,
       p."column", p.message, p.remedy
  FROM trueup.version_problem AS p;
COMMENT ON VIEW audit.version_problem IS 'What was found wrong with each version.';
COMMENT ON COLUMN audit.version_problem.source IS 'The version''s source.';
COMMENT ON COLUMN audit.version_problem.version IS 'The version''s number.';
COMMENT ON COLUMN audit.version_problem.ordinal IS 'In the order in which they are shown, from 1.';
COMMENT ON COLUMN audit.version_problem.severity IS 'ERROR rejects the merge, WARNING only tells.';
COMMENT ON COLUMN audit.version_problem.rule IS 'Stable id of the rule that was broken.';
COMMENT ON COLUMN audit.version_problem.file IS 'Path from the repository''s root.';
COMMENT ON COLUMN audit.version_problem.line IS 'From 1; 0 when only the file is known.';
COMMENT ON COLUMN audit.version_problem."column" IS 'From 1; 0 when only the file is known.';
COMMENT ON COLUMN audit.version_problem.message IS 'What is wrong.';
COMMENT ON COLUMN audit.version_problem.remedy IS 'What to do about it.';

CREATE VIEW audit.version_impact AS
SELECT i.source, i.sequence AS version, p.name AS platform, i.added, i.changed, i.removed,
       i.added + i.changed + i.removed = 0 AS unaffected, i.graph
  FROM trueup.version_impact AS i
  JOIN trueup.platform AS p ON p.id = i.platform;
COMMENT ON VIEW audit.version_impact IS 'How much each accepted version changed for each platform.';
COMMENT ON COLUMN audit.version_impact.source IS 'The version''s source.';
COMMENT ON COLUMN audit.version_impact.version IS 'The version''s number.';
COMMENT ON COLUMN audit.version_impact.platform IS 'The platform.';
COMMENT ON COLUMN audit.version_impact.added IS 'How many nodes it added.';
COMMENT ON COLUMN audit.version_impact.changed IS 'How many nodes it changed.';
COMMENT ON COLUMN audit.version_impact.removed IS 'How many nodes it removed.';
COMMENT ON COLUMN audit.version_impact.unaffected IS 'Whether it asks the platform for what the version before it did.';
COMMENT ON COLUMN audit.version_impact.graph IS 'Fingerprint of the platform''s whole graph in it.';

CREATE VIEW audit.node_change AS
SELECT p.source,
       p.name AS platform,
       d.sequence AS version,
       d.node,
       CASE WHEN d.before IS NULL THEN 'added'
            WHEN d.after IS NULL THEN 'removed'
            ELSE 'changed'
       END AS kind,
       d.before,
       d.after,
       d.what
  FROM trueup.node_delta AS d
  JOIN trueup.platform AS p ON p.id = d.platform;
COMMENT ON VIEW audit.node_change IS 'Which nodes of a platform each accepted version changed, and how.';
COMMENT ON COLUMN audit.node_change.source IS 'The version''s source.';
COMMENT ON COLUMN audit.node_change.platform IS 'The platform.';
COMMENT ON COLUMN audit.node_change.version IS 'The version''s number.';
COMMENT ON COLUMN audit.node_change.node IS 'The node''s key.';
COMMENT ON COLUMN audit.node_change.kind IS 'added, changed or removed.';
COMMENT ON COLUMN audit.node_change.before IS 'Its fingerprint before; null when it was added.';
COMMENT ON COLUMN audit.node_change.after IS 'Its fingerprint after; null when it was removed.';
COMMENT ON COLUMN audit.node_change.what IS 'The difference in words.';

CREATE VIEW audit.platform_state AS
SELECT p.source,
       p.name AS platform,
       p.type,
       lower(p.policy) AS policy,
       p.merged_version AS merged,
       p.merged_since,
       p.target_version AS target,
       p.target_since,
       p.realized_version AS realized,
       p.realized_since,
       r.commit AS realized_commit,
       p.merged_version = p.realized_version AS up_to_date,
       CASE WHEN p.is_paused THEN p.pause_by END AS paused_by,
       CASE WHEN p.is_paused THEN p.pause_reason END AS pause_reason,
       CASE WHEN p.is_paused THEN p.pause_until END AS paused_until,
       p.waiting_kind,
       p.waiting_reason,
       p.waiting_since,
       p.rollout,
       lower(p.rollout_state) AS rollout_state,
       p.rollout_steps AS steps,
       p.rollout_done AS steps_done,
       p.rollout_last_error AS last_error,
       p.rollout_nodes_waiting AS nodes_waiting
  FROM trueup.platform_now AS p
  LEFT JOIN trueup.version AS r ON r.source = p.source AND r.sequence = p.realized_version;
COMMENT ON VIEW audit.platform_state IS 'Each platform as it is now: its three pointers and what keeps it from moving.';
COMMENT ON COLUMN audit.platform_state.source IS 'The source whose ecosystem declares it.';
COMMENT ON COLUMN audit.platform_state.platform IS 'The platform.';
COMMENT ON COLUMN audit.platform_state.type IS 'Which implementation realizes it.';
COMMENT ON COLUMN audit.platform_state.policy IS 'When it follows: merge, manual or never.';
COMMENT ON COLUMN audit.platform_state.merged IS 'The newest accepted version; 0 before the first.';
COMMENT ON COLUMN audit.platform_state.merged_since IS 'When that pointer moved there.';
COMMENT ON COLUMN audit.platform_state.target IS 'The version it is moving to; 0 before the first.';
COMMENT ON COLUMN audit.platform_state.target_since IS 'When that pointer moved there.';
COMMENT ON COLUMN audit.platform_state.realized IS 'The last version it fully is; 0 before the first.';
COMMENT ON COLUMN audit.platform_state.realized_since IS 'When that pointer moved there.';
COMMENT ON COLUMN audit.platform_state.realized_commit IS 'The commit of the version it fully is.';
COMMENT ON COLUMN audit.platform_state.up_to_date IS 'Whether it fully is the newest accepted version.';
COMMENT ON COLUMN audit.platform_state.paused_by IS 'Who paused it; null when no pause is in force.';
COMMENT ON COLUMN audit.platform_state.pause_reason IS 'Why it is paused.';
COMMENT ON COLUMN audit.platform_state.paused_until IS 'When the pause ends by itself; null when it does not.';
COMMENT ON COLUMN audit.platform_state.waiting_kind IS 'What kind of thing keeps the next move waiting; null when nothing does.';
COMMENT ON COLUMN audit.platform_state.waiting_reason IS 'What the next move waits for and what opens it.';
COMMENT ON COLUMN audit.platform_state.waiting_since IS 'Since when it waits for that.';
COMMENT ON COLUMN audit.platform_state.rollout IS 'Number of its newest rollout.';
COMMENT ON COLUMN audit.platform_state.rollout_state IS 'How far that rollout is.';
COMMENT ON COLUMN audit.platform_state.steps IS 'How many steps it has.';
COMMENT ON COLUMN audit.platform_state.steps_done IS 'How many of them landed.';
COMMENT ON COLUMN audit.platform_state.last_error IS 'Error of its first step that failed and has not landed since.';
COMMENT ON COLUMN audit.platform_state.nodes_waiting IS 'How many nodes of the platform are not at their target.';

CREATE VIEW audit.why AS
SELECT p.source,
       p.name AS platform,
       h.pointer,
       h.version,
       h.at AS valid_from,
       lead(h.at) OVER next_move AS valid_to,
       h.actor,
       h.verb,
       h.reason,
       v.commit,
       v.author,
       v.subject,
       v.decided_at,
       v.delivery,
       d.delivery_id AS sender_delivery_id,
       d.received_at AS delivered_at,
       h.rollout
  FROM trueup.pointer_history AS h
  JOIN trueup.platform AS p ON p.id = h.platform
  LEFT JOIN trueup.version AS v ON v.source = p.source AND v.sequence = h.version
  LEFT JOIN trueup.delivery AS d ON d.id = v.delivery
WINDOW next_move AS (PARTITION BY p.source, p.name, h.pointer ORDER BY h.id);
COMMENT ON VIEW audit.why IS 'Why a platform is, or was at an instant, on a version: every move of its pointers, and from when until when each held.';
COMMENT ON COLUMN audit.why.source IS 'The source whose ecosystem declares the platform.';
COMMENT ON COLUMN audit.why.platform IS 'The platform.';
COMMENT ON COLUMN audit.why.pointer IS 'merged: the newest accepted version; target: the one it moves to; realized: the last one it fully was.';
COMMENT ON COLUMN audit.why.version IS 'The version that the pointer was at.';
COMMENT ON COLUMN audit.why.valid_from IS 'From when on it was.';
COMMENT ON COLUMN audit.why.valid_to IS 'Until when, not included; null when it still is.';
COMMENT ON COLUMN audit.why.actor IS 'Who moved it there.';
COMMENT ON COLUMN audit.why.verb IS 'By what deed: version.accepted, rollout.claimed or rollout.realized.';
COMMENT ON COLUMN audit.why.reason IS 'Why, one sentence.';
COMMENT ON COLUMN audit.why.commit IS 'The version''s commit.';
COMMENT ON COLUMN audit.why.author IS 'The commit''s author.';
COMMENT ON COLUMN audit.why.subject IS 'The first line of the commit''s message.';
COMMENT ON COLUMN audit.why.decided_at IS 'When the version was accepted.';
COMMENT ON COLUMN audit.why.delivery IS 'The delivery that announced it; null when the poller or an operator found it.';
COMMENT ON COLUMN audit.why.sender_delivery_id IS 'The id that the sender gave that delivery.';
COMMENT ON COLUMN audit.why.delivered_at IS 'When that delivery was recorded.';
COMMENT ON COLUMN audit.why.rollout IS 'The rollout that moved it; null when it moved without work.';

CREATE VIEW audit.rollout_step AS
SELECT p.source,
       p.name AS platform,
       s.rollout,
       r.from_version,
       r.to_version,
       lower(r.state) AS rollout_state,
       s.ordinal,
       s.node,
       lower(s.action) AS action,
       s.reason,
       lower(s.state) AS state,
       s.attempts,
       s.error,
       s.statements,
       r.started_at,
       s.ended_at
  FROM trueup.step AS s
  JOIN trueup.rollout AS r ON r.id = s.rollout
  JOIN trueup.platform AS p ON p.id = r.platform;
COMMENT ON VIEW audit.rollout_step IS 'What each rollout did at merge time, step by step, with the statements that were run.';
COMMENT ON COLUMN audit.rollout_step.source IS 'The source whose ecosystem declares the platform.';
COMMENT ON COLUMN audit.rollout_step.platform IS 'The platform.';
COMMENT ON COLUMN audit.rollout_step.rollout IS 'Number of the rollout.';
COMMENT ON COLUMN audit.rollout_step.from_version IS 'The version that was the platform''s target before.';
COMMENT ON COLUMN audit.rollout_step.to_version IS 'The version that it moved to.';
COMMENT ON COLUMN audit.rollout_step.rollout_state IS 'How far the rollout is.';
COMMENT ON COLUMN audit.rollout_step.ordinal IS 'The step''s place in the rollout, from 1.';
COMMENT ON COLUMN audit.rollout_step.node IS 'The node it is about.';
COMMENT ON COLUMN audit.rollout_step.action IS 'provision, alter or retire.';
COMMENT ON COLUMN audit.rollout_step.reason IS 'Why it was planned.';
COMMENT ON COLUMN audit.rollout_step.state IS 'How far it is.';
COMMENT ON COLUMN audit.rollout_step.attempts IS 'How often it was begun.';
COMMENT ON COLUMN audit.rollout_step.error IS 'Why the last attempt failed; null when it did not.';
COMMENT ON COLUMN audit.rollout_step.statements IS 'What was run to land it, an array of texts.';
COMMENT ON COLUMN audit.rollout_step.started_at IS 'When the rollout began.';
COMMENT ON COLUMN audit.rollout_step.ended_at IS 'When the step landed, failed or was cancelled.';

CREATE VIEW audit.job_run AS
SELECT u.source,
       u.platform,
       u.node,
       u.number,
       u.job,
       lower(u.answer) AS answer,
       u.reason,
       lower(u.state) AS state,
       nullif(u.pinned, 0) AS version,
       v.commit,
       u.error,
       u.statements,
       u.began_at,
       u.expires_at,
       u.ended_at
  FROM trueup.run_now AS u
  LEFT JOIN trueup.version AS v ON v.source = u.source AND v.sequence = u.pinned;
COMMENT ON VIEW audit.job_run IS 'Runs of jobs: what each was told when it started and why, and the version it worked with.';
COMMENT ON COLUMN audit.job_run.source IS 'The source whose ecosystem declares the platform.';
COMMENT ON COLUMN audit.job_run.platform IS 'The platform.';
COMMENT ON COLUMN audit.job_run.node IS 'The node that the job works for.';
COMMENT ON COLUMN audit.job_run.number IS 'Growing in the order in which runs began.';
COMMENT ON COLUMN audit.job_run.job IS 'Who the job said it is.';
COMMENT ON COLUMN audit.job_run.answer IS 'What it was told: run, reconcile or retire.';
COMMENT ON COLUMN audit.job_run.reason IS 'Why it was told so.';
COMMENT ON COLUMN audit.job_run.state IS 'How far the run is, or how it ended.';
COMMENT ON COLUMN audit.job_run.version IS 'The version that it is pinned to; null when it has none.';
COMMENT ON COLUMN audit.job_run.commit IS 'That version''s commit.';
COMMENT ON COLUMN audit.job_run.error IS 'Why its node could not be reconciled.';
COMMENT ON COLUMN audit.job_run.statements IS 'What was run to reconcile its node, an array of texts.';
COMMENT ON COLUMN audit.job_run.began_at IS 'When it asked.';
COMMENT ON COLUMN audit.job_run.expires_at IS 'When it counts as gone unless it is prolonged.';
COMMENT ON COLUMN audit.job_run.ended_at IS 'When it ended; null while it runs.';

CREATE VIEW audit.delivery AS
SELECT d.source, d.id, d.delivery_id AS sender_delivery_id, d.event, lower(d.verdict) AS verdict,
       d.reason, d.generation, d.first AS repeats, d.body_digest, d.headers, d.received_at
  FROM trueup.delivery AS d;
COMMENT ON VIEW audit.delivery IS 'Every webhook delivery whose signature was good, and what was made of it.';
COMMENT ON COLUMN audit.delivery.source IS 'Whom it was for.';
COMMENT ON COLUMN audit.delivery.id IS 'Number of the delivery, growing.';
COMMENT ON COLUMN audit.delivery.sender_delivery_id IS 'The sender''s id; the same on redelivery.';
COMMENT ON COLUMN audit.delivery.event IS 'The sender''s name of the event.';
COMMENT ON COLUMN audit.delivery.verdict IS 'accepted, duplicate, replay_mismatch or ignored.';
COMMENT ON COLUMN audit.delivery.reason IS 'Why it was ignored or what it repeats.';
COMMENT ON COLUMN audit.delivery.generation IS 'The requested generation that it raised its source to; 0 when it was ignored.';
COMMENT ON COLUMN audit.delivery.repeats IS 'The delivery whose id it repeats; null for the first with its id.';
COMMENT ON COLUMN audit.delivery.body_digest IS 'SHA-256 of the raw body, in hex.';
COMMENT ON COLUMN audit.delivery.headers IS 'The headers that were kept.';
COMMENT ON COLUMN audit.delivery.received_at IS 'When it was recorded.';
