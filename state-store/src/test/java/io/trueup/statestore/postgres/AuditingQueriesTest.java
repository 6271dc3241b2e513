package io.trueup.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Runs every query of the auditors' page against a store in which something has happened. */
class AuditingQueriesTest {

  private static final Pattern FENCE =
      Pattern.compile("(<!-- no rows -->\\n)?```sql\\n(.*?)```", Pattern.DOTALL);

  private static final String ZONE = "Europe/Berlin";

  /** Whatever the time, it is near midnight in one of them or near noon. */
  private static final List<String> ZONES =
      List.of(
          "Pacific/Niue",
          "America/Denver",
          "UTC",
          ZONE,
          "Asia/Kolkata",
          "Asia/Tokyo",
          "Pacific/Kiritimati");

  private record Fence(String sql, boolean hasRows) {}

  @Test
  void everyQueryOfThePageAnswersAsItPromises() throws Exception {
    var fences = fences();
    assertThat(fences).hasSizeGreaterThan(15);

    try (var database = new StoreDatabase();
        var store = database.open();
        var connection = database.database().connect()) {
      new Story(store).writeAll();
      connection.setAutoCommit(false);

      // The page starts with the auditors' role; all later queries run under it.
      execute(connection, fences.getFirst().sql());
      execute(connection, "SET LOCAL ROLE trueup_auditor");
      for (var fence : fences.subList(1, fences.size())) {
        assertThat(hasRows(connection, fence.sql())).as(fence.sql()).isEqualTo(fence.hasRows());
      }
      assertThat(fences).anyMatch(it -> it.sql().contains(ZONE));
      for (var session : ZONES) {
        execute(connection, "SET LOCAL TimeZone = '%s'".formatted(session));
        for (var zone : ZONES) {
          fences.stream()
              .map(Fence::sql)
              .filter(it -> it.contains(ZONE))
              .map(it -> it.replace(ZONE, zone))
              .forEach(
                  it -> assertThat(hasRows(connection, it)).as("in %s: %s", session, it).isTrue());
        }
      }
      connection.rollback();
    }
  }

  private static List<Fence> fences() throws IOException {
    var fences = new ArrayList<Fence>();
    var matcher = FENCE.matcher(Files.readString(Path.of("../docs/auditing.md")));
    while (matcher.find()) {
      fences.add(new Fence(matcher.group(2), matcher.group(1) == null));
    }
    return fences;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static boolean hasRows(Connection connection, String sql) {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next();
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot run " + sql, e);
    }
  }
}
