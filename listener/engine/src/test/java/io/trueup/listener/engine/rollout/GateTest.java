package io.trueup.listener.engine.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.rollout.Gate.CredentialGaps;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.PlatformState.Pause;
import io.trueup.statestore.PlatformState.Pointer;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.ShutGate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GateTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final CredentialGaps NO_GAPS = new CredentialGaps(new TreeSet<>(), List.of());
  private static final Instant ONE = Instant.parse("2026-11-22T13:00:00Z");

  @Test
  void aPlatformThatFollowsMergesMovesToTheMergedVersion() {
    assertThat(Gate.destination(platform(RolloutPolicy.MERGE, 7, 5, 0, null))).hasValue(7L);
    assertThat(judge(platform(RolloutPolicy.MERGE, 7, 5, 0, null), 7)).isEmpty();
  }

  @Test
  void aPlatformAtTheMergedVersionHasNoDestination() {
    assertThat(Gate.destination(platform(RolloutPolicy.MERGE, 7, 7, 0, null))).isEmpty();
  }

  @Test
  void aManualPlatformWaitsForAnOperator() {
    assertThat(judge(platform(RolloutPolicy.MANUAL, 7, 5, 0, null), 7))
        .hasValue(
            "policy: The platform's rollout is 'manual': version 7 waits for an operator."
                + " Unblock with `trueup sync`");
  }

  @Test
  void aManualPlatformMovesToTheRequestedVersionAndNoFurther() {
    var platform = platform(RolloutPolicy.MANUAL, 7, 5, 6, null);

    assertThat(Gate.destination(platform)).hasValue(6L);
    assertThat(judge(platform, 6)).isEmpty();
    assertThat(judge(platform, 7)).isPresent();
  }

  @Test
  void aPlatformWithItsOwnLoopNeverMoves() {
    assertThat(judge(platform(RolloutPolicy.NEVER, 7, 5, 7, null), 7))
        .hasValue(
            "policy: The platform's rollout is 'never': it has a loop of its own. Unblock"
                + " by changing the rollout in the model");
  }

  @Test
  void aPauseKeepsEveryPolicyWaitingAndSaysHowToUnblock() {
    var pause = new Pause("ann", "quarter end", NOON, ONE);

    assertThat(judge(platform(RolloutPolicy.MERGE, 7, 5, 0, pause), 7))
        .hasValue(
            "paused: Paused by ann since 2026-11-22T12:00:00Z: quarter end. Unblock with"
                + " `trueup resume`, or wait until 2026-11-22T13:00:00Z");
  }

  @Test
  void aPauseEndsAtItsEnd() {
    var platform =
        platform(RolloutPolicy.MERGE, 7, 5, 0, new Pause("ann", "quarter end", NOON, ONE));

    assertThat(Gate.evaluate(platform, 7, ONE, NO_GAPS)).isEmpty();
    assertThat(Gate.evaluate(platform, 7, ONE.minusNanos(1), NO_GAPS)).isNotEmpty();
  }

  @Test
  void allMissingCredentialsAreListedTogether() {
    assertThat(
            Gate.evaluate(
                    platform(RolloutPolicy.MERGE, 7, 5, 0, null),
                    7,
                    NOON,
                    new CredentialGaps(new TreeSet<>(List.of("b", "a")), List.of("elsewhere")))
                .stream()
                .map(ShutGate::sentence))
        .containsExactly(
            "Cannot find credentials: a, b. Unblock by adding them where the daemon looks for"
                + " credentials");
  }

  @Test
  void aCredentialThatIsForOtherServersKeepsThePlatformWaiting() {
    assertThat(
            Gate.evaluate(
                platform(RolloutPolicy.MERGE, 7, 5, 0, null),
                7,
                NOON,
                new CredentialGaps(new TreeSet<>(), List.of("It is for db:5432 only"))))
        .containsExactly(
            new ShutGate(GateKind.CREDENTIALS, "", null, NOON, "It is for db:5432 only", "", null));
  }

  private static Optional<String> judge(PlatformState platform, long to) {
    return Gate.evaluate(platform, to, NOON, NO_GAPS).stream()
        .map(gate -> gate.kind().text() + ": " + gate.sentence())
        .findFirst();
  }

  private static PlatformState platform(
      RolloutPolicy policy, long merged, long target, long asked, @Nullable Pause pause) {
    return new PlatformState(
        new PlatformId(new SourceId("acme"), "Live"),
        "postgres",
        policy,
        new Pointer(merged, null, NOON),
        new Pointer(target, null, NOON),
        new Pointer(target, null, NOON),
        asked,
        pause,
        null,
        null);
  }
}
