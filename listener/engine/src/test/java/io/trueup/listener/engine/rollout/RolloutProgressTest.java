package io.trueup.listener.engine.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.SourceId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RolloutProgressTest {

  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

  private final RolloutProgress progress = new RolloutProgress();

  @Test
  void reportsNothingForAShortRollout() {
    assertThat(progress.at(rollout(1), 0, NOON)).isEmpty();
    assertThat(progress.at(rollout(1), 200, NOON.plusMillis(4_999))).isEmpty();
  }

  @Test
  void reportsTheStepsDoneAndTheirRate() {
    progress.at(rollout(1), 1_000, NOON);

    assertThat(progress.at(rollout(1), 2_500, NOON.plusSeconds(10)))
        .hasValue(
            "Platform 'shop/Live' moves to version 3: 2,500 of 10,000 steps done, 150 a second");
  }

  @Test
  void reportsAtMostEveryFiveSeconds() {
    progress.at(rollout(1), 0, NOON);

    assertThat(progress.at(rollout(1), 100, NOON.plusSeconds(5))).isPresent();
    assertThat(progress.at(rollout(1), 200, NOON.plusSeconds(9))).isEmpty();
    assertThat(progress.at(rollout(1), 300, NOON.plusSeconds(10)))
        .hasValueSatisfying(it -> assertThat(it).endsWith("300 of 10,000 steps done, 40 a second"));
  }

  @Test
  void doesNotReportTheEnd() {
    progress.at(rollout(1), 0, NOON);

    assertThat(progress.at(rollout(1), 10_000, NOON.plusSeconds(60))).isEmpty();
  }

  @Test
  void startsAgainForTheNextRollout() {
    progress.at(rollout(1), 9_000, NOON);

    assertThat(progress.at(rollout(2), 0, NOON.plusSeconds(30))).isEmpty();
    assertThat(progress.at(rollout(2), 600, NOON.plusSeconds(36)))
        .hasValueSatisfying(it -> assertThat(it).contains("600 of 10,000", "100 a second"));
  }

  private static Rollout rollout(long id) {
    return new Rollout(
        id,
        new PlatformId(new SourceId("shop"), "Live"),
        2,
        3,
        Rollout.State.EXECUTING,
        10_000,
        0,
        null,
        null,
        0,
        NOON,
        null,
        NOON,
        null);
  }
}
