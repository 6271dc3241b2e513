package io.trueup.listener.daemon.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.PlatformState.Pointer;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.SourceId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What operators read while a platform is rolled back. */
class RollingBackTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final PlatformId LIVE = new PlatformId(new SourceId("acme"), "Live");

  private static Pointer at(long version) {
    return new Pointer(version, null, NOW);
  }

  private static PlatformState platform(long merged, long realized, long to) {
    var rollout =
        new Rollout(
            9,
            LIVE,
            realized,
            to,
            Rollout.State.EXECUTING,
            3,
            1,
            null,
            null,
            0,
            NOW,
            null,
            NOW,
            null,
            Rollout.Kind.ROLLBACK,
            Set.of(),
            "ann",
            "it is slow");
    return new PlatformState(
        LIVE,
        "postgres",
        RolloutPolicy.MERGE,
        at(merged),
        at(to),
        at(realized),
        0,
        null,
        null,
        rollout);
  }

  @Test
  void whatHadBegunIsUndone() {
    var platform = platform(3, 2, 2);

    assertThat(PlatformCondition.of(platform, List.of())).isEqualTo(PlatformCondition.MOVING);
    assertThat(PlatformCondition.summary(platform, List.of(), 0))
        .isEqualTo(
            "Returning to version 2, from a later one that was not complete; 1 of 3 steps landed");
  }

  @Test
  void aPlatformThatLeavesTheNewestVersionIsNotUpToDate() {
    var platform = platform(2, 2, 1);

    assertThat(PlatformCondition.summary(platform, List.of(), 0))
        .isEqualTo("Rolling back from version 2 to 1; 1 of 3 steps landed");
    assertThat(PlatformView.of(platform, StandingOrders.NONE, _ -> null, 0).isRealized()).isFalse();
  }
}
