package io.trueup.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.testing.TestDatabase;
import io.trueup.statestore.testing.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a database does with work that Postgres rolled back. */
class DatabaseRetriesTest {

  private final TestDatabase fresh = TestPostgres.freshDatabase();
  private final HikariDataSource pool = pool(fresh);
  private final List<Duration> slept = new CopyOnWriteArrayList<>();
  private final AtomicInteger attempts = new AtomicInteger();
  private final Database database = database(slept::add);

  private static HikariDataSource pool(TestDatabase database) {
    var settings = new HikariConfig();
    settings.setJdbcUrl(database.jdbcUrl());
    settings.setUsername(database.user());
    settings.setPassword(database.password());
    settings.setMaximumPoolSize(2);
    settings.setAutoCommit(false);
    settings.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
    settings.setConnectionInitSql("SET deadlock_timeout = '10ms'");
    return new HikariDataSource(settings);
  }

  private Database database(RetryPauses.Sleep sleep) {
    return new Database(
        pool, new Turns(2, Duration.ofSeconds(10)), new RetryPauses(new Random(1), sleep));
  }

  @BeforeEach
  void createCounts() throws SQLException {
    try (var connection = fresh.connect()) {
      Sql.execute(connection, "CREATE TABLE count (name text PRIMARY KEY, n bigint NOT NULL)");
      Sql.execute(connection, "INSERT INTO count VALUES ('a', 0), ('b', 0)");
    }
  }

  @AfterEach
  void close() {
    pool.close();
    fresh.close();
  }

  private static long read(Transaction tx) throws SQLException {
    return tx.queryExactlyOne("SELECT n FROM count WHERE name = 'a'", row -> row.number("n"));
  }

  private static void write(Transaction tx, long n) throws SQLException {
    tx.update("UPDATE count SET n = ? WHERE name = 'a'", n);
  }

  private static void increment(Transaction tx, String name) throws SQLException {
    tx.update("UPDATE count SET n = n + 1 WHERE name = ?", name);
  }

  private static void fail(Transaction tx, String state) throws SQLException {
    tx.update("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '%s'; END $$".formatted(state));
  }

  @Test
  void workThatAnotherTransactionOvertookIsDoneAgainAfterAPause() {
    database.run(
        "count",
        tx -> {
          var before = read(tx);
          if (attempts.incrementAndGet() == 1) {
            database.run("overtake", it -> write(it, 10));
          }
          write(tx, before + 1);
        });

    assertThat(attempts).hasValue(2);
    assertThat(slept).hasSize(1);
    assertThat(database.<Long>inTransaction("read", DatabaseRetriesTest::read)).isEqualTo(11);
  }

  @Test
  void oneOfTwoThatWaitForEachOtherIsDoneAgain() throws Exception {
    var bothHoldOne = new CyclicBarrier(2);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var one = threads.submit(() -> incrementBoth("a", "b", bothHoldOne));
      var other = threads.submit(() -> incrementBoth("b", "a", bothHoldOne));
      one.get(60, TimeUnit.SECONDS);
      other.get(60, TimeUnit.SECONDS);
    }

    assertThat(attempts.get()).isGreaterThan(2);
    assertThat(slept).hasSize(attempts.get() - 2);
    assertThat(database.<Long>inTransaction("read", DatabaseRetriesTest::read)).isEqualTo(2);
  }

  private void incrementBoth(String first, String second, CyclicBarrier bothHoldOne) {
    var own = new AtomicInteger();
    database.run(
        "count",
        tx -> {
          attempts.incrementAndGet();
          increment(tx, first);
          if (own.incrementAndGet() == 1) {
            await(bothHoldOne);
          }
          increment(tx, second);
        });
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"40001", "40P01"})
  void workIsGivenUpAfterFiveAttempts(String state) {
    assertThatThrownBy(() -> database.run("count", tx -> attempt(tx, state)))
        .isInstanceOfSatisfying(
            StateStoreException.class, it -> assertThat(it.isTransient()).isTrue())
        .hasMessage("Cannot count: ERROR: no. It may work later");

    assertThat(attempts).hasValue(5);
    assertThat(slept).hasSize(4).isSorted();
  }

  @ParameterizedTest
  @ValueSource(strings = {"40003", "23505", "55P03"})
  void workThatFailedOtherwiseIsNotDoneAgain(String state) {
    assertThatThrownBy(() -> database.run("count", tx -> attempt(tx, state)))
        .isInstanceOf(StateStoreException.class);

    assertThat(attempts).hasValue(1);
    assertThat(slept).isEmpty();
  }

  @Test
  void anInterruptedThreadGivesUpAndKeepsItsFlag() {
    var interrupted =
        database(_ -> {
          throw new InterruptedException();
        });

    assertThatThrownBy(() -> interrupted.run("count", tx -> attempt(tx, "40001")))
        .isInstanceOf(StateStoreException.class)
        .hasMessage("Cannot count: ERROR: no. It may work later");

    assertThat(attempts).hasValue(1);
    assertThat(Thread.interrupted()).isTrue();
  }

  private void attempt(Transaction tx, String state) throws SQLException {
    attempts.incrementAndGet();
    fail(tx, state);
  }
}
