package io.trueup.listener.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.ConfigurationReader;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.testing.TestDatabase;
import io.trueup.statestore.testing.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each step of the start fails once: nothing that was opened stays open, and the rest goes on. */
@Timeout(300)
class DaemonStartTest {

  /** Threads that belong to what a daemon opens, and how many of each one that is ready has. */
  private static final Map<String, Integer> THREADS =
      new TreeMap<>(
          Map.of(
              "lease-keeper", 1,
              "clockwork", 1,
              "opener", 1));

  /** Of other tests in this JVM, which are none of the daemon's. */
  private final Set<Thread> before = Thread.getAllStackTraces().keySet();

  private final TestDatabase database = TestPostgres.freshDatabase();
  @TempDir private Path folder;

  @AfterEach
  void drop() {
    database.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"FOLDER", "SOURCES", "LISTEN"})
  void aFailureBeforeItListensClosesAllAndEndsTheStart(StartStep step) throws Exception {
    var configuration = configuration();

    assertThatThrownBy(() -> Daemon.start(configuration, environment(), failingAt(step)))
        .isInstanceOf(StateStoreException.class)
        .hasNoSuppressedExceptions();

    assertNothingIsOpen();
    try (var daemon = Daemon.start(configuration, environment())) {
      daemon.opened().get(2, TimeUnit.MINUTES);
    }
    assertNothingIsOpen();
  }

  @ParameterizedTest
  @EnumSource(names = {"STORE", "CORE", "TOKEN", "EDGE", "WORK"})
  void aFailureOfTheDatabaseIsTriedAgainWithNothingLeftOfTheFirstTime(StartStep step)
      throws Exception {
    try (var daemon = Daemon.start(configuration(), environment(), failingAt(step))) {
      daemon.opened().get(2, TimeUnit.MINUTES);

      assertThat(threads()).isEqualTo(THREADS);
      assertThat(get(daemon, "/api/v1/status").statusCode()).isEqualTo(401);
      assertThat(get(daemon, "/metrics").body()).contains("trueup_store_up 1.0");
      assertThat(folder.resolve("data/operator.token")).isNotEmptyFile();
    }
    assertNothingIsOpen();
  }

  @ParameterizedTest
  @EnumSource(names = {"STORE", "CORE", "TOKEN", "EDGE", "WORK"})
  void aDaemonThatIsClosedWhileItStartsLeavesNothingOpen(StartStep step) throws Exception {
    var isReached = new CountDownLatch(1);
    var isClosed = new CountDownLatch(1);
    var daemon =
        Daemon.start(
            configuration(),
            environment(),
            reached -> {
              if (reached == step) {
                isReached.countDown();
                await(isClosed);
              }
            });
    await(isReached);

    daemon.close();
    isClosed.countDown();

    assertThatThrownBy(() -> daemon.opened().get()).hasMessageContaining("The daemon was closed");
    assertNothingIsOpen();
  }

  @Test
  void aDatabaseThatRefusesForAWhileCostsNoThreads() throws Exception {
    var failures = new CountDownLatch(4);
    try (var daemon =
        Daemon.start(
            configuration(),
            environment(),
            reached -> {
              if (reached == StartStep.CORE && failures.getCount() > 0) {
                failures.countDown();
                throw new StateStoreException(
                    "Cannot write: it is read-only", true, new SQLException("25006"));
              }
            })) {
      await(failures);
      daemon.opened().get(2, TimeUnit.MINUTES);

      assertThat(threads()).isEqualTo(THREADS);
    }
    assertNothingIsOpen();
  }

  @Test
  void aBugIsReportedAndTakesNoWork() throws Exception {
    try (var daemon =
        Daemon.start(
            configuration(),
            environment(),
            reached -> {
              if (reached == StartStep.CORE) {
                throw new StackOverflowError("a bug");
              }
            })) {
      assertThatThrownBy(() -> daemon.opened().get(2, TimeUnit.MINUTES))
          .hasRootCauseInstanceOf(StackOverflowError.class);

      assertThat(get(daemon, "/readyz").statusCode()).isEqualTo(503);
      assertThat(threads()).isEqualTo(Map.of("opener", 1));
    }
    assertNothingIsOpen();
  }

  private static Consumer<StartStep> failingAt(StartStep step) {
    var failed = ConcurrentHashMap.<StartStep>newKeySet();
    return reached -> {
      if (reached == step && failed.add(step)) {
        throw new StateStoreException("Step " + step + " fails", true, new SQLException("no"));
      }
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void assertNothingIsOpen() throws Exception {
    var deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!(threads().isEmpty() && sessions() == 0)) {
      assertThat(System.nanoTime())
          .as("%s, %d sessions", threads(), sessions())
          .isLessThan(deadline);
      Thread.onSpinWait();
    }
    DataFolder.claim(folder.resolve("data")).close();
  }

  private Map<String, Integer> threads() {
    var found = new TreeMap<String, Integer>();
    Thread.getAllStackTraces().keySet().stream()
        .filter(it -> it.isAlive() && !before.contains(it))
        .map(Thread::getName)
        .filter(THREADS::containsKey)
        .forEach(name -> found.merge(name, 1, Integer::sum));
    return found;
  }

  private int sessions() throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND"
                    + " application_name = 'trueup'")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static HttpResponse<String> get(Daemon daemon, String path) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var uri = URI.create("http://127.0.0.1:%d%s".formatted(daemon.port(), path));
      return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
  }

  private static ProcessEnvironment environment() {
    return new ProcessEnvironment(_ -> null, Instant::now, "test", null);
  }

  private Configuration configuration() throws Exception {
    Files.writeString(folder.resolve("database-password"), database.password());
    var text =
        """
        data-folder: data
        listen: {host: 127.0.0.1, port: 0}
        database: {url: "%s", user: "%s", password: {file: database-password}, pool-size: 3}
        sources:
          acme: {repository: %s, branch: main, webhook: {allow-unsigned: true}}
        """
            .formatted(database.jdbcUrl(), database.user(), folder.resolve("no-repository"));
    var read =
        ConfigurationReader.read("trueup.yaml", folder, text.getBytes(StandardCharsets.UTF_8));
    assertThat(read.problems()).isEqualTo(List.of());
    return Objects.requireNonNull(read.configuration());
  }
}
