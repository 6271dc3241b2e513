package io.trueup.statestore.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.statestore.embedded.EmbeddedPostgres.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

  @TempDir Path folder;

  @BeforeEach
  void letTheServersUserPass() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
  }

  @Test
  void keepsItsDataOverARestart() throws Exception {
    try (var first = EmbeddedPostgres.start(options(0))) {
      first.createDatabase("kept");
      first.createDatabase("kept");
    }

    try (var second = EmbeddedPostgres.start(options(0))) {
      assertThat(query(second, "SELECT datname FROM pg_database WHERE datname = 'kept'"))
          .isEqualTo("kept");
    }
  }

  @Test
  void isDurableAndPrivate() throws Exception {
    try (var postgres = EmbeddedPostgres.start(options(0))) {
      assertThat(query(postgres, "SHOW fsync")).isEqualTo("on");
      assertThat(query(postgres, "SHOW full_page_writes")).isEqualTo("on");
      assertThat(query(postgres, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(query(postgres, "SHOW data_checksums")).isEqualTo("on");
      assertThat(query(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(query(postgres, "SHOW unix_socket_directories")).isEmpty();
      assertThat(
              query(
                  postgres,
                  "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'"))
          .isEqualTo("0");
    }
    assertThat(permissions("data/cluster")).isEqualTo("rwx------");
    assertThat(permissions("data/password")).isEqualTo("rw-------");
    assertThat(permissions("data/server.log")).isEqualTo("rw-------");
  }

  @Test
  void refusesAWrongPassword() throws Exception {
    try (var postgres = EmbeddedPostgres.start(options(0))) {
      var url = postgres.jdbcUrl("postgres");

      assertThatThrownBy(() -> DriverManager.getConnection(url, "postgres", "wrong").close())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void refusesAFolderThatIsInUse() {
    try (var _ = EmbeddedPostgres.start(options(0))) {
      assertThatThrownBy(() -> EmbeddedPostgres.start(options(0)).close())
          .isInstanceOf(EmbeddedPostgresException.class)
          .hasMessage(
              "Cannot start the embedded Postgres in '%s', because another process uses that folder. Stop it, or name another folder"
                  .formatted(folder.resolve("data")));
    }
  }

  @Test
  void saysThatAConfiguredPortIsTaken() throws Exception {
    try (var first = EmbeddedPostgres.start(options(0))) {
      var other = new Options(folder.resolve("other"), cache(), first.port(), true);

      assertThatThrownBy(() -> EmbeddedPostgres.start(other).close())
          .isInstanceOf(EmbeddedPostgresException.class)
          .hasMessageContaining("Address already in use");
    }
  }

  @Test
  void startsOverAHalfCreatedCluster() throws Exception {
    Files.createDirectories(folder.resolve("data/cluster.unfinished/base"));
    Files.setPosixFilePermissions(
        folder.resolve("data"), PosixFilePermissions.fromString("rwx--x--x"));

    try (var postgres = EmbeddedPostgres.start(options(0))) {
      assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void startsAgainAfterItsParentWasKilled() throws Exception {
    killParent();

    try (var postgres = EmbeddedPostgres.start(options(0))) {
      assertThat(query(postgres, "SELECT datname FROM pg_database WHERE datname = 'kept'"))
          .isEqualTo("kept");
    }
  }

  @Test
  void startsAgainAfterServerAndParentWereKilled() throws Exception {
    killServerAndParent();

    try (var postgres = EmbeddedPostgres.start(options(0))) {
      assertThat(query(postgres, "SELECT datname FROM pg_database WHERE datname = 'kept'"))
          .isEqualTo("kept");
    }
  }

  @Test
  void stopsAServerThatOutlivedItsParent() throws Exception {
    try (var first = EmbeddedPostgres.start(options(0))) {
      first.createDatabase("kept");
    }
    var account = ServerAccount.current();
    var orphan =
        account
            .command(
                List.of(
                    PostgresBinaries.in(cache()).program("postgres").toString(),
                    "-D" + folder.resolve("data/cluster"),
                    "-p54321",
                    "-clisten_addresses=",
                    // Without any socket it would end at once; this one is no file.
                    "-cunix_socket_directories=@" + folder.getFileName()))
            .redirectOutput(folder.resolve("orphan.log").toFile())
            .start();
    while (!textOf(folder.resolve("orphan.log")).contains("ready to accept connections")) {
      assertThat(orphan.isAlive())
          .as(() -> "%s: %s".formatted(orphan, textOf(folder.resolve("orphan.log"))))
          .isTrue();
    }

    try (var postgres = EmbeddedPostgres.start(options(0))) {
      assertThat(query(postgres, "SELECT datname FROM pg_database WHERE datname = 'kept'"))
          .isEqualTo("kept");
    }
    orphan.waitFor();
  }

  private static String textOf(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Such a mask as the launcher sets; the programs are not unpacked yet. */
  @Test
  void startsWhereNewFilesAreClosedToOthers() throws Exception {
    startParent("077", folder.resolve("programs")).destroyForcibly().waitFor();

    try (var postgres = EmbeddedPostgres.start(options(0))) {
      assertThat(query(postgres, "SELECT datname FROM pg_database WHERE datname = 'kept'"))
          .isEqualTo("kept");
    }
  }

  private Process startParent() throws IOException {
    return startParent("022", cache());
  }

  private Process startParent(String mask, Path programs) throws IOException {
    var parent =
        new ProcessBuilder(
                "sh",
                "-c",
                "umask %s && exec \"$0\" \"$@\"".formatted(mask),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StartAndHang.class.getName(),
                folder.resolve("data").toString(),
                programs.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var line = "";
    var output = parent.inputReader(StandardCharsets.UTF_8);
    while (line != null && !line.startsWith("started")) {
      line = output.readLine();
    }
    assertThat(line).startsWith("started");
    return parent;
  }

  private void killParent() throws Exception {
    startParent().destroyForcibly().waitFor();
  }

  private void killServerAndParent() throws Exception {
    var parent = startParent();
    var pid =
        Long.parseLong(
            Files.readAllLines(folder.resolve("data/cluster/postmaster.pid")).getFirst());
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    parent.destroyForcibly().waitFor();
  }

  private Options options(int port) {
    return new Options(folder.resolve("data"), cache(), port, true);
  }

  private static Path cache() {
    return Path.of(
        System.getProperty("java.io.tmpdir"),
        "trueup-postgres-binaries-" + System.getProperty("user.name"));
  }

  private String permissions(String file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file)));
  }

  private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(
                postgres.jdbcUrl("postgres"), postgres.superuser(), postgres.password());
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : "nothing";
    }
  }
}
