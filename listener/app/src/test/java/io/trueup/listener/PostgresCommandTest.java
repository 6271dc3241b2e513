package io.trueup.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.Daemon;
import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.ConfigurationReader;
import io.trueup.listener.testing.ProgramProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(300)
class PostgresCommandTest {

  private static final String CONFIGURATION =
      """
      listen: {port: 0}
      sources:
        acme: {repository: /nowhere, branch: main, webhook: {allow-unsigned: true}}
      """;
  private static final Pattern CONNECTION =
      Pattern.compile(
          "export PGHOST=127\\.0\\.0\\.1 PGPORT=(\\d+) PGUSER=(\\w+) PGDATABASE=(\\w+)");
  private static final Pattern PASSWORD = Pattern.compile("export PGPASSWORD=\\$\\(cat '(.+)'\\)");
  private static final ProcessEnvironment SURROUNDINGS =
      new ProcessEnvironment(
          _ -> null,
          InstantSource.system(),
          "test",
          Path.of(
              System.getProperty("java.io.tmpdir"),
              "trueup-postgres-" + System.getProperty("user.name")));

  private final StringWriter err = new StringWriter();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit makes it
  Path folder;

  @BeforeEach
  void configure() throws IOException {
    Files.writeString(folder.resolve("trueup.yaml"), CONFIGURATION);
    // Under root the server has a user of its own, which has to get through.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
  }

  private Configuration configuration() {
    return Objects.requireNonNull(
        ConfigurationReader.read(
                "trueup.yaml", folder, CONFIGURATION.getBytes(StandardCharsets.UTF_8))
            .configuration());
  }

  private int run() {
    return new CommandLine(new PostgresCommand(SURROUNDINGS))
        .setErr(new PrintWriter(err, true))
        .execute("--config", folder.resolve("trueup.yaml").toString());
  }

  private static String ask(String url, String user, String password) throws SQLException {
    try (var connection = DriverManager.getConnection(url, user, password);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM audit.entry")) {
      return rows.next() ? rows.getString(1) : "";
    }
  }

  @Test
  void refusesWhereThereIsNoneAndWhileTheDaemonRuns() throws Exception {
    assertThat(run()).isEqualTo(1);
    assertThat(err.toString()).startsWith("trueup: There is no embedded Postgres in " + folder);

    try (var daemon = Daemon.start(configuration(), SURROUNDINGS)) {
      daemon.opened().get(2, TimeUnit.MINUTES);
      err.getBuffer().setLength(0);

      assertThat(run()).isEqualTo(1);
      assertThat(err.toString()).startsWith("trueup: ").contains(folder.toString());
    }
  }

  @Test
  void runsUntilItIsStoppedAndSaysHowToConnect() throws Exception {
    try (var daemon = Daemon.start(configuration(), SURROUNDINGS)) {
      daemon.opened().get(2, TimeUnit.MINUTES);
    }

    var process =
        ProgramProcess.start(
            folder, "postgres", "--config", folder.resolve("trueup.yaml").toString());
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      var connection = CONNECTION.matcher(String.valueOf(lines.readLine()));
      var password = PASSWORD.matcher(String.valueOf(lines.readLine()));
      assertThat(connection.matches()).isTrue();
      assertThat(password.matches()).isTrue();
      var url =
          "jdbc:postgresql://127.0.0.1:%s/%s".formatted(connection.group(1), connection.group(3));
      var secret = Files.readString(Path.of(password.group(1))).strip();
      assertThat(ask(url, connection.group(2), secret)).isNotEqualTo("0");

      process.destroy();
      process.waitFor();
      // The folder is free again, and the server in it has ended: another one starts.
      try (var daemon = Daemon.start(configuration(), SURROUNDINGS)) {
        assertThat(daemon.opened().get(2, TimeUnit.MINUTES).audit().newest(null, 1)).isNotEmpty();
      }
    } finally {
      process.destroyForcibly();
    }
  }
}
