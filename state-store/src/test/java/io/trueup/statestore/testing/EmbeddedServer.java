package io.trueup.statestore.testing;

import io.trueup.statestore.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;

/** The embedded server; its data is deleted when the JVM ends. */
record EmbeddedServer(EmbeddedPostgres postgres) implements TestPostgres.Server {

  static EmbeddedServer start() {
    try {
      var folder = Files.createTempDirectory("trueup-test-postgres-");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
      var postgres =
          EmbeddedPostgres.start(
              new EmbeddedPostgres.Options(folder.resolve("data"), binariesCache(), 0, false));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(postgres, folder)));
      return new EmbeddedServer(postgres);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a folder for the test Postgres", e);
    }
  }

  /** One cache for all modules and runs of a user. */
  static Path binariesCache() {
    return Path.of(
        System.getProperty("java.io.tmpdir"),
        "trueup-postgres-binaries-" + System.getProperty("user.name"));
  }

  private static void end(EmbeddedPostgres postgres, Path folder) {
    postgres.close();
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete the test Postgres", e);
    }
  }

  @Override
  public String jdbcUrl(String database) {
    return postgres.jdbcUrl(database);
  }

  @Override
  public String user() {
    return postgres.superuser();
  }

  @Override
  public String password() {
    return postgres.password();
  }
}
