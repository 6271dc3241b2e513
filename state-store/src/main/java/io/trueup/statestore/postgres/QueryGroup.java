package io.trueup.statestore.postgres;

import io.trueup.statestore.postgres.Transaction.Mapper;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Queries that are sent together, in one round trip. The server runs them one after the other, and
 * each sees what is committed when it runs, as if it were sent alone. Not thread-safe.
 */
final class QueryGroup {

  private final List<Member<?>> members = new ArrayList<>();

  /** A query with the list that receives its rows. */
  private record Member<T>(
      String sql, Mapper<T> mapper, List<@Nullable Object> values, List<T> rows) {

    void read(Statement statement) throws SQLException {
      try (var results = statement.getResultSet()) {
        var row = new Row(results);
        while (results.next()) {
          rows.add(mapper.map(row));
        }
      }
    }
  }

  /**
   * Adds a query.
   *
   * @return its rows, once {@link Transaction#query(QueryGroup)} has run it
   */
  <T> List<T> add(String sql, Mapper<T> mapper, @Nullable Object... values) {
    var rows = new ArrayList<T>();
    members.add(new Member<>(sql, mapper, Arrays.asList(values), rows));
    return rows;
  }

  /**
   * Adds a query for the database's clock, as {@link Transaction#now}; its only row is the time.
   */
  List<Instant> addNow() {
    return add(Transaction.NOW, row -> row.instant("now"));
  }

  /** All queries as one text. */
  String sql() {
    return members.stream().map(it -> it.sql().strip()).collect(Collectors.joining(";\n"));
  }

  @Nullable Object[] values() {
    return members.stream().flatMap(it -> it.values().stream()).toArray();
  }

  /** Reads the rows of all queries, of which the first is the statement's current result. */
  void read(Statement statement) throws SQLException {
    for (var member : members) {
      member.read(statement);
      statement.getMoreResults();
    }
  }
}
