package io.trueup.statestore.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.trueup.statestore.ApiTokens;
import io.trueup.statestore.Audit;
import io.trueup.statestore.Deliveries;
import io.trueup.statestore.Leases;
import io.trueup.statestore.PageSessions;
import io.trueup.statestore.PhysicalNames;
import io.trueup.statestore.Platforms;
import io.trueup.statestore.Rollouts;
import io.trueup.statestore.Runs;
import io.trueup.statestore.SchemaStatements;
import io.trueup.statestore.Sources;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.Versions;
import java.time.Instant;

/** The state store on Postgres, whose clock is the store's. Safe for any thread. */
public final class PostgresStateStore implements StateStore {

  /**
   * The timeouts free what a process that was stopped holds: nobody else waits for it for longer,
   * and its transaction is rolled back.
   */
  private static final String ON_CONNECT =
      """
      SET ROLE trueup_app;
      SET search_path TO trueup;
      SET lock_timeout TO '20s';
      SET statement_timeout TO '60s';
      SET idle_in_transaction_session_timeout TO '20s'
      """;

  private final HikariDataSource pool;
  private final Database database;
  private final Leases leases;
  private final Sources sources;
  private final Deliveries deliveries;
  private final Versions versions;
  private final Platforms platforms;
  private final Rollouts rollouts;
  private final Runs runs;
  private final PhysicalNames names;
  private final SchemaStatements statements;
  private final Audit audit;
  private final ApiTokens tokens;
  private final PageSessions pageSessions;

  private PostgresStateStore(HikariDataSource pool) {
    this.pool = pool;
    database = new Database(pool);
    leases = new PostgresLeases(database);
    sources = new PostgresSources(database);
    deliveries = new PostgresDeliveries(database);
    versions = new PostgresVersions(database);
    platforms = new PostgresPlatforms(database);
    rollouts = new PostgresRollouts(database);
    runs = new PostgresRuns(database);
    names = new PostgresPhysicalNames(database);
    statements = new PostgresSchemaStatements(database);
    audit = new PostgresAudit(database);
    tokens = new PostgresApiTokens(database);
    pageSessions = new PostgresPageSessions(database);
  }

  /**
   * Migrates the database to this version's schema and opens the store.
   *
   * @throws StateStoreException when that fails; transient when Postgres did not answer or was
   *     busy, so that the caller may try again
   */
  public static PostgresStateStore open(DatabaseSettings settings) {
    try (var login = new HikariDataSource(loginConfig(settings))) {
      SchemaSetup.run(login, settings);
    }
    return attach(settings);
  }

  /** Opens the store in a database that has this version's schema already. */
  public static PostgresStateStore attach(DatabaseSettings settings) {
    return new PostgresStateStore(new HikariDataSource(workConfig(settings)));
  }

  private static HikariConfig loginConfig(DatabaseSettings settings) {
    var config = config(settings);
    config.setPoolName("trueup-migration");
    config.setMaximumPoolSize(2);
    config.setMinimumIdle(0);
    return config;
  }

  private static HikariConfig workConfig(DatabaseSettings settings) {
    var config = config(settings);
    config.setPoolName("trueup-state");
    config.setMaximumPoolSize(settings.poolSize());
    config.setMinimumIdle(Math.min(2, settings.poolSize()));
    config.setConnectionInitSql(ON_CONNECT);
    // Else the first transaction that fails on a connection would take back what was set on it.
    config.setIsolateInternalQueries(true);
    config.setAutoCommit(false);
    return config;
  }

  private static HikariConfig config(DatabaseSettings settings) {
    var config = new HikariConfig();
    config.setJdbcUrl(settings.jdbcUrl());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setConnectionTimeout(settings.connectTimeout().toMillis());
    config.setInitializationFailTimeout(-1);
    config.addDataSourceProperty("ApplicationName", "trueup");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty(
        "connectTimeout", Long.toString(Math.max(1, settings.connectTimeout().toSeconds())));
    // Beyond the statement timeout: it only ends waits for a server that is gone.
    config.addDataSourceProperty("socketTimeout", "90");
    return config;
  }

  @Override
  public Instant now() {
    return database.inTransaction("read the clock", Transaction::now);
  }

  @Override
  public Leases leases() {
    return leases;
  }

  @Override
  public Sources sources() {
    return sources;
  }

  @Override
  public Deliveries deliveries() {
    return deliveries;
  }

  @Override
  public Versions versions() {
    return versions;
  }

  @Override
  public Platforms platforms() {
    return platforms;
  }

  @Override
  public Rollouts rollouts() {
    return rollouts;
  }

  @Override
  public Runs runs() {
    return runs;
  }

  @Override
  public PhysicalNames names() {
    return names;
  }

  @Override
  public SchemaStatements statements() {
    return statements;
  }

  @Override
  public Audit audit() {
    return audit;
  }

  @Override
  public ApiTokens tokens() {
    return tokens;
  }

  @Override
  public PageSessions pageSessions() {
    return pageSessions;
  }

  @Override
  public void close() {
    pool.close();
  }
}
