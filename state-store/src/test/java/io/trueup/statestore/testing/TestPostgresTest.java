package io.trueup.statestore.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class TestPostgresTest {

  @Test
  void givesEachTestADatabaseOfItsOwn() throws SQLException {
    try (var one = TestPostgres.freshDatabase();
        var other = TestPostgres.freshDatabase()) {
      execute(one, "CREATE TABLE mine (id integer)");

      assertThat(tables(one)).isEqualTo(1);
      assertThat(tables(other)).isZero();
    }
  }

  @Test
  void copiesATemplate() throws SQLException {
    try (var template = TestPostgres.freshDatabase()) {
      execute(template, "CREATE TABLE mine (id integer)");

      try (var copy = TestPostgres.freshDatabase(template)) {
        assertThat(tables(copy)).isEqualTo(1);
      }
    }
  }

  private static void execute(TestDatabase database, String sql) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int tables(TestDatabase database) throws SQLException {
    try (var pool = database.dataSource();
        var connection = pool.getConnection();
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT count(*) AS tables FROM pg_tables WHERE schemaname = 'public'")) {
      row.next();
      return row.getInt("tables");
    }
  }
}
