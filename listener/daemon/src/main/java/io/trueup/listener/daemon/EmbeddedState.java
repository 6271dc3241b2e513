package io.trueup.listener.daemon;

import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.engine.DaemonException;
import io.trueup.statestore.embedded.EmbeddedPostgres;
import io.trueup.statestore.embedded.EmbeddedPostgresException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The embedded Postgres of an installation whose daemon is stopped. */
public final class EmbeddedState implements AutoCloseable {

  /** The name of the state database. */
  public static final String DATABASE = StateDatabase.DATABASE;

  private final DataFolder folder;
  private final EmbeddedPostgres postgres;

  private EmbeddedState(DataFolder folder, EmbeddedPostgres postgres) {
    this.folder = folder;
    this.postgres = postgres;
  }

  /**
   * Starts the server.
   *
   * @throws DaemonException when there is none, a daemon runs it, or it cannot be started
   */
  public static EmbeddedState start(Configuration configuration, ProcessEnvironment environment) {
    var data = configuration.dataFolder().resolve("postgres");
    if (!Files.isDirectory(data)) {
      throw new DaemonException(
          "There is no embedded Postgres in %s".formatted(configuration.dataFolder()), null);
    }
    var folder = DataFolder.claim(configuration.dataFolder());
    try {
      return new EmbeddedState(folder, StateDatabase.startEmbedded(folder, environment));
    } catch (EmbeddedPostgresException e) {
      folder.close();
      throw new DaemonException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The server's port. */
  public int port() {
    return postgres.port();
  }

  /** The name of the superuser. */
  public String user() {
    return postgres.superuser();
  }

  /** The file that holds the superuser's password. */
  public Path passwordFile() {
    return folder.resolve("postgres").resolve("password");
  }

  @Override
  public void close() {
    postgres.close();
    folder.close();
  }
}
