package io.trueup.platforms.postgres.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.platforms.postgres.database.ContainerPools.ContainerPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reads take connections without a permit, so that none may be left for watching a change. */
@Timeout(120)
class BlockersTest {

  private final TestContainer container = new TestContainer();
  private final ContainerPools pools = new ContainerPools(container.environment());
  private final ContainerPool pool;
  private final List<Connection> taken = new ArrayList<>();
  private final FutureTask<Connection> waiting;
  private final int pid;

  BlockersTest() throws SQLException {
    pool = pools.open(container.database(), container.login(container.database()));
    container.owned("CREATE SCHEMA live", "CREATE TABLE live.held (id integer)");
    for (var i = 0; i < pool.connections().getMaximumPoolSize(); i++) {
      taken.add(pool.connections().getConnection());
    }
    StatementExecutor.execute(taken.getFirst(), "LOCK TABLE live.held");
    var waiter = taken.getLast();
    try (var row = waiter.createStatement().executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      pid = row.getInt(1);
    }
    StatementExecutor.execute(waiter, "SET lock_timeout = 0; SET statement_timeout = 0");
    waiting = new FutureTask<>(() -> StatementExecutor.execute(waiter, "LOCK TABLE live.held"));
    Thread.ofVirtual().start(waiting);
    container.await("SELECT 1 FROM pg_locks WHERE NOT granted AND pid = " + pid);
  }

  @AfterEach
  void close() throws SQLException {
    for (var each : taken) {
      each.close();
    }
    pools.close();
    container.close();
  }

  /** Otherwise a working server would count as gone, and a long change would be abandoned. */
  @Test
  void aServerWhosePoolIsFullAnswers() throws Exception {
    assertThat(Blockers.of(pool, pid))
        .hasValueSatisfying(it -> assertThat(it).contains("idle in transaction"));

    taken.getFirst().rollback();
    waiting.get();
  }

  @Test
  void aStatementIsCancelledWhereThePoolIsFull() {
    Blockers.cancel(pool, pid);

    assertThatThrownBy(waiting::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            SQLException.class, it -> assertThat(it.getSQLState()).isEqualTo("57014"));
  }
}
