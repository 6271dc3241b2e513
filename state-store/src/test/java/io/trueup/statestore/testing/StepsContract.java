package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.EXPORT;
import static io.trueup.statestore.testing.StoreFixture.HOUR;
import static io.trueup.statestore.testing.StoreFixture.INGEST;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static io.trueup.statestore.testing.StoreFixture.landed;
import static io.trueup.statestore.testing.StoreFixture.provision;
import static io.trueup.statestore.testing.StoreFixture.step;
import static io.trueup.statestore.testing.StoreFixture.transition;
import static io.trueup.statestore.testing.StoreFixture.transitions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import io.trueup.model.rollout.RolloutPlan;
import io.trueup.model.rollout.StepAction;
import io.trueup.statestore.Lease;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.RolloutStep;
import io.trueup.statestore.StepGate;
import io.trueup.statestore.StepResult;
import io.trueup.statestore.control.Selector;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract of steps and of the node records that they move. */
abstract class StepsContract extends Contract {

  StepsContract(StateStoreConformance suite) {
    super(suite);
  }

  private Rollout provisionBoth(Lease lease) {
    return stage.move(lease, fingerprint(1), provision(fingerprint(1), INGEST, EXPORT));
  }

  private void fail(Lease lease, Rollout rollout, int ordinal, Instant retryAt) {
    store
        .rollouts()
        .recordSteps(
            lease, rollout.id(), List.of(new StepResult.NotLanded(ordinal, "disk full", retryAt)));
  }

  private NodeRecord node(NodeKey key) {
    return store.rollouts().node(LIVE, key).orElseThrow();
  }

  @Test
  void stepsAreBegunInTheirOrderAndLimited() {
    var lease = stage.platformLease();
    var rollout = provisionBoth(lease);

    var begun = store.rollouts().beginSteps(lease, rollout.id(), 1, (_, _, _, _) -> false);

    assertThat(begun).extracting(RolloutStep::ordinal).containsExactly(1);
    assertThat(begun.getFirst().planned()).isEqualTo(step(INGEST, StepAction.PROVISION));
    assertThat(begun.getFirst().state()).isEqualTo(RolloutStep.State.RUNNING);
    assertThat(begun.getFirst().attempts()).isEqualTo(1);
    assertThat(stage.steps(rollout))
        .extracting(RolloutStep::state)
        .containsExactly(RolloutStep.State.RUNNING, RolloutStep.State.PENDING);
  }

  /** A worker has looked before, and begins afterwards. */
  @Test
  void afterAPauseIsRecordedNoStepBegins() {
    var lease = stage.platformLease();
    var rollout = provisionBoth(lease);
    stage.logIn();
    StepGate gate =
        (platform, asked, inputs, now) -> {
          assertThat(asked.id()).isEqualTo(rollout.id());
          assertThat(now).isNotNull();
          return platform.pause() != null || !inputs.pauses().isEmpty();
        };

    store.platforms().pause(LIVE, StoreFixture.ANN, "incident", null);
    assertThat(store.rollouts().beginSteps(lease, rollout.id(), 10, gate)).isEmpty();
    store.platforms().resume(LIVE, StoreFixture.ANN, "it is over");
    store.groupPauses().pause(Selector.EVERYTHING, StoreFixture.ANN, "incident", null);
    assertThat(store.rollouts().beginSteps(lease, rollout.id(), 10, gate)).isEmpty();

    assertThat(stage.steps(rollout))
        .extracting(RolloutStep::state)
        .containsOnly(RolloutStep.State.PENDING);
    assertThat(node(INGEST).isUncertain()).isFalse();
    store.groupPauses().resume(Selector.EVERYTHING, StoreFixture.ANN, "it is over");
    assertThat(store.rollouts().beginSteps(lease, rollout.id(), 10, gate)).hasSize(2);
  }

  @Test
  void aStepThatRunsUnderTheSameLeaseIsNotBegunAgain() {
    var lease = stage.platformLease();
    var rollout = provisionBoth(lease);
    store.rollouts().beginSteps(lease, rollout.id(), 1, (_, _, _, _) -> false);

    assertThat(store.rollouts().beginSteps(lease, rollout.id(), 10, (_, _, _, _) -> false))
        .extracting(RolloutStep::ordinal)
        .containsExactly(2);
    assertThat(store.rollouts().beginSteps(lease, rollout.id(), 10, (_, _, _, _) -> false))
        .isEmpty();
  }

  @Test
  void aRenewedLeaseIsNoOlderOne() {
    var lease = stage.platformLease();
    var rollout = provisionBoth(lease);
    store.rollouts().beginSteps(lease, rollout.id(), 10, (_, _, _, _) -> false);

    store.leases().renew(lease, HOUR);

    assertThat(store.rollouts().beginSteps(lease, rollout.id(), 10, (_, _, _, _) -> false))
        .isEmpty();
  }

  @Test
  void stepsThatRanUnderAnOlderLeaseAreBegunAgain() {
    var older = stage.platformLease();
    var rollout = provisionBoth(older);
    store.rollouts().beginSteps(older, rollout.id(), 10, (_, _, _, _) -> false);
    var newer = stage.platformLease();

    var begun = store.rollouts().beginSteps(newer, rollout.id(), 10, (_, _, _, _) -> false);

    assertThat(begun).extracting(RolloutStep::ordinal).containsExactly(1, 2);
    assertThat(begun).extracting(RolloutStep::attempts).containsExactly(2, 2);
    assertThat(store.rollouts().beginSteps(newer, rollout.id(), 10, (_, _, _, _) -> false))
        .isEmpty();
  }

  @Test
  void aLandedStepMakesItsNodeRealized() {
    var lease = stage.platformLease();
    var rollout = provisionBoth(lease);
    store.rollouts().beginSteps(lease, rollout.id(), 1, (_, _, _, _) -> false);

    store.rollouts().recordSteps(lease, rollout.id(), List.of(landed(1, fingerprint(1))));

    var step = stage.steps(rollout).getFirst();
    assertThat(step.state()).isEqualTo(RolloutStep.State.DONE);
    assertThat(step.statements()).containsExactly("CREATE TABLE t");
    assertThat(step.endedAt()).isNotNull();
    assertThat(step.error()).isNull();
    assertThat(node(INGEST))
        .isEqualTo(
            new NodeRecord(INGEST, NodeState.REALIZED, fingerprint(1), fingerprint(1), false));
    assertThat(node(EXPORT).state()).isEqualTo(NodeState.PENDING);
    assertThat(stage.newestRollout().done()).isEqualTo(1);
    assertThat(stage.newestRollout().nodesWaiting()).isEqualTo(1);
  }

  @Test
  void aLandedStepIsNotBegunAgainUnderANewerLease() {
    var older = stage.platformLease();
    var rollout = provisionBoth(older);
    stage.land(older, rollout, fingerprint(1));

    assertThat(
            store
                .rollouts()
                .beginSteps(stage.platformLease(), rollout.id(), 10, (_, _, _, _) -> false))
        .isEmpty();
  }

  @Test
  void aLandedRetirementMakesItsNodeRetired() {
    var lease = stage.realize(fingerprint(1), INGEST);
    var plan =
        new RolloutPlan(
            List.of(step(INGEST, StepAction.RETIRE)),
            List.of(transition(INGEST, NodeState.RETIRING, null)));
    var rollout = stage.move(lease, fingerprint(2), plan);

    stage.land(lease, rollout, null);

    assertThat(node(INGEST))
        .isEqualTo(new NodeRecord(INGEST, NodeState.RETIRED, null, null, false));
  }

  @Test
  void aStepThatDoesNotLandLeavesItsNodeAndSaysWhy() {
    var lease = stage.platformLease();
    var rollout = provisionBoth(lease);
    store.rollouts().beginSteps(lease, rollout.id(), 1, (_, _, _, _) -> false);
    var before = node(INGEST);
    var retryAt = stage.in(HOUR);

    fail(lease, rollout, 1, retryAt);

    var step = stage.steps(rollout).getFirst();
    assertThat(step.state()).isEqualTo(RolloutStep.State.FAILED);
    assertThat(step.error()).isEqualTo("disk full");
    assertThat(step.retryAt()).isEqualTo(retryAt);
    assertThat(node(INGEST)).isEqualTo(before);
    assertThat(stage.newestRollout().lastError()).isEqualTo("disk full");
    assertThat(stage.newestRollout().retryAt()).isEqualTo(retryAt);
  }

  @Test
  void theFirstRetryOfSeveralIsTheRollouts() {
    var lease = stage.platformLease();
    var rollout = provisionBoth(lease);
    store.rollouts().beginSteps(lease, rollout.id(), 10, (_, _, _, _) -> false);

    fail(lease, rollout, 1, stage.in(HOUR.multipliedBy(2)));
    var sooner = stage.in(HOUR);
    fail(lease, rollout, 2, sooner);

    assertThat(stage.newestRollout().retryAt()).isEqualTo(sooner);
  }

  @Test
  void aFailedStepIsNotBegunBeforeItsRetryTime() {
    var lease = stage.platformLease();
    var rollout = provisionBoth(lease);
    store.rollouts().beginSteps(lease, rollout.id(), 10, (_, _, _, _) -> false);

    fail(lease, rollout, 1, stage.in(HOUR));

    assertThat(store.rollouts().beginSteps(lease, rollout.id(), 10, (_, _, _, _) -> false))
        .isEmpty();
  }

  @Test
  void aFailedStepIsBegunAgainWhenItsRetryTimeHasPassed() {
    var lease = stage.platformLease();
    var rollout = provisionBoth(lease);
    store.rollouts().beginSteps(lease, rollout.id(), 10, (_, _, _, _) -> false);

    fail(lease, rollout, 1, stage.in(HOUR.negated()));

    var begun = store.rollouts().beginSteps(lease, rollout.id(), 10, (_, _, _, _) -> false);
    assertThat(begun).extracting(RolloutStep::ordinal).containsExactly(1);
    assertThat(begun).extracting(RolloutStep::attempts).containsExactly(2);
  }

  @Test
  void aStepThatLandsAfterAFailureHasNoErrorAnyMore() {
    var lease = stage.platformLease();
    var rollout = provisionBoth(lease);
    store.rollouts().beginSteps(lease, rollout.id(), 1, (_, _, _, _) -> false);
    fail(lease, rollout, 1, stage.in(HOUR.negated()));

    stage.land(lease, rollout, fingerprint(1));

    assertThat(stage.steps(rollout)).extracting(RolloutStep::error).containsOnlyNulls();
    assertThat(stage.newestRollout().lastError()).isNull();
    assertThat(stage.newestRollout().retryAt()).isNull();
  }

  private void start(Lease lease, Rollout rollout, int ordinal, String handle) {
    store
        .rollouts()
        .recordSteps(lease, rollout.id(), List.of(new StepResult.Started(ordinal, handle)));
  }

  private List<RolloutStep> inProgress(Rollout rollout) {
    return store.rollouts().stepsInProgress(rollout.id(), 0, 10);
  }

  @Test
  void aStartedStepIsInProgressWithItsHandle() {
    var lease = stage.platformLease();
    var rollout = provisionBoth(lease);
    store.rollouts().beginSteps(lease, rollout.id(), 1, (_, _, _, _) -> false);
    var before = node(INGEST);

    start(lease, rollout, 1, "job-17");

    var step = stage.steps(rollout).getFirst();
    assertThat(step.state()).isEqualTo(RolloutStep.State.IN_PROGRESS);
    assertThat(step.handle()).isEqualTo("job-17");
    assertThat(step.endedAt()).isNull();
    assertThat(inProgress(rollout)).containsExactly(step);
    assertThat(node(INGEST)).isEqualTo(before);
    assertThat(node(INGEST).isUncertain()).isTrue();
    assertThat(stage.newestRollout().done()).isZero();
    assertThat(stage.newestRollout().retryAt()).isNull();
  }

  @Test
  void aStepInProgressIsNotBegunAgainUnderANewerLease() {
    var older = stage.platformLease();
    var rollout = provisionBoth(older);
    store.rollouts().beginSteps(older, rollout.id(), 10, (_, _, _, _) -> false);
    start(older, rollout, 1, "job-17");
    var newer = stage.platformLease();

    assertThat(store.rollouts().beginSteps(newer, rollout.id(), 10, (_, _, _, _) -> false))
        .extracting(RolloutStep::ordinal)
        .containsExactly(2);
    assertThat(inProgress(rollout)).extracting(RolloutStep::handle).containsExactly("job-17");
  }

  @Test
  void aNewerHolderLandsAStepThatAnOlderOneStarted() {
    var older = stage.platformLease();
    var rollout = provisionBoth(older);
    store.rollouts().beginSteps(older, rollout.id(), 1, (_, _, _, _) -> false);
    start(older, rollout, 1, "job-17");
    var newer = stage.platformLease();

    start(newer, rollout, 1, "job-17b");
    assertThat(inProgress(rollout)).extracting(RolloutStep::handle).containsExactly("job-17b");
    store.rollouts().recordSteps(newer, rollout.id(), List.of(landed(1, fingerprint(1))));

    var step = stage.steps(rollout).getFirst();
    assertThat(step.state()).isEqualTo(RolloutStep.State.DONE);
    assertThat(step.handle()).isNull();
    assertThat(inProgress(rollout)).isEmpty();
    assertThat(node(INGEST).isUncertain()).isFalse();
    assertThat(node(INGEST).realized()).isEqualTo(fingerprint(1));
  }

  @Test
  void aStepInProgressThatFailsIsBegunAgain() {
    var lease = stage.platformLease();
    var rollout = provisionBoth(lease);
    store.rollouts().beginSteps(lease, rollout.id(), 1, (_, _, _, _) -> false);
    start(lease, rollout, 1, "job-17");

    fail(lease, rollout, 1, stage.in(HOUR.negated()));

    assertThat(inProgress(rollout)).isEmpty();
    assertThat(stage.steps(rollout).getFirst().handle()).isNull();
    var begun = store.rollouts().beginSteps(lease, rollout.id(), 1, (_, _, _, _) -> false);
    assertThat(begun).extracting(RolloutStep::state).containsExactly(RolloutStep.State.RUNNING);
    assertThat(begun).extracting(RolloutStep::attempts).containsExactly(2);
    start(lease, rollout, 1, "job-18");
    assertThat(stage.newestRollout().lastError()).isEqualTo("disk full");
  }

  @Test
  void aStepInProgressIsCancelledWithItsRollout() {
    var lease = stage.platformLease();
    var first = provisionBoth(lease);
    store.rollouts().beginSteps(lease, first.id(), 1, (_, _, _, _) -> false);
    start(lease, first, 1, "job-17");

    stage.move(lease, fingerprint(2), provision(fingerprint(2), INGEST, EXPORT));

    assertThat(stage.steps(first))
        .extracting(RolloutStep::state)
        .containsOnly(RolloutStep.State.CANCELLED);
    assertThat(inProgress(first)).isEmpty();
    assertThat(node(INGEST).isUncertain()).isTrue();
  }

  @Test
  void aStartOfAStepThatIsOverOrWasNotBegunChangesNothing() {
    var lease = stage.platformLease();
    var rollout = provisionBoth(lease);
    store.rollouts().beginSteps(lease, rollout.id(), 1, (_, _, _, _) -> false);
    store.rollouts().recordSteps(lease, rollout.id(), List.of(landed(1, fingerprint(1))));
    var before = stage.everything();

    start(lease, rollout, 1, "job-17");
    start(lease, rollout, 2, "job-18");

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void stepsInProgressAreListedInTheirOrderAfterOneAndLimited() {
    var lease = stage.platformLease();
    var rollout = provisionBoth(lease);
    store.rollouts().beginSteps(lease, rollout.id(), 10, (_, _, _, _) -> false);
    start(lease, rollout, 2, "job-18");
    start(lease, rollout, 1, "job-17");

    assertThat(store.rollouts().stepsInProgress(rollout.id(), 0, 1))
        .extracting(RolloutStep::ordinal)
        .containsExactly(1);
    assertThat(store.rollouts().stepsInProgress(rollout.id(), 1, 10))
        .extracting(RolloutStep::ordinal)
        .containsExactly(2);
  }

  @Test
  void resultsOfSeveralStepsAreRecordedTogether() {
    var lease = stage.platformLease();
    var rollout = provisionBoth(lease);
    store.rollouts().beginSteps(lease, rollout.id(), 10, (_, _, _, _) -> false);

    store
        .rollouts()
        .recordSteps(
            lease,
            rollout.id(),
            List.of(
                landed(1, fingerprint(1)),
                new StepResult.NotLanded(2, "disk full", stage.in(HOUR))));

    assertThat(stage.steps(rollout))
        .extracting(RolloutStep::state)
        .containsExactly(RolloutStep.State.DONE, RolloutStep.State.FAILED);
  }

  @Test
  void aRolloutIsFailingFromItsFirstFailureUntilAllLanded() {
    var lease = stage.platformLease();
    var rollout = provisionBoth(lease);
    assertThat(stage.newestRollout().failingSince()).isNull();
    store.rollouts().beginSteps(lease, rollout.id(), 10, (_, _, _, _) -> false);
    fail(lease, rollout, 1, stage.in(Duration.ZERO));
    var first = stage.newestRollout().failingSince();
    assertThat(first).isNotNull();
    assertThat(stage.newestRollout().lastError()).isEqualTo("disk full");

    store.rollouts().beginSteps(lease, rollout.id(), 10, (_, _, _, _) -> false);
    assertThat(stage.newestRollout().lastError()).isEqualTo("disk full");
    assertThat(stage.newestRollout().failingSince()).isEqualTo(first);
    fail(lease, rollout, 1, stage.in(Duration.ZERO));
    fail(lease, rollout, 2, stage.in(Duration.ZERO));
    store.rollouts().beginSteps(lease, rollout.id(), 10, (_, _, _, _) -> false);
    store.rollouts().recordSteps(lease, rollout.id(), List.of(landed(1, fingerprint(1))));
    assertThat(stage.newestRollout().failingSince()).isEqualTo(first);
    store.rollouts().recordSteps(lease, rollout.id(), List.of(landed(2, fingerprint(1))));

    assertThat(stage.newestRollout().lastError()).isNull();
    assertThat(stage.newestRollout().failingSince()).isNull();
  }

  @Test
  void aResultThatIsRecordedAgainChangesNothing() {
    var lease = stage.platformLease();
    var rollout = provisionBoth(lease);
    stage.land(lease, rollout, fingerprint(1));
    var before = stage.everything();

    store.rollouts().recordSteps(lease, rollout.id(), List.of(landed(1, fingerprint(1))));
    fail(lease, rollout, 2, stage.in(HOUR));

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aStepThatLandsAtAnotherFingerprintThanTheTargetLeavesItsNodeWaiting() {
    var lease = stage.platformLease();
    var first = provisionBoth(lease);
    store.rollouts().beginSteps(lease, first.id(), 1, (_, _, _, _) -> false);
    stage.move(lease, fingerprint(2), provision(fingerprint(2), INGEST, EXPORT));

    store.rollouts().recordSteps(lease, first.id(), List.of(landed(1, fingerprint(1))));

    assertThat(node(INGEST))
        .isEqualTo(
            new NodeRecord(INGEST, NodeState.PENDING, fingerprint(1), fingerprint(2), false));
    assertThat(stage.steps(first).getFirst().state()).isEqualTo(RolloutStep.State.DONE);
  }

  @Test
  void aStepThatLandsOnANodeThatWasTakenOutLeavesItRetiring() {
    var lease = stage.platformLease();
    var first = provisionBoth(lease);
    store.rollouts().beginSteps(lease, first.id(), 1, (_, _, _, _) -> false);
    stage.move(lease, fingerprint(2), transitions(transition(INGEST, NodeState.RETIRING, null)));

    store.rollouts().recordSteps(lease, first.id(), List.of(landed(1, fingerprint(1))));

    assertThat(node(INGEST))
        .isEqualTo(new NodeRecord(INGEST, NodeState.RETIRING, fingerprint(1), null, false));
  }

  @Test
  void aStepThatMovesANodeAwayFromItsTargetIsNotAtTarget() {
    var lease = stage.realize(fingerprint(1), INGEST);
    var alter =
        new RolloutPlan(
            List.of(step(INGEST, StepAction.ALTER)),
            List.of(transition(INGEST, NodeState.PENDING, fingerprint(2))));
    var second = stage.move(lease, fingerprint(2), alter);
    store.rollouts().beginSteps(lease, second.id(), 1, (_, _, _, _) -> false);
    stage.move(
        lease, fingerprint(3), transitions(transition(INGEST, NodeState.PENDING, fingerprint(1))));

    store.rollouts().recordSteps(lease, second.id(), List.of(landed(1, fingerprint(2))));

    assertThat(node(INGEST).realized()).isEqualTo(fingerprint(2));
    assertThat(node(INGEST).state().isAtTarget()).isFalse();
  }

  @Test
  void aStepThatMovesARealizedNodeElsewhereLeavesItWaiting() {
    var lease = stage.realize(fingerprint(1), INGEST);
    var alter = new RolloutPlan(List.of(step(INGEST, StepAction.ALTER)), List.of());
    var second = stage.move(lease, fingerprint(2), alter);
    store.rollouts().beginSteps(lease, second.id(), 1, (_, _, _, _) -> false);
    assertThat(node(INGEST).isUncertain()).isFalse();

    store.rollouts().recordSteps(lease, second.id(), List.of(landed(1, fingerprint(2))));

    assertThat(node(INGEST))
        .isEqualTo(
            new NodeRecord(
                INGEST, NodeState.AWAITING_NODE_TIME, fingerprint(2), fingerprint(1), false));
  }

  @Test
  void aStepThatIsBegunMakesItsNodeUncertainUntilItLands() {
    var lease = stage.platformLease();
    var rollout = provisionBoth(lease);

    store.rollouts().beginSteps(lease, rollout.id(), 1, (_, _, _, _) -> false);

    assertThat(node(INGEST))
        .isEqualTo(new NodeRecord(INGEST, NodeState.PENDING, null, fingerprint(1), false, true));
    assertThat(node(EXPORT).isUncertain()).isFalse();
    fail(lease, rollout, 1, stage.in(HOUR.negated()));
    assertThat(node(INGEST).isUncertain()).isTrue();
    assertThat(store.rollouts().nodes(LIVE, List.of())).contains(node(INGEST));
    stage.land(lease, rollout, fingerprint(1));
    assertThat(node(INGEST).isUncertain()).isFalse();
  }

  @Test
  void aNodeStaysUncertainWhenItsStepIsCancelled() {
    var lease = stage.platformLease();
    var first = provisionBoth(lease);
    store.rollouts().beginSteps(lease, first.id(), 1, (_, _, _, _) -> false);

    stage.move(lease, fingerprint(2), transitions(transition(INGEST, NodeState.RETIRING, null)));

    assertThat(node(INGEST))
        .isEqualTo(new NodeRecord(INGEST, NodeState.RETIRING, null, null, false, true));
  }

  @Test
  void aFailureOfACancelledStepChangesNothing() {
    var lease = stage.platformLease();
    var first = provisionBoth(lease);
    store.rollouts().beginSteps(lease, first.id(), 1, (_, _, _, _) -> false);
    stage.move(lease, fingerprint(2), provision(fingerprint(2), INGEST, EXPORT));
    var before = stage.everything();

    fail(lease, first, 1, stage.in(HOUR));

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aBadResultLeavesNothingOfTheOthersBehind() {
    var lease = stage.platformLease();
    var rollout = provisionBoth(lease);
    store.rollouts().beginSteps(lease, rollout.id(), 10, (_, _, _, _) -> false);
    var before = stage.everything();

    assertThatThrownBy(() ->
            store
                .rollouts()
                .recordSteps(
                    lease,
                    rollout.id(),
                    List.of(landed(1, fingerprint(1)), landed(99, fingerprint(1)))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void stepsOfAnUnknownRolloutAreABug() {
    var lease = stage.realize(fingerprint(1), INGEST);
    var unknown = stage.newestRollout().id() + 1000;

    assertThatThrownBy(() -> store.rollouts().beginSteps(lease, unknown, 1, (_, _, _, _) -> false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.rollouts().recordSteps(lease, unknown, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(store.rollouts().steps(unknown, 10)).isEmpty();
  }

  @Test
  void stepsAreShownInTheirOrderAndLimited() {
    var rollout = provisionBoth(stage.platformLease());

    assertThat(store.rollouts().steps(rollout.id(), 1))
        .extracting(RolloutStep::ordinal)
        .containsExactly(1);
    assertThat(stage.steps(rollout)).extracting(RolloutStep::ordinal).containsExactly(1, 2);
  }
}
