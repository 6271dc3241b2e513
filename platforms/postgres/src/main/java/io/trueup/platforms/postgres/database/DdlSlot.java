package io.trueup.platforms.postgres.database;

import io.trueup.model.fingerprint.Sha256;
import io.trueup.platforms.postgres.database.ContainerPools.ContainerPool;
import io.trueup.platforms.spi.InstallationIdentity;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the slots of all processes for changing a database at the same time: an advisory lock of a
 * session. It is polled and never waited for, because a session that waits in a transaction keeps
 * others from building indexes. The sessions that poll share a second lock, the queue, so that a
 * run with many transactions lets others go between them.
 */
final class DdlSlot implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DdlSlot.class);

  /** More slots than an installation can have, so that ranges of their locks do not overlap. */
  private static final int MOST_SLOTS = 0x100;

  private static final String TRY =
      """
      SELECT s.place
        FROM pg_catalog.generate_series(0, ?::integer - 1) AS s (place)
       WHERE pg_catalog.pg_try_advisory_lock(?::bigint + s.place)
       LIMIT 1
      """;

  private static final LockRetries POLLS =
      new LockRetries(1, Duration.ofMillis(50), Duration.ofMillis(100));

  private final ContainerPool pool;
  private final WatchedConnection connection;
  private final long lock;

  /**
   * The numbers of an installation's locks. They cannot be guessed: any role that may connect can
   * take a lock whose number it knows.
   *
   * @param first the lock of the first slot; the others follow
   */
  record Keys(long first, long queue) {

    static Keys of(InstallationIdentity installation) {
      return new Keys(number(installation, "place") & -MOST_SLOTS, number(installation, "queue"));
    }

    private static long number(InstallationIdentity installation, String use) {
      var digest = Sha256.of("ddl %s %s".formatted(use, installation.key()));
      return ByteBuffer.wrap(digest).getLong();
    }
  }

  private DdlSlot(ContainerPool pool, WatchedConnection connection, long lock) {
    this.pool = pool;
    this.connection = connection;
    this.lock = lock;
  }

  WatchedConnection connection() {
    return connection;
  }

  /**
   * Waits for a slot.
   *
   * @param turn how many slots this run has had
   * @throws SQLException {@link SqlStates#DATABASE_BUSY} when none is free for as long as a
   *     statement may run
   */
  static DdlSlot take(SessionContext session, int turn) throws SQLException {
    var pool = session.pool();
    var deadline = System.nanoTime() + session.statementTimeout().toNanos();
    takeTurn(pool, deadline);
    WatchedConnection connection = null;
    try {
      connection = WatchedConnection.open(pool);
      var lock = acquire(session, connection, turn, deadline);
      return new DdlSlot(pool, connection, lock);
    } catch (SQLException | RuntimeException e) {
      pool.changePermits().release();
      if (connection != null) {
        connection.discard();
      }
      throw e;
    }
  }

  private static void takeTurn(ContainerPool pool, long deadline) throws SQLException {
    try {
      if (!pool.changePermits().tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new SQLException(
            "this daemon is changing other tables in it", SqlStates.DATABASE_BUSY);
      }
    } catch (InterruptedException _) {
      throw new StoppedException();
    }
  }

  private static long acquire(
      SessionContext session, WatchedConnection connection, int turn, long deadline)
      throws SQLException {
    var slots = session.environment().ddlAtOnce();
    var keys = Keys.of(session.environment().installation());
    connection.run(it -> {
      it.setAutoCommit(true);
      return it;
    });
    if (turn > 0 && connection.run(it -> othersWait(it, keys.queue()))) {
      POLLS.pause(2);
    }
    for (var isQueued = false; ; ) {
      var found = connection.run(it -> tryLock(it, slots, keys.first()));
      if (found >= 0) {
        if (isQueued) {
          connection.run(it -> leaveQueue(it, keys.queue()));
        }
        return keys.first() + found;
      }
      if (System.nanoTime() > deadline) {
        var holders = Blockers.holding(session.pool(), keys.first(), slots);
        throw new SQLException(
            "another process has been changing tables in it for %s%s"
                .formatted(
                    shown(session.statementTimeout()), holders.isEmpty() ? "" : ": " + holders),
            SqlStates.DATABASE_BUSY);
      }
      isQueued = isQueued || connection.run(it -> enterQueue(it, keys.queue()));
      POLLS.pause(1);
    }
  }

  private static String shown(Duration duration) {
    return duration.toSeconds() > 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
  }

  private static long tryLock(Connection connection, int slots, long first) throws SQLException {
    try (var statement = connection.prepareStatement(TRY)) {
      statement.setInt(1, slots);
      statement.setLong(2, first);
      try (var rows = statement.executeQuery()) {
        return rows.next() ? rows.getLong("place") : -1;
      }
    }
  }

  private static boolean othersWait(Connection connection, long queue) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT NOT pg_catalog.pg_try_advisory_lock(%d) OR NOT pg_catalog.pg_advisory_unlock(%d) AS others_wait"
                    .formatted(queue, queue))) {
      return row.next() && row.getBoolean("others_wait");
    }
  }

  /** Fails while another session checks whether the queue is empty. */
  private static boolean enterQueue(Connection connection, long queue) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT pg_catalog.pg_try_advisory_lock_shared(%d) AS is_queued"
                    .formatted(queue))) {
      return row.next() && row.getBoolean("is_queued");
    }
  }

  private static boolean leaveQueue(Connection connection, long queue) throws SQLException {
    try (var statement = connection.createStatement()) {
      return statement.execute("SELECT pg_catalog.pg_advisory_unlock_shared(%d)".formatted(queue));
    }
  }

  @Override
  public void close() {
    try {
      connection.finish(it -> {
        if (!it.getAutoCommit()) {
          it.rollback();
          it.setAutoCommit(true);
        }
        try (var statement = it.createStatement()) {
          return statement.execute("SELECT pg_catalog.pg_advisory_unlock(%d)".formatted(lock));
        }
      });
      connection.close();
    } catch (SQLException e) {
      LOG.debug("Closing a connection whose lock cannot be released", e);
      connection.discard();
    } finally {
      pool.changePermits().release();
    }
  }
}
