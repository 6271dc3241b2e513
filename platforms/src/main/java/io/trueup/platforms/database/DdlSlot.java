package io.trueup.platforms.database;

import io.trueup.model.fingerprint.Sha256;
import io.trueup.platforms.database.ContainerPools.ContainerPool;
import io.trueup.platforms.spi.Installation;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the places in which a database may be changed at once, over all processes: an advisory
 * lock of a session, which is tried and never waited for, because whoever waits within a
 * transaction keeps others from building indexes. Whoever has to wait says so by another lock that
 * all who wait share, so that whoever changes much lets others in between.
 */
final class DdlSlot implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DdlSlot.class);

  /** More than there may ever be, so that ranges of places do not meet. */
  private static final int MOST_PLACES = 0x100;

  private static final String TRY =
      """
      SELECT s.place
        FROM pg_catalog.generate_series(0, ?::integer - 1) AS s (place)
       WHERE pg_catalog.pg_try_advisory_lock(?::bigint + s.place)
       LIMIT 1
      """;

  private static final Backoff POLLS =
      new Backoff(1, Duration.ofMillis(50), Duration.ofMillis(100));

  private final ContainerPool pool;
  private final WatchedConnection connection;
  private final long place;

  /**
   * The numbers of an installation's locks, which nobody guesses: any role that may connect can
   * take a lock whose number it knows.
   *
   * @param first the lock of the first place; the others follow it
   */
  record Keys(long first, long queue) {

    static Keys of(Installation installation) {
      return new Keys(number(installation, "place") & -MOST_PLACES, number(installation, "queue"));
    }

    private static long number(Installation installation, String use) {
      var digest = Sha256.of("ddl %s %s".formatted(use, installation.key()));
      return ByteBuffer.wrap(digest).getLong();
    }
  }

  private DdlSlot(ContainerPool pool, WatchedConnection connection, long place) {
    this.pool = pool;
    this.connection = connection;
    this.place = place;
  }

  WatchedConnection connection() {
    return connection;
  }

  /**
   * Waits for a place.
   *
   * @param turn how often this run already had one
   * @throws SQLException {@link SqlStates#DATABASE_BUSY} when none is free for as long as a
   *     statement may run
   */
  static DdlSlot take(ContainerPool pool, ContainerEnvironment environment, int turn)
      throws SQLException {
    var deadline = System.nanoTime() + environment.statementTimeout().toNanos();
    takeTurn(pool, deadline);
    WatchedConnection connection = null;
    try {
      connection = WatchedConnection.open(pool);
      var place = place(pool, connection, environment, turn, deadline);
      return new DdlSlot(pool, connection, place);
    } catch (SQLException | RuntimeException e) {
      pool.turn().release();
      if (connection != null) {
        connection.discard();
      }
      throw e;
    }
  }

  private static void takeTurn(ContainerPool pool, long deadline) throws SQLException {
    try {
      if (!pool.turn().tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new SQLException(
            "this daemon is changing other tables there", SqlStates.DATABASE_BUSY);
      }
    } catch (InterruptedException _) {
      throw new StoppedException();
    }
  }

  private static long place(
      ContainerPool pool,
      WatchedConnection connection,
      ContainerEnvironment environment,
      int turn,
      long deadline)
      throws SQLException {
    var places = environment.ddlAtOnce();
    var keys = Keys.of(environment.installation());
    connection.run(it -> {
      it.setAutoCommit(true);
      return it;
    });
    if (turn > 0 && connection.run(it -> othersWait(it, keys.queue()))) {
      POLLS.pause(2);
    }
    for (var isQueued = false; ; ) {
      var found = connection.run(it -> tried(it, places, keys.first()));
      if (found >= 0) {
        if (isQueued) {
          connection.run(it -> leaveQueue(it, keys.queue()));
        }
        return keys.first() + found;
      }
      if (System.nanoTime() > deadline) {
        var holders = Blockers.holding(pool, keys.first(), places);
        throw new SQLException(
            "another process is changing tables there, and has been for %s%s"
                .formatted(
                    shown(environment.statementTimeout()), holders.isEmpty() ? "" : ": " + holders),
            SqlStates.DATABASE_BUSY);
      }
      isQueued = isQueued || connection.run(it -> enterQueue(it, keys.queue()));
      POLLS.pause(1);
    }
  }

  private static String shown(Duration duration) {
    return duration.toSeconds() > 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
  }

  private static long tried(Connection connection, int places, long first) throws SQLException {
    try (var statement = connection.prepareStatement(TRY)) {
      statement.setInt(1, places);
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

  /** Fails for the moment in which somebody looks whether others wait. */
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
          return statement.execute("SELECT pg_catalog.pg_advisory_unlock(%d)".formatted(place));
        }
      });
      connection.close();
    } catch (SQLException e) {
      LOG.debug("A connection is closed with the lock that it holds", e);
      connection.discard();
    } finally {
      pool.turn().release();
    }
  }
}
