package io.trueup.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.testing.TestDatabase;
import io.trueup.statestore.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransactionTest {

  private static final String COUNT = "SELECT count(*) AS found FROM unnest(?::text[]) AS t (name)";

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

  /** What was planned when a table was empty compares each of many values with each row later. */
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

  private String planCacheMode() throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SHOW plan_cache_mode")) {
      row.next();
      return row.getString(1);
    }
  }
}
