package io.trueup.listener.daemon;

import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.engine.OpenResources;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.embedded.EmbeddedPostgres;
import io.trueup.statestore.postgres.DatabaseSettings;
import io.trueup.statestore.postgres.PostgresStateStore;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state database: the operator's own, or an embedded Postgres that starts and stops with the
 * daemon.
 */
final class StateDatabase implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final int POOL = 10;
  static final String DATABASE = "trueup";

  private final Configuration configuration;
  private final ProcessEnvironment environment;
  private final DataFolder folder;
  private volatile @Nullable EmbeddedPostgres embedded;
  private boolean isClosed;

  StateDatabase(Configuration configuration, ProcessEnvironment environment, DataFolder folder) {
    this.configuration = configuration;
    this.environment = environment;
    this.folder = folder;
  }

  /**
   * Opens the store; may be called again after a failure.
   *
   * @throws io.trueup.statestore.StateStoreException when the database cannot be used now
   */
  PostgresStateStore open() {
    var database = configuration.database();
    return PostgresStateStore.open(
        database == null ? embeddedSettings() : settings(database, environment));
  }

  /**
   * Opens the store of an installation beside its running daemon; empty when the embedded Postgres
   * does not run.
   *
   * @throws io.trueup.statestore.StateStoreException when the database cannot be used now
   */
  static Optional<StateStore> beside(Configuration configuration, ProcessEnvironment environment) {
    var database = configuration.database();
    return (database == null
            ? EmbeddedPostgres.running(configuration.dataFolder().resolve("postgres"))
                .map(it ->
                    new DatabaseSettings(
                        it.jdbcUrl(DATABASE), it.superuser(), it.password(), 2, CONNECT_TIMEOUT))
            : Optional.of(settings(database, environment)))
        .map(PostgresStateStore::attach);
  }

  private static DatabaseSettings settings(
      Configuration.Database database, ProcessEnvironment environment) {
    var password =
        new SecretReader(environment.variables())
            .read(database.password())
            .map(secret -> secret.value())
            .orElse("");
    return new DatabaseSettings(
        database.url(), database.user(), password, database.poolSize(), CONNECT_TIMEOUT);
  }

  private DatabaseSettings embeddedSettings() {
    var postgres = started();
    postgres.createDatabase(DATABASE);
    return new DatabaseSettings(
        postgres.jdbcUrl(DATABASE),
        postgres.superuser(),
        postgres.password(),
        POOL,
        CONNECT_TIMEOUT);
  }

  /** A close during the start of the server waits, and then closes it. */
  private synchronized EmbeddedPostgres started() {
    if (isClosed) {
      throw new OpenResources.ClosedException();
    }
    var postgres = embedded;
    if (postgres == null) {
      postgres = startEmbedded(folder, environment);
      embedded = postgres;
    }
    return postgres;
  }

  /** Starts the embedded Postgres of a data folder. */
  static EmbeddedPostgres startEmbedded(DataFolder folder, ProcessEnvironment environment) {
    if (EmbeddedPostgres.runsAsAnotherUser()) {
      folder.allowPassage();
    }
    var cache = environment.postgresCache();
    return EmbeddedPostgres.start(
        new EmbeddedPostgres.Options(
            folder.resolve("postgres"),
            cache == null ? folder.resolve("postgres-programs") : cache,
            0,
            true));
  }

  /** The embedded server; null when there is none. */
  @Nullable EmbeddedPostgres embedded() {
    return embedded;
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    var postgres = embedded;
    if (postgres != null) {
      postgres.close();
    }
  }
}
