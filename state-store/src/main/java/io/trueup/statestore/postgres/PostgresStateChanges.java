package io.trueup.statestore.postgres;

import io.trueup.statestore.ChangeForms;
import io.trueup.statestore.Lease;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateChange;
import io.trueup.statestore.StateChanges;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The changes of state, which a function of the database numbers. */
final class PostgresStateChanges implements StateChanges {

  /** Ids grow in the order of the arrays. */
  private static final String APPEND =
      """
      INSERT INTO state_change (at, type, form, about, source, platform, data)
      SELECT clock_timestamp(), t.type, t.form, t.about, t.source, t.platform, t.data::json
        FROM unnest(?::text[], ?::text[]::integer[], ?::text[], ?::text[], ?::text[], ?::text[])
             WITH ORDINALITY
             AS t (type, form, about, source, platform, data, ordinal)
       ORDER BY t.ordinal
      """;

  private static final String NUMBER = "SELECT number_changes(?) AS numbered";

  private static final String AFTER =
      """
      SELECT position, at, type, form, about, source, platform, data
        FROM state_change
       WHERE position > ?
       ORDER BY position
       LIMIT ?
      """;

  private static final String RANGE =
      """
      SELECT coalesce((SELECT min(c.position) FROM state_change AS c WHERE c.position IS NOT NULL),
                      h.last + 1) AS first,
             h.last
        FROM (SELECT coalesce((SELECT position FROM change_head), 0) AS last) AS h
      """;

  private static final String READERS = "SELECT name, position FROM change_reader ORDER BY name";

  /** One probe of an index for each reader. */
  private static final String BACKLOGS =
      """
      SELECT r.name,
             greatest(h.last - r.position, 0) AS waiting,
             (SELECT c.at
                FROM state_change AS c
               WHERE c.position > r.position
               ORDER BY c.position
               LIMIT 1) AS since
        FROM change_reader AS r,
             (SELECT coalesce((SELECT position FROM change_head), 0) AS last) AS h
       ORDER BY r.name
      """;

  private static final String REGISTER =
      """
      INSERT INTO change_reader (name, position, moved_at)
      VALUES (?, ?, clock_timestamp())
          ON CONFLICT (name) DO NOTHING
      """;

  private static final String READER = "SELECT position FROM change_reader WHERE name = ?";

  private static final String ADVANCE =
      """
      UPDATE change_reader
         SET position = ?,
             moved_at = clock_timestamp()
       WHERE name = ?
         AND position <= ?
      """;

  private static final String FORGET = "DELETE FROM change_reader WHERE name = ?";

  private final Database database;

  PostgresStateChanges(Database database) {
    this.database = database;
  }

  /** Writes changes, in their order. */
  static void append(Transaction tx, List<StateChange> changes) throws SQLException {
    tx.update(
        APPEND,
        Transaction.array(changes, ChangeForms::type),
        Transaction.array(changes, ChangeForms::version),
        Transaction.array(changes, StateChange::about),
        Transaction.array(changes, StateChange::source),
        Transaction.array(changes, it -> it.platform() == null ? null : it.platform().name()),
        Transaction.array(changes, ChangeForms::write));
  }

  @Override
  public int number(int limit) {
    return database.inTransaction(
        "number changes", tx -> tx.queryExactlyOne(NUMBER, row -> row.count("numbered"), limit));
  }

  @Override
  public List<RecordedChange> after(long position, int limit) {
    return database.inTransaction(
        "read the changes after position %d".formatted(position),
        tx -> tx.query(AFTER, PostgresStateChanges::change, position, limit));
  }

  private static RecordedChange change(Row row) throws SQLException {
    var source = row.optionalText("source");
    return new RecordedChange(
        row.number("position"),
        row.instant("at"),
        row.text("type"),
        row.count("form"),
        row.text("about"),
        source == null ? null : new SourceId(source),
        row.optionalText("platform"),
        row.text("data"));
  }

  @Override
  public Range range() {
    return database.inTransaction(
        "read which changes there are",
        tx -> tx.queryExactlyOne(RANGE, row -> new Range(row.number("first"), row.number("last"))));
  }

  @Override
  public Map<String, Long> readers() {
    return database.inTransaction(
        "read how far changes were passed on",
        tx -> {
          var readers = new TreeMap<String, Long>();
          tx.query(READERS, row -> Map.entry(row.text("name"), row.number("position")))
              .forEach(it -> readers.put(it.getKey(), it.getValue()));
          return readers;
        });
  }

  @Override
  public List<Backlog> backlogs() {
    return database.inTransaction(
        "read which changes were not passed on",
        tx ->
            tx.query(
                BACKLOGS,
                row ->
                    new Backlog(
                        row.text("name"), row.number("waiting"), row.optionalInstant("since"))));
  }

  @Override
  public long register(String reader, long position) {
    return database.inTransaction(
        "register reader '%s'".formatted(reader),
        tx -> {
          tx.update(REGISTER, reader, position);
          return tx.queryExactlyOne(READER, row -> row.number("position"), reader);
        });
  }

  @Override
  public OptionalLong position(String reader) {
    return database.inTransaction(
        "read how far reader '%s' has come".formatted(reader), tx -> position(tx, reader));
  }

  private static OptionalLong position(Transaction tx, String reader) throws SQLException {
    return tx.queryOne(READER, row -> row.number("position"), reader)
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }

  @Override
  public boolean advance(Lease lease, String reader, long position) {
    return database.inTransaction(
        "move reader '%s' on".formatted(reader),
        tx -> {
          PostgresLeases.fence(tx, lease, StateChanges.resource(reader));
          if (tx.update(ADVANCE, position, reader, position) == 1) {
            return true;
          }
          var now = position(tx, reader);
          if (now.isPresent()) {
            throw new IllegalArgumentException(
                "Cannot move reader '%s' to position %d: it is at %d already"
                    .formatted(reader, position, now.getAsLong()));
          }
          return false;
        });
  }

  @Override
  public void forget(String reader) {
    database.run("forget reader '%s'".formatted(reader), tx -> tx.update(FORGET, reader));
  }

  @Override
  public void onRecorded(Runnable signal) {
    database.onRecorded(signal);
  }
}
