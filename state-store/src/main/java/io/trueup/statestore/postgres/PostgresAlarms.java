package io.trueup.statestore.postgres;

import io.trueup.statestore.Alarms;
import io.trueup.statestore.SourceId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Alarms as rows; setting many takes one statement. */
final class PostgresAlarms implements Alarms {

  /** In the order of the key, so that no two processes wait for each other. */
  private static final String SET =
      """
      INSERT INTO alarms.platform_alarm AS a (platform, purpose, rings_at)
      SELECT p.id, w.purpose, w.rings_at
        FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]::timestamptz[])
               AS w (source, name, purpose, rings_at)
        JOIN platform AS p ON p.source = w.source AND p.name = w.name
       ORDER BY p.id, w.purpose
      ON CONFLICT (platform, purpose) DO UPDATE
         SET rings_at = excluded.rings_at
       WHERE a.rings_at <> excluded.rings_at
      """;

  private static final String NEXT =
      """
      SELECT a.rings_at, clock_timestamp() AS now
        FROM alarms.platform_alarm AS a
        JOIN platform AS p ON p.id = a.platform
       WHERE p.source = ANY (?::text[])
       ORDER BY a.rings_at
       LIMIT 1
      """;

  private static final String TAKE_DUE =
      """
      DELETE FROM alarms.platform_alarm AS a
       USING platform AS p
       WHERE p.id = a.platform
         AND p.source = ANY (?::text[])
         AND a.rings_at <= clock_timestamp()
      RETURNING p.source, p.name, a.purpose
      """;

  private final Database database;

  PostgresAlarms(Database database) {
    this.database = database;
  }

  @Override
  public void set(Map<Alarm, Instant> alarms) {
    var entries = List.copyOf(alarms.entrySet());
    if (entries.isEmpty()) {
      return;
    }
    database.run(
        "set %d alarm(s)".formatted(entries.size()),
        tx ->
            tx.update(
                SET,
                Transaction.array(entries, it -> it.getKey().platform().source()),
                Transaction.array(entries, it -> it.getKey().platform().name()),
                Transaction.array(entries, it -> it.getKey().purpose()),
                Transaction.array(entries, it -> it.getValue())));
  }

  @Override
  public Optional<Next> next(Collection<SourceId> sources) {
    return database.inTransaction(
        "find the next alarm",
        tx ->
            tx.queryOne(
                NEXT,
                row -> next(row.instant("rings_at"), row.instant("now")),
                Transaction.array(sources, it -> it)));
  }

  private static Next next(Instant at, Instant now) {
    return new Next(at, at.isBefore(now) ? Duration.ZERO : Duration.between(now, at));
  }

  @Override
  public List<Alarm> takeDue(Collection<SourceId> sources) {
    return database.inTransaction(
        "take the alarms that ring",
        tx ->
            tx.query(
                TAKE_DUE,
                row ->
                    new Alarm(row.platform("source", "name"), Purpose.valueOf(row.text("purpose"))),
                Transaction.array(sources, it -> it)));
  }
}
