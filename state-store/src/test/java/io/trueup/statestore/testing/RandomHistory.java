package io.trueup.statestore.testing;

import java.util.List;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * A year of records of three platforms, by chance.
 *
 * @param seed gives the same again
 */
public record RandomHistory(long seed) {

  /**
   * One that each repetition of a test has for itself; {@code -Dtrueup.records.seed=N} gives
   * others.
   */
  public static RandomHistory ofRepetition(RepetitionInfo repetition) {
    return new RandomHistory(
        Long.getLong("trueup.records.seed", 1) * 10 + repetition.getCurrentRepetition());
  }

  /** Statements that write it into an empty store. */
  public List<String> statements() {
    return List.of(
        "INSERT INTO trueup.source (id, since, processed) VALUES ('acme', now(), 1000)",
        """
        INSERT INTO trueup.platform
               (source, name, type, policy, merged_since, target_since, realized_since)
        SELECT 'acme', p, 'postgres', 'MERGE', now(), now(), now()
          FROM unnest(ARRAY['Live', 'Test', 'Held']) AS p
        """,
        "SELECT setseed(%s)".formatted((seed % 1_000_000) / 1e6),
        // Redeliveries repeat the one before.
        """
        INSERT INTO trueup.delivery (source, delivery_id, first, event, verdict, generation,
                                     body_digest, body, headers, received_at)
        SELECT 'acme', 'd' || i - (i % 5 = 0)::int, CASE WHEN i % 5 = 0 THEN f.id + i - 1 END,
               'push', CASE WHEN i % 5 = 0 THEN 'DUPLICATE' ELSE 'ACCEPTED' END, i, 'x', 'x', '{}',
               now() - (365 - i) * interval '1 day'
          FROM generate_series(1, 360) AS i,
               (SELECT last_value + CASE WHEN is_called THEN 0 ELSE -1 END AS id
                  FROM trueup.delivery_id_seq) AS f
        """,
        // A source to which nothing was pushed for long.
        "INSERT INTO trueup.source (id, since, processed) VALUES ('quiet', now(), 3)",
        """
        INSERT INTO trueup.delivery (source, delivery_id, event, verdict, generation, body_digest,
                                     body, headers, received_at)
        SELECT 'quiet', 'q' || i, 'push', 'ACCEPTED', i, 'x', 'x', '{}',
               now() - (330 - i) * interval '1 day'
          FROM generate_series(1, 3) AS i
        """,
        "UPDATE trueup.source SET processed = 150 + (random() * 200)::int",
        """
        INSERT INTO trueup.version (source, sequence, commit, accepted, author, subject,
                                    committed_at, decided_at, delivery)
        SELECT 'acme', v, md5(v::text) || '01234567', true, 'ann', 'x', now(),
               now() - (361 - v * 6) * interval '1 day',
               CASE WHEN random() < 0.8
                    THEN (SELECT min(d.id) FROM trueup.delivery AS d) + v * 6 - 1
               END
          FROM generate_series(1, 60) AS v
        """,
        """
        INSERT INTO trueup.node_delta (platform, sequence, node, after, what)
        SELECT p.id, v, 'Ingest/Live/n' || n, md5(random()::text), 'x'
          FROM trueup.platform AS p, generate_series(1, 60) AS v, generate_series(1, 20) AS n
         WHERE random() < 0.2
        """,
        // That of one platform ended long ago.
        """
        INSERT INTO trueup.rollout (platform, from_version, to_version, state, steps, started_at,
                                    ended_at, state_since)
        SELECT p.id, v - 1, v,
               CASE WHEN v < 55 THEN CASE WHEN random() < 0.8 THEN 'REALIZED' ELSE 'SUPERSEDED' END
                    ELSE 'EXECUTING' END,
               9, now() - (361 - v * 6) * interval '1 day',
               CASE WHEN v < 55 THEN now() - (360 - v * 6) * interval '1 day' END, now()
          FROM trueup.platform AS p, generate_series(1, 58) AS v
         WHERE random() < 0.6
           AND (p.name <> 'Test' OR v <= 40)
        """,
        """
        INSERT INTO trueup.step (rollout, ordinal, node, action, reason, state, error)
        SELECT r.id, s, 'Ingest/Live/n' || s, 'ALTER', 'x',
               CASE WHEN r.ended_at IS NULL THEN 'FAILED' ELSE 'DONE' END,
               CASE WHEN r.ended_at IS NULL THEN 'bad' END
          FROM trueup.rollout AS r, generate_series(1, 9) AS s
        """,
        """
        UPDATE trueup.platform AS p
           SET merged_version = 60,
               merged_graph = repeat('a', 32),
               target_graph = repeat('b', 32),
               realized_graph = repeat('c', 32),
               target_version = t.target,
               realized_version = t.realized,
               hold_version = CASE WHEN p.name = 'Held' THEN t.realized / 2 END,
               hold_cause = CASE WHEN p.name = 'Held' THEN 'HOLD' END,
               hold_by = CASE WHEN p.name = 'Held' THEN 'ann' END,
               hold_reason = CASE WHEN p.name = 'Held' THEN 'x' END,
               hold_since = CASE WHEN p.name = 'Held' THEN now() - random() * interval '200 days' END
          FROM (SELECT q.id, 40 + (random() * 15)::int AS realized, 55 + (random() * 5)::int AS target
                  FROM trueup.platform AS q) AS t
         WHERE t.id = p.id
        """,
        """
        INSERT INTO trueup.pointer_history (platform, pointer, version, at, actor, verb, reason,
                                            rollout)
        SELECT p.id, w, v, now() - (361 - v * 6) * interval '1 day', 'trueup', 'x', 'x',
               (SELECT min(r.id) FROM trueup.rollout AS r
                 WHERE r.platform = p.id AND r.to_version = v)
          FROM trueup.platform AS p, generate_series(1, 60) AS v,
               unnest(ARRAY['merged', 'target', 'realized']) AS w
         WHERE v <= CASE w WHEN 'merged' THEN p.merged_version
                           WHEN 'target' THEN p.target_version
                           ELSE p.realized_version END
         ORDER BY v
        """,
        """
        INSERT INTO trueup.node (platform, key, state, realized, realized_version, target, reason,
                                 since)
        SELECT p.id, 'Ingest/Live/n' || n, 'REALIZED', repeat('f', 32),
               1 + (random() * 30)::int, repeat('f', 32), 'x', now()
          FROM trueup.platform AS p, generate_series(1, 20) AS n
        """,
        """
        INSERT INTO trueup.drift (platform, node, realized, kind, message, found_at, last_seen_at,
                                  ended_at, ending)
        SELECT t.id, 'Ingest/Live/n' || t.n, repeat('f', 32), 'CHANGED', 'x', t.found, t.found,
               CASE WHEN t.ends THEN t.found END, CASE WHEN t.ends THEN 'GONE' END
          FROM (SELECT p.id, n, now() - random() * interval '365 days' AS found,
                       k > 1 OR random() < 0.5 AS ends
                  FROM trueup.platform AS p, generate_series(1, 20) AS n,
                       generate_series(1, 3) AS k) AS t
         ORDER BY t.found
        """,
        """
        INSERT INTO trueup.run (id, platform, node, answer, state, reason, pinned, job, length,
                                began_at, expires_at, ended_at)
        SELECT 'run-' || t.i, t.platform, t.node, 'RUN',
               CASE WHEN t.lives THEN 'OPEN' ELSE 'SUCCEEDED' END, 'x', 1, 'job', '1h', t.began,
               t.began + interval '400 days', CASE WHEN NOT t.lives THEN t.began END
          FROM (SELECT i, (SELECT p.id FROM trueup.platform AS p OFFSET i % 3 LIMIT 1) AS platform,
                       'Ingest/Live/n' || (random() * random() * 19)::int AS node,
                       now() - (2000 - i) * interval '4 hours' AS began, random() < 0.02 AS lives
                  FROM generate_series(1, 2000) AS i
                 ORDER BY i) AS t
         ORDER BY t.i
        """,
        """
        INSERT INTO trueup.api_token (name, scope, digest, created_at)
        VALUES ('reader', 'RUN', 'x', now())
        """,
        """
        INSERT INTO trueup.model_lease (id, source, version, purpose, token, token_id, taken_at,
                                        expires_at, ended_at)
        SELECT 'lease-' || i, 'acme', 1, 'x', 'reader', (SELECT id FROM trueup.api_token WHERE name = 'reader'), t.taken,
               t.taken + interval '1 day' + random() * interval '400 days',
               CASE WHEN random() < 0.7 THEN t.taken END
          FROM (SELECT i, now() - random() * interval '365 days' AS taken
                  FROM generate_series(1, 100) AS i) AS t
         ORDER BY t.taken
        """,
        """
        INSERT INTO trueup.schema_batch (container, platform, origin, is_transactional, state,
                                         began_at, ended_at)
        SELECT 'db:5432/c' || i % 2, (SELECT p.id FROM trueup.platform AS p OFFSET i % 3 LIMIT 1),
               'job x', true, t.state, t.began, CASE WHEN t.state <> 'OPEN' THEN t.began END
          FROM (SELECT i, now() - (365 - i) * interval '1 day' AS began,
                       (ARRAY['LANDED', 'LANDED', 'LANDED', 'LANDED', 'RESOLVED', 'FAILED',
                              'UNCERTAIN', 'OPEN'])[1 + (random() * 7)::int] AS state
                  FROM generate_series(1, 360) AS i) AS t
         ORDER BY t.i
        """,
        """
        INSERT INTO trueup.schema_statement (batch, ordinal, node, sql, safety, lock, reason)
        SELECT b.id, s, CASE WHEN random() < 0.9 THEN 'Ingest/Live/n' || (random() * random() * 19)::int END,
               'ALTER', 'INSTANT', 'x', 'x'
          FROM trueup.schema_batch AS b, generate_series(1, 3) AS s
         WHERE s = 1 OR random() < 0.5
        """,
        """
        INSERT INTO trueup.gate_history (platform, kind, what, is_shut, at, reason, remedy)
        SELECT t.platform, 'window', t.what,
               row_number() OVER (PARTITION BY t.platform, t.what ORDER BY t.at) % 2 = 1, t.at, 'x', 'x'
          FROM (SELECT p.id AS platform, 'w' || (random() * random() * 30)::int AS what,
                       now() - (365 - i) * interval '1 day' AS at
                  FROM trueup.platform AS p, generate_series(1, 360) AS i) AS t
         ORDER BY t.at
        """,
        """
        INSERT INTO trueup.state_change (position, at, type, about, data)
        SELECT i, now() - (365 - i) * interval '1 day', 'x', 'x', '{}' FROM generate_series(1, 360) AS i
        """,
        """
        INSERT INTO trueup.state_change (at, type, about, data)
        SELECT now() - interval '300 days', 'x', 'not numbered', '{}'
        """,
        "UPDATE trueup.change_head SET position = 360",
        """
        INSERT INTO trueup.change_reader (name, position, moved_at)
        VALUES ('slow', 200 + (random() * 40)::int, now()), ('quick', 360, now())
        """,
        """
        INSERT INTO trueup.rollout_window (id, version, origin, name, kind, scope, times, owner,
                                           reason, created_at, changed_at)
        SELECT 'w' || i, 1, 'OPERATOR', 'x', 'DENY', 'all',
               '{"start": "2026-01-01T00:00", "length": "PT1H", "zone": "UTC", "except": []}',
               'ann', 'x', now(), now()
          FROM generate_series(1, 20) AS i
        """,
        """
        INSERT INTO trueup.window_history (window_id, version, at, actor, verb, change_reason, origin,
                                           name, kind, scope, times, owner, reason)
        SELECT 'w' || 1 + (random() * random() * 19)::int, i, now() - (365 - i) * interval '1 day',
               'ann', 'window.changed', 'x', 'OPERATOR', 'x', 'DENY', 'all', '{}', 'ann', 'x'
          FROM generate_series(1, 360) AS i
        """,
        """
        INSERT INTO trueup.audit_entry (at, actor, address, verb, subject, reason)
        SELECT t.at, 'ann', '', t.verb, 'platform:acme/Held', 'x'
          FROM (SELECT now() - (365 - i) * interval '1 day' AS at, 'x' AS verb
                  FROM generate_series(1, 360) AS i
                 UNION ALL
                SELECT p.hold_since, 'platform.held'
                  FROM trueup.platform AS p
                 WHERE p.hold_since IS NOT NULL) AS t
         ORDER BY t.at
        """);
  }
}
