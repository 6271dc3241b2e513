package io.trueup.listener.lab.bench;

import java.util.List;

/**
 * The records of a month, written by SQL: 10,000 jobs an hour of 10,000 nodes and a hundred merges
 * a day, times a factor. A merge changes 20 nodes on each of two platforms; one run in a hundred
 * changes its node, with a statement and an entry of the audit.
 *
 * @param factor 1 for the whole
 */
record RetentionMonth(double factor) {

  static final int DAYS = 30;
  private static final int JOBS_A_DAY = 240_000;
  private static final int NODES = 10_000;
  private static final int MERGES_A_DAY = 100;

  int runsADay() {
    return (int) (JOBS_A_DAY * factor);
  }

  int merges() {
    return Math.max(1, (int) (MERGES_A_DAY * DAYS * factor));
  }

  private int nodes() {
    return Math.max(1, (int) (NODES * factor));
  }

  /** What is there before the month. */
  static List<String> parents() {
    return List.of(
        "INSERT INTO trueup.source (id, since, processed) VALUES ('acme', now(), 1000000)",
        """
        INSERT INTO trueup.platform (source, name, type, policy, merged_since, target_since,
                                     realized_since)
        SELECT 'acme', p, 'postgres', 'MERGE', now(), now(), now()
          FROM unnest(ARRAY['Live', 'Monthly']) AS p
        """,
        """
        INSERT INTO trueup.api_token (name, scope, digest, created_at)
        VALUES ('airflow', 'RUN', 'x', now())
        """);
  }

  /** The runs of one day, which begin and then end. */
  List<String> runs(int day) {
    return List.of(
        """
        INSERT INTO trueup.run (id, platform, node, answer, state, reason, pinned, fingerprint,
                                last_ran, job, length, began_at, expires_at, token, token_id)
        SELECT 'scheduled__%1$d-' || substr(md5('%1$d-' || i), 1, 16), 1, 'Ingest/Live/Store_' || i %% %3$d,
               'RUN', 'OPEN', 'the node is at its target', %1$d,
               md5('%1$d' || i %% %3$d), md5('%1$d' || i %% %3$d), 'ingest-store-' || i %% %3$d, '1h',
               t.began, t.began + interval '1 hour', 'airflow', 1
          FROM generate_series(1, %2$d) AS i
         CROSS JOIN LATERAL (SELECT now() - (%4$d - %1$d + 1 - i::float8 / %2$d) * interval '1 day'
                                    AS began) AS t
        """
            .formatted(day, runsADay(), nodes(), DAYS),
        """
        UPDATE trueup.run
           SET state = 'SUCCEEDED', ended_at = began_at + interval '5 minutes'
         WHERE state = 'OPEN'
        """);
  }

  /** The merges of the month with all that follows from them. */
  List<String> mergesAndMoves() {
    var moment =
        "now() - (%d - m::float8 * %1$d / %d) * interval '1 day'".formatted(DAYS, merges());
    var each = "generate_series(1, %d) AS m".formatted(merges());
    return List.of(
        """
        INSERT INTO trueup.delivery (source, delivery_id, event, verdict, generation, body_digest,
                                     body, headers, received_at)
        SELECT 'acme', gen_random_uuid(), 'push', 'ACCEPTED', m, md5(m::text),
               (SELECT string_agg(md5(m || '-' || g), '')::bytea FROM generate_series(1, 300) AS g),
               '{"X-GitHub-Event": "push", "User-Agent": "GitHub-Hookshot/abcdef0"}', %s
          FROM %s
        """
            .formatted(moment, each),
        """
        INSERT INTO trueup.version (source, sequence, commit, accepted, author, subject,
                                    committed_at, decided_at, delivery)
        SELECT 'acme', m, md5(m::text) || '00000000', true, 'Ann Author <ann@acme.example>',
               'Add a column to the orders of store ' || m, now(), %s, m
          FROM %s
        """
            .formatted(moment, each),
        """
        INSERT INTO trueup.version_impact (source, sequence, platform, type, policy, graph, added,
                                           changed, removed)
        SELECT 'acme', m, p, 'postgres', 'MERGE', md5(m::text), 0, 20, 0
          FROM %s, generate_series(1, 2) AS p
        """
            .formatted(each),
        """
        INSERT INTO trueup.node_delta (platform, sequence, node, before, after, what)
        SELECT p, m, 'Ingest/Live/Store_' || (m * 20 + n) %% %d,
               md5(m || '-' || n), md5(m || '+' || n), 'column note is added to orders'
          FROM %s, generate_series(1, 2) AS p, generate_series(1, 20) AS n
            ON CONFLICT DO NOTHING
        """
            .formatted(Math.max(nodes(), 20), each),
        """
        INSERT INTO trueup.rollout (platform, from_version, to_version, state, steps, started_at,
                                    ended_at)
        SELECT p, m - 1, m, 'REALIZED', 5, %1$s, %1$s
          FROM %2$s, generate_series(1, 2) AS p
         ORDER BY m
        """
            .formatted(moment, each),
        """
        INSERT INTO trueup.step (rollout, ordinal, node, action, reason, state, statements, ended_at)
        SELECT r.id, s, 'Export/Live/Store_' || s, 'ALTER', 'its columns change', 'DONE',
               '["ALTER TABLE live.store__orders ADD COLUMN note text"]', r.ended_at
          FROM trueup.rollout AS r, generate_series(1, 5) AS s
        """,
        """
        INSERT INTO trueup.pointer_history (platform, pointer, version, graph, at, actor, verb,
                                            reason, rollout)
        SELECT p, w, m, md5(m::text), %s, 'trueup', 'version.accepted',
               'version ' || m || ' was accepted', NULL
          FROM %s, generate_series(1, 2) AS p, unnest(ARRAY['merged', 'target', 'realized']) AS w
        """
            .formatted(moment, each),
        """
        UPDATE trueup.platform
           SET merged_version = %1$d, target_version = %1$d, realized_version = %1$d
        """
            .formatted(merges()),
        """
        INSERT INTO trueup.gate_history (platform, kind, what, is_shut, at, reason, remedy)
        SELECT p, 'window', 'night', b, %s, 'outside of window night', 'Wait, or override it'
          FROM %s, generate_series(1, 2) AS p, unnest(ARRAY[true, false]) AS b
        """
            .formatted(moment, each),
        """
        INSERT INTO trueup.schema_batch (container, platform, origin, is_transactional, state,
                                         began_at, ended_at)
        SELECT 'db.acme.example:5432/warehouse', 1, 'job ingest-store-' || i, true, 'LANDED', t.began,
               t.began
          FROM generate_series(1, %1$d) AS i
         CROSS JOIN LATERAL (SELECT now() - (%2$d - i::float8 * %2$d / %1$d) * interval '1 day'
                                    AS began) AS t
        """
            .formatted(runsADay() * DAYS / 100, DAYS),
        """
        INSERT INTO trueup.schema_statement (batch, ordinal, node, sql, safety, lock, reason)
        SELECT b.id, 1, 'Ingest/Live/Store_' || b.id %% %d,
               'ALTER TABLE live.store_' || b.id || '__orders ADD COLUMN note character varying(200)',
               'INSTANT', 'ACCESS EXCLUSIVE', 'column note is added to orders'
          FROM trueup.schema_batch AS b
        """
            .formatted(nodes()),
        """
        INSERT INTO trueup.audit_entry (at, actor, address, verb, subject, before, after, reason)
        SELECT %s, 'trueup', '', 'pointer.moved', 'platform:acme/Live', '{"version": 1}',
               '{"version": 2}', 'version ' || m || ' was accepted'
          FROM %s, generate_series(1, 12) AS n
         ORDER BY m
        """
            .formatted(moment, each),
        """
        INSERT INTO trueup.audit_entry (at, actor, address, verb, subject, after, reason)
        SELECT b.began_at, 'airflow', '10.0.0.7', 'node.reconciled', 'platform:acme/Live',
               '{"node": "Ingest/Live/Store_1", "statements": 1}', 'job ingest-store began'
          FROM trueup.schema_batch AS b
         ORDER BY b.id
        """);
  }
}
