package io.trueup.statestore.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.trueup.statestore.AlarmClock;
import io.trueup.statestore.Alarms;
import io.trueup.statestore.ApiTokens;
import io.trueup.statestore.Audit;
import io.trueup.statestore.BatchObserver;
import io.trueup.statestore.CredentialAddresses;
import io.trueup.statestore.CurrencyReadings;
import io.trueup.statestore.Daemons;
import io.trueup.statestore.Deliveries;
import io.trueup.statestore.DriftRecords;
import io.trueup.statestore.ForgeStatuses;
import io.trueup.statestore.GroupPauses;
import io.trueup.statestore.Installation;
import io.trueup.statestore.Leases;
import io.trueup.statestore.ModelLeases;
import io.trueup.statestore.ModelServers;
import io.trueup.statestore.PageSessions;
import io.trueup.statestore.PhysicalNames;
import io.trueup.statestore.Platforms;
import io.trueup.statestore.RecordRetention;
import io.trueup.statestore.Rollouts;
import io.trueup.statestore.Runs;
import io.trueup.statestore.SchemaStatements;
import io.trueup.statestore.Sources;
import io.trueup.statestore.StateChanges;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.Subscriptions;
import io.trueup.statestore.Versions;
import io.trueup.statestore.Windows;
import io.trueup.statestore.quartz.QuartzAlarmClock;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.function.UnaryOperator;

/** The state store on Postgres, whose clock is the store's. Safe for any thread. */
public final class PostgresStateStore implements StateStore {

  private static final String INSTALL =
      """
      INSERT INTO installation (id, key, made_at)
      SELECT left(r.text, 12), substr(r.text, 13), clock_timestamp()
        FROM (SELECT replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')) AS r (text)
      ON CONFLICT DO NOTHING
      """;

  private static final String INSTALLATION = "SELECT i.id, i.key FROM installation i";

  /** Longer than the longest wait for a lock at the start of a daemon. */
  private static final Duration LONGEST_SETUP = Duration.ofSeconds(90);

  /** No alarm is worth a longer wait. */
  private static final Duration ALARM_ANSWER = Duration.ofSeconds(5);

  /** One works while another waits for a lock. */
  private static final int ALARM_POOL = 2;

  private final DatabaseSettings settings;
  private final HikariDataSource pool;
  private final Database database;
  private final Leases leases;
  private final Sources sources;
  private final PostgresDeliveries deliveries;
  private final Versions versions;
  private final Platforms platforms;
  private final Windows windows;
  private final GroupPauses groupPauses;
  private final Rollouts rollouts;
  private final DriftRecords drift;
  private final PostgresRuns runs;
  private final CurrencyReadings currency;
  private final PhysicalNames names;
  private final SchemaStatements statements;
  private final StateChanges changes;
  private final Subscriptions subscriptions;
  private final ForgeStatuses forgeStatuses;
  private final Audit audit;
  private final CredentialAddresses credentials;
  private final ApiTokens tokens;
  private final ModelLeases modelLeases;
  private final ModelServers modelServers;
  private final Daemons daemons;
  private final PageSessions pageSessions;
  private final Alarms alarms;
  private volatile BatchObserver batches = BatchObserver.NONE;
  private final RecordRetention retention;

  private PostgresStateStore(
      DatabaseSettings settings, HikariDataSource pool, UnaryOperator<Audit> auditing) {
    this.settings = settings;
    this.pool = pool;
    database =
        new Database(
            pool,
            new Turns(pool.getMaximumPoolSize(), Duration.ofMillis(pool.getConnectionTimeout())),
            RetryPauses.ofThreads());
    leases = new PostgresLeases(database);
    sources = new PostgresSources(database);
    deliveries = new PostgresDeliveries(database, () -> batches);
    versions = new PostgresVersions(database);
    platforms = new PostgresPlatforms(database);
    windows = new PostgresWindows(database);
    groupPauses = new PostgresGroupPauses(database);
    rollouts = new PostgresRollouts(database);
    drift = new PostgresDrift(database);
    runs = new PostgresRuns(database, () -> batches);
    currency = new PostgresCurrencyReadings(database);
    names = new PostgresPhysicalNames(database);
    statements = new PostgresSchemaStatements(database);
    changes = new PostgresStateChanges(database);
    subscriptions = new PostgresSubscriptions(database);
    forgeStatuses = new PostgresForgeStatuses(database);
    audit = auditing.apply(new PostgresAudit(database));
    credentials = new PostgresCredentialAddresses(database);
    tokens = new PostgresApiTokens(database);
    modelLeases = new PostgresModelLeases(database);
    modelServers = new PostgresModelServers(database);
    daemons = new PostgresDaemons(database);
    pageSessions = new PostgresPageSessions(database);
    alarms = new PostgresAlarms(database);
    retention = new PostgresRetention(database);
  }

  /**
   * Migrates the database to this version's schema and opens the store.
   *
   * @throws StateStoreException when that fails; transient when Postgres did not answer or was
   *     busy, so that the caller may try again
   */
  public static PostgresStateStore open(DatabaseSettings settings) {
    requireLogin(settings);
    try (var login = login(settings)) {
      SchemaSetup.run(login, settings);
    }
    return opened(settings);
  }

  /**
   * Opens the store in a database that has this version's schema already.
   *
   * @throws StateStoreException as {@link #open}
   */
  public static PostgresStateStore attach(DatabaseSettings settings) {
    requireLogin(settings);
    try (var login = login(settings)) {
      SchemaSetup.ensureRole(login, settings);
    }
    return opened(settings);
  }

  /**
   * Opens the store to read it, as a user who needs no right but to read. Whatever writes fails;
   * only what would be audited is logged instead.
   */
  public static PostgresStateStore reading(DatabaseSettings settings) {
    var session = StoreSettings.ofReading(settings.answerTimeout());
    return new PostgresStateStore(settings, work(settings, session), LoggedAudit::new);
  }

  /**
   * Logs in once, because a pool tries for the whole time limit before it says why it cannot. What
   * may pass within that limit is left to the pool.
   */
  private static void requireLogin(DatabaseSettings settings) {
    try {
      sessions(settings, StoreSettings.ofMigration(), settings.silenceTimeout())
          .getConnection(settings.user(), settings.password())
          .close();
    } catch (SQLException e) {
      if (StoreFailures.mayPassSoon(e)) {
        return;
      }
      throw StoreFailures.exception(
          "open the state store at '%s'".formatted(settings.jdbcUrl()), e);
    }
  }

  private static PostgresStateStore opened(DatabaseSettings settings) {
    return new PostgresStateStore(settings, work(settings), UnaryOperator.identity());
  }

  /** Connections of the login user, which sets the database up. */
  static HikariDataSource login(DatabaseSettings settings) {
    var config = config(settings, StoreSettings.ofMigration(), LONGEST_SETUP);
    config.setPoolName("trueup-migration");
    config.setMaximumPoolSize(2);
    config.setMinimumIdle(0);
    return new HikariDataSource(config);
  }

  /** Connections for daily work. */
  static HikariDataSource work(DatabaseSettings settings) {
    return work(settings, StoreSettings.ofWork(settings.answerTimeout()));
  }

  private static HikariDataSource work(DatabaseSettings settings, StoreSettings session) {
    var config = config(settings, session, settings.silenceTimeout());
    config.setPoolName("trueup-state");
    config.setMaximumPoolSize(settings.poolSize());
    config.setMinimumIdle(Math.min(2, settings.poolSize()));
    config.setAutoCommit(false);
    return new HikariDataSource(config);
  }

  /** Connections of the alarm clock, which never keep daily work waiting. */
  private static HikariDataSource alarms(DatabaseSettings settings) {
    var answer =
        settings.answerTimeout().compareTo(ALARM_ANSWER) < 0
            ? settings.answerTimeout()
            : ALARM_ANSWER;
    var config = config(settings, StoreSettings.ofWork(answer), settings.silenceTimeout());
    config.setPoolName("trueup-alarms");
    config.setMaximumPoolSize(ALARM_POOL);
    config.setMinimumIdle(0);
    config.setAutoCommit(false);
    return new HikariDataSource(config);
  }

  private static HikariConfig config(
      DatabaseSettings settings, StoreSettings session, Duration silence) {
    var config = new HikariConfig();
    config.setDataSource(sessions(settings, session, silence));
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setConnectionTimeout(settings.connectTimeout().toMillis());
    config.setValidationTimeout(Math.max(250, settings.connectTimeout().toMillis() / 2));
    config.setInitializationFailTimeout(-1);
    return config;
  }

  private static StoreSessions sessions(
      DatabaseSettings settings, StoreSettings session, Duration silence) {
    return new StoreSessions(settings.jdbcUrl(), driverProperties(settings, silence), session);
  }

  /**
   * The driver's own limits.
   *
   * @param silence after how long without any byte the server counts as dead
   */
  private static Properties driverProperties(DatabaseSettings settings, Duration silence) {
    var properties = new Properties();
    properties.setProperty("ApplicationName", "trueup");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("connectTimeout", seconds(settings.connectTimeout()));
    properties.setProperty("loginTimeout", seconds(settings.connectTimeout()));
    properties.setProperty("socketTimeout", seconds(silence));
    return properties;
  }

  /** The driver counts in seconds, and zero would mean for ever. */
  private static String seconds(Duration duration) {
    return Long.toString(Math.max(1, duration.toSeconds()));
  }

  @Override
  public Instant now() {
    return database.inTransaction("read the clock", Transaction::now);
  }

  @Override
  public Installation installation() {
    return database.inTransaction("read the installation's identity", PostgresStateStore::identity);
  }

  private static Installation identity(Transaction tx) throws SQLException {
    tx.update(INSTALL);
    return tx.queryExactlyOne(
        INSTALLATION, row -> new Installation(row.text("id"), row.text("key")));
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
  public Windows windows() {
    return windows;
  }

  @Override
  public GroupPauses groupPauses() {
    return groupPauses;
  }

  @Override
  public Rollouts rollouts() {
    return rollouts;
  }

  @Override
  public DriftRecords drift() {
    return drift;
  }

  @Override
  public Runs runs() {
    return runs;
  }

  @Override
  public CurrencyReadings currency() {
    return currency;
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
  public StateChanges changes() {
    return changes;
  }

  @Override
  public Subscriptions subscriptions() {
    return subscriptions;
  }

  @Override
  public ForgeStatuses forgeStatuses() {
    return forgeStatuses;
  }

  @Override
  public Audit audit() {
    return audit;
  }

  @Override
  public CredentialAddresses credentials() {
    return credentials;
  }

  @Override
  public ApiTokens tokens() {
    return tokens;
  }

  @Override
  public ModelLeases modelLeases() {
    return modelLeases;
  }

  @Override
  public ModelServers modelServers() {
    return modelServers;
  }

  @Override
  public Daemons daemons() {
    return daemons;
  }

  @Override
  public PageSessions pageSessions() {
    return pageSessions;
  }

  @Override
  public Alarms alarms() {
    return alarms;
  }

  @Override
  public RecordRetention retention() {
    return retention;
  }

  /** The clock has connections of its own, at most two, and closes them. */
  @Override
  public AlarmClock alarmClock(String holder, String group) {
    return new QuartzAlarmClock(() -> alarms(settings), holder, group);
  }

  @Override
  public void observe(BatchObserver observer) {
    batches = observer;
  }

  @Override
  public void close() {
    runs.close();
    deliveries.close();
    pool.close();
  }
}
