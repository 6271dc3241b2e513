package io.trueup.statestore.postgres;

import static io.trueup.statestore.postgres.Story.ANN;
import static io.trueup.statestore.postgres.Story.LIVE;
import static io.trueup.statestore.postgres.Story.fingerprint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.rollout.RolloutPlan;
import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.ClaimOutcome;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformState.Waiting;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.RolloutWindow.Spec;
import io.trueup.statestore.control.Selector;
import io.trueup.statestore.control.ShutGate;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Postgres itself keeps of rollout control: the guard, the histories, and the locks. */
@Timeout(120)
class RolloutControlTest {

  private static final StoreDatabase DATABASE = new StoreDatabase();
  private static final PostgresStateStore STORE = DATABASE.open();
  private static final RolloutPlan NOTHING = new RolloutPlan(List.of(), List.of());

  private static final String ROLL_BACK =
      "SELECT trueup.roll_back_target(id, %d, 'x', now(), 'ann', 'why') FROM trueup.platform";

  private final Story story = new Story(STORE);

  @AfterAll
  static void close() {
    STORE.close();
    DATABASE.close();
  }

  @BeforeEach
  void mergeTwice() {
    DATABASE.clear();
    STORE.sources().declare(Story.ACME);
    STORE.tokens().add(ANN.name(), Scope.OPERATE, "a".repeat(64), null, ANN);
    story.merge(1);
    story.merge(2);
    claim(2);
  }

  private static Lease lease() {
    return STORE
        .leases()
        .claim(Lease.resource(LIVE), "daemon-1", Duration.ofHours(1))
        .orElseThrow();
  }

  private static ClaimOutcome claim(long to) {
    return STORE
        .rollouts()
        .claim(
            lease(),
            STORE.platforms().find(LIVE).orElseThrow(),
            to,
            fingerprint(to),
            NOTHING,
            (_, _, _, _) -> List.of());
  }

  private static Spec freeze(String name) {
    return new Spec(
        name,
        WindowKind.DENY,
        Selector.EVERYTHING,
        WindowTimes.once(
            LocalDateTime.parse("2027-01-01T00:00"), Duration.ofHours(36), "Europe/Berlin"),
        "ops",
        "year end");
  }

  @Test
  void windowsAreAddedTogetherOrNotAtAll() throws SQLException {
    var windows = List.of(freeze("Good"), freeze("Bad"));
    var entries = STORE.audit().newest(null, 1000);
    try (var connection = DATABASE.database().connect()) {
      Sql.execute(
          connection,
          "ALTER TABLE trueup.rollout_window ADD CONSTRAINT nothing_bad CHECK (name <> 'Bad')");
      try {
        assertThatThrownBy(() -> STORE.windows().addAll(windows, ANN))
            .hasMessageStartingWith("Cannot add windows 'Good', 'Bad'")
            .hasStackTraceContaining("nothing_bad");
      } finally {
        Sql.execute(connection, "ALTER TABLE trueup.rollout_window DROP CONSTRAINT nothing_bad");
      }
    }

    assertThat(STORE.windows().current()).isEmpty();
    assertThat(STORE.audit().newest(null, 1000)).isEqualTo(entries);
  }

  // The guard against stepping back.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE trueup.platform SET target_version = 1",
        "UPDATE trueup.platform SET target_version = 1, hold_version = 1, hold_cause = 'ROLLBACK',"
            + " hold_by = 'ann', hold_reason = 'x', hold_since = target_since",
        "UPDATE trueup.platform SET merged_version = 1, target_version = 1",
      })
  void noStatementMovesATargetBack(String sql) throws SQLException {
    try (var connection = DATABASE.database().connect()) {
      assertThatThrownBy(() -> Sql.execute(connection, sql))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("Cannot move platform Live back");
    }
  }

  @Test
  void theOneFunctionMovesATargetBackAndLeavesAHold() throws SQLException {
    try (var connection = DATABASE.database().connect()) {
      Sql.execute(connection, ROLL_BACK.formatted(1));

      assertThat(
              Sql.text(
                  connection,
                  "SELECT concat_ws(' ', target_version, hold_version, hold_cause, hold_by) FROM"
                      + " trueup.platform"))
          .isEqualTo("1 1 ROLLBACK ann");
    }
  }

  /** What the function allows is over with it. */
  @Test
  void afterTheFunctionNoStatementMovesATargetBackEither() throws SQLException {
    story.merge(3);
    claim(3);
    try (var connection = DATABASE.database().connect()) {
      connection.setAutoCommit(false);
      Sql.execute(connection, ROLL_BACK.formatted(2));

      assertThatThrownBy(() ->
              Sql.execute(
                  connection, "UPDATE trueup.platform SET target_version = 1, hold_version = 1"))
          .hasMessageContaining("Cannot move platform Live back");
      connection.rollback();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3})
  void theFunctionMovesOnlyToAnAcceptedVersionBelowTheTarget(int version) throws SQLException {
    try (var connection = DATABASE.database().connect()) {
      assertThatThrownBy(() -> Sql.execute(connection, ROLL_BACK.formatted(version)))
          .hasMessageContaining("it is not an accepted version below the target");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE trueup.window_history SET reason = 'another'",
        "DELETE FROM trueup.window_history",
        "UPDATE trueup.gate_history SET reason = 'another'",
        "TRUNCATE trueup.gate_history"
      })
  void historiesAreAppendOnly(String sql) throws SQLException {
    try (var connection = DATABASE.database().connect()) {
      assertThatThrownBy(() -> Sql.execute(connection, sql))
          .hasMessageContaining("it is append-only");
    }
  }

  // The histories.

  private static ShutGate gate(GateKind kind, String what, String reason) {
    return new ShutGate(kind, what, null, null, reason, "Wait", null);
  }

  private static void await(ShutGate... gates) {
    STORE
        .platforms()
        .recordWaiting(
            lease(), LIVE, gates.length == 0 ? null : new Waiting(List.of(gates), STORE.now()));
  }

  private static String gates() {
    return DATABASE.asSuperuser(
        """
        SELECT string_agg(kind || ' ' || what || ' ' || (valid_to IS NULL), ', '
                          ORDER BY valid_from, kind)
          FROM audit.gate_history
        """);
  }

  @Test
  void theHistoryHasARowForEachGateAndStretch() {
    story.merge(3);
    await(gate(GateKind.WINDOW, "freeze", "frozen"));
    await(gate(GateKind.WINDOW, "freeze", "frozen, said otherwise"));
    await(gate(GateKind.HELD, "", "held"), gate(GateKind.WINDOW, "freeze", "frozen"));
    await(gate(GateKind.HELD, "", "held"));
    await(gate(GateKind.WINDOW, "freeze", "frozen again"));
    await();

    assertThat(gates()).isEqualTo("window freeze false, held  false, window freeze false");
    assertThat(DATABASE.asSuperuser("SELECT reason FROM audit.gate_history ORDER BY valid_from"))
        .isEqualTo("frozen");
  }

  @Test
  void aMoveEndsWhatWasWaitedFor() {
    story.merge(3);
    await(gate(GateKind.WINDOW, "freeze", "frozen"));
    assertThat(gates()).isEqualTo("window freeze true");

    claim(3);

    assertThat(gates()).isEqualTo("window freeze false");
  }

  @Test
  void aMergeWithNothingToDoEndsWhatWasWaitedFor() {
    story.merge(3);
    await(gate(GateKind.WINDOW, "freeze", "frozen"));

    story.merge(2);

    assertThat(gates()).isEqualTo("window freeze false");
  }

  @Test
  void theHistoryOfWindowsHasEveryVersion() {
    STORE.windows().add(freeze("Freeze"), ANN);
    STORE.windows().suspend("freeze", 1L, null, ANN, "hotfix");
    STORE.windows().resume("freeze", 2L, ANN, "done");
    STORE.windows().end("freeze", 3L, ANN, "over");
    STORE.windows().delete("freeze", 4L, ANN, "a mistake");

    assertThat(
            DATABASE.asSuperuser(
                """
                SELECT string_agg(version || ' ' || verb || ' ' || counts || ' ' || actor, ', '
                                  ORDER BY version)
                  FROM audit.window_history
                 WHERE "window" = 'freeze'
                   AND first_start = '2026-12-31T23:00Z'
                   AND first_end = '2027-01-02T11:00Z'
                """))
        .isEqualTo(
            "1 window.added true ann, 2 window.suspended false ann, 3 window.resumed true ann,"
                + " 4 window.ended false ann, 5 window.deleted false ann");
  }

  // The locks.

  /** What a move has read stays so until it is over. */
  @Test
  void whoPausesAGroupOrAddsAWindowWaitsForMovesThatHaveReadThem() throws Exception {
    story.merge(3);
    var order = new AtomicReference<Future<?>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var outcome =
          STORE
              .rollouts()
              .claim(
                  lease(),
                  STORE.platforms().find(LIVE).orElseThrow(),
                  3,
                  fingerprint(3),
                  NOTHING,
                  (_, inputs, _, _) -> {
                    assertThat(inputs.pauses()).isEmpty();
                    order.set(
                        threads.submit(() ->
                            STORE.groupPauses().pause(Selector.EVERYTHING, ANN, "incident", null)));
                    DATABASE.awaitBlocked();
                    return List.of();
                  });

      assertThat(outcome).isInstanceOf(ClaimOutcome.Claimed.class);
      order.get().get();
    }
    assertThat(STORE.groupPauses().inForce()).hasSize(1);
  }

  /** Many windows are read in each move, and never when platforms are listed. */
  @Test
  void currentWindowsAreFoundWithoutThoseThatEnded() {
    DATABASE.asSuperuser(
        """
        INSERT INTO trueup.rollout_window
               (id, version, origin, name, kind, scope, times, owner, reason, created_at,
                changed_at, ended_at)
        SELECT 'w' || i, 1, 'OPERATOR', 'w', 'DENY', 'all',
               '{"start": "2026-01-01T00:00", "length": "PT1H", "zone": "UTC", "except": []}',
               'ops', '', now(), now(), CASE WHEN i % 50 = 0 THEN NULL ELSE now() END
          FROM generate_series(1, 20000) AS i
        """);
    DATABASE.asSuperuser("ANALYZE trueup.rollout_window");

    assertThat(STORE.windows().current()).hasSize(400);
    assertThat(
            DATABASE.plan(
                "SELECT id FROM trueup.rollout_window WHERE ended_at IS NULL AND deleted_at IS"
                    + " NULL ORDER BY id"))
        .contains("rollout_window_current");
  }
}
