package io.trueup.platforms.postgres.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.trueup.platforms.spi.ConnectionSecurity;
import io.trueup.platforms.spi.ConnectionSecurity.Tls;
import io.trueup.platforms.spi.CredentialStore.Login;
import io.trueup.platforms.spi.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The connections to containers, a small pool for each database and user. Safe for any thread. */
final class ContainerPools implements AutoCloseable {

  /** For reading the catalog and for finding the sessions that block a change. */
  private static final int SPARE_CONNECTIONS = 2;

  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(1);

  /** Far longer than one run on a container takes. */
  private static final Duration UNUSED = Duration.ofHours(1);

  /** Added to the server's own timeouts, so that it ends only connections that the network lost. */
  private static final Duration SOCKET_SLACK = Duration.ofSeconds(5);

  private final ContainerEnvironment environment;
  private final LongSupplier nanos;
  private final Map<Key, Long> used = new ConcurrentHashMap<>();
  private final Map<Key, ContainerPool> pools = new ConcurrentHashMap<>();
  private final Map<String, Semaphore> turns = new ConcurrentHashMap<>();

  private record Key(String url, String user, ConnectionSecurity security) {}

  /**
   * Connections to one database as one user.
   *
   * @param changePermits permits to change the database, shared by all users of it in this process
   * @param answerTimeout after how long without an answer the server counts as gone
   * @param extraLogin logs in outside the pool, for what cannot wait for a connection of the pool
   */
  record ContainerPool(
      HikariDataSource connections,
      Semaphore changePermits,
      Secret password,
      Duration answerTimeout,
      ExtraLogin extraLogin) {}

  /** Opens one connection outside the pool. */
  interface ExtraLogin {

    /** A connection whose first statement begins a transaction. */
    Connection open() throws SQLException;
  }

  ContainerPools(ContainerEnvironment environment) {
    this(environment, System::nanoTime);
  }

  /**
   * Pools with a clock, for tests.
   *
   * @param nanos elapsed since some moment
   */
  ContainerPools(ContainerEnvironment environment, LongSupplier nanos) {
    this.environment = environment;
    this.nanos = nanos;
  }

  /**
   * The pool for a database, with the current password.
   *
   * @throws SQLException when the login fails; at once and not after the pool's timeout
   */
  ContainerPool open(ContainerDatabase database, Login login) throws SQLException {
    var credential = login.credential();
    var key = new Key(database.jdbcUrl(), credential.user(), login.security());
    used.put(key, nanos.getAsLong());
    closeUnused();
    var known = pools.get(key);
    if (known != null && known.password().equals(credential.password())) {
      return known;
    }
    probe(key, credential.password());
    return pools.compute(key, (_, pool) -> withPassword(key, pool, credential.password()));
  }

  /** Closes pools that are unused, such as that of a container that no model names any longer. */
  private void closeUnused() {
    var now = nanos.getAsLong();
    used.forEach((key, at) -> {
      var pool = pools.get(key);
      var isActive =
          pool != null && pool.connections().getHikariPoolMXBean().getActiveConnections() > 0;
      if (now - at > UNUSED.toNanos() && !isActive && used.remove(key, at)) {
        var closed = pools.remove(key);
        if (closed != null) {
          closed.connections().close();
        }
      }
    });
  }

  /** The number of pools. */
  int size() {
    return pools.size();
  }

  private void probe(Key key, Secret password) throws SQLException {
    login(key, password).close();
  }

  private Connection login(Key key, Secret password) throws SQLException {
    var connection = sessions(key).getConnection(key.user(), password.value());
    connection.setAutoCommit(false);
    return connection;
  }

  private SessionSource sessions(Key key) {
    var properties = new Properties();
    properties.putAll(driverProperties(key.security()));
    return new SessionSource(key.url(), properties, SessionSettings.of(environment));
  }

  private ContainerPool withPassword(Key key, @Nullable ContainerPool pool, Secret password) {
    if (pool == null) {
      return pool(key, dataSource(key, password), turn(key), password);
    }
    pool.connections().getHikariConfigMXBean().setPassword(password.value());
    pool.connections().getHikariPoolMXBean().softEvictConnections();
    return pool(key, pool.connections(), pool.changePermits(), password);
  }

  private ContainerPool pool(
      Key key, HikariDataSource connections, Semaphore turn, Secret password) {
    return new ContainerPool(connections, turn, password, silence(), () -> login(key, password));
  }

  private Duration silence() {
    return environment.statementTimeout().plus(SOCKET_SLACK);
  }

  private Semaphore turn(Key key) {
    return turns.computeIfAbsent(key.url(), _ -> new Semaphore(environment.ddlAtOnce(), true));
  }

  private HikariDataSource dataSource(Key key, Secret password) {
    var config = new HikariConfig();
    config.setDataSource(sessions(key));
    config.setUsername(key.user());
    config.setPassword(password.value());
    config.setMaximumPoolSize(environment.ddlAtOnce() + SPARE_CONNECTIONS);
    config.setMinimumIdle(0);
    config.setIdleTimeout(IDLE_TIMEOUT.toMillis());
    config.setConnectionTimeout(Math.max(250, environment.connectTimeout().toMillis()));
    config.setValidationTimeout(Math.max(250, environment.connectTimeout().toMillis() / 2));
    config.setInitializationFailTimeout(-1);
    config.setAutoCommit(false);
    return new HikariDataSource(config);
  }

  private Map<String, String> driverProperties(ConnectionSecurity security) {
    var properties = new TreeMap<>(secured(security));
    properties.put("ApplicationName", "trueup");
    properties.put("tcpKeepAlive", "true");
    properties.put("connectTimeout", seconds(environment.connectTimeout()));
    properties.put("loginTimeout", seconds(environment.connectTimeout()));
    properties.put("socketTimeout", seconds(silence()));
    return properties;
  }

  /** How the driver uses TLS and logs in; by default it would do whatever the server asks. */
  private static Map<String, String> secured(ConnectionSecurity security) {
    var properties = new TreeMap<String, String>();
    properties.put("sslmode", ConnectionSecurity.spelling(security.tls()));
    properties.put("requireAuth", security.methodNames());
    properties.put("channelBinding", ConnectionSecurity.spelling(security.channelBinding()));
    properties.put("gssEncMode", "disable");
    var ca = security.ca();
    var isVerified = security.tls() == Tls.VERIFY_CA || security.tls() == Tls.VERIFY_FULL;
    if (isVerified && ca == null) {
      properties.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
    } else if (isVerified) {
      properties.put("sslrootcert", String.valueOf(ca));
    }
    return properties;
  }

  /** The driver counts in seconds, and zero means no timeout. */
  private static String seconds(Duration duration) {
    return Long.toString(Math.max(1, duration.toSeconds()));
  }

  @Override
  public void close() {
    pools.values().forEach(pool -> pool.connections().close());
    pools.clear();
  }
}
