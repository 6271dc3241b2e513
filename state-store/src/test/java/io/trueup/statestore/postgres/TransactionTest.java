package io.trueup.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.trueup.statestore.testing.TestDatabase;
import io.trueup.statestore.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransactionTest {

  private static final String COUNT = "SELECT count(*) AS found FROM unnest(?::text[]) AS t (name)";

  private static final Limits USUAL = new Limits("15s", Duration.ofSeconds(21));

  private final TestDatabase database = TestPostgres.freshDatabase();
  private final Connection connection;

  TransactionTest() throws SQLException {
    connection = database.connect();
    connection.setAutoCommit(false);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    database.close();
  }

  /** A plan from when a table was empty later compares each of many values with each row. */
  @Test
  void aStatementAboutManyThingsIsPlannedEachTimeThatItRuns() throws SQLException {
    var many = Collections.nCopies(100, "a name");
    var transaction = new Transaction(connection);

    long found = transaction.queryExactlyOne(COUNT, row -> row.number("found"), many);

    assertThat(found).isEqualTo(100);

    assertThat(planCacheMode()).isEqualTo("force_custom_plan");
  }

  @Test
  void thePlanOfAStatementAboutAFewIsKept() throws SQLException {
    var transaction = new Transaction(connection);

    long found = transaction.queryExactlyOne(COUNT, row -> row.number("found"), List.of("a name"));

    assertThat(found).isEqualTo(1);
    assertThat(planCacheMode()).isEqualTo("auto");
  }

  @Test
  void theNextTransactionKeepsPlans() throws SQLException {
    var many = Collections.nCopies(100, "a name");
    new Transaction(connection).query(COUNT, row -> row.number("found"), many);
    connection.commit();

    assertThat(planCacheMode()).isEqualTo("auto");
  }

  /** One long statement must not make later statements on the connection slow to fail. */
  @Test
  void aStatementAboutMoreThanAThousandThingsMayTakeAMinute() throws SQLException {
    try (var store = new StoreDatabase();
        var pool = connections(store)) {
      try (var pooled = pool.getConnection()) {
        count(pooled, 1_001);

        assertThat(limits(pooled)).isEqualTo(new Limits("1min", Duration.ofSeconds(75)));
        pooled.commit();
      }
      try (var pooled = pool.getConnection()) {
        assertThat(limits(pooled)).isEqualTo(USUAL);
      }
    }
  }

  @Test
  void theConnectionHasItsUsualLimitsAfterALongStatementThatFailed() throws SQLException {
    try (var store = new StoreDatabase();
        var pool = connections(store)) {
      try (var pooled = pool.getConnection()) {
        count(pooled, 1_001);
        assertThatThrownBy(() -> new Transaction(pooled).update("SELECT 1 / 0"))
            .hasMessageContaining("division by zero");
      }
      try (var pooled = pool.getConnection()) {
        assertThat(limits(pooled)).isEqualTo(USUAL);
      }
    }
  }

  @Test
  void aStatementAboutAThousandThingsHasTheUsualLimits() throws SQLException {
    try (var store = new StoreDatabase();
        var pool = connections(store);
        var pooled = pool.getConnection()) {
      count(pooled, 1_000);

      assertThat(limits(pooled)).isEqualTo(USUAL);
    }
  }

  /** The limits of a connection: for a statement, and for the server's silence. */
  private record Limits(String statement, Duration silence) {}

  private static Limits limits(Connection pooled) throws SQLException {
    return new Limits(
        shown(pooled, "statement_timeout"), Duration.ofMillis(pooled.getNetworkTimeout()));
  }

  private static void count(Connection pooled, int things) throws SQLException {
    new Transaction(pooled)
        .query(COUNT, row -> row.number("found"), Collections.nCopies(things, "a name"));
  }

  /** A connection as for daily work, and only one. */
  private static HikariDataSource connections(StoreDatabase store) {
    store.open().close(); // which creates the role
    var database = store.database();
    return PostgresStateStore.work(
        new DatabaseSettings(
            database.jdbcUrl(), database.user(), database.password(), 1, Duration.ofSeconds(10)));
  }

  private String planCacheMode() throws SQLException {
    return shown(connection, "plan_cache_mode");
  }

  private static String shown(Connection connection, String setting) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SHOW " + setting)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }
}
