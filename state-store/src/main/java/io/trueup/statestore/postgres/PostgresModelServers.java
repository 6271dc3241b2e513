package io.trueup.statestore.postgres;

import io.trueup.statestore.Actor;
import io.trueup.statestore.ModelFleet;
import io.trueup.statestore.ModelServer;
import io.trueup.statestore.ModelServers;
import io.trueup.statestore.ServedVersion;
import io.trueup.statestore.SourceId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Model servers; a decision about a source is taken under the lock of the row of its served
 * version.
 */
final class PostgresModelServers implements ModelServers {

  private static final String ENSURE =
      """
      INSERT INTO served_version (source, served, served_since)
      SELECT s.id, 0, clock_timestamp()
        FROM source AS s
       WHERE s.id = ?
          ON CONFLICT DO NOTHING
      """;

  private static final String LOCK =
      """
      SELECT v.source, v.served, v.served_since, v.preparing, v.preparing_since
        FROM served_version AS v
       WHERE v.source = ?
         FOR NO KEY UPDATE
      """;

  /** Read under the lock, so that it is not older than the row. */
  private static final String ACCEPTED =
      """
      SELECT accepted
        FROM source
       WHERE id = ?
      """;

  private static final String RECORD =
      """
      UPDATE served_version
         SET served = ?,
             served_since = ?,
             preparing = ?,
             preparing_since = ?
       WHERE source = ?
      """;

  private static final String REPORT =
      """
      INSERT INTO model_server (instance, address, program, token, prepared, is_draining, heap_used,
                                heap_most, started_at, reported_at, live_until)
      SELECT ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, c.now, c.now + ?::interval
        FROM clock_timestamp() AS c (now)
          ON CONFLICT (instance) DO UPDATE
         SET address = excluded.address,
             program = excluded.program,
             token = excluded.token,
             prepared = excluded.prepared,
             is_draining = excluded.is_draining,
             heap_used = excluded.heap_used,
             heap_most = excluded.heap_most,
             started_at = excluded.started_at,
             reported_at = excluded.reported_at,
             live_until = excluded.live_until
      """;

  private static final String FORGET =
      """
      DELETE FROM model_server
       WHERE instance IN (SELECT instance
                            FROM model_server
                           WHERE reported_at < clock_timestamp() - interval '7 days'
                             FOR UPDATE SKIP LOCKED)
      """;

  private static final String ALL =
      """
      SELECT instance, address, program, token, prepared::text AS prepared, is_draining, heap_used,
             heap_most, started_at, reported_at, live_until > clock_timestamp() AS is_live
        FROM model_server
       ORDER BY instance
      """;

  private static final String SERVED =
      """
      SELECT s.id AS source,
             CASE WHEN l.is_live THEN coalesce(v.served, 0) ELSE s.accepted END AS served,
             coalesce(v.served_since, s.since) AS served_since,
             CASE WHEN l.is_live THEN coalesce(v.preparing, 0) ELSE 0 END AS preparing,
             CASE WHEN l.is_live THEN v.preparing_since END AS preparing_since
        FROM source AS s
        LEFT JOIN served_version AS v ON v.source = s.id
       CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM model_server AS m
                                           WHERE m.live_until > clock_timestamp()
                                             AND NOT m.is_draining
                                             AND jsonb_exists(m.prepared, s.id)) AS is_live) AS l
       WHERE s.id = ?
      """;

  private static final String FLEET =
      """
      SELECT coalesce((SELECT served FROM served_version WHERE source = ?), 0) AS served
      """;

  private final Database database;

  PostgresModelServers(Database database) {
    this.database = database;
  }

  @Override
  public Reported report(
      ModelServer.Report report, Duration liveFor, ServedVersion.Policy policy, Actor actor) {
    return database.inTransaction(
        "record the report of model server '%s'".formatted(report.instance()),
        tx -> {
          // In one order, so that two reports do not wait for each other.
          var sources = new ArrayList<SourceId>();
          for (var source : report.prepared().keySet()) {
            tx.update(ENSURE, source);
            if (tx.queryOne(LOCK, PostgresModelServers::served, source).isPresent()) {
              decide(tx, source, policy);
              sources.add(source);
            }
          }
          record(tx, report, liveFor, actor);
          tx.update(FORGET);
          var served = new ArrayList<ServedVersion>();
          for (var source : sources) {
            served.add(decide(tx, source, policy));
          }
          return new Reported(served);
        });
  }

  private static void record(
      Transaction tx, ModelServer.Report report, Duration liveFor, Actor actor)
      throws SQLException {
    var prepared = new TreeMap<String, String>();
    report
        .prepared()
        .forEach((source, versions) ->
            prepared.put(
                source.value(),
                versions.stream().map(String::valueOf).collect(Collectors.joining(" "))));
    tx.update(
        REPORT,
        report.instance(),
        report.address(),
        report.program(),
        actor.name(),
        StoreJson.object(prepared),
        report.isDraining(),
        report.heapUsed(),
        report.heapMost(),
        report.startedAt(),
        liveFor);
  }

  /** Decides under the lock of the row, until there is nothing more to decide. */
  private static ServedVersion decide(Transaction tx, SourceId source, ServedVersion.Policy policy)
      throws SQLException {
    var current = tx.queryExactlyOne(LOCK, PostgresModelServers::served, source);
    var servers = tx.query(ALL, PostgresModelServers::server);
    var accepted = tx.queryExactlyOne(ACCEPTED, row -> row.number("accepted"), source);
    var now = tx.now();
    while (true) {
      var next = policy.decide(new ServedVersion.Situation(current, accepted, servers, now));
      if (next.equals(current)) {
        return current;
      }
      tx.update(
          RECORD, next.served(), next.since(), next.preparing(), next.preparingSince(), source);
      current = next;
    }
  }

  @Override
  public List<ModelServer> all() {
    return database.inTransaction(
        "list the model servers", tx -> tx.query(ALL, PostgresModelServers::server));
  }

  /** The model servers that bear on the moves of a source's platforms. */
  static ModelFleet fleet(Transaction tx, SourceId source) throws SQLException {
    var servers = tx.query(ALL, PostgresModelServers::server);
    return servers.isEmpty()
        ? ModelFleet.NONE
        : new ModelFleet(tx.queryExactlyOne(FLEET, row -> row.number("served"), source), servers);
  }

  @Override
  public Optional<ServedVersion> served(SourceId source) {
    return database.inTransaction(
        "read which version of source '%s' is served".formatted(source),
        tx -> tx.queryOne(SERVED, PostgresModelServers::served, source));
  }

  private static ServedVersion served(Row row) throws SQLException {
    return new ServedVersion(
        row.source("source"),
        row.number("served"),
        row.instant("served_since"),
        row.number("preparing"),
        row.optionalInstant("preparing_since"));
  }

  private static ModelServer server(Row row) throws SQLException {
    var prepared = new TreeMap<SourceId, SortedSet<Long>>();
    for (Map.Entry<String, String> entry : StoreJson.map(row.text("prepared")).entrySet()) {
      prepared.put(new SourceId(entry.getKey()), versions(entry.getValue()));
    }
    return new ModelServer(
        new ModelServer.Report(
            row.text("instance"),
            row.text("address"),
            row.text("program"),
            prepared,
            row.isTrue("is_draining"),
            row.number("heap_used"),
            row.number("heap_most"),
            row.instant("started_at")),
        row.text("token"),
        row.instant("reported_at"),
        row.isTrue("is_live"));
  }

  private static SortedSet<Long> versions(@Nullable String text) {
    return text == null || text.isEmpty()
        ? new TreeSet<>()
        : Arrays.stream(text.split(" ", -1))
            .map(Long::valueOf)
            .collect(Collectors.toCollection(TreeSet::new));
  }
}
