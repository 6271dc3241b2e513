package io.trueup.statestore.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Postgres server that lives as long as this process: on loopback only, with a generated
 * password, checksums and its data in a folder that only it may read. It ends cleanly when the
 * process ends in any way. One process at a time uses a data folder. Safe for any thread.
 */
public final class EmbeddedPostgres implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

  /**
   * The shared memory of a killed server stays for some seconds, and the next server waits for it.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String DATABASE_EXISTS = "42P04";

  private final PostgresCluster cluster;
  private final String password;
  private final FileLock lock;
  private int port;

  /**
   * Where and how to run a server.
   *
   * @param dataFolder holds the data, the password and the log; created when missing
   * @param binariesCache where the programs are unpacked, once for all processes that share it;
   *     created when missing
   * @param port to listen on; 0 for any that is free
   * @param durable whether a commit survives a crash of the machine; false in tests only
   */
  public record Options(Path dataFolder, Path binariesCache, int port, boolean durable) {

    public Options {
      dataFolder = dataFolder.toAbsolutePath().normalize();
      binariesCache = binariesCache.toAbsolutePath().normalize();
    }
  }

  private EmbeddedPostgres(PostgresCluster cluster, String password, FileLock lock) {
    this.cluster = cluster;
    this.password = password;
    this.lock = lock;
  }

  /** Whether a server runs as another user than this one, because Postgres refuses root. */
  public static boolean runsAsAnotherUser() {
    return ServerAccount.current().isDedicated();
  }

  /**
   * Starts a server, creating its data on the first start, and waits until it answers.
   *
   * @throws EmbeddedPostgresException when it cannot; nothing is left running
   */
  public static EmbeddedPostgres start(Options options) {
    var folder = options.dataFolder();
    try {
      var account = ServerAccount.current();
      var binaries = PostgresBinaries.in(options.binariesCache());
      createDataFolder(folder, account);
      account.requireReachable(folder);
      account.requireReachable(binaries.folder());
      var lock = lock(folder);
      try {
        var cluster = new PostgresCluster(folder, binaries, account, options.durable());
        cluster.createIfAbsent();
        var postgres = new EmbeddedPostgres(cluster, cluster.password(), lock);
        postgres.startServer(options.port());
        return postgres;
      } catch (IOException | RuntimeException e) {
        lock.channel().close();
        throw e;
      }
    } catch (IOException e) {
      throw EmbeddedPostgresException.failed("start the embedded Postgres", folder, e);
    }
  }

  /**
   * The address of a server that another process runs.
   *
   * @param password the superuser's; never to be shown
   */
  public record Running(int port, String password) {

    /** The JDBC URL of one of its databases. */
    public String jdbcUrl(String database) {
      return address(port, database);
    }

    /** The name of the superuser. */
    public String superuser() {
      return PostgresCluster.SUPERUSER;
    }

    @Override
    public String toString() {
      return "port " + port;
    }
  }

  /**
   * The server that another process runs in a folder, according to the folder's files; empty when
   * there is none.
   *
   * @throws EmbeddedPostgresException when this user may not read the files
   */
  public static Optional<Running> running(Path dataFolder) {
    var folder = dataFolder.toAbsolutePath().normalize();
    try {
      return PostgresCluster.running(folder);
    } catch (IOException e) {
      throw EmbeddedPostgresException.failed("find the running embedded Postgres", folder, e);
    }
  }

  private static String address(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
  }

  /** The port that the server listens on. */
  public int port() {
    return port;
  }

  /** The JDBC URL of one of its databases. */
  public String jdbcUrl(String database) {
    return address(port, database);
  }

  /** The name of the superuser, the only user at first. */
  public String superuser() {
    return PostgresCluster.SUPERUSER;
  }

  /** The superuser's password; never to be shown. */
  public String password() {
    return password;
  }

  /** Creates a database; does nothing when it exists. */
  public void createDatabase(String name) {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + statement.enquoteIdentifier(name, true));
    } catch (SQLException e) {
      if (!DATABASE_EXISTS.equals(e.getSQLState())) {
        throw EmbeddedPostgresException.failed(
            "create database '%s'".formatted(name), cluster.folder(), e);
      }
    }
  }

  /** Stops the server cleanly and waits until it has stopped. Stopping it again does nothing. */
  @Override
  public synchronized void close() {
    if (!lock.channel().isOpen()) {
      return;
    }
    try {
      cluster.stop();
      lock.channel().close();
    } catch (IOException e) {
      throw EmbeddedPostgresException.failed("stop the embedded Postgres", cluster.folder(), e);
    }
  }

  private static void createDataFolder(Path folder, ServerAccount account) throws IOException {
    var parent = folder.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (!Files.isDirectory(folder)) {
      Files.createDirectory(folder);
      // A server that runs as another user passes through it to its data, and sees nothing else.
      Files.setPosixFilePermissions(
          folder,
          PosixFilePermissions.fromString(account.isDedicated() ? "rwx--x--x" : "rwx------"));
    }
  }

  @SuppressWarnings("resource") // the lock lives as long as the channel, which close() closes
  private static FileLock lock(Path folder) throws IOException {
    var channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException _) {
      // This process holds it: the folder is in use all the same.
    }
    if (lock == null) {
      channel.close();
      throw EmbeddedPostgresException.inUse(folder);
    }
    return lock;
  }

  private void startServer(int wantedPort) throws IOException {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      cluster.stopOrphan();
      port = wantedPort == 0 ? freePort() : wantedPort;
      var process = startProcess();
      if (answers(process, deadline)) {
        LOG.info("Embedded Postgres listens on port {} with its data in {}", port, cluster.data());
        return;
      }
      if (process.isAlive()) {
        cluster.stop();
      }
      if (System.nanoTime() >= deadline || !isTransient(cluster.logTail(), wantedPort)) {
        throw EmbeddedPostgresException.failed(
            "start the embedded Postgres", cluster.folder(), cluster.logTail());
      }
      LOG.warn("Embedded Postgres did not start; retrying. See {}", cluster.log());
      pause(process);
    }
  }

  /** Whether the cause of a failed start goes away by itself. */
  private static boolean isTransient(String log, int wantedPort) {
    return log.contains("pre-existing shared memory block")
        || log.contains("lock file \"postmaster.pid\" already exists")
        || (wantedPort == 0 && log.contains("Address already in use"));
  }

  /**
   * The server ends with the thread that started it, so it gets a thread of its own, which lives as
   * long as the server and this process.
   */
  private Process startProcess() throws IOException {
    PostgresCluster.writePrivately(cluster.log(), "");
    var command = cluster.account().companion(serverCommand());
    command.redirectOutput(cluster.log().toFile());
    var started = new CompletableFuture<Process>();
    Thread.ofPlatform()
        .name("embedded-postgres")
        .daemon()
        .start(() -> {
          try {
            var process = command.start();
            started.complete(process);
            process.onExit().join();
          } catch (IOException e) {
            started.completeExceptionally(e);
          }
        });
    try {
      return started.get();
    } catch (ExecutionException e) {
      throw EmbeddedPostgresException.unsupported(
          "it needs the program 'setpriv' of util-linux, which cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private List<String> serverCommand() {
    var durable = cluster.durable() ? "on" : "off";
    return List.of(
        cluster.binaries().program("postgres").toString(),
        "-D",
        cluster.data().toString(),
        "-p",
        Integer.toString(port),
        "-clisten_addresses=127.0.0.1",
        "-cunix_socket_directories=",
        "-cfsync=" + durable,
        "-cfull_page_writes=" + durable,
        "-csynchronous_commit=" + durable,
        "-ctimezone=UTC",
        "-clog_timezone=UTC",
        "-clog_checkpoints=off");
  }

  private boolean answers(Process process, long deadline) throws IOException {
    while (process.isAlive() && System.nanoTime() < deadline) {
      try (var connection = connect();
          var statement = connection.createStatement();
          var row = statement.executeQuery("SELECT current_setting('data_directory') AS data")) {
        // On a port that was taken, another server answers.
        return row.next() && cluster.data().toString().equals(row.getString("data"));
      } catch (SQLException _) {
        pause(process);
      }
    }
    return false;
  }

  private static void pause(Process process) throws IOException {
    try {
      if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
        TimeUnit.MILLISECONDS.sleep(200);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl("postgres"), superuser(), password);
  }
}
