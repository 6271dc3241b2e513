package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.INGEST;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static io.trueup.statestore.testing.StoreFixture.provision;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.ClaimOutcome;
import io.trueup.statestore.GateEvaluator;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.control.GateKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract of evaluating the gate inside a claim. */
abstract class GateContract extends Contract {

  private static final String SUBJECT = "platform:acme/Live";

  GateContract(StateStoreConformance suite) {
    super(suite);
  }

  private ClaimOutcome claim(Lease lease, PlatformState seen, long to, GateEvaluator gate) {
    return store
        .rollouts()
        .claim(lease, seen, to, fingerprint(2), provision(fingerprint(2), INGEST), gate);
  }

  @Test
  void theGateSeesThePlatformAsItIsInTheTransaction() {
    var lease = stage.realize(fingerprint(1), INGEST);
    var seen = stage.platform();
    stage.accept(fingerprint(2));
    stage.logIn();
    store.platforms().pause(LIVE, StoreFixture.ANN, "audit week", null);
    var evaluated = new ArrayList<PlatformState>();

    claim(
        lease,
        seen,
        2,
        (platform, _, to, now) -> {
          assertThat(to).isEqualTo(2);
          assertThat(now).isNotNull();
          evaluated.add(platform);
          return List.of();
        });

    assertThat(evaluated).hasSize(1);
    assertThat(evaluated.getFirst().pause()).isNotNull();
    assertThat(evaluated.getFirst().merged().version()).isEqualTo(2);
  }

  @Test
  void aShutGateRecordsTheReasonAndMovesNothing() {
    var lease = stage.platformLease();
    stage.accept(fingerprint(1));
    var before = stage.platform();
    var waiting = stage.waiting("frozen until Monday");

    var outcome = claim(lease, before, 1, (_, _, _, _) -> waiting.gates());

    var after = stage.platform();
    assertThat(outcome).isEqualTo(new ClaimOutcome.Waits(requireNonNull(after.waiting())));
    assertThat(after.waiting().gates()).isEqualTo(waiting.gates());
    assertThat(after.target()).isEqualTo(before.target());
    assertThat(after.rollout()).isNull();
    assertThat(store.rollouts().node(LIVE, INGEST)).isEmpty();
    assertThat(stage.verbs(SUBJECT)).containsExactly(AuditVerbs.PLATFORM_WAITING);
  }

  @Test
  void aGateThatStaysShutKeepsTheWaitingsAgeAndIsAuditedOnce() {
    var lease = stage.platformLease();
    stage.accept(fingerprint(1));
    var first = stage.waiting("frozen");
    claim(lease, stage.platform(), 1, (_, _, _, _) -> first.gates());
    var recorded = requireNonNull(stage.platform().waiting());
    var later =
        PlatformState.Waiting.forGate(GateKind.PAUSED, "frozen", stage.in(StoreFixture.HOUR));

    var outcome = claim(lease, stage.platform(), 1, (_, _, _, _) -> later.gates());

    assertThat(outcome).isEqualTo(new ClaimOutcome.Waits(recorded));
    assertThat(stage.platform().waiting()).isEqualTo(recorded);
    assertThat(stage.verbs(SUBJECT)).containsExactly(AuditVerbs.PLATFORM_WAITING);
  }

  @Test
  void aClaimEndsTheWaiting() {
    var lease = stage.platformLease();
    stage.accept(fingerprint(1));
    store.platforms().recordWaiting(lease, LIVE, stage.waiting("frozen"));

    stage.claim(lease, 1, fingerprint(1), provision(fingerprint(1), INGEST));

    assertThat(stage.platform().waiting()).isNull();
  }

  @Test
  void aGateThatThrowsLeavesNothingBehind() {
    var lease = stage.platformLease();
    stage.accept(fingerprint(1));
    var before = stage.everything();

    assertThatThrownBy(() ->
            claim(
                lease,
                stage.platform(),
                1,
                (_, _, _, _) -> {
                  throw new IllegalStateException("a bug in the gate");
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a bug in the gate");
    assertThat(stage.everything()).isEqualTo(before);
  }
}
