package io.trueup.listener.engine.gate;

import static io.trueup.listener.engine.gate.GateScene.LIVE;
import static io.trueup.listener.engine.gate.GateScene.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutPolicy.VersionOrder;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationTest {

  /** Versions 5, 6 and 7 were accepted an hour apart, the last one at noon; 4 was rejected. */
  private static final TreeMap<Long, Instant> ACCEPTED =
      new TreeMap<>(
          Map.of(
              3L, NOON.minus(Duration.ofHours(9)),
              5L, NOON.minus(Duration.ofHours(2)),
              6L, NOON.minus(Duration.ofHours(1)),
              7L, NOON));

  private static final AcceptedVersions VERSIONS =
      new AcceptedVersions() {
        @Override
        public Optional<Long> after(long version) {
          return Optional.ofNullable(ACCEPTED.higherKey(version));
        }

        @Override
        public Optional<Long> newest(Instant by) {
          return ACCEPTED.entrySet().stream()
              .filter(it -> !it.getValue().isAfter(by))
              .map(Map.Entry::getKey)
              .max(Comparator.naturalOrder());
        }
      };

  private final GateScene scene = new GateScene();

  private Optional<Long> destination(Instant at) {
    return new GateRules().destination(scene.platform(), VERSIONS, at);
  }

  private Optional<Long> destination() {
    return destination(NOON.plusSeconds(60));
  }

  /** A dash means none. */
  @ParameterizedTest
  @CsvSource({
    "MERGE,  NEWEST, 5, 0, -, 7",
    "MERGE,  NEWEST, 7, 0, -, -",
    "MERGE,  NEWEST, 5, 6, -, 6",
    "MERGE,  NEWEST, 6, 6, -, 7",
    "MERGE,  NEWEST, 5, 0, 6, 6",
    "MERGE,  NEWEST, 5, 0, 5, 7",
    "MERGE,  NEWEST, 5, 0, 9, 7",
    "MANUAL, NEWEST, 5, 0, -, 7",
    "MANUAL, NEWEST, 5, 6, -, 6",
    "MANUAL, NEWEST, 5, 7, 6, 6",
    "NEVER,  NEWEST, 0, 0, -, 7",
    "MERGE,  EACH,   3, 0, -, 5",
    "MERGE,  EACH,   5, 0, -, 6",
    "MERGE,  EACH,   3, 7, -, 5",
    "MERGE,  EACH,   3, 0, 3, 5",
    "MERGE,  EACH,   7, 0, -, -",
    "MANUAL, EACH,   5, 0, -, 6",
  })
  void policiesRequestsAndHoldsSayWhereTo(
      RolloutPolicy.On on, VersionOrder order, long target, long asked, String hold, String to) {
    scene.follows(on);
    scene.versions = order;
    scene.target = target;
    scene.realized = target;
    scene.syncRequested = asked;
    if (!hold.equals("-")) {
      scene.held(Long.parseLong(hold), Hold.Cause.HOLD);
    }

    assertThat(destination().map(Object::toString).orElse("-")).isEqualTo(to);
  }

  @Test
  void aScheduleMovesToWhatWasAcceptedUntilItsLastTimeAndElseWaitsForTheMergedVersion() {
    scene.scheduled("30 11 * * *", "UTC");
    assertThat(destination()).hasValue(6L);
    scene.target = 6;
    assertThat(destination()).hasValue(7L);
    assertThat(destination(NOON.plus(Duration.ofDays(1)))).hasValue(7L);
    scene.target = 5;
    scene.scheduleSince = NOON;
    assertThat(destination()).hasValue(7L);
    assertThat(destination(NOON.plus(Duration.ofDays(9)))).hasValue(7L);
  }

  @Test
  void eachVersionIsRealizedBeforeTheNextOne() {
    scene.versions = VersionOrder.EACH;
    scene.target = 5;
    scene.realized = 3;
    for (var state : Rollout.State.values()) {
      scene.rollout = GateScene.rollout(LIVE, state, 3, 5, null);
      var expected =
          switch (state) {
            case EXECUTING, AWAITING_NODES -> Optional.<Long>empty();
            case REALIZED, SUPERSEDED -> Optional.of(6L);
            case CANCELLED -> Optional.of(5L);
          };
      assertThat(destination()).as(state.name()).isEqualTo(expected);
    }
  }

  @Test
  void aCancelledRolloutMayMoveToTheSameVersionAgain() {
    scene.target = 7;
    scene.realized = 5;
    scene.rollout = GateScene.rollout(LIVE, Rollout.State.CANCELLED, 5, 7, null);
    assertThat(destination()).hasValue(7L);
    scene.realized = 7;
    assertThat(destination()).isEmpty();
    scene.realized = 5;
    scene.merged = 8;
    assertThat(destination()).hasValue(8L);
  }

  @Test
  void aCancelledRolloutIsMadeAgainWhereThePlatformIsHeldAtItsTarget() {
    scene.target = 5;
    scene.realized = 7;
    scene.rollout = GateScene.rollout(LIVE, Rollout.State.CANCELLED, 7, 5, null);
    for (var cause : Hold.Cause.values()) {
      scene.held(5, cause);
      assertThat(destination()).as(cause.name()).hasValue(5L);
    }
    scene.requested(7, GateKind.HELD);
    assertThat(destination()).hasValue(7L);
    scene.sync = null;
    scene.syncRequested = 0;
    scene.held(6, Hold.Cause.HOLD);
    assertThat(destination()).hasValue(6L);
  }

  @Test
  void aRequestThatOverridesTheHoldGoesBeyondIt() {
    scene.held(6, Hold.Cause.HOLD).requested(7, GateKind.WINDOW);
    assertThat(destination()).hasValue(6L);
    scene.requested(7, GateKind.HELD);
    assertThat(destination()).hasValue(7L);
  }
}
