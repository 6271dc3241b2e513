package io.trueup.statestore.testing;

import io.trueup.statestore.embedded.EmbeddedPostgres;
import io.trueup.statestore.postgres.DatabaseSettings;
import io.trueup.statestore.postgres.PostgresStateStore;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One Postgres server for all tests of a JVM, started at the first use: a container where Docker
 * answers, else the embedded one. The system property {@code trueup.test.postgres}, {@code docker}
 * or {@code embedded}, forces either; a {@code host:port} names a running server with a superuser
 * {@code postgres} and the password {@code postgres}, of any version. When none starts, tests fail;
 * they are never skipped.
 */
public final class TestPostgres {

  private static final AtomicInteger DATABASES = new AtomicInteger();

  private TestPostgres() {}

  /** A running server. */
  interface Server {

    /** The JDBC URL of one of its databases. */
    String jdbcUrl(String database);

    /** The superuser. */
    String user();

    /** The superuser's password. */
    String password();
  }

  /** A server that was started elsewhere. */
  private record RunningServer(String address) implements Server {

    @Override
    public String jdbcUrl(String database) {
      return "jdbc:postgresql://%s/%s".formatted(address, database);
    }

    @Override
    public String user() {
      return "postgres";
    }

    @Override
    public String password() {
      return "postgres";
    }
  }

  private static final class Running {
    static final Server SERVER = start();
  }

  /** An empty database of its own. */
  public static TestDatabase freshDatabase() {
    return create("template1");
  }

  /** An empty database with an encoding, such as {@code LATIN1}. */
  public static TestDatabase freshDatabaseIn(String encoding) {
    return create("template0 ENCODING '%s' LOCALE 'C'".formatted(encoding));
  }

  /**
   * A database with an empty store of this release. Migrating takes a second, copying the migrated
   * database a few milliseconds.
   */
  public static TestDatabase migratedDatabase() {
    return freshDatabase(Migrated.TEMPLATE);
  }

  private static final class Migrated {
    static final TestDatabase TEMPLATE = migrated();
  }

  private static TestDatabase migrated() {
    var template = freshDatabase();
    PostgresStateStore.open(
            new DatabaseSettings(
                template.jdbcUrl(),
                template.user(),
                template.password(),
                2,
                Duration.ofSeconds(10)))
        .close();
    return template;
  }

  /** A copy of a database that has no connections. */
  public static TestDatabase freshDatabase(TestDatabase template) {
    return create(template.name());
  }

  /**
   * An embedded server for a single test, which configures and closes it.
   *
   * @param folder for its data, unused so far
   */
  public static EmbeddedPostgres ownServer(Path folder) {
    return EmbeddedPostgres.start(
        new EmbeddedPostgres.Options(folder, EmbeddedServer.binariesCache(), 0, false));
  }

  static void execute(String sql) {
    var server = Running.SERVER;
    try (var connection =
            DriverManager.getConnection(
                server.jdbcUrl("postgres"), server.user(), server.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot execute on the test Postgres: " + sql, e);
    }
  }

  private static TestDatabase create(String template) {
    var server = Running.SERVER;
    var name = "test_%d_%d".formatted(ProcessHandle.current().pid(), DATABASES.incrementAndGet());
    execute("CREATE DATABASE " + name + " TEMPLATE " + template);
    return new TestDatabase(name, server.jdbcUrl(name), server.user(), server.password());
  }

  private static Server start() {
    var wanted = System.getProperty("trueup.test.postgres", "");
    return switch (wanted) {
      case "docker" -> DockerServer.start();
      case "embedded" -> EmbeddedServer.start();
      case "" -> dockerAnswers() ? DockerServer.start() : EmbeddedServer.start();
      default -> {
        if (!wanted.contains(":")) {
          throw new IllegalStateException(
              "Cannot choose a test Postgres: 'trueup.test.postgres' is '%s', expected 'docker', 'embedded' or a 'host:port'"
                  .formatted(wanted));
        }
        yield new RunningServer(wanted);
      }
    };
  }

  private static boolean dockerAnswers() {
    try {
      return DockerServer.isAvailable();
    } catch (NoClassDefFoundError _) {
      return false; // a module whose tests have no Testcontainers
    }
  }
}
