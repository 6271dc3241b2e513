package io.trueup.statestore.postgres;

import io.trueup.statestore.Daemons;
import io.trueup.statestore.RunningDaemon;
import io.trueup.statestore.ServedWork;
import io.trueup.statestore.SourceId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Daemons by the database's clock. */
final class PostgresDaemons implements Daemons {

  private static final String REPORT =
      """
      INSERT INTO daemon (holder, address, program, serves, started_at, seen_at, live_until)
      SELECT ?, ?, ?, ?::jsonb, ?, c.now, c.now + ?::interval
        FROM clock_timestamp() AS c (now)
          ON CONFLICT (holder) DO UPDATE
         SET address = excluded.address,
             program = excluded.program,
             serves = excluded.serves,
             started_at = excluded.started_at,
             seen_at = excluded.seen_at,
             live_until = excluded.live_until,
             stopped_at = NULL
      """;

  private static final String FORGET =
      """
      DELETE FROM daemon
       WHERE holder IN (SELECT holder
                          FROM daemon
                         WHERE seen_at < clock_timestamp() - interval '7 days'
                           FOR UPDATE SKIP LOCKED)
      """;

  private static final String LEAVE =
      """
      UPDATE daemon
         SET seen_at = clock_timestamp(),
             live_until = clock_timestamp(),
             stopped_at = clock_timestamp()
       WHERE holder = ?
      """;

  private static final String RELEASE =
      """
      UPDATE lease
         SET expires_at = '-infinity'
       WHERE holder = ?
         AND expires_at > clock_timestamp()
      """;

  private static final String ALL =
      """
      SELECT d.holder, d.address, d.program, d.serves::text AS serves, d.started_at, d.seen_at,
             CASE WHEN d.stopped_at IS NOT NULL THEN 'STOPPED'
                  WHEN d.live_until > clock_timestamp() THEN 'LIVE'
                  ELSE 'GONE'
             END AS state,
             coalesce((SELECT jsonb_agg(l.resource ORDER BY l.resource COLLATE "C")
                         FROM lease AS l
                        WHERE (l.holder = d.holder OR starts_with(l.holder, d.holder || ' for '))
                          AND l.expires_at > clock_timestamp()), '[]')::text AS holds
        FROM daemon AS d
       ORDER BY d.holder
      """;

  private final Database database;

  PostgresDaemons(Database database) {
    this.database = database;
  }

  @Override
  public void report(RunningDaemon.Report report, Duration liveFor) {
    database.run(
        "record that daemon '%s' works".formatted(report.holder()),
        tx -> {
          tx.update(
              REPORT,
              report.holder(),
              report.address(),
              report.program(),
              json(report.serves()),
              report.startedAt(),
              liveFor);
          tx.update(FORGET);
        });
  }

  @Override
  public void leave(String holder) {
    database.run(
        "record that daemon '%s' stops".formatted(holder),
        tx -> {
          if (tx.update(LEAVE, holder) > 0) {
            tx.update(RELEASE, holder);
          }
        });
  }

  @Override
  public List<RunningDaemon> all() {
    return database.inTransaction("list the daemons", tx -> tx.query(ALL, PostgresDaemons::daemon));
  }

  private static RunningDaemon daemon(Row row) throws SQLException {
    return new RunningDaemon(
        new RunningDaemon.Report(
            row.text("holder"),
            row.text("address"),
            row.text("program"),
            serves(row.text("serves")),
            row.instant("started_at")),
        row.instant("seen_at"),
        row.constant(RunningDaemon.State.class, "state"),
        StoreJson.texts(row.text("holds")));
  }

  private static String json(ServedWork serves) {
    var object = StoreJson.newObject();
    var sources = object.putArray("sources");
    serves.sources().forEach(it -> sources.add(it.value()));
    var types = object.putArray("types");
    serves.types().forEach(types::add);
    var providers = object.putArray("providers");
    serves.providers().forEach(providers::add);
    var regions = object.putArray("regions");
    serves.regions().forEach(regions::add);
    return StoreJson.text(object);
  }

  private static ServedWork serves(String json) {
    var object = StoreJson.tree(json);
    return new ServedWork(
        StoreJson.texts(object.get("sources")).stream()
            .map(SourceId::new)
            .collect(Collectors.toCollection(TreeSet::new)),
        new TreeSet<>(StoreJson.texts(object.get("types"))),
        new TreeSet<>(StoreJson.texts(object.get("providers"))),
        new TreeSet<>(StoreJson.texts(object.get("regions"))));
  }
}
