package io.trueup.listener.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.api.ApiServer;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.RecordRetention;
import io.trueup.statestore.RetentionKind;
import io.trueup.statestore.postgres.DatabaseSettings;
import io.trueup.statestore.postgres.PostgresStateStore;
import io.trueup.statestore.testing.RandomHistory;
import io.trueup.statestore.testing.TestDatabase;
import io.trueup.statestore.testing.TestPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator and an auditor see of old records, over the real store. */
class RetentionCommandTest {

  private final TestDatabase database = TestPostgres.migratedDatabase();
  private final PostgresStateStore store =
      PostgresStateStore.open(
          new DatabaseSettings(
              database.jdbcUrl(), database.user(), database.password(), 4, Duration.ofSeconds(10)));
  private final ApiServer api = new ApiServer(store, true);
  private String token = "";
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeAYear() throws SQLException {
    execute(new RandomHistory(11).statements());
    // After the history, or its entry of the audit would be the oldest.
    token = new StoreScene(store).token("ann", Scope.OPERATE);
  }

  @AfterEach
  void closeAll() {
    api.close();
    store.close();
    database.close();
  }

  private void execute(List<String> statements) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private int trueup(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    var shell =
        new Shell(
            Map.of("TRUEUP_SERVER", api.address(), "TRUEUP_TOKEN", token),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            new Shell.Display.FileOrPipe(),
            Optional::empty,
            () -> 0,
            _ -> {});
    return TrueupCommand.line(shell, "1.2.3", Map.of()).execute(arguments);
  }

  private void prune(RetentionKind kind, Duration keep) {
    var lease =
        store.leases().claim(RecordRetention.RESOURCE, "me", Duration.ofMinutes(10)).orElseThrow();
    while (!store.retention().prune(lease, kind, keep, 500).isLast()) {}
  }

  @Test
  void showsSizesAndTheLastPass() {
    prune(RetentionKind.GATES, Duration.ofDays(30));

    assertThat(trueup("retention")).isZero();

    assertThat(out.toString())
        .startsWith("RECORDS")
        .contains("KEPT FOREVER")
        .containsPattern("(?m)^gates +forever +[0-9]+ +[0-9]+ +[-0-9T:Z]+ +[1-9][0-9]* removed, ");
  }

  @Test
  void showsWhatWouldBeRemoved() throws IOException {
    assertThat(trueup("retention", "--dry-run")).isZero();
    assertThat(out.toString())
        .startsWith("RECORDS")
        .containsPattern("(?m)^audit +forever +0 +- +[0-9]+ +[0-9]+");

    assertThat(trueup("retention", "--dry-run", "--output", "json")).isZero();
    assertThat(new ObjectMapper().readTree(out.toString()).path("records"))
        .hasSize(RetentionKind.values().length);
  }

  /** The export of before, the export of after and the database are one chain. */
  @Test
  void anAuditorKeepsWhatIsRemoved(@TempDir Path folder) throws IOException {
    var first = export(folder.resolve("first"));
    var head = store.audit().head();

    prune(RetentionKind.AUDIT, Duration.ofDays(30));

    var start = store.audit().start();
    assertThat(start.position()).isPositive();
    assertThat(trueup("audit", "verify", "--head", head.toString())).isZero();
    assertThat(out.toString())
        .isEqualTo(
            "All %,d entries after position %,d match. Head %s\n"
                .formatted(
                    store.audit().head().position() - start.position(),
                    start.position(),
                    store.audit().head()));
    assertThat(trueup("audit", "verify", "--head", start.toString(), first)).isZero();
    assertThat(trueup("audit", "verify", "--head", "1:000000000000")).isEqualTo(1);
    assertThat(err.toString()).contains("verify the exported file that has position 1");

    var rest = export(folder.resolve("rest"));
    assertThat(trueup("audit", "verify", "--head", start.toString(), rest)).isZero();
    assertThat(trueup("audit", "verify", "--head", start.position() + ":000000000000", rest))
        .isEqualTo(1);
    assertThat(trueup("audit", "export", "--after", "1")).isEqualTo(3);
    assertThat(err.toString())
        .contains("The chain begins after position %d".formatted(start.position()));
    assertThat(trueup("audit", "export", "--after", Long.toString(head.position()))).isZero();
    assertThat(trueup("audit", "--subject", "audit")).isZero();
    assertThat(out.toString()).contains(AuditVerbs.AUDIT_CHECKPOINT);
  }

  @Test
  void aBeginningThatWasCutWithoutACheckpointIsDetected() throws SQLException {
    execute(
        List.of(
            "SET session_replication_role = replica",
            "DELETE FROM trueup.audit_entry WHERE id IN (SELECT entry FROM trueup.audit_link WHERE"
                + " position <= 5)",
            "INSERT INTO trueup.audit_checkpoint SELECT position, digest, now() FROM"
                + " trueup.audit_link WHERE position = 5",
            "DELETE FROM trueup.audit_link WHERE position <= 5"));

    assertThat(trueup("audit", "verify")).isEqualTo(1);
    assertThat(err.toString()).contains("no entry 'audit.checkpoint' says so");
  }

  private String export(Path file) throws IOException {
    assertThat(trueup("audit", "export")).isZero();
    return Files.writeString(file, out.toString()).toString();
  }
}
