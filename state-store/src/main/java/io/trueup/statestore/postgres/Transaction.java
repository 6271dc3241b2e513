package io.trueup.statestore.postgres;

import io.trueup.statestore.StateChange;
import io.trueup.statestore.batch.StorableText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs the statements of one transaction. Values are bound by their type: texts, numbers, truth
 * values, bytes and instants as such; enums by name; a duration as text to be cast to {@code
 * interval}; a {@link Collection} as an array of {@code text}, and several byte arrays as one of
 * {@code bytea}; anything else as its text. Not thread-safe.
 */
final class Transaction {

  /** For so few values the generic plan is good enough, and saves a round trip. */
  private static final int SMALL_BATCH = 8;

  /** No caller expects an answer within seconds for a larger batch. */
  private static final int LARGE_BATCH = 1_000;

  private static final Duration LONG_STATEMENT = Duration.ofSeconds(60);
  private static final Duration LONG_SILENCE = Duration.ofSeconds(75);

  static final String NOW = "SELECT clock_timestamp() AS now";

  private static final String PLAN_EACH_TIME = "SET LOCAL plan_cache_mode = force_custom_plan";

  private final Connection connection;
  private final List<StateChange> changes = new ArrayList<>();
  private boolean isPlannedEachTime;
  private boolean mayTakeLong;

  Transaction(Connection connection) {
    this.connection = connection;
  }

  /** Maps a row to a value. */
  @FunctionalInterface
  interface Mapper<T> {
    T map(Row row) throws SQLException;
  }

  /** Has a change written at the end of the transaction, after everything that it locks. */
  void record(StateChange change) {
    changes.add(change);
  }

  /**
   * Writes the recorded changes; the last thing before the commit.
   *
   * @return whether there were any
   */
  boolean writeChanges() throws SQLException {
    if (changes.isEmpty()) {
      return false;
    }
    PostgresStateChanges.append(this, changes);
    return true;
  }

  /** All rows of a query. */
  <T> List<T> query(String sql, Mapper<T> mapper, @Nullable Object... values) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      try (var results = statement.executeQuery()) {
        var row = new Row(results);
        var mapped = new ArrayList<T>();
        while (results.next()) {
          mapped.add(mapper.map(row));
        }
        return mapped;
      }
    }
  }

  /** Runs the queries of a group, in one round trip. */
  void query(QueryGroup group) throws SQLException {
    var values = group.values();
    var isFirst = !isPlannedEachTime && most(values) > SMALL_BATCH;
    isPlannedEachTime |= isFirst;
    var sql = isFirst ? PLAN_EACH_TIME + ";\n" + group.sql() : group.sql();
    try (var statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      statement.execute();
      if (isFirst) {
        statement.getMoreResults();
      }
      group.read(statement);
    }
  }

  /** The only row of a query, if there is one. */
  <T> Optional<T> queryOne(String sql, Mapper<T> mapper, @Nullable Object... values)
      throws SQLException {
    var rows = query(sql, mapper, values);
    if (rows.size() > 1) {
      throw new IllegalStateException(
          "Expected at most one row, found %d: %s".formatted(rows.size(), sql));
    }
    return rows.stream().findFirst();
  }

  /** The row of a query that has exactly one. */
  <T> T queryExactlyOne(String sql, Mapper<T> mapper, @Nullable Object... values)
      throws SQLException {
    return queryOne(sql, mapper, values)
        .orElseThrow(() -> new IllegalStateException("Expected one row, found none: " + sql));
  }

  /** Runs a statement; returns how many rows it changed. */
  int update(String sql, @Nullable Object... values) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    }
  }

  /**
   * The database's clock now, not at the transaction's start: a time read under a lock is never
   * before one that the lock's previous holder read.
   */
  Instant now() throws SQLException {
    return queryExactlyOne(NOW, row -> row.instant("now"));
  }

  /** The values of elements for an array; some may be null. */
  static <T> List<@Nullable Object> array(
      Collection<T> elements, Function<T, @Nullable Object> value) {
    var values = new ArrayList<@Nullable Object>(elements.size());
    for (var element : elements) {
      values.add(value.apply(element));
    }
    return values;
  }

  private void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
    var most = most(values);
    if (most > SMALL_BATCH) {
      planEachTime();
    }
    if (most > LARGE_BATCH) {
      takeLong();
    }
    for (var i = 0; i < values.length; i++) {
      bind(statement, i + 1, values[i]);
    }
  }

  /** The size of a statement's largest array. */
  private static int most(@Nullable Object... values) {
    var most = 0;
    for (var value : values) {
      most = value instanceof Collection<?> elements ? Math.max(most, elements.size()) : most;
    }
    return most;
  }

  /**
   * Makes Postgres plan a statement with large arrays each time it runs. Its cached generic plan
   * was made when the tables were nearly empty, as in a first rollout, and compares each of
   * thousands of values with each of thousands of rows.
   */
  private void planEachTime() throws SQLException {
    if (!isPlannedEachTime) {
      Sql.execute(connection, PLAN_EACH_TIME);
      isPlannedEachTime = true;
    }
  }

  /** Lets this transaction's statements take longer than a caller would wait. */
  void takeLong() throws SQLException {
    if (!mayTakeLong) {
      connection.setNetworkTimeout(
          Runnable::run, (int) LONG_SILENCE.toMillis()); // the pool restores it
      Sql.execute(connection, "SET LOCAL statement_timeout = " + LONG_STATEMENT.toMillis());
      mayTakeLong = true;
    }
  }

  private void bind(PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setObject(index, null);
      case Long number -> statement.setLong(index, number);
      case Integer number -> statement.setInt(index, number);
      case Boolean truth -> statement.setBoolean(index, truth);
      case byte[] bytes -> statement.setBytes(index, bytes);
      case byte[][] elements ->
          statement.setArray(index, connection.createArrayOf("bytea", elements));
      case Instant instant -> statement.setObject(index, instant.atOffset(ZoneOffset.UTC));
      case Duration duration -> statement.setString(index, duration.toString());
      case Enum<?> constant -> statement.setString(index, constant.name());
      case Collection<?> elements ->
          statement.setArray(
              index,
              connection.createArrayOf("text", elements.stream().map(Transaction::text).toArray()));
      default -> statement.setString(index, text(value));
    }
  }

  /**
   * Postgres stores no NUL and no unpaired surrogate in a text; such input is replaced and not
   * refused.
   */
  private static @Nullable String text(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    return StorableText.of(value instanceof Enum<?> constant ? constant.name() : value.toString());
  }
}
