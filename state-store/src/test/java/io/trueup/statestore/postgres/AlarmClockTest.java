package io.trueup.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.trueup.statestore.AlarmClock;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.quartz.QuartzAlarmClock;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clocks of two processes over one real Postgres. */
class AlarmClockTest {

  private static final String GROUP = "trueup-test";
  private static final long PATIENCE_SECONDS = 90;

  private final StoreDatabase database = new StoreDatabase();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final BlockingQueue<String> rings = new LinkedBlockingQueue<>();
  private Instant at = Instant.parse("2026-01-01T00:00:00Z");

  @AfterEach
  void close() throws Exception {
    for (var each : opened.reversed()) {
      each.close();
    }
    database.close();
  }

  private PostgresStateStore store() {
    var store = database.open();
    opened.add(store);
    return store;
  }

  private AlarmClock started(String holder, String group) {
    var clock = store().alarmClock(holder, group);
    opened.add(clock);
    clock.start(() -> rings.add(holder));
    return clock;
  }

  private AlarmClock started(String holder) {
    return started(holder, GROUP);
  }

  private Instant nextInstant() {
    at = at.plusSeconds(1);
    return at;
  }

  private String ring() throws InterruptedException {
    return rings.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private String triggers() {
    return database.asSuperuser("SELECT count(*) FROM alarms.qrtz_triggers");
  }

  private void awaitNoTriggers() {
    while (!triggers().equals("0")) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aPastInstantRingsAtOnceAndLeavesNothing() throws Exception {
    started("a").set(nextInstant(), Duration.ZERO);

    assertThat(ring()).isEqualTo("a");

    awaitNoTriggers();
    assertThat(rings).isEmpty();
  }

  @Test
  void itRingsInOneOfTwoProcesses() throws Exception {
    var a = started("a");
    var b = started("b");

    for (var i = 0; i < 5; i++) {
      var instant = nextInstant();
      a.set(instant, Duration.ofMillis(300));
      b.set(instant, Duration.ofMillis(300));
      assertThat(ring()).isIn("a", "b");
      awaitNoTriggers();
    }

    assertThat(rings).isEmpty();
  }

  @Test
  void aClockOfAnotherGroupDoesNotRing() throws Exception {
    started("b", "others");
    started("a").set(nextInstant(), Duration.ZERO);

    assertThat(ring()).isEqualTo("a");
    assertThat(rings).isEmpty();
  }

  @Test
  void whatADeadProcessWouldRingAnotherOneRings() throws Exception {
    store();
    var connections = PostgresStateStore.work(StoreDatabase.settings(database.database()));
    var dead = new QuartzAlarmClock(() -> connections, "a", GROUP);
    dead.start(() -> rings.add("a"));
    dead.set(nextInstant(), Duration.ofSeconds(2));
    while (!database
        .asSuperuser("SELECT max(trigger_state) FROM alarms.qrtz_triggers")
        .equals("ACQUIRED")) {
      Thread.onSpinWait();
    }
    connections.close();
    database.asSuperuser(
        "UPDATE alarms.qrtz_scheduler_state SET last_checkin_time = 1 RETURNING 1");

    started("b");

    assertThat(ring()).isEqualTo("b");
    dead.close();
  }

  @Test
  void whatWasDueWhileNoProcessLivedRingsOnceAtTheNextStart() throws Exception {
    var first = started("a");
    first.set(nextInstant(), Duration.ofHours(1));
    first.close();
    database.asSuperuser(
        "UPDATE alarms.qrtz_triggers SET next_fire_time = 1, start_time = 1 RETURNING 1");

    started("a");

    assertThat(ring()).isEqualTo("a");
    awaitNoTriggers();
    assertThat(rings).isEmpty();
  }

  @Test
  void itRingsAgainAfterPostgresEndedItsConnections() throws Exception {
    var clock = started("a");
    clock.set(nextInstant(), Duration.ZERO);
    assertThat(ring()).isEqualTo("a");

    database.asSuperuser(
        """
        SELECT count(pg_terminate_backend(pid))
          FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()
        """);

    var later = nextInstant();
    while (!hasSet(clock, later)) {
      Thread.onSpinWait();
    }
    assertThat(ring()).isEqualTo("a");
  }

  private static boolean hasSet(AlarmClock clock, Instant instant) {
    try {
      clock.set(instant, Duration.ZERO);
      return true;
    } catch (StateStoreException e) {
      return false;
    }
  }

  @Test
  void withoutItsTablesItStartsAndSaysWhatIsMissing() {
    database.asSuperuser("DROP TABLE alarms.qrtz_locks");
    var clock = started("a");

    assertThatThrownBy(() -> clock.set(nextInstant(), Duration.ZERO))
        .isInstanceOf(StateStoreException.class)
        .hasMessageStartingWith("Cannot set the alarm clock: ")
        .hasMessageContaining("relation \"alarms.qrtz_locks\" does not exist");
  }

  @Test
  void aClockThatWasNotStartedCannotBeSet() {
    var clock = store().alarmClock("a", GROUP);

    assertThatThrownBy(() -> clock.set(nextInstant(), Duration.ZERO))
        .hasMessage("Cannot set the alarm clock: It is not started");
    clock.close();
    clock.start(() -> rings.add("late"));
    assertThatThrownBy(() -> clock.set(nextInstant(), Duration.ZERO))
        .hasMessage("Cannot set the alarm clock: It is not started");
  }

  @Test
  void itClosesWhileItsTablesAreLocked() throws SQLException {
    var clock = started("a");
    try (var connection = database.database().connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE alarms.qrtz_locks, alarms.qrtz_triggers");

      clock.close();

      connection.rollback();
    }
    assertThat(connections()).isEqualTo("0");
  }

  private String connections() {
    return database.asSuperuser(
        """
        SELECT count(*)
          FROM pg_stat_activity
         WHERE datname = current_database() AND query LIKE '%qrtz%' AND pid <> pg_backend_pid()
        """);
  }

  @Test
  void itsConnectionsAreOfTheRoleForDailyWork() {
    var clock = started("a");
    clock.set(nextInstant(), Duration.ofHours(1));

    try (HikariDataSource pool =
            PostgresStateStore.work(StoreDatabase.settings(database.database()));
        var connection = pool.getConnection()) {
      assertThat(Sql.text(connection, "SELECT max(trigger_name) AS name FROM alarms.qrtz_triggers"))
          .isEqualTo(at.toString());
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
